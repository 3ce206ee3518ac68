"""Names that only the model's tags tell."""

import numpy as np
import pytest
from spacy.tokens import Doc

from etl.nlp.encoder.layout import TAGS
from etl.nlp.encoder.model import load_model
from etl.nlp.encoder.pieces import read_pieces
from etl.nlp.encoder.tagged import TaggedNames
from etl.nlp.state import Mention
from tests.encoder.articles import document


def tag(text: str, **words: str) -> Doc:
    """The document after the words (underscores for blanks) were tagged with certainty."""
    doc = document(text)
    found = read_pieces(load_model().tokenizer, doc._.sentences)
    pieces = {s.index: p for s, p in zip(doc._.sentences, found, strict=True)}
    tagged = {}
    for index, own in pieces.items():
        chances = np.zeros((len(own.ids), len(TAGS)), dtype=np.float32)
        chances[:, 0] = 0.6
        for word, kind in words.items():
            form = word.replace("_", " ")
            at = text.find(form)
            while at >= 0:
                for i in own.between(at, at + len(form)):
                    chances[i, TAGS.index(kind.removeprefix("likely "))] = (
                        0.3 if kind.startswith("likely ") else 0.9
                    )
                at = text.find(form, at + 1)
        tagged[index] = chances
    TaggedNames().add(doc, pieces, tagged)
    return doc


def companies(doc: Doc) -> list[Mention]:
    return [m for m in doc._.mentions if m.kind == "company"]


def test_new_company_is_added_unlinked_and_handed_to_its_sentence() -> None:
    doc = tag("the plans of Zembrio grew.", Zembrio="company")
    (found,) = companies(doc)
    assert (found.text, found.entity_id, found.key) == ("Zembrio", None, "name:Zembrio")
    assert doc._.sentences[0].of_kind("company") == [found]


def test_known_mention_is_not_replaced() -> None:
    doc = tag("the plans of Kia grew.", Kia="company")
    assert [m.entity_id for m in companies(doc)] == ["kia"]


def test_shorter_form_means_the_known_company() -> None:
    doc = tag("Zembrio Motors grew. The plans of Zembrio came.", Zembrio_Motors="company")
    keys = {m.key for m in companies(doc)}
    assert len(keys) == 1


def test_possessive_is_no_part_of_the_name() -> None:
    (found,) = companies(tag("It was Zembrio's plan.", Zembrio="company"))
    assert found.text == "Zembrio"


@pytest.mark.parametrize("word", ["plan", "was"])
def test_words_without_capitals_are_no_names(word: str) -> None:
    assert companies(tag("It was a plan.", **{word: "company"})) == []


def test_offsets_hold() -> None:
    doc = tag("“Zembrio” (ZMB), it said, is new.", Zembrio="company", ZMB="company")
    assert [m.text for m in companies(doc)] == ["Zembrio", "ZMB"]
    for found in companies(doc):
        assert doc.text[found.start : found.end] == found.text


@pytest.mark.parametrize("text", ["A non-Zembrio plan.", "The deal--Zembrio said so--is new."])
def test_hyphens_and_dashes_are_no_part_of_the_name(text: str) -> None:
    (found,) = companies(tag(text, Zembrio="company"))
    assert found.text == "Zembrio"


def test_a_company_with_a_mark_inside_is_one_name() -> None:
    (found,) = companies(tag("the plans of Q&X grew.", **{"Q&X": "company"}))
    assert found.text == "Q&X"


def keys(doc: Doc) -> list[str]:
    return [m.key for m in companies(doc)]


@pytest.mark.parametrize("word", ["Chinese", "IPO", "Ltd", "August", "OSAKA", "GROUP"])
def test_words_that_are_no_names_are_left_out(word: str) -> None:
    assert keys(tag(f"It was a plan of {word} then.", **{word: "company"})) == []


def test_an_authority_is_no_company() -> None:
    assert keys(tag("It went to the Zembrio Commission.", Zembrio_Commission="company")) == []


def test_the_seat_of_a_company_is_no_company() -> None:
    doc = tag("It was a plan of the Zembro, Texas-based firm.", Zembro="company")
    assert keys(doc) == []


def test_a_surname_of_the_article_is_no_company() -> None:
    doc = tag("It met Jane Zembro. A fund of Zembro paid.", Zembro="company")
    assert keys(doc) == []


@pytest.mark.parametrize("part", ["Zembrio", "Motors_Tosca"])
def test_a_part_of_a_longer_name_means_its_company(part: str) -> None:
    text = f"It met Zembrio Motors Tosca. Then {part.replace('_', ' ')} paid."
    assert set(keys(tag(text, Zembrio_Motors_Tosca="company", **{part: "company"}))) == {
        "name:Zembrio Motors Tosca"
    }


def test_a_part_of_two_names_is_a_company_of_its_own() -> None:
    text = "It met Zembrio Alba and Zembrio Tosca. Then Zembrio paid."
    found = keys(tag(text, Zembrio_Alba="company", Zembrio_Tosca="company", Zembrio="company"))
    assert found == ["name:Zembrio Alba", "name:Zembrio Tosca", "name:Zembrio"]


def test_a_word_that_all_companies_share_means_none_of_them() -> None:
    doc = tag("It met Zembrio Partners. Then Partners paid.", Zembrio_Partners="company")
    assert keys(doc) == ["name:Zembrio Partners"]


def test_words_beside_belong_to_the_name_where_the_tags_allow_it() -> None:
    doc = tag("It met Ultra Zembrio Alba Nova.", Zembrio="company", Alba="likely company")
    assert [m.text for m in companies(doc)] == ["Zembrio Alba"]


def test_names_that_grow_into_each_other_become_one_mention() -> None:
    doc = tag("It met Zembrio Alba Nova.", Zembrio="company", Nova="company", Alba="likely company")
    assert [m.text for m in companies(doc)] == ["Zembrio Alba Nova"]


def test_months_and_trades_before_a_name_are_no_part_of_it() -> None:
    doc = tag("It fell in August Zembrio said.", August_Zembrio="company")
    assert [m.text for m in companies(doc)] == ["Zembrio"]


def test_a_tagged_mention_says_so() -> None:
    assert [m.is_tagged for m in companies(tag("A plan of Zembrio.", Zembrio="company"))] == [True]


def test_a_title_of_which_only_the_first_pieces_were_read() -> None:
    doc = document("It is so.", title="The long plan of Zembrio is " + "very " * 60 + "new")
    (pieces,) = read_pieces(load_model().tokenizer, doc._.sentences[:1])
    chances = np.zeros((40, len(TAGS)), dtype=np.float32)
    chances[:, 0] = 0.6
    at = doc.text.index("Zembrio")
    chances[pieces.between(at, at + 7), TAGS.index("company")] = 0.9
    assert len(pieces.ids) > 40
    TaggedNames().add(doc, {0: pieces}, {0: chances})
    assert [m.text for m in companies(doc)] == ["Zembrio"]
