"""Word pieces: places in the text and how words are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.nlp.encoder.model import load_model
from etl.nlp.encoder.pieces import CASE_FEATURES, LONGEST_SENTENCE, Pieces, read_pieces
from etl.nlp.state import Sentence


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
