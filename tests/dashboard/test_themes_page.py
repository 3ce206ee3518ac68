"""The page of one theme: numbers against rows, the choice in the address, hostile names, plans."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts.plans import make_plan_chart, plan_frame, split_plans
from dashboard.charts.stages import make_stage_chart
from dashboard.filters.selection import Selection, describe_time
from dashboard.queries import events as event_queries
from dashboard.queries import themes as theme_queries
from dashboard.queries.timeline import events_over_time
from etl.contracts import STATUSES
from etl.warehouse.serving import Snapshot, current_snapshot
from tests.dashboard import invented
from tests.dashboard.screens import words

Open = Callable[..., AppTest]
PAGE = "themes.py"
BATTERY = Selection(themes=("battery",))


def rows_of(snapshot: Snapshot, selection: Selection) -> list[dict]:
    return event_queries.list_events(snapshot, selection).to_pylist()


def test_says_what_to_do_when_there_is_nothing(tmp_path: Path, published: Path, open_app) -> None:
    assert "No events yet" in words(open_app(tmp_path, PAGE))
    assert "No event fits these filters" in words(open_app(published, PAGE, q="zeppelin"))


def test_says_so_when_no_event_has_the_theme(published: Path, open_app: Open) -> None:
    app = open_app(published, PAGE, q="Evil", about="sensors")
    assert not app.exception
    assert "No event fits this theme and these filters." in words(app)


def test_the_theme_is_that_of_address_filter_or_most_events(
    published: Path, snapshot: Snapshot, open_app: Open
) -> None:
    counts = Counter(t for row in rows_of(snapshot, Selection()) for t in row["themes"])
    most = min(counts, key=lambda theme: (-counts[theme], theme))
    for parameters, expected in (
        ({}, most),
        ({"theme": ["sensors", "battery"]}, "sensors"),
        ({"theme": "sensors", "about": "hydrogen_fuel_cell"}, "hydrogen_fuel_cell"),
        ({"about": "<b>no theme</b>"}, most),
    ):
        app = open_app(published, PAGE, **parameters)
        assert not app.exception
        assert app.selectbox(key="theme-of-page").value == expected
        assert app.query_params["about"] == expected
        assert app.metric[0].value == f"{counts[expected]:,}"


def test_choosing_a_theme_changes_page_and_address(
    published: Path, snapshot: Snapshot, open_app: Open
) -> None:
    app = open_app(published, PAGE)
    app.selectbox(key="theme-of-page").select("robotaxi_ride_hailing").run()
    assert not app.exception
    assert app.query_params["about"] == "robotaxi_ride_hailing"
    count = len(rows_of(snapshot, Selection(themes=("robotaxi_ride_hailing",))))
    assert app.metric[0].value == str(count)
    assert "taxi" in words(app)


def test_the_page_keeps_the_other_filters(
    published: Path, snapshot: Snapshot, open_app: Open
) -> None:
    app = open_app(published, PAGE, company="Toyota", about="battery")
    chosen = Selection(themes=("battery",), companies=("Toyota",))
    assert app.metric[0].value == str(len(rows_of(snapshot, chosen)))


def test_stages_are_those_of_the_rows(snapshot: Snapshot) -> None:
    found = theme_queries.company_stages(snapshot, BATTERY).to_pylist()
    expected = Counter(
        (name, row["status"]) for row in rows_of(snapshot, BATTERY) for name in row["companies"]
    )
    assert {
        (row["company"], status): row[status] for row in found for status in STATUSES if row[status]
    } == expected
    assert all(row["events"] == sum(row[status] for status in STATUSES) for row in found)
    assert [row["events"] for row in found] == sorted((r["events"] for r in found), reverse=True)


def test_first_movers_are_the_earliest_of_each_company(snapshot: Snapshot) -> None:
    found = theme_queries.first_movers(snapshot, BATTERY).to_pylist()
    earliest: dict[str, date] = {}
    for row in rows_of(snapshot, BATTERY):
        if row["status"] == "happened" and row["sort_date"]:
            for name in row["companies"]:
                earliest[name] = min(earliest.get(name, date.max), row["sort_date"])
    assert {row["company"]: row["sort_date"] for row in found} == earliest
    assert theme_queries.count_movers(snapshot, BATTERY) == len(earliest)
    days = [row["sort_date"] for row in found]
    assert days == sorted(days)
    top = theme_queries.first_movers(snapshot, BATTERY, limit=3).to_pylist()
    assert [row["sort_date"] for row in top] == days[:3]


def test_shares_over_time_add_up(snapshot: Snapshot) -> None:
    momentum = theme_queries.theme_over_time(snapshot, BATTERY)
    rows = momentum.rows.to_pylist()
    drawn = sum(row["events"] for row in rows)
    assert drawn + momentum.outside + momentum.undated == len(rows_of(snapshot, BATTERY))
    assert all(0 <= row["events"] <= row["all_events"] for row in rows)
    everything = Counter[date]()
    for row in events_over_time(snapshot, Selection()).rows.to_pylist():
        everything[row["first_day"]] += row["events"]
    if momentum.bin == events_over_time(snapshot, Selection()).bin:
        assert all(row["all_events"] == everything[row["first_day"]] for row in rows)


def plan(made: invented.Invented, number: int, first: date | None, last: date | None) -> None:
    invented.add_event(
        made, article_id=f"plan{number}", title="A plan", text="They plan it.",
        evidence="They plan it.", cue="plan", day=date(2024, 11, 1), kind="product_launch",
        status="planned", companies=["Alpha"], themes=["battery"], dated=first is not None,
    )  # fmt: skip
    made.events[-1] |= {"event_start": first, "event_end": last, "date_text": "then"}


@pytest.fixture
def planned(tmp_path: Path) -> Path:
    made = invented.Invented([], [], [], [], [])
    spans = [
        (date(2025, 1, 1), date(2025, 12, 31)),
        (date(2025, 6, 1), date(2025, 6, 30)),
        (date(2026, 3, 5), date(2026, 3, 5)),
        (date(2024, 10, 1), date(2024, 10, 2)),  # had passed when it was told
        (date(2050, 1, 1), date(2050, 12, 31)),
        (None, None),
    ]
    for number, (first, last) in enumerate(spans):
        plan(made, number, first, last)
    invented.publish(made, tmp_path)
    return tmp_path


def test_plans_with_and_without_a_time(planned: Path, open_app: Open) -> None:
    snapshot = current_snapshot(planned / "serving")
    dated = theme_queries.list_plans(snapshot, BATTERY, is_dated=True).to_pylist()
    assert [row["event_id"] for row in dated] == ["e-plan1", "e-plan0", "e-plan2", "e-plan4"]
    assert theme_queries.count_plans(snapshot, BATTERY, is_dated=True) == 4
    undated = theme_queries.list_plans(snapshot, BATTERY, is_dated=False)
    assert undated["event_id"].to_pylist() == ["e-plan5"]

    app = open_app(planned, PAGE)
    assert not app.exception
    told = words(app)
    assert "1 of them begin more than ten years ahead" in told
    assert "None of these events has happened on a known day." in told
    assert "Too few events to say whether it grows." in told
    tables = [table.value for table in app.dataframe]
    promised = next(t for t in tables if "days" in t)
    assert promised["days"].tolist() == ["Jun 2025", "2025", "5 Mar 2026", "2050"]


def test_plans_of_one_company_do_not_overlap(planned: Path) -> None:
    snapshot = current_snapshot(planned / "serving")
    today = date(2025, 6, 10)
    near, far = split_plans(theme_queries.newest_plans(snapshot, BATTERY, limit=10), today)
    assert far == 1
    frame = plan_frame(near, today)
    for _, lane in frame.groupby("row"):
        ordered = lane.sort_values("start")
        assert (ordered["start"].iloc[1:].values >= ordered["end"].iloc[:-1].values).all()
    states = dict(zip(frame["event_id"], frame["state"], strict=True))
    assert states == {
        "e-plan0": "It is that time",
        "e-plan1": "It is that time",
        "e-plan2": "The time lies ahead",
    }
    later = plan_frame(near, date(2025, 7, 5))
    assert dict(zip(later["event_id"], later["state"], strict=True))["e-plan1"] == (
        "The time has passed"
    )
    drawn = json.loads(make_plan_chart(near, today).to_json())
    assert drawn["height"] == frame["row"].nunique() * 20 + 30


def test_times_are_said_short() -> None:
    assert describe_time(date(2025, 1, 1), date(2025, 12, 31)) == "2025"
    assert describe_time(date(2024, 2, 1), date(2024, 2, 29)) == "Feb 2024"
    assert describe_time(date(2024, 12, 1), date(2024, 12, 31)) == "Dec 2024"
    assert describe_time(date(2024, 5, 3), date(2024, 5, 3)) == "3 May 2024"
    assert describe_time(date(2024, 1, 1), date(2025, 12, 31)) == "1 Jan 2024 to 31 Dec 2025"
    assert describe_time(date(2024, 1, 1), date(2024, 1, 1)) == "1 Jan 2024"


def test_a_hostile_name_stays_text(published: Path, snapshot: Snapshot, open_app: Open) -> None:
    app = open_app(published, PAGE, q="Evil", about="battery")
    assert not app.exception
    assert "window.hacked" not in words(app)
    stages = theme_queries.company_stages(snapshot, Selection(themes=("battery",), text="Evil"))
    frame = make_stage_chart(stages).data
    assert "<img src=x onerror=window.hacked=1>" in frame["name"].tolist()
    movers = next(table.value for table in app.dataframe if "time" in table.value)
    assert "<img src=x onerror=window.hacked=1>" in movers["company"].tolist()


def test_a_period_is_told_against_the_year_before(published: Path, open_app: Open) -> None:
    first = invented.NEWEST - timedelta(days=182)
    app = open_app(published, PAGE, about="battery", from_=first.isoformat())
    assert not app.exception
    links = [node.proto.label for node in app.get("page_link")]
    assert any(f"{first.day} {first:%b %Y} to " in label for label in links)
