"""The page of one company: numbers, choices in the address, hostile names, links to events."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters.selection import Selection
from dashboard.filters.sides import company_sides
from dashboard.filters.view import View, from_parameters, to_parameters
from dashboard.parts.companies.choose_company import default_peers
from dashboard.queries import companies as company_queries
from dashboard.queries import compare
from dashboard.queries import events as event_queries
from dashboard.queries.facets import facet_counts
from etl.contracts import EVENT_TYPES
from etl.lexicon.catalogue import load_catalogue
from etl.warehouse.serving import Snapshot, current_snapshot
from tests.dashboard import invented
from tests.dashboard.screens import reader_data, words

Open = Callable[..., AppTest]
PAGE = "companies.py"
HOSTILE = "<img src=x onerror=window.hacked=1>"


def rows_of(snapshot: Snapshot, **fields) -> list[dict]:
    return event_queries.list_events(snapshot, Selection(**fields)).to_pylist()


def link(app: AppTest, label: str) -> Selection:
    """What a link of the page selects."""
    found = next(node.proto for node in app.get("page_link") if node.proto.label == label)
    return from_parameters(parse_qs(found.query_string)).asked


def open_company(open_app: Open, data: Path, name: str, **parameters) -> AppTest:
    app = open_app(data, PAGE, **parameters)
    app.selectbox(key="of").select(name).run()
    assert not app.exception
    return app


def test_nothing_published(tmp_path: Path, open_app: Open) -> None:
    app = open_app(tmp_path, PAGE)
    assert not app.exception
    assert "No events yet" in words(app)


def test_no_events_at_all_and_none_that_fits(published: Path, tmp_path: Path, open_app) -> None:
    app: AppTest = open_app(published, PAGE, q="zeppelin")
    assert not app.exception
    assert "No event fits these filters" in words(app)
    made = invented.invent(3)
    made.events, made.stories = [], []
    invented.publish(made, tmp_path)
    app = open_app(tmp_path, PAGE)
    assert not app.exception
    assert "No events found in the dumps" in words(app)


def test_opens_the_company_of_the_filter_else_the_most_frequent(
    published: Path, snapshot: Snapshot, open_app: Open
) -> None:
    app = open_app(published, PAGE)
    counts = facet_counts(snapshot, Selection(), "companies")
    assert app.selectbox(key="of").value == next(iter(counts))
    app = open_app(published, PAGE, company=["Ford", "Toyota"])
    assert app.selectbox(key="of").value == "Ford"
    assert "does not hold" not in words(app)


def test_figures_are_those_of_the_rows(published: Path, snapshot: Snapshot, open_app: Open) -> None:
    app = open_company(open_app, published, "Toyota", type="recall", company="Ford")
    assert "The filter on companies does not hold" in words(app)
    rows = rows_of(snapshot, companies=("Toyota",), event_types=("recall",))
    told = sorted(row["published_at"] for row in rows)
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown == {
        "Events": str(len(rows)),
        "Articles": str(len(rows)),
        "Sources": str(len({row["source"] for row in rows})),
        "Stories": str(len(rows)),
    }
    opened = Selection(companies=("Toyota",), event_types=("recall",))
    assert link(app, f"All {len(rows)} events") == opened
    first = f"{told[0].day} {told[0]:%b %Y}"
    assert link(app, f"First told on {first}") == opened


def test_the_company_stands_in_the_address(published: Path, open_app: Open) -> None:
    app = open_company(open_app, published, "Škoda")
    assert app.query_params["of"] == "Škoda"
    app.main.multiselect[1].set_value(["BMW"]).run()
    assert app.query_params["peer"] == "BMW"
    again = open_app(published, of="Škoda", peer="BMW")
    again.switch_page(f"app_pages/{PAGE}")
    again.query_params["of"], again.query_params["peer"] = "Škoda", "BMW"
    again.run()
    assert again.selectbox(key="of").value == "Škoda"
    assert again.main.multiselect[1].value == ["BMW"]


def test_other_companies_can_be_taken_away(published: Path, open_app: Open) -> None:
    app = open_company(open_app, published, "Toyota")
    assert len(app.main.multiselect[1].value) == 3
    app.main.multiselect[1].set_value([]).run()
    assert not app.exception
    assert app.main.multiselect[1].value == []
    app.run()
    assert app.main.multiselect[1].value == []
    app.selectbox(key="of").select("BMW").run()
    assert len(app.main.multiselect[1].value) == 3


def test_others_are_of_the_same_kind(snapshot: Snapshot) -> None:
    kinds = company_queries.kinds_of_companies(snapshot)
    counts = facet_counts(snapshot, Selection(), "companies")
    peers = default_peers(snapshot, counts, "Toyota")
    wanted = [n for n in counts if n != "Toyota" and kinds.get(n) == kinds["Toyota"]]
    assert peers == tuple(wanted[:3])
    peers = default_peers(snapshot, counts, "BMW")
    assert [kinds.get(name) == kinds["BMW"] for name in peers] == [True, False, False]
    assert default_peers(snapshot, counts, HOSTILE) == tuple(list(counts)[:3])


def test_the_profile_is_that_of_the_catalogue(published: Path, snapshot, open_app: Open) -> None:
    catalogue = load_catalogue()
    company = next(c for c in catalogue.companies.values() if c.name == "Volkswagen")
    profile = company_queries.company_profile(snapshot, "Volkswagen")
    assert profile is not None
    assert (profile.kind, profile.country, profile.tickers) == (
        company.kind, company.country, company.tickers,
    )  # fmt: skip
    assert profile.parent == catalogue.companies[company.parent_id].name
    assert profile.aliases == (*company.aliases, *company.context_aliases)
    top = company_queries.company_profile(snapshot, profile.parent)
    assert top is not None
    assert set(top.under) == {
        other.name
        for other in catalogue.companies.values()
        if company.parent_id in catalogue.parents(other.company_id)
    }
    app = open_company(open_app, published, "Volkswagen")
    assert reader_data(app, "fields")["Also called"] == ", ".join(profile.aliases)
    assert reader_data(app, "fields")["Country"] == "Germany"


def test_a_name_without_entry_says_so_and_is_no_markdown(published: Path, open_app: Open) -> None:
    app = open_company(open_app, published, HOSTILE)
    assert "The catalogue lacks this name" in words(app)
    page_link = next(n.proto for n in app.get("page_link") if n.proto.label == "Say who it is")
    assert parse_qs(page_link.query_string)["find"] == [HOSTILE]
    interpreted = [*app.markdown, *app.caption, *app.header, *app.subheader, *app.title]
    assert not any(re.search(r"(?<!\\)<img", str(element.value)) for element in interpreted)


def test_a_company_of_the_address_that_no_event_names(published: Path, open_app: Open) -> None:
    app = open_app(published)
    app.switch_page(f"app_pages/{PAGE}")
    app.query_params["of"] = "No Such Company"
    app.run()
    assert not app.exception
    assert "No event names this company" in words(app)


def test_moves_are_the_rows(published: Path, snapshot: Snapshot, open_app: Open) -> None:
    rows = rows_of(snapshot, companies=("Toyota",), event_types=company_queries.MOVES)
    assert rows
    app = open_company(open_app, published, "Toyota")
    table = next(d.value for d in app.dataframe if "move" in d.value)
    assert list(table["evidence"]) == [row["evidence"] for row in rows]
    word = {"executive_appointment": "In", "executive_departure": "Out"}
    assert list(table["move"]) == [word[row["event_type"]] for row in rows]
    counts = Counter(row["event_type"] for row in rows)
    out = f"{counts['executive_departure']} out"
    assert link(app, out).event_types == ("executive_departure",)
    app = open_company(open_app, published, "Toyota", type="recall")
    assert words(app).count("The filter on event types leaves these events out.") == 2


def test_partners_are_counted_and_open_the_events_of_both(snapshot: Snapshot) -> None:
    deals = Selection(companies=("Toyota",), event_types=company_queries.DEALS)
    wanted: Counter[tuple[str, str]] = Counter()
    for row in event_queries.list_events(snapshot, deals).to_pylist():
        wanted.update((name, row["event_type"]) for name in row["companies"] if name != "Toyota")
    partners = company_queries.list_partners(snapshot, deals, limit=100).to_pylist()
    assert wanted
    assert {(r["company"], t): r[t] for r in partners for t in EVENT_TYPES if r.get(t)} == wanted
    for row in partners:
        both = replace(deals, with_companies=(row["company"],))
        shared = event_queries.list_events(snapshot, both).to_pylist()
        assert len(shared) == row["events"]
        assert all({"Toyota", row["company"]} <= set(event["companies"]) for event in shared)


def test_together_with_is_a_filter_of_the_address(published: Path, open_app: Open) -> None:
    view = View(Selection(companies=("Toyota",), with_companies=("BMW", "Ford")))
    assert from_parameters(to_parameters(view)) == view
    assert [(part.label, part.words) for part in view.parts()][1] == ("Together with", "BMW")
    app: AppTest = open_app(published, company="Toyota", with_="Ford")
    assert app.session_state["selection"].with_companies == ("Ford",)
    assert app.button(key="chip-1").label == "Together with: **Ford**"
    app.button(key="chip-1").click().run()
    assert app.session_state["selection"] == Selection(companies=("Toyota",))


def test_together_with_follows_the_parents(tmp_path: Path, open_app: Open) -> None:
    made = invented.Invented([], [], [], [], [])
    evidence = "Jeep and Ford signed a joint venture."
    invented.add_event(
        made, article_id="j", title=evidence, text=evidence, evidence=evidence, cue="signed",
        day=date(2024, 5, 1), kind="partnership", status="happened", companies=["Jeep", "Ford"],
        themes=["battery"],
    )  # fmt: skip
    invented.publish(made, tmp_path)
    app = open_app(tmp_path, PAGE, company="Ford", with_="Jeep")
    app.toggle(key="parents").set_value(True).run()
    assert not app.exception
    assert app.session_state["selection"].with_companies == ("Stellantis",)
    table = next(d.value for d in app.dataframe if "partnership" in d.value)
    assert list(table["company"]) == ["Stellantis"]
    snapshot = current_snapshot(tmp_path / "serving")
    both = {"companies": ("Ford",), "with_companies": ("Stellantis",)}
    assert len(rows_of(snapshot, **both, by_parent=True)) == 1
    assert not rows_of(snapshot, **both)


def test_shares_of_themes_are_those_of_the_rows(snapshot: Snapshot) -> None:
    sides = company_sides(Selection(text="the"), ("Toyota", "BMW"))
    found = compare.side_themes(snapshot, sides, limit=99).to_pylist()
    assert {row["side"] for row in found} == {0, 1}
    for number, name in enumerate(("Toyota", "BMW")):
        rows = [row for row in rows_of(snapshot, companies=(name,), text="the") if row["themes"]]
        counts = Counter(theme for row in rows for theme in row["themes"])
        mine = [row for row in found if row["side"] == number]
        assert {row["theme"]: row["events"] for row in mine} == counts
        for row in mine:
            assert row["themed"] == len(rows)
            assert row["share"] == pytest.approx(row["events"] / len(rows))
