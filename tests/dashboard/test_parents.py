"""Brands counted under their parent: the switch, and what the queries then say."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters.selection import Selection, describe
from dashboard.queries import events as event_queries
from dashboard.queries import timeline
from dashboard.queries.facets import facet_counts
from etl.lexicon.catalogue import load_catalogue
from etl.warehouse.serving import Snapshot, current_snapshot
from tests.dashboard import invented

ROLLED_UP = Selection(by_parent=True)

# One event with two brands of one parent and the parent itself, one with a brand alone, one of a
# company that has no parent, one of a name that the catalogue does not know.
TOLD = (
    {"Jeep": "jeep", "Fiat": "fiat", "Stellantis": "stellantis"},
    {"Jeep": "jeep", "Ford": "ford"},
    {"Audi": "audi"},
    {"Ford": "ford"},
    {"Kite & Sons": None},
)


@pytest.fixture(scope="module")
def brands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a published snapshot of the events in `TOLD`."""
    root = tmp_path_factory.mktemp("brands")
    made = invented.Invented([], [], [], [], [])
    for number, companies in enumerate(TOLD):
        evidence = f"{', '.join(companies)} recalled cars."
        invented.add_event(
            made, article_id=f"b{number}", title=evidence, text=evidence, evidence=evidence,
            cue="recalled", day=date(2024, 5, 1 + number), kind="recall", status="happened",
            companies=list(companies), themes=["battery", "sensors"],
        )  # fmt: skip
        made.events[-1]["company_ids"] = [company_id or "" for company_id in companies.values()]
    invented.publish(made, root)
    return root


@pytest.fixture(scope="module")
def told(brands: Path) -> Snapshot:
    return current_snapshot(brands / "serving")


def test_the_top_of_each_brand_is_known(told: Snapshot) -> None:
    catalogue = load_catalogue()
    assert event_queries.topmost_parents(told) == {
        name: catalogue.topmost(name.casefold()).name for name in ("Audi", "Fiat", "Jeep")
    }
    assert event_queries.topmost_parents(told)["Jeep"] == "Stellantis"


def test_an_event_with_two_brands_of_one_parent_counts_once(told: Snapshot) -> None:
    assert facet_counts(told, Selection(), "companies") == {
        "Ford": 2, "Jeep": 2, "Audi": 1, "Fiat": 1, "Kite & Sons": 1, "Stellantis": 1,
    }  # fmt: skip
    assert facet_counts(told, ROLLED_UP, "companies") == {
        "Ford": 2, "Stellantis": 2, "Kite & Sons": 1, "Volkswagen Group": 1,
    }  # fmt: skip
    top = event_queries.top_companies(told, ROLLED_UP).to_pylist()
    assert [(row["company"], row["events"]) for row in top] == [
        ("Ford", 2), ("Stellantis", 2), ("Kite & Sons", 1), ("Volkswagen Group", 1),
    ]  # fmt: skip
    assert event_queries.figures(told, Selection()).companies == 6
    assert event_queries.figures(told, ROLLED_UP).companies == 4
    assert event_queries.figures(told, ROLLED_UP).events == len(TOLD)


def test_the_heatmap_counts_events_of_a_parent_once_a_theme(told: Snapshot) -> None:
    cells = {
        (cell["company"], cell["theme"]): (cell["events"], cell["total"])
        for cell in event_queries.company_theme_matrix(told, ROLLED_UP).to_pylist()
    }
    assert cells["Stellantis", "battery"] == cells["Stellantis", "sensors"] == (2, 2)
    assert not any(company == "Jeep" for company, _ in cells)


def test_a_parent_stands_for_all_under_it(told: Snapshot) -> None:
    under = Selection(companies=("Stellantis",), by_parent=True)
    alone = Selection(companies=("Stellantis",))
    assert event_queries.count_events(told, under) == 2
    assert event_queries.count_events(told, alone) == 1
    shown = event_queries.list_events(told, under)["companies"].to_pylist()
    assert shown == [["Jeep", "Ford"], ["Jeep", "Fiat", "Stellantis"]]
    exported = [
        row for batch in event_queries.export_events(told, under) for row in batch.to_pylist()
    ]
    assert [row["event_id"] for row in exported] == ["e-b1", "e-b0"]
    assert sum(timeline.events_over_time(told, under).rows["events"].to_pylist()) == 2
    assert event_queries.count_events(told, Selection(companies=("Jeep",), by_parent=True)) == 0


def test_companies_on_offer_are_those_without_a_parent(told: Snapshot) -> None:
    assert sorted(facet_counts(told, Selection(), "companies")) == [
        "Audi", "Fiat", "Ford", "Jeep", "Kite & Sons", "Stellantis",
    ]  # fmt: skip
    assert sorted(facet_counts(told, ROLLED_UP, "companies")) == [
        "Ford", "Kite & Sons", "Stellantis", "Volkswagen Group",
    ]  # fmt: skip


def test_counts_under_parents_agree_with_the_rows(snapshot: Snapshot) -> None:
    catalogue = load_catalogue()
    expected: Counter[str] = Counter()
    for row in event_queries.list_events(snapshot, ROLLED_UP).to_pylist():
        known = {name: catalogue.companies.get(name.lower()) for name in row["companies"]}
        expected.update(
            {
                catalogue.topmost(company.company_id).name if company else name
                for name, company in known.items()
            }
        )
    assert facet_counts(snapshot, ROLLED_UP, "companies") == dict(expected)


def test_the_switch_is_told_with_the_companies_and_is_no_filter() -> None:
    assert ROLLED_UP.is_everything
    assert describe(ROLLED_UP) == []
    chosen = Selection(companies=("Stellantis",), by_parent=True)
    assert not chosen.is_everything
    assert describe(chosen) == [("Companies with their brands", "Stellantis")]


def test_the_address_holds_the_switch(brands: Path, open_app) -> None:
    app: AppTest = open_app(brands, parents="true", company="Stellantis")
    assert not app.exception
    assert app.session_state["selection"] == Selection(companies=("Stellantis",), by_parent=True)
    counts = facet_counts(current_snapshot(brands / "serving"), ROLLED_UP, "companies")
    assert app.multiselect(key="company").options == [f"{c} · {n}" for c, n in counts.items()]
    assert {metric.label: metric.value for metric in app.metric}["Companies"] == "2"
    for page in ("events.py", "runs.py", "stories.py"):
        app.switch_page(f"app_pages/{page}").run()
        assert not app.exception, page
    assert app.session_state["selection"] == Selection(companies=("Stellantis",), by_parent=True)


def test_it_is_off_at_first(brands: Path, open_app) -> None:
    app: AppTest = open_app(brands)
    assert not app.toggle(key="parents").value
    assert app.session_state["selection"] == Selection()
    assert {metric.label: metric.value for metric in app.metric}["Companies"] == "6"


def test_moving_the_switch_carries_the_chosen_companies_over(brands: Path, open_app) -> None:
    app: AppTest = open_app(brands, company=["Jeep", "Fiat", "Audi", "Ford"])
    app.toggle(key="parents").set_value(True).run()
    assert not app.exception
    assert app.session_state["selection"] == Selection(
        companies=("Stellantis", "Volkswagen Group", "Ford"), by_parent=True
    )
    app.toggle(key="parents").set_value(False).run()
    assert not app.exception
    # No event names Volkswagen Group by itself; Stellantis is named.
    assert app.session_state["selection"] == Selection(companies=("Stellantis", "Audi", "Ford"))


def test_reset_leaves_the_switch(brands: Path, open_app) -> None:
    app: AppTest = open_app(brands, parents="true", company="Stellantis")
    next(b for b in app.sidebar.button if b.label == "Reset filters").click().run()
    assert app.session_state["selection"] == ROLLED_UP
