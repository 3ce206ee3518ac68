"""Stories: what is one happening, what is not, and ids that stay."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from etl.contracts import ARTICLES, EVENTS, STORIES
from etl.settings import DataLayout
from etl.stories.build import build_stories, group_events
from etl.warehouse.store import Warehouse
from tests.warehouse.rows import article, event

SAME = "The carmaker Ford calls back 900 vans because a battery cell may be faulty."


def group(first: dict[str, Any], second: dict[str, Any], days_apart: int = 1) -> list[list[str]]:
    articles = {
        "a1": article("a1"),
        "a2": article("a2", published_at=datetime(2024, 3, 28 - days_apart, tzinfo=UTC)),
    }
    events = {
        "e1": event("e1", **first),
        "e2": event("e2", article_id="a2", **first | {"evidence": SAME} | second),
    }
    return group_events(events, articles)


@pytest.mark.parametrize(
    ("second", "is_same"),
    [
        ({}, True),
        ({"companies": ["Ford", "Kia"], "company_ids": ["ford", "kia"]}, True),
        ({"event_type": "lawsuit"}, False),
        ({"companies": ["Kia"], "company_ids": ["kia"]}, False),
        ({"evidence": "Ford said its pickup needs new software for the camera."}, False),
    ],
)
def test_same_type_principal_and_words(second: dict[str, Any], is_same: bool) -> None:
    assert group({}, second) == ([["e1", "e2"]] if is_same else [["e1"], ["e2"]])


def test_articles_far_apart_tell_different_happenings() -> None:
    assert len(group({}, {}, days_apart=14)) == 1
    assert len(group({}, {}, days_apart=15)) == 2


def test_dates_that_exclude_each_other_tell_different_happenings() -> None:
    march = {"event_start": date(2024, 3, 1), "event_end": date(2024, 3, 31)}
    day = {"event_start": date(2024, 3, 5), "event_end": date(2024, 3, 5)}
    april = {"event_start": date(2024, 4, 1), "event_end": date(2024, 4, 1)}
    assert len(group(march, day)) == 1
    assert len(group(march, april)) == 2


def test_unlinked_companies_match_by_name() -> None:
    unlinked = {"companies": ["Qianli"], "company_ids": [""]}
    assert len(group(unlinked, unlinked)) == 1
    assert len(group(unlinked, {"companies": ["Momenta"], "company_ids": [""]})) == 2


def fill(warehouse: Warehouse, dump: str, articles: list[Any], events: list[Any]) -> None:
    for table, rows in ((ARTICLES, articles), (EVENTS, events)):
        with warehouse.stage(table, dump) as staged:
            staged.append(rows)
            staged.publish()


def test_a_story_sums_up_its_events(layout: DataLayout, warehouse: Warehouse) -> None:
    other = article("a2", source="Wire", published_at=datetime(2024, 3, 30, tzinfo=UTC))
    fill(warehouse, "d1", [article()], [event()])
    fill(
        warehouse,
        "d2",
        [other],
        [event("e2", article_id="a2", evidence=SAME, score=0.9, themes=["sensors"])],
    )
    report = build_stories(warehouse, lock=Path(str(warehouse.root)) / "lock")
    assert report.row_count == 1
    (rows,) = warehouse.batches(STORIES)
    story = rows[0]
    assert story["event_ids"] == ["e1", "e2"]
    assert story["best_event_id"] == "e2"
    assert story["themes"] == ["sensors", "battery"]
    assert (story["article_count"], story["source_count"]) == (2, 2)
    assert story["first_seen_at"] == datetime(2024, 3, 28, tzinfo=UTC)
    assert story["last_seen_at"] == datetime(2024, 3, 30, tzinfo=UTC)


def test_stories_do_not_depend_on_the_order_of_dumps(
    layout: DataLayout, warehouse: Warehouse
) -> None:
    first = ([article()], [event()])
    second = ([article("a2")], [event("e2", article_id="a2", evidence=SAME)])
    lock = Path(str(warehouse.root)) / "lock"
    fill(warehouse, "x", *first)
    fill(warehouse, "y", *second)
    build_stories(warehouse, lock=lock)
    in_one_order = warehouse.path(STORIES).read_bytes()
    fill(warehouse, "x", *second)
    fill(warehouse, "y", *first)
    build_stories(warehouse, lock=lock)
    assert warehouse.path(STORIES).read_bytes() == in_one_order
