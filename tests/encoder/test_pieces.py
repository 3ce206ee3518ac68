"""Word pieces: places in the text and how words are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.nlp.encoder.model import load_model
from etl.nlp.encoder.pieces import (
    CASE_FEATURES,
    KINDS,
    LONGEST_SENTENCE,
    Pieces,
    read_pieces,
)
from etl.nlp.state import Mention, Sentence


def pieces(text: str, start: int = 0) -> Pieces:
    sentence = Sentence(0, start, start + len(text), text, "text")
    return read_pieces(load_model().tokenizer, [sentence])[0]


def features(text: str, word: str) -> set[str]:
    found = pieces(text)
    at = found.between(text.index(word), text.index(word) + len(word))[0]
    return {name for name, value in zip(CASE_FEATURES, found.case[at], strict=True) if value}


def test_offsets_are_those_of_the_document() -> None:
    found = pieces("Kia closes a plant.", start=100)
    assert found.starts[0] == 100
    assert found.ends[-1] == 119
    assert [found.starts[i] for i in found.between(104, 110)] == [104]


def test_pieces_of_known_names_say_what_they_are() -> None:
    text = "Kia's Ann Ode showed the Kia EV9 to Volvo and Umbrix."
    kinds = {"Ann Ode": "person", "Kia EV9": "product", "Kia": "company"}
    sentence = Sentence(0, 0, len(text), text, "text")
    for name, kind in kinds.items():
        start = text.index(name)
        sentence.mentions.append(Mention(start, start + len(name), name, kind, name, name))
    start = text.index("Volvo")
    hidden = Mention(start, start + 5, "Volvo", "company", "Volvo", "v", is_hidden=True)
    guess = Mention(
        text.index("Umbrix"), len(text) - 1, "Umbrix", "company", "U", "u", is_guess=True
    )
    sentence.mentions += [hidden, guess]
    (found,) = read_pieces(load_model().tokenizer, [sentence])

    def kind_of(word: str) -> set[str]:
        at = text.index(word)
        return {KINDS[found.kinds[i]] for i in found.between(at, at + len(word))}

    assert kind_of("Kia") == {"company"}
    assert kind_of("Ann Ode") == {"person"}
    assert kind_of("EV9") == {"product"}
    assert kind_of("Volvo") == kind_of("Umbrix") == kind_of("showed") == {"none"}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Shares", {"capital", "first_word"}),
        ("of", set()),
        ("GM", {"capital", "all_capitals"}),
        ("XPeng", {"capital", "inner_capital"}),
        ("G6", {"capital", "all_capitals", "digit"}),
        ("iPhone", {"inner_capital"}),
    ],
)
def test_case_features(word: str, expected: set[str]) -> None:
    assert (
        features("Shares of GM and XPeng rose as the G6 and an iPhone sold well", word) == expected
    )


def test_headlines_in_capitals_are_told() -> None:
    assert "in_capitals" in features("Kia Closes Plant In Korea", "Plant")
    assert "in_capitals" not in features("Kia closes its plant in Korea", "plant")


def test_long_sentences_are_cut() -> None:
    assert len(pieces("word " * 500).ids) == LONGEST_SENTENCE


@given(st.text(max_size=200))
def test_any_text_has_pieces_within_it(text: str) -> None:
    found = pieces(text)
    assert len(found.ids) == len(found.starts) == len(found.ends) == len(found.case)
    for start, end in zip(found.starts, found.ends, strict=True):
        assert 0 <= start <= end <= len(text)
