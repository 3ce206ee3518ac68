"""What became of plans and rumours: told of invented stories of which the end is known."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters.selection import Selection
from dashboard.parts.companies.promises import name_days, tell_outcome
from dashboard.queries.promises import WINDOW_DAYS, list_promises
from etl.warehouse.serving import Snapshot, current_snapshot
from tests.dashboard import invented

DAY = date(2024, 1, 10)
NEWEST = date(2025, 9, 1)


class Told:
    """Collects invented events of Ford, each its own story unless it follows another."""

    def __init__(self) -> None:
        self.made = invented.Invented([], [], [], [], [])

    def tell(
        self, name: str, days: int, status: str, kind: str = "product_launch", *,
        due: int | None = None, follows: str | None = None, product: str = "", partner: str = "",
        person: str = "",
    ) -> None:  # fmt: skip
        """An event told `days` after `DAY`, dated `due` days after it."""
        text = f"Ford told of {name}."
        invented.add_event(
            self.made, article_id=name, title=name, text=text, evidence=text, cue="told",
            day=DAY + timedelta(days=days), kind=kind, status=status, themes=["battery"],
            companies=["Ford", partner] if partner else ["Ford"],
            people=[person] if person else [],
        )  # fmt: skip
        event = self.made.events[-1]
        event["products"] = [product] if product else []
        when = None if due is None else DAY + timedelta(days=due)
        event |= {"event_start": when, "event_end": when, "edtf": when and when.isoformat()}
        if follows:
            self.made.stories.pop()
            story = next(s for s in self.made.stories if s["story_id"] == f"s-{follows}")
            story["event_ids"].append(event["event_id"])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    told = Told()
    told.tell("done", 0, "planned", due=30)
    told.tell("done-told-again", 5, "planned", due=40, follows="done")
    told.tell("done-end", 41, "happened", due=40, follows="done")
    told.tell("rumour", 0, "rumoured", kind="investment")
    told.tell("rumour-denied", 3, "denied", kind="investment", follows="rumour")
    told.tell("alike", 0, "planned", due=20, product="Aurora 5")
    told.tell("alike-end", 50, "happened", due=25, product="Aurora 5")
    told.tell("other-product", 0, "planned", due=20, product="Borealis")
    told.tell("other-type", 0, "planned", kind="recall", product="Aurora 5")
    told.tell("with-partner", 0, "planned", kind="partnership", partner="Bosch")
    told.tell("partner-end", 60, "happened", kind="partnership", partner="Bosch")
    told.tell("person", 0, "planned", kind="executive_departure", person="Ana Reyes")
    late = WINDOW_DAYS + 1
    told.tell("late", late, "happened", kind="executive_departure", person="Ana Reyes")
    told.tell("before", 100, "planned", kind="lawsuit", partner="Bosch")
    told.tell("before-end", 110, "happened", kind="lawsuit", partner="Bosch", due=90)
    told.tell("ahead", 0, "planned", kind="facility_opening", due=3000)
    told.tell("last", (NEWEST - DAY).days, "happened", kind="pricing")
    root = tmp_path_factory.mktemp("promises")
    invented.publish(told.made, root)
    return root


@pytest.fixture(scope="module")
def told(data: Path) -> Snapshot:
    return current_snapshot(data / "serving")


def promises(told: Snapshot, limit: int = 50, **fields) -> dict[str, dict]:
    rows = list_promises(told, Selection(companies=("Ford",), **fields), NEWEST, limit=limit)
    return {row["event_id"].removeprefix("e-"): row for row in rows}


def test_each_promise_has_the_outcome_that_the_data_says(told: Snapshot) -> None:
    assert {name: row["outcome"] for name, row in promises(told).items()} == {
        "done-told-again": "done",
        "rumour": "denied",
        "alike": "perhaps",
        "other-product": "passed",
        "other-type": "open",
        "with-partner": "perhaps",
        "person": "open",
        "before": "open",
        "ahead": "open",
    }


def test_a_story_is_one_row_with_the_later_event(told: Snapshot) -> None:
    row = promises(told)["done-told-again"]
    assert row["tellings"] == 2
    assert row["first_told"].date() == DAY
    assert row["later_event"] == "e-done-end"
    assert tell_outcome(row) == "Done on 19 Feb 2024"
    assert tell_outcome(promises(told)["alike"]) == "Perhaps done, told on 29 Feb 2024"
    assert tell_outcome(promises(told)["rumour"]) == "Denied on 13 Jan 2024"
    assert tell_outcome(promises(told)["other-product"]) == "Date passed, nothing told"


def test_what_came_after_the_filtered_period_counts(told: Snapshot) -> None:
    found = promises(told, date_to=DAY, statuses=("planned",))
    assert found["done"]["outcome"] == "done"
    assert found["alike"]["outcome"] == "perhaps"
    assert "rumour" not in found


def test_rows_are_limited_for_each_outcome_and_still_counted(told: Snapshot) -> None:
    found = promises(told, limit=1)
    assert len(found) == 5
    assert {row["outcome"]: row["of_outcome"] for row in found.values()} == {
        "done": 1, "denied": 1, "perhaps": 2, "passed": 1, "open": 4,
    }  # fmt: skip


def test_an_end_that_a_reader_called_wrong_does_not_count(data: Path, tmp_path: Path) -> None:
    told = Told()
    told.tell("plan", 0, "planned", due=5)
    told.tell("end", 9, "happened", follows="plan")
    event = next(e for e in told.made.events if e["event_id"] == "e-end")
    checked = {
        **event, "event_of": "e-end", "check": "rejected", "checked_by": "ann",
        "checked_at": told.made.articles[0]["published_at"],
    }  # fmt: skip
    snapshot = invented.publish(told.made, tmp_path, [checked])
    assert promises(snapshot)["plan"]["outcome"] == "passed"


def test_brands_under_one_parent_are_no_mark_of_each_other(tmp_path: Path) -> None:
    told = Told()
    for name, days, status in (("one", 0, "planned"), ("two", 9, "happened")):
        told.tell(name, days, status, partner="Jeep")
        told.made.events[-1]["companies"] = ["Jeep", "Stellantis"]
        told.made.events[-1]["company_ids"] = ["jeep", "stellantis"]
    snapshot = invented.publish(told.made, tmp_path)
    alone = Selection(companies=("Jeep",))
    above = Selection(companies=("Stellantis",), by_parent=True)
    assert [r["outcome"] for r in list_promises(snapshot, alone, NEWEST, limit=9)] == ["perhaps"]
    assert [r["outcome"] for r in list_promises(snapshot, above, NEWEST, limit=9)] == ["open"]


def test_the_page_filters_by_outcome_and_shows_both_sides(data: Path, open_app) -> None:
    app: AppTest = open_app(data, "companies.py")
    assert not app.exception
    pills = app.pills(key="outcome")
    assert list(pills.options)[:3] == ["All · 9", "Done · 1", "Perhaps done · 2"]
    pills.set_value("perhaps").run()
    assert not app.exception
    assert app.query_params["outcome"] == "perhaps"
    table = next(d.value for d in app.dataframe if "promise" in d.value)
    assert set(table["outcome"]) == {
        "Perhaps done, told on 29 Feb 2024", "Perhaps done, told on 10 Mar 2024",
    }  # fmt: skip
    app.session_state["promise-chosen"] = "e-alike"
    app.run()
    shown = [element.value for element in app.text]
    assert "Ford told of alike. (Auto Wire)" in shown
    assert "Ford told of alike-end. (Auto Wire)" in shown
    links = [n.proto for n in app.get("page_link") if n.proto.label == "Open this event"]
    assert ["event=e-alike" in node.query_string for node in links] == [True, True]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2024, 2, 1), date(2024, 2, 29), "Feb 2024"),
        (date(2024, 2, 1), date(2024, 2, 28), "1 Feb 2024 to 28 Feb 2024"),
        (date(2024, 1, 1), date(2025, 12, 31), "1 Jan 2024 to 31 Dec 2025"),
        (date(2024, 1, 5), date(2024, 1, 5), "5 Jan 2024"),
        (date(9999, 12, 1), date(9999, 12, 31), "Dec 9999"),
        (None, None, ""),
    ],
)
def test_whole_years_and_months_have_their_names(
    first: date | None, last: date | None, expected: str
) -> None:
    assert name_days(first, last) == expected
