"""Extraction through its public door, on sentences written for these tests."""

from datetime import date
from pathlib import Path

import pytest
from spacy.language import Language

from etl.contracts import EVENTS, MENTIONS
from etl.lexicon.errors import LexiconError
from etl.nlp.extract import CONFIG, extract, extractor_of, load_pipeline
from etl.nlp.gold import to_gold
from etl.nlp.types import ArticleText, Extraction, Row

DAY = date(2024, 6, 12)
CUE_WORDS = CONFIG.with_name("cuewords.cfg")


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline()


def read(nlp: Language, text: str, title: str = "") -> Extraction:
    return next(iter(extract(nlp, [ArticleText("a1", title, text, DAY)])))


def find(found: Extraction, event_type: str) -> Row:
    rows = [row for row in found.events if row["event_type"] == event_type]
    assert rows, [(row["event_type"], row["companies"], row["score"]) for row in found.events]
    return rows[0]


# (event type, headline, sentence, companies that must be among the principals)
EXAMPLES = [
    (
        "executive_departure",
        "Stellantis finance chief quits",
        "Stellantis said its chief financial officer Paul Winter resigned on Monday.",
        {"Stellantis"},
    ),
    (
        "executive_appointment",
        "Polestar names new CEO",
        "Polestar appointed Maria Lund as chief executive officer on Tuesday.",
        {"Polestar"},
    ),
    (
        "reorganisation",
        "Nissan restructures",
        "Nissan merged its battery division into its powertrain unit as part of a restructuring.",
        {"Nissan"},
    ),
    (
        "layoffs",
        "Bosch cuts jobs",
        "Bosch will cut 1,200 jobs in its software division, the supplier said.",
        {"Bosch"},
    ),
    (
        "labour_dispute",
        "Strike at Volkswagen",
        "Volkswagen workers went on strike on Monday after talks with the union broke down.",
        {"Volkswagen"},
    ),
    (
        "partnership",
        "Hyundai and Waymo team up",
        "Hyundai has formed a partnership with Waymo to develop self-driving taxis.",
        {"Hyundai", "Waymo"},
    ),
    (
        "supply_contract",
        "Panasonic to supply Mazda with cells",
        "Panasonic has signed a contract to supply Mazda with cylindrical battery cells from 2027,"
        " the companies said on Thursday.",
        {"Panasonic", "Mazda"},
    ),
    (
        "merger_acquisition",
        "Geely to acquire Proton",
        "Geely agreed to acquire Proton for $600 million, the companies said.",
        {"Geely", "Proton"},
    ),
    (
        "investment",
        "Toyota to invest in Kentucky",
        "Toyota will invest $1.3 billion in its Kentucky operations.",
        {"Toyota"},
    ),
    (
        "funding",
        "Rivian raises money",
        "Rivian raised $1.5 billion by selling convertible notes to the public.",
        {"Rivian"},
    ),
    (
        "product_launch",
        "Kia unveils new SUV",
        "Kia unveiled a new electric SUV in Seoul on Wednesday and will launch it next year.",
        {"Kia"},
    ),
    (
        "product_update",
        "Lucid adds new feature with software update",
        "Lucid released an over-the-air software update that adds a new feature to the Air sedan.",
        {"Lucid"},
    ),
    (
        "technology_deployment",
        "Mercedes-Benz rolls out automated driving",
        "Mercedes-Benz has started to use its Drive Pilot system in cars on German motorways, with"
        " a chip that was built in-house.",
        {"Mercedes-Benz"},
    ),
    (
        "trial_approval",
        "Cruise gets permit to test",
        "Cruise received a permit to begin testing driverless cars on public roads in Arizona.",
        {"Cruise"},
    ),
    (
        "recall",
        "Ford recalls pickups",
        "Ford is recalling 43,000 pickups because of a defect in the brakes, a safety recall "
        "notice showed.",
        {"Ford"},
    ),
    (
        "discontinuation",
        "Audi discontinues the TT",
        "Audi said it would discontinue the model and cancelled plans for a successor.",
        {"Audi"},
    ),
    (
        "pricing",
        "BYD cuts prices",
        "BYD cut the price of its cheapest hatchback by 12% on Thursday.",
        {"BYD"},
    ),
    (
        "facility_opening",
        "Northvolt to build factory",
        "Northvolt will build a new battery plant in northern Germany.",
        {"Northvolt"},
    ),
    (
        "facility_closure",
        "Honda to close plant",
        "Honda will close its assembly plant in Swindon and shut down production there.",
        {"Honda"},
    ),
    (
        "market_entry_exit",
        "Suzuki exits the Thai market",
        "Suzuki will exit the Thai market at the end of 2025.",
        {"Suzuki"},
    ),
    (
        "sales_deliveries",
        "NIO deliveries rise",
        "NIO delivered 20,544 vehicles in May, as deliveries rose 234% from a year earlier.",
        {"NIO"},
    ),
    (
        "financial_results",
        "Continental reports loss",
        "Continental reported a quarterly net loss of 53 million euros for the first quarter.",
        {"Continental"},
    ),
    (
        "lawsuit",
        "Fisker sued",
        "A supplier sued Fisker in a federal court for breach of contract; the lawsuit was filed "
        "on Monday.",
        {"Fisker"},
    ),
    (
        "regulatory_action",
        "Regulator opens probe into Tesla",
        "The safety regulator opened an investigation into Tesla on Friday.",
        {"Tesla"},
    ),
    (
        "safety_incident",
        "Fire at LG Energy Solution plant",
        "A worker was injured when a fire broke out at a plant of LG Energy Solution on Sunday.",
        {"LG Energy Solution"},
    ),
    (
        "market_reaction",
        "Ferrari shares jump",
        "Ferrari shares rose 4.2% in Milan after the report.",
        {"Ferrari"},
    ),
    (
        "strategy_target",
        "Volvo Cars sets target",
        "Volvo Cars aims to have 90% of its global sales come from electrified cars by 2030.",
        {"Volvo Cars"},
    ),
]


@pytest.mark.parametrize(("event_type", "title", "text", "companies"), EXAMPLES)
def test_each_type_is_found(
    nlp: Language, event_type: str, title: str, text: str, companies: set[str]
) -> None:
    row = find(read(nlp, text, title), event_type)
    wanted = {name.split()[0] for name in companies}
    assert wanted <= {name.split()[0] for name in row["companies"]}
    assert row["evidence"] and row["evidence"] in text
    assert row["evidence_field"] == "text"


def test_rows_hold_the_columns_of_the_contract(nlp: Language) -> None:
    found = read(nlp, "Kia unveiled the EV3 on May 23. Kia will build it in Korea.", "Kia EV3")
    for table, rows in ((EVENTS, found.events), (MENTIONS, found.mentions)):
        assert rows
        wanted = {column.name for column in table.columns} - {"dump"}
        for row in rows:
            assert set(row) == wanted
            for column in table.columns:
                if column.values is not None:
                    assert row[column.name] in column.values
    assert all(row["extractor"] == extractor_of(nlp) for row in found.events)


def test_event_ids_are_stable_and_unique(nlp: Language) -> None:
    text = "Bosch will cut 1,200 jobs. Toyota will invest $2 billion in a new plant. " * 2
    first, second = read(nlp, text), read(nlp, text)
    ids = [row["event_id"] for row in first.events]
    assert ids == [row["event_id"] for row in second.events]
    assert len(set(ids)) == len(ids)
    assert all(len(i) == 16 for i in ids)


def test_order_and_batches_do_not_matter(nlp: Language) -> None:
    articles = [
        ArticleText(f"n{i}", title, text, DAY) for i, (_, title, text, _) in enumerate(EXAMPLES)
    ]
    one = list(extract(nlp, articles, batch_size=1))
    many = list(extract(nlp, articles, batch_size=50))
    assert [found.article_id for found in one] == [article.article_id for article in articles]
    assert [found.events for found in one] == [found.events for found in many]


def test_headline_alone_is_evidence(nlp: Language) -> None:
    row = find(read(nlp, "More to follow.", "Tesla to cut 500 jobs in Texas"), "layoffs")
    assert row["evidence_field"] == "title"
    assert row["evidence"] == "Tesla to cut 500 jobs in Texas"


def test_body_is_preferred_to_the_headline_and_tells_once(nlp: Language) -> None:
    body = (
        "Honda is recalling 30,000 cars because of faulty airbags, the safety recall notice said."
    )
    found = read(nlp, body, "Honda recalls 30,000 cars over airbags")
    rows = [row for row in found.events if row["event_type"] == "recall"]
    assert [row["evidence"] for row in rows] == [body]


def test_company_is_carried_over(nlp: Language) -> None:
    text = "Polestar held its annual meeting in Gothenburg. The carmaker will cut 450 jobs."
    assert find(read(nlp, text), "layoffs")["companies"] == ["Polestar"]


def test_reporting_medium_is_no_principal(nlp: Language) -> None:
    text = "Hyundai has agreed to acquire the start-up Zembrio, Reuters reported on Monday."
    row = find(read(nlp, text), "merger_acquisition")
    assert "Reuters" not in row["companies"]
    assert any("Hyundai" in name for name in row["companies"])


def test_unknown_company_is_found_and_unlinked(nlp: Language) -> None:
    text = (
        "Quandrel Motors Inc. raised $40 million in a Series B round. "
        "The money will go into a plant, Quandrel said."
    )
    row = find(read(nlp, text, "EV maker raises money"), "funding")
    assert any(name.startswith("Quandrel") for name in row["companies"])
    assert row["company_ids"] == [""] * len(row["companies"])


def test_ambiguous_name_needs_context(nlp: Language) -> None:
    plain = read(nlp, "The river was too deep to ford, and the mini bar was closed.")
    assert [m for m in plain.mentions if m["kind"] == "company"] == []


def test_person_of_the_same_name_is_no_company(nlp: Language) -> None:
    found = read(nlp, "The film was made by Harrison Ford, who said he liked the script.")
    assert not [m for m in found.mentions if m["kind"] == "company"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Mazda closed its plant in Hofu and shut down the assembly line.", "happened"),
        ("Mazda will close its assembly plant in Hofu next year.", "planned"),
        ("Mazda may close its plant in Hofu, people familiar with the matter said.", "rumoured"),
        ("Mazda denied it would close its plant in Hofu.", "denied"),
    ],
)
def test_status(nlp: Language, text: str, status: str) -> None:
    assert find(read(nlp, text, "Mazda plant in Hofu"), "facility_closure")["status"] == status


def test_date_is_resolved_with_the_publication_date(nlp: Language) -> None:
    row = find(read(nlp, "Bosch laid off 300 workers in March.", "Bosch layoffs"), "layoffs")
    assert (row["event_start"], row["event_end"]) == (date(2024, 3, 1), date(2024, 3, 31))
    assert row["date_text"] == "in March" or row["date_text"] == "March"
    assert row["date_basis"] == "published"


def test_date_without_year_is_not_guessed(nlp: Language) -> None:
    article = ArticleText("a1", "Bosch layoffs", "Bosch laid off 300 workers on March 3.", None)
    row = find(next(iter(extract(nlp, [article]))), "layoffs")
    assert row["event_start"] is None
    assert row["date_basis"] == "unknown_year"
    assert row["edtf"] == "XXXX-03-03"


def test_themes_come_from_the_evidence(nlp: Language) -> None:
    text = "Hyundai unveiled a lidar sensor and a head-up display for its cars on Monday."
    row = find(read(nlp, text, "Hyundai shows new sensors"), "product_launch")
    assert {"sensors", "head_up_display"} <= set(row["themes"])


def test_hypothetical_and_advice_are_no_events(nlp: Language) -> None:
    text = (
        "If Toyota were to cut prices, rivals would have acquired fewer buyers. "
        "You should test drive the car before Toyota launches a facelift."
    )
    assert read(nlp, text).events == []


def test_glued_caption_does_not_hide_the_sentence(nlp: Language) -> None:
    text = (
        "It is big news. Kia EV9 Behind the decision lies a plan: "
        "Kia will close its plant in Gwangju."
    )
    row = find(read(nlp, text, "Kia to close plant"), "facility_closure")
    assert row["evidence"].startswith("Behind the decision")


def test_person_leaves_and_successor_comes(nlp: Language) -> None:
    text = "Denso chief executive Koji Arata stepped down on Friday. Denso named Yui Tanabe as CEO."
    found = read(nlp, text, "Denso changes its chief")
    assert find(found, "executive_departure")["people"] == ["Koji Arata"]
    assert find(found, "executive_appointment")["people"] == ["Yui Tanabe"]


def test_gold_format_carries_the_forms_of_the_text(nlp: Language) -> None:
    text = "General Motors will close its plant in Oshawa. GM shut down production there in May."
    article = ArticleText("d7", "GM closes plant", text, DAY)
    found = next(iter(extract(nlp, [article])))
    gold = to_gold(found.events, article, found.mentions)
    assert gold["doc_id"] == "d7"
    event = next(e for e in gold["events"] if e["type"] == "facility_closure")
    assert "GM" in event["companies"][0]["aliases"]
    assert set(event) == {
        "type",
        "status",
        "companies",
        "people",
        "products",
        "themes",
        "date",
        "evidence",
    }


def test_article_without_companies_has_no_events(nlp: Language) -> None:
    assert read(nlp, "The council opened a new library. Prices of bread rose 3%.").events == []


def test_pipeline_is_what_the_configuration_says(nlp: Language) -> None:
    assert nlp.pipe_names[0] == "sentences"
    assert nlp.pipe_names[-2:] == ["assembly", "own_types"]
    analysis = nlp.analyze_pipes()
    assert analysis is not None
    assert not any(analysis["problems"].values())


def test_threshold_of_the_configuration_counts(tmp_path: Path) -> None:
    text = CONFIG.read_text(encoding="utf-8")
    strict = tmp_path / "strict.cfg"
    strict.write_text(text.replace("threshold = null", "threshold = 0.9999"), encoding="utf-8")
    found = read(load_pipeline(strict), "Bosch will cut 1,200 jobs.")
    assert found.events == []
    assert found.mentions


def test_cue_words_alone_can_take_the_models_place() -> None:
    cue_words = load_pipeline(CUE_WORDS)
    found = read(cue_words, "Bosch will cut 1,200 jobs in its software division.")
    assert find(found, "layoffs")["companies"] == ["Bosch"]
    assert {row["extractor"] for row in found.events} == {"motorwire-cuewords/0.1"}


def test_unknown_weight_is_an_error(tmp_path: Path) -> None:
    text = CUE_WORDS.read_text(encoding="utf-8")
    broken = tmp_path / "broken.cfg"
    broken.write_text(text.replace("in_title =", "in_headline ="), encoding="utf-8")
    with pytest.raises(LexiconError, match="weights must name exactly"):
        load_pipeline(broken)
