"""Checks before publication: each catches what it is for, and a blocking one stops everything."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from etl.contracts import ARTICLES, EVENTS, MENTIONS, REJECTS
from etl.warehouse.checks import (
    BLOCKING_CHECKS,
    WARNING_CHECKS,
    check_table,
    mostly_accepted,
    outcomes_add_up,
)
from etl.warehouse.publish import CheckFailedError, publish_tables
from etl.warehouse.store import Warehouse
from tests.warehouse.rows import article, event, mention, reject


@pytest.fixture
def with_article(warehouse: Warehouse) -> Warehouse:
    with warehouse.stage(ARTICLES, "d") as staged:
        staged.append([article()])
        publish_tables([staged])
    return warehouse


def failed_checks(warehouse: Warehouse, table: Any, *rows: Any) -> list[str]:
    with warehouse.stage(table, "d") as staged:
        staged.append(rows)
        staged.close()
        results = list(check_table(table, staged.path, warehouse.path(ARTICLES, "d")))
    return [result.name for result in results if not result.passed]


@pytest.mark.parametrize(
    ("table", "rows", "expected"),
    [
        (ARTICLES, [article()], []),
        (ARTICLES, [article(), article()], ["keys_unique"]),
        (ARTICLES, [article(published_basis="guess")], ["values_allowed"]),
        (ARTICLES, [article(record_number=0)], ["values_allowed"]),
        (
            ARTICLES,
            [article(published_at=datetime(2999, 1, 1, tzinfo=UTC))],
            ["publication_dates_sane"],
        ),
        (REJECTS, [reject()], []),
        (REJECTS, [reject(reason="dull")], ["values_allowed"]),
        (MENTIONS, [mention()], []),
        (MENTIONS, [mention(start=1, end=5)], ["offsets_match"]),
        (MENTIONS, [mention(article_id="gone")], ["offsets_match"]),
        (MENTIONS, [mention(field="title")], []),
        (EVENTS, [event()], []),
        (EVENTS, [event(evidence="Ford recalls 901 vans.")], ["offsets_match"]),
        (EVENTS, [event(event_type="party", themes=["of_a_user"])], []),
        (EVENTS, [event(event_type="Party time")], ["values_allowed"]),
        (EVENTS, [event(themes=["battery", "<b>"])], ["values_allowed"]),
        (EVENTS, [event(status="over")], ["values_allowed"]),
        (EVENTS, [event(score=1.5)], ["values_allowed"]),
        (
            EVENTS,
            [event(event_start=date(2024, 3, 2), event_end=date(2024, 3, 1))],
            ["dates_in_order"],
        ),
        (EVENTS, [event(event_start=date(2024, 3, 2))], ["dates_in_order"]),
    ],
)
def test_each_check_catches_its_fault(
    with_article: Warehouse, table: Any, rows: list[Any], expected: list[str]
) -> None:
    assert failed_checks(with_article, table, *rows) == expected


def test_offsets_count_characters_not_bytes(warehouse: Warehouse) -> None:
    text = "Škoda 🚗 é: Ford recalls vans."
    with warehouse.stage(ARTICLES, "d") as staged:
        staged.append([article(text=text)])
        publish_tables([staged])
    start = text.index("Ford")
    good = mention(start=start, end=start + 4)
    assert failed_checks(warehouse, MENTIONS, good) == []


def test_a_failed_check_publishes_nothing(with_article: Warehouse) -> None:
    with (
        pytest.raises(CheckFailedError, match=r"articles\.outcomes_add_up") as raised,
        with_article.stage(ARTICLES, "d") as articles,
        with_article.stage(REJECTS, "d") as rejects,
    ):
        articles.append([article("a2")])
        rejects.append([reject()])
        publish_tables([articles, rejects], more_checks={"articles": [outcomes_add_up(3, 1, 1)]})
    assert with_article.dumps(REJECTS) == []
    assert [r["article_id"] for b in with_article.batches(ARTICLES, "d") for r in b] == ["a1"]
    assert {report.table.name for report in raised.value.reports} == {"articles", "rejects"}


def test_a_warning_does_not_stop_publication(warehouse: Warehouse) -> None:
    with warehouse.stage(ARTICLES, "d") as staged:
        staged.append([article()])
        (report,) = publish_tables([staged], more_checks={"articles": [mostly_accepted(10, 1)]})
    assert [c.name for c in report.checks if not c.passed] == ["mostly_accepted"]
    assert warehouse.dumps(ARTICLES) == ["d"]
    assert report.row_count == 1
    assert report.preview[0]["article_id"] == "a1"


def test_the_declared_checks_are_the_ones_that_run(with_article: Warehouse) -> None:
    for table, row in ((ARTICLES, article()), (MENTIONS, mention()), (EVENTS, event())):
        with with_article.stage(table, "x") as staged:
            staged.append([row])
            staged.close()
            ran = {
                c.name for c in check_table(table, staged.path, with_article.path(ARTICLES, "d"))
            }
        declared = {*BLOCKING_CHECKS[table.name], *WARNING_CHECKS.get(table.name, ())}
        assert ran == declared - {"outcomes_add_up", "mostly_accepted"}
