"""Names that only the model's tags tell."""

import numpy as np
import pytest
from spacy.tokens import Doc

from etl.nlp.encoder.layout import TAGS
from etl.nlp.encoder.model import load_model
from etl.nlp.encoder.pieces import read_pieces
from etl.nlp.encoder.tagged import add_tagged_names
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
                    chances[i, TAGS.index(kind)] = 0.9
                at = text.find(form, at + 1)
        tagged[index] = chances
    add_tagged_names(doc, pieces, tagged)
    return doc


def companies(doc: Doc) -> list[Mention]:
    return [m for m in doc._.mentions if m.kind == "company"]


def test_new_company_is_added_unlinked_and_handed_to_its_sentence() -> None:
    doc = tag("Plans of Zembrio grew.", Zembrio="company")
    (found,) = companies(doc)
    assert (found.text, found.entity_id, found.key) == ("Zembrio", None, "name:Zembrio")
    assert doc._.sentences[0].of_kind("company") == [found]


def test_known_mention_is_not_replaced() -> None:
    doc = tag("Plans of Kia grew.", Kia="company")
    assert [m.entity_id for m in companies(doc)] == ["kia"]


def test_shorter_form_means_the_known_company() -> None:
    doc = tag("Zembrio Motors grew. Plans of Zembrio came.", Zembrio_Motors="company")
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
    (found,) = companies(tag("Plans of Q&X grew.", **{"Q&X": "company"}))
    assert found.text == "Q&X"
