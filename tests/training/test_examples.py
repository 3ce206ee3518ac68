"""From labels to what the model is asked: sentences, principals, dates."""

from datetime import date
from typing import Any

from etl.nlp.extract import read_documents
from etl.nlp.training.examples import Example, find_sentence, make_example
from etl.nlp.types import ArticleText
from tests.encoder.articles import name_pipeline

TITLE = "Kia and Zembrio team up"
TEXT = (
    "Kia has formed a partnership with Zembrio on Monday. Zembrio builds maps. "
    "The carmaker will also close its plant in Gwangju in 2025."
)


def event(kind: str, names: list[str], evidence: str, **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "status": "happened",
        "companies": [{"name": name, "aliases": []} for name in names],
        "people": [],
        "products": [],
        "themes": [],
        "date": None,
        "evidence": evidence,
        **more,
    }


def example(*events: dict[str, Any]) -> Example:
    article = ArticleText("a1", TITLE, TEXT, date(2024, 6, 12))
    doc = next(read_documents(name_pipeline(), [article]))
    return make_example(article, list(events), doc)


PARTNERSHIP = event(
    "partnership",
    ["Kia", "Zembrio"],
    "Kia has formed a partnership with Zembrio on Monday.",
    date={"raw": "on Monday", "start": "2024-06-10", "end": "2024-06-10"},
)


def test_principals_are_keys_also_of_names_that_no_component_knows() -> None:
    found = example(PARTNERSHIP)
    (stated,) = found.stated[1]
    assert len(stated.companies) == 2
    assert all((stated.event_type, key) in found.known_pairs for key in stated.companies)
    texts = [m.text for m in found.sentences[2].of_kind("company")]
    assert texts == ["Zembrio"]


def test_the_encoder_is_not_told_of_names_that_only_a_label_knows() -> None:
    found = example(event("facility_closure", ["Gwangju"], TEXT.split(". ")[2]))
    hidden = {m.text: m.is_hidden for s in found.sentences for m in s.of_kind("company")}
    assert hidden["Gwangju"] and not hidden["Kia"]


def test_right_date_is_found_by_value() -> None:
    assert example(PARTNERSHIP).stated[1][0].dates == {0}


def test_no_date_means_that_no_date_is_right() -> None:
    found = example(event("facility_closure", ["Kia"], TEXT.split(". ")[2]))
    assert found.stated[3][0].dates == set()


def test_a_date_that_the_sentence_lacks_is_unknown() -> None:
    elsewhere = {"raw": "2019", "start": "2019-01-01", "end": "2019-12-31"}
    found = example(event("facility_closure", ["Kia"], TEXT.split(". ")[2], date=elsewhere))
    assert found.stated[3][0].dates is None


def test_evidence_that_is_not_there_is_counted() -> None:
    found = example(event("recall", ["Kia"], "Something that the article does not say at all."))
    assert found.lost == 1
    assert not found.stated


def test_sentence_is_found_in_spite_of_blanks_and_cuts() -> None:
    sentences = example().sentences
    loose = "Kia has formed a  partnership with Zembrio on\nMonday"
    found = find_sentence(loose, sentences)
    assert found is not None
    assert found.index == 1
    assert find_sentence("Nothing of the kind was ever told here.", sentences) is None
