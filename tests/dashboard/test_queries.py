import json
import time
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboard.filters.selection import Selection
from dashboard.queries import database, timeline
from dashboard.queries import events as event_queries
from dashboard.queries.facets import facet_counts
from etl.errors import SnapshotError
from etl.warehouse.serving import Snapshot, current_snapshot
from tests.dashboard import invented

EVERYTHING = Selection()


def ids(snapshot: Snapshot, selection: Selection) -> set[str]:
    return set(event_queries.list_events(snapshot, selection)["event_id"].to_pylist())


def rows(snapshot: Snapshot, selection: Selection = EVERYTHING) -> list[dict]:
    return event_queries.list_events(snapshot, selection).to_pylist()


def test_lists_newest_first_and_no_more_than_asked(snapshot: Snapshot) -> None:
    days = [row["sort_date"] for row in rows(snapshot)]
    assert len(days) == 302
    assert days == sorted(days, reverse=True)
    assert (
        event_queries.list_events(snapshot, EVERYTHING, limit=10**9).num_rows
        <= event_queries.MAX_ROWS
    )
    second = event_queries.list_events(snapshot, EVERYTHING, limit=10, offset=10)
    assert second.to_pylist() == rows(snapshot)[10:20]


def test_values_of_a_facet_are_alternatives_and_facets_add_up(snapshot: Snapshot) -> None:
    chosen = Selection(
        companies=("Toyota", "Ford"), event_types=("recall",), statuses=("happened", "planned")
    )
    found = rows(snapshot, chosen)
    assert found
    for row in found:
        assert {"Toyota", "Ford"} & set(row["companies"])
        assert row["event_type"] == "recall"
        assert row["status"] in ("happened", "planned")
    expected = [
        row
        for row in rows(snapshot)
        if {"Toyota", "Ford"} & set(row["companies"])
        and row["event_type"] == "recall"
        and row["status"] in ("happened", "planned")
    ]
    assert found == expected
    assert event_queries.count_events(snapshot, chosen) == len(expected)


def test_days_are_inclusive(snapshot: Snapshot) -> None:
    day = date(2024, 11, 19)
    found = rows(snapshot, Selection(date_from=day, date_to=day))
    assert found and {row["sort_date"] for row in found} == {day}


@pytest.mark.parametrize(
    ("text", "contained", "left_out"),
    [
        ("joint venture", ["joint", "venture"], []),
        ('"signed a joint venture"', ["signed a joint venture"], []),
        ('"joint signed"', None, []),
        ('"oint venture"', None, []),
        ('"joint ventur"', None, []),
        ('"a joint ventur*"', ["a joint venture"], []),
        ("joint-venture", ["joint venture"], []),
        ("JOINT Venture Skoda", ["joint venture", "škoda"], []),
        ("recall* -toyota", ["recalled"], ["toyota"]),
        ("recalled OR sued", [], []),
    ],
)
def test_searches_words_and_phrases(
    snapshot: Snapshot, text: str, contained: list[str] | None, left_out: list[str]
) -> None:
    found = rows(snapshot, Selection(text=text))
    if contained is None:
        assert not found
        return
    assert found
    for row in found:
        read = f"{row['title']} {row['evidence']}".lower()
        assert all(word in read for word in contained)
        assert not any(word in read for word in left_out)


def test_or_joins_its_neighbours(snapshot: Snapshot) -> None:
    either = ids(snapshot, Selection(text="recalled OR sued"))
    assert either == ids(snapshot, Selection(text="recalled")) | ids(
        snapshot, Selection(text="sued")
    )


@pytest.mark.parametrize(
    "text", ["%", "_", "' OR 1=1 --", '"', "\\", "toyota'; DROP TABLE events; --", "\0", "?" * 40]
)
def test_signs_are_harmless(snapshot: Snapshot, text: str) -> None:
    assert len(rows(snapshot, Selection(text=text))) <= 302
    assert event_queries.count_events(snapshot, EVERYTHING) == 302


def test_signs_alone_do_not_filter(snapshot: Snapshot) -> None:
    assert not event_queries.has_searchable_words(snapshot, "% _ ' ;")
    assert event_queries.count_events(snapshot, Selection(text="% _")) == 302


def test_hostile_values_are_values(snapshot: Snapshot) -> None:
    attack = "x') OR 1=1 --"
    assert event_queries.count_events(snapshot, Selection(companies=(attack,))) == 0
    assert event_queries.event_detail(snapshot, attack) is None


def test_facets_count_under_the_other_filters(snapshot: Snapshot) -> None:
    chosen = Selection(companies=("Toyota",), event_types=("recall",))
    counts = facet_counts(snapshot, chosen, "companies")
    recalls = rows(snapshot, Selection(event_types=("recall",)))
    assert counts["Toyota"] == sum("Toyota" in row["companies"] for row in recalls)
    assert "Ford" in counts
    assert sum(facet_counts(snapshot, EVERYTHING, "statuses").values()) == 302


def test_figures_and_charts_agree_with_the_rows(snapshot: Snapshot) -> None:
    chosen = Selection(themes=("battery", "sensors"))
    found = rows(snapshot, chosen)
    figures = event_queries.figures(snapshot, chosen)
    companies = {name for row in found for name in row["companies"]}
    assert (figures.events, figures.companies) == (len(found), len(companies))
    shown = timeline.events_over_time(snapshot, chosen)
    assert sum(shown.rows["events"].to_pylist()) + shown.outside + shown.undated == len(found)
    top = event_queries.top_companies(snapshot, chosen).to_pylist()
    for row in top:
        assert row["events"] == sum(row["company"] in r["companies"] for r in found)
    for cell in event_queries.company_theme_matrix(snapshot, chosen).to_pylist():
        pairs = [r for r in found if cell["company"] in r["companies"]]
        assert cell["events"] == sum(cell["theme"] in r["themes"] for r in pairs)


@pytest.mark.parametrize(
    ("first", "last", "unit"),
    [
        (date(2024, 1, 1), date(2024, 1, 1), "day"),
        (date(2024, 1, 1), date(2024, 2, 15), "day"),
        (date(2024, 1, 1), date(2024, 6, 30), "week"),
        (date(2022, 1, 1), date(2024, 6, 30), "month"),
        (date(2010, 1, 1), date(2024, 6, 30), "quarter"),
        (date(1950, 1, 1), date(2024, 6, 30), "year"),
    ],
)
def test_bins_fit_the_span(first: date, last: date, unit: str) -> None:
    assert timeline.choose_bin(first, last) == unit


def test_far_dates_do_not_squeeze_the_timeline(tmp_path: Path) -> None:
    made = invented.invent(150)
    invented.add_event(
        made, article_id="old", title="Founded", text="Toyota was founded.", kind="investment",
        evidence="Toyota was founded.", cue="founded", day=date(1937, 8, 28), status="happened",
        companies=["Toyota"], themes=[],
    )  # fmt: skip
    shown = timeline.events_over_time(invented.publish(made, tmp_path), EVERYTHING)
    assert shown.outside >= 1
    assert min(shown.rows["first_day"].to_pylist()).year >= 2022


def test_shows_one_event_with_article_and_mentions(snapshot: Snapshot) -> None:
    row = rows(snapshot, Selection(text="joint venture"))[0]
    detail = event_queries.event_detail(snapshot, row["event_id"])
    assert detail is not None
    text = detail.article["text"]
    event = detail.event
    assert text[event["evidence_start"] : event["evidence_end"]] == row["evidence"]
    assert all(text[m["start"] : m["end"]] == m["text"] for m in detail.mentions)
    assert detail.event["published_at"].utcoffset().total_seconds() == 0


def test_sees_a_new_snapshot_at_once(tmp_path: Path) -> None:
    first = invented.publish(invented.invent(20), tmp_path)
    assert event_queries.count_events(first, EVERYTHING) == 20
    invented.publish(invented.invent(30), tmp_path)
    second = current_snapshot(tmp_path / "serving")
    assert second.version != first.version
    assert event_queries.count_events(second, EVERYTHING) == 30
    assert event_queries.count_events(first, EVERYTHING) == 20


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/x.csv'",
        "ATTACH '/tmp/x.duckdb'",
        "SET threads = 8",
        "SET GLOBAL enable_external_access = true",
        "DELETE FROM events",
        "INSTALL httpfs",
    ],
)
def test_the_connection_is_closed_to_the_outside(snapshot: Snapshot, sql: str) -> None:
    with database.open_cursor(snapshot, 5) as cursor, pytest.raises(duckdb.Error):
        cursor.execute(sql)


def test_stops_a_query_in_time(snapshot: Snapshot) -> None:
    began = time.monotonic()
    with pytest.raises(database.QueryTimeoutError, match="takes too long"):
        database.read_table(
            snapshot,
            "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = 7",
            seconds=0.3,
        )
    assert time.monotonic() - began < 5


def test_says_what_to_do_about_a_broken_snapshot(tmp_path: Path) -> None:
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"not a database" * 1000)
    with pytest.raises(SnapshotError, match="rebuild it"):
        event_queries.count_events(Snapshot("1", broken), EVERYTHING)


def test_a_phrase_is_looked_up_by_words_first(snapshot: Snapshot) -> None:
    where = event_queries.selection_condition(snapshot, Selection(text='"joint venture"'))
    with database.open_cursor(snapshot, 5) as cursor:
        plan = cursor.execute(
            f"EXPLAIN (FORMAT JSON) SELECT count(*) FROM events WHERE {where.sql}",
            list(where.values),
        ).fetchall()[0][1]
    # The phrase is a condition of the join with the candidates, not of a scan over all texts.
    waiting, holders = json.loads(plan), []
    while waiting:
        node = waiting.pop()
        waiting.extend(node.get("children", []))
        if "regexp_matches(" in json.dumps(node.get("extra_info", {})):
            holders.append(node["name"].strip())
    assert holders == ["HASH_JOIN"]
