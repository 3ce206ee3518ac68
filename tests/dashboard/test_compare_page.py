"""Companies and periods side by side: numbers equal those of the rows, links open them."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters.selection import Selection
from dashboard.filters.sides import company_sides, compared_period, period_side, year_before
from dashboard.filters.view import from_parameters
from dashboard.queries import compare
from dashboard.queries import events as event_queries
from dashboard.queries.facets import facet_counts, newest_article
from etl.warehouse.serving import Snapshot
from tests.dashboard import invented
from tests.dashboard.screens import words

Open = Callable[..., AppTest]
PAGE = "compare.py"
HOSTILE = "<img src=x onerror=window.hacked=1>"


def open_page(open_app: Open, data: Path, asked: dict | None = None, **filters) -> AppTest:
    app = open_app(data, **filters)
    app.switch_page(f"app_pages/{PAGE}")
    for name, value in (asked or {}).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def links(app: AppTest, ending: str) -> list[tuple[str, Selection]]:
    return [
        (node.proto.label, from_parameters(parse_qs(node.proto.query_string)).asked)
        for node in app.get("page_link")
        if node.proto.label.endswith(ending)
    ]


def rows_of(snapshot: Snapshot, selection: Selection) -> list[dict]:
    return event_queries.list_events(snapshot, selection).to_pylist()


@pytest.mark.parametrize("mode", ["companies", "periods"])
def test_nothing_published_and_nothing_found(
    tmp_path: Path, published: Path, open_app: Open, mode: str
) -> None:
    assert "No events yet" in words(open_page(open_app, tmp_path, {"mode": mode}))
    app = open_page(open_app, published, {"mode": mode, "side": ["BMW", "Ford"]}, q="zeppelin")
    assert "No event fits these filters" in words(app)


def test_nothing_to_compare_says_so(tmp_path: Path, open_app: Open) -> None:
    made = invented.invent(3)
    made.events, made.stories = [], []
    invented.publish(made, tmp_path)
    assert "Choose two to five companies" in app_info(open_page(open_app, tmp_path))
    app = open_page(open_app, tmp_path, {"mode": "periods"})
    assert "no periods to compare" in app_info(app)


def app_info(app: AppTest) -> str:
    return "\n".join(element.value for element in app.info)


def test_the_sides_are_those_of_the_filter_else_the_most_frequent(
    published: Path, snapshot: Snapshot, open_app: Open
) -> None:
    counts = list(facet_counts(snapshot, Selection(), "companies"))
    assert open_page(open_app, published).main.multiselect[1].value == counts[:3]
    app = open_page(open_app, published, company=["Ford", "BMW"])
    assert app.main.multiselect[1].value == ["Ford", "BMW"]
    app = open_page(open_app, published, {"side": ["NIO", "BYD"]}, company=["Ford", "BMW"])
    assert app.main.multiselect[1].value == ["NIO", "BYD"]
    app.main.multiselect[1].set_value(["NIO"]).run()
    assert app.query_params["side"] == "NIO"
    assert "Choose two to five companies" in app_info(app)


def test_figures_of_companies_are_those_of_the_rows(
    published: Path, snapshot: Snapshot, open_app: Open
) -> None:
    app = open_page(open_app, published, {"side": ["Toyota", "BMW"]}, score="60")
    sides = company_sides(Selection(least_score=60), ("Toyota", "BMW"))
    rows = [rows_of(snapshot, side.selection) for side in sides]
    assert all(rows)
    assert [metric.value for metric in app.metric] == [str(len(found)) for found in rows]
    wanted = [(f"{len(f)} events", s.selection) for f, s in zip(rows, sides, strict=True)]
    assert links(app, " events") == wanted
    figures = compare.side_figures(snapshot, sides)
    for found, figure in zip(rows, figures, strict=True):
        assert figure["happened"] == sum(row["status"] == "happened" for row in found)
        assert figure["sources"] == len({row["source"] for row in found})
    assert len(app.get("vega_lite_chart")) == 3
    assert [tab.label for tab in app.tabs] == ["Toyota", "BMW"]
    assert list(app.tabs[0].dataframe[0].value["evidence"]) == [
        row["evidence"] for row in rows[0][:8]
    ]


def test_periods_are_compared_with_the_one_before(
    published: Path, snapshot: Snapshot, open_app: Open
) -> None:
    app = open_page(open_app, published, {"mode": "periods"}, period="year", type="recall")
    newest = newest_article(snapshot)
    assert newest is not None
    first = newest - timedelta(days=364)
    now = Selection(event_types=("recall",), date_from=first, date_to=newest)
    before = now.previous_period
    assert before is not None
    counts = [len(rows_of(snapshot, now)), len(rows_of(snapshot, before))]
    assert all(counts)
    assert [metric.value for metric in app.metric] == [str(count) for count in counts]
    assert app.metric[0].delta == str(counts[0] - counts[1])
    assert [selection for _, selection in links(app, " events")] == [now, before]


def test_other_days_are_chosen_and_stand_in_the_address(
    published: Path, snapshot: Snapshot, open_app: Open
) -> None:
    asked = {"mode": "periods", "against": "chosen", "against_from": "2023-05-01"}
    days = {"from_": "2024-05-01", "to": "2024-06-30"}
    app = open_page(open_app, published, asked | {"against_to": "2023-06-30"}, **days)
    assert [selection for _, selection in links(app, " events")] == [
        Selection(date_from=date(2024, 5, 1), date_to=date(2024, 6, 30)),
        Selection(date_from=date(2023, 5, 1), date_to=date(2023, 6, 30)),
    ]
    app.segmented_control(key="against").set_value("year").run()
    assert app.query_params["against"] == "year"
    assert links(app, " events")[1][1].date_from == date(2023, 5, 1)
    same = {"against_from": "2024-05-01", "against_to": "2024-06-30"}
    app = open_page(open_app, published, asked | same, **days)
    assert "the same days" in app_info(app)


@pytest.mark.parametrize(
    "asked",
    [
        {"mode": "nonsense"},
        {"side": ["x" * 300, ""]},
        {"mode": "periods", "against": "nonsense", "against_from": "never"},
        {"mode": "periods", "against": "chosen", "against_from": "9999-99-99"},
        {"side": ["No Such", "Company"]},
        {"side": [f"Company {n}" for n in range(20)]},
    ],
)
def test_nonsense_in_the_address_does_no_harm(published: Path, open_app, asked) -> None:
    app = open_page(open_app, published, asked)
    assert not app.error


def test_hostile_names_are_no_markdown(published: Path, open_app: Open) -> None:
    app = open_page(open_app, published, {"side": [HOSTILE, "=HYPERLINK(1)", "BMW"]})
    assert [metric.value for metric in app.metric][:2] == ["1", "1"]
    interpreted = [*app.markdown, *app.caption, *app.header, *app.subheader]
    shown = [*(element.value for element in interpreted), *(tab.label for tab in app.tabs)]
    assert not any(re.search(r"(?<!\\)<img", text) for text in shown)


def test_counts_of_types_are_those_of_the_rows(snapshot: Snapshot) -> None:
    sides = company_sides(Selection(), ("Toyota", "BMW", "No Such"))
    found = compare.side_types(snapshot, sides, limit=99).to_pylist()
    for number, side in enumerate(sides):
        counts = Counter(row["event_type"] for row in rows_of(snapshot, side.selection))
        assert {r["event_type"]: r["events"] for r in found if r["side"] == number} == counts


def test_lines_hold_every_event_once_and_every_bin(snapshot: Snapshot) -> None:
    sides = company_sides(Selection(), ("Toyota", "BMW"))
    lines = compare.lines_by_date(snapshot, sides)
    rows = lines.rows.to_pylist()
    events = [event for side in sides for event in rows_of(snapshot, side.selection)]
    assert sum(row["events"] for row in rows) + lines.outside + lines.undated == len(events)
    bins = [[row["first_day"] for row in rows if row["side"] == number] for number in (0, 1)]
    assert bins[0] == bins[1] == sorted(set(bins[0]))
    for row in rows:
        days = [event["sort_date"] for event in rows_of(snapshot, sides[row["side"]].selection)]
        assert row["events"] == sum(row["first_day"] <= day <= row["last_day"] for day in days)


@pytest.mark.parametrize("days", [20, 200, 700])
def test_lines_of_periods_begin_with_the_period(snapshot: Snapshot, days: int) -> None:
    last = date(2024, 11, 20)
    side = period_side(Selection(), last - timedelta(days=days - 1), last)
    assert side.selection.previous_period is not None
    before = side.selection.previous_period
    assert before.date_from is not None
    assert before.date_to is not None
    sides = [side, period_side(Selection(), before.date_from, before.date_to)]
    rows = compare.lines_by_offset(snapshot, sides).rows.to_pylist()
    for number, one in enumerate(sides):
        mine = [row for row in rows if row["side"] == number]
        assert [row["position"] for row in mine] == list(range(len(mine)))
        assert (mine[0]["first_day"], mine[-1]["last_day"]) == (
            one.selection.date_from, one.selection.date_to,
        )  # fmt: skip
        assert sum(row["events"] for row in mine) == len(rows_of(snapshot, one.selection))


def test_one_event_far_away_does_not_press_the_lines_together(tmp_path: Path) -> None:
    made = invented.invent(300)
    made.events[0] |= {"event_start": date(1901, 1, 1), "event_end": date(1901, 1, 1)}
    made.events[0]["companies"] = ["Toyota"]
    snapshot = invented.publish(made, tmp_path)
    lines = compare.lines_by_date(snapshot, company_sides(Selection(), invented.COMPANIES[:5]))
    assert lines.outside == 0
    lines = compare.lines_by_date(snapshot, company_sides(Selection(), invented.COMPANIES))
    assert lines.outside >= 1
    assert min(lines.rows["first_day"].to_pylist()).year > 2000


def test_periods_of_open_filters() -> None:
    newest = date(2024, 11, 20)
    assert compared_period(Selection(), newest, 91) == (date(2024, 8, 22), newest)
    only_to = Selection(date_to=date(2024, 2, 1))
    assert compared_period(only_to, newest, 2) == (date(2024, 1, 31), date(2024, 2, 1))
    ahead = Selection(date_from=date(2030, 1, 1))
    assert compared_period(ahead, newest, 91) == (newest, date(2030, 1, 1))
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert year_before(date(2024, 3, 1)) == date(2023, 3, 1)
