"""The lexicon in the pipeline that ships: the user's themes and types, another industry's pack."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from spacy.language import Language

from etl.contracts import EVENTS, THEMES
from etl.lexicon.files import PACK_VARIABLE, shipped_files
from etl.lexicon.themes import read_themes
from etl.nlp.extract import CONFIG, extract, extractor_of, load_pipeline
from etl.nlp.types import ArticleText, Row
from tests.lexicon.conftest import Write

PAGE = Path(__file__).parents[2] / "docs" / "lexicons.md"
DAY = date(2024, 6, 12)


def read(nlp: Language, text: str, title: str = "") -> list[Row]:
    return next(iter(extract(nlp, [ArticleText("a1", title, text, DAY)]))).events


def of_type(events: list[Row], event_type: str) -> Row:
    (row,) = (row for row in events if row["event_type"] == event_type)
    return row


RECALL = "Ford Motor Company is recalling 900 vans because a battery cell may overheat."
THEMES_FILE = """\
[themes.hail_damage]
label = "Hail"
terms = ["hail~", "hailstorm~"]
not = ["hail mary"]
foreign_to = ["market_reaction"]

[themes.store_life]
label = "Shops"
terms = ["shop~"]
implied_by = ["recall"]
"""
PATENT = """\
[types.patent]
label = "Patent"
strong = ["(file~|win~|grant~) ___ patent~"]
weak = ["inventor~"]
not = ["patent infringement"]
yields_to = ["lawsuit"]
"""


def test_a_theme_is_found_at_once_by_its_terms(write: Write) -> None:
    text = "Ford closed its plant in Cologne on Monday after a hailstorm."
    assert of_type(read(load_pipeline(), text), "facility_closure")["themes"] == [
        "manufacturing_supply_chain"
    ]
    write("themes", THEMES_FILE)
    nlp = load_pipeline()
    assert of_type(read(nlp, text), "facility_closure")["themes"] == [
        "manufacturing_supply_chain",
        "hail_damage",
    ]
    assert "hail_damage" not in themes(read(nlp, text.replace("hailstorm", "Hail Mary pass")))


def themes(events: list[Row]) -> set[str]:
    return {theme for row in events for theme in row["themes"]}


def test_the_title_gives_a_theme_to_events_of_its_company(write: Write) -> None:
    write("themes", THEMES_FILE)
    nlp = load_pipeline()
    text = "Ford closed its plant in Cologne on Monday. BMW hired Anna Berg as finance chief."
    events = read(nlp, text, "Hail hits Ford")
    assert "hail_damage" in of_type(events, "facility_closure")["themes"]
    assert "hail_damage" not in of_type(events, "executive_appointment")["themes"]
    assert "hail_damage" not in themes(read(nlp, text, "Hail in Cologne"))


def test_types_imply_a_theme_or_are_foreign_to_it(write: Write) -> None:
    write("themes", THEMES_FILE)
    nlp = load_pipeline()
    events = read(nlp, RECALL + " Shares of BMW fell 3% after a hailstorm.")
    assert "store_life" in of_type(events, "recall")["themes"]
    assert "hail_damage" not in of_type(events, "market_reaction")["themes"]


def test_an_own_type_stands_beside_the_models(write: Write) -> None:
    write("event_types", PATENT)
    write("themes", '[themes.hinges]\nlabel = "Hinges"\nterms = ["hinge~"]\n')
    nlp = load_pipeline()
    events = read(
        nlp,
        "Toyota will file a patent for a battery hinge on 3 July 2024. Ford recalled 900 vans.",
    )
    row = of_type(events, "patent")
    assert row["companies"] == ["Toyota"]
    assert row["company_ids"] == ["toyota"]
    assert row["status"] == "planned"
    assert row["event_start"] == date(2024, 7, 3)
    assert row["themes"] == ["battery", "hinges"]
    assert row["evidence"].startswith("Toyota will file")
    assert 0.15 <= row["score"] <= 1
    assert row["extractor"] == "motorwire-cuewords/0.1"
    assert set(row) == {column.name for column in EVENTS.columns} - {"dump"}
    assert of_type(events, "recall")["extractor"] == extractor_of(nlp) != row["extractor"]
    starts = [row["evidence_start"] for row in events]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    "text",
    [
        "Samsung was granted nothing and sued Apple for patent infringement.",
        "Toyota sued Honda over the win of a patent.",  # yields to the lawsuit
        "The inventor of the hinge lives in Nagoya, Toyota said.",  # weak, without support
        "If Toyota were to file a patent, it would be the first.",
        "They filed a patent.",
    ],
)
def test_an_own_type_is_not_read_where_it_is_not_told(write: Write, text: str) -> None:
    write("event_types", PATENT)
    events = read(load_pipeline(), text, "News of the week")
    assert "patent" not in {row["event_type"] for row in events}


def test_own_types_change_nothing_else(write: Write) -> None:
    text = (
        "Toyota filed a patent for a hinge on Monday. Ford recalled 900 vans. The company sued"
        " Bosch in Munich, and its shares fell 3%."
    )
    before = read(load_pipeline(), text)
    write("event_types", PATENT)
    after = read(load_pipeline(), text)
    assert [row for row in after if row["event_type"] != "patent"] == before
    assert len(after) == len(before) + 1


def test_the_pipeline_of_cue_words_has_the_users_types_too(write: Write) -> None:
    write("event_types", PATENT + '\n[types.recall]\nstrong = ["bring~ back"]\n')
    nlp = load_pipeline(CONFIG.with_name("cuewords.cfg"))
    events = read(nlp, "Toyota filed a patent on Monday. Ford brought back 900 vans on Friday.")
    assert of_type(events, "patent")["companies"] == ["Toyota"]
    assert of_type(events, "recall")["companies"] == ["Ford"]


def test_broken_files_leave_the_pipeline_as_it_was(write: Write) -> None:
    text = "Ford closed its plant in Cologne on Monday."
    before = read(load_pipeline(), text)
    write("themes", "[themes.x\nlabel = 3")
    write("event_types", '[types.patent]\nlabel = "Patent"\nstrong = ["(("]')
    assert read(load_pipeline(), text) == before


# (headline, sentence, event type, companies, themes that must be among those found)
AVIATION = [
    (
        "Ryanair orders Boeing jets",
        "Ryanair ordered 300 Boeing 737 MAX 10 aircraft on Tuesday in a deal worth $40 billion.",
        "supply_contract",
        {"Ryanair", "Boeing"},
        {"fleet_orders"},
    ),
    (
        "Lufthansa buys cleaner fuel",
        "Lufthansa signed an agreement with LanzaJet to buy sustainable aviation fuel from 2026.",
        "partnership",
        {"Lufthansa", "LanzaJet"},
        {"sustainable_fuel"},
    ),
    (
        "Airbus raises output",
        "Airbus opened a second final assembly line for the A320neo in Toulouse on Monday.",
        "facility_opening",
        {"Airbus"},
        {"aircraft_production"},
    ),
    (
        "Regulator fines Boeing",
        "The regulator fined Boeing $3 million on Friday after a door plug fell off a 737 MAX 9.",
        "regulatory_action",
        {"Boeing"},
        {"air_safety"},
    ),
    (
        "Joby partners with Delta",
        "Joby Aviation and Delta Air Lines announced a partnership to fly air taxis in New York.",
        "partnership",
        {"Joby Aviation", "Delta Air Lines"},
        {"air_mobility"},
    ),
    (
        "Rolls-Royce tests hydrogen engine",
        "Rolls-Royce and easyJet have completed a test of an engine that burns hydrogen.",
        "trial_approval",
        {"Rolls-Royce", "easyJet"},
        {"clean_flight"},
    ),
    (
        "Qatar Airways orders freighters",
        "Qatar Airways placed a firm order for 34 Boeing 777-8F freighters on Wednesday.",
        "supply_contract",
        {"Qatar Airways", "Boeing"},
        {"air_cargo", "fleet_orders"},
    ),
    (
        "Strike at Heathrow",
        "British Airways cancelled 120 flights at Heathrow Airport on Friday as baggage handlers"
        " of Menzies Aviation went on strike.",
        "labour_dispute",
        {"Menzies Aviation"},
        {"airport_operations"},
    ),
]


@pytest.fixture(scope="module")
def aviation() -> Language:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PACK_VARIABLE, "aviation")
        return load_pipeline()


@pytest.mark.parametrize(("title", "text", "event_type", "companies", "expected"), AVIATION)
def test_aviation_news_is_read_with_its_pack(
    aviation: Language,
    title: str,
    text: str,
    event_type: str,
    companies: set[str],
    expected: set[str],
) -> None:
    events = read(aviation, text, title)
    rows = [row for row in events if row["event_type"] == event_type]
    assert companies <= {name for row in rows for name in row["companies"]}
    assert all(company_id for row in rows for company_id in row["company_ids"])
    assert expected <= themes(rows)
    known = read_themes(shipped_files("aviation").themes)
    assert themes(events) <= set(known)
    assert not themes(events) & set(THEMES)


def test_all_themes_of_aviation_are_among_the_examples() -> None:
    found = {theme for *_, expected in AVIATION for theme in expected}
    assert found == set(read_themes(shipped_files("aviation").themes))


def test_the_example_of_the_page_is_true(write: Write) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, content in re.findall(r"```toml\n# (\w+)\.toml\n(.*?)```", page, re.DOTALL):
        write(name, content)
    (article,) = map(json.loads, re.findall(r"```json\n(.*?)```", page, re.DOTALL))
    table = page.split("## What comes out")[1].split("## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]*)\|$", table, re.MULTILINE)
    assert rows
    stated = [
        (kind, companies.strip().split(", "), re.findall(r"`(\w+)`", themes))
        for kind, companies, themes in rows
    ]
    events = read(load_pipeline(), article["text"])
    assert stated == [(row["event_type"], row["companies"], row["themes"]) for row in events]
