import re
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.queries.search import MAX_TERMS, Search, Term, parse_search


def fold(texts: Sequence[str]) -> list[list[str]]:
    plain = [unicodedata.normalize("NFD", text.lower()) for text in texts]
    return [re.findall(r"[^\W_]+", "".join(c for c in t if ord(c) < 0x300)) for t in plain]


def read(text: str) -> Search:
    return parse_search(text, fold)


def one(*words: str, prefix: bool = False) -> tuple[Term, ...]:
    return (Term(words, prefix),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Search()),
        ("recall brakes", Search((one("recall"), one("brakes")))),
        ('"joint venture"', Search((one("joint", "venture"),))),
        ('"joint venture', Search((one("joint", "venture"),))),
        ("joint-venture", Search((one("joint", "venture"),))),
        ("bmw -tesla", Search((one("bmw"),), (Term(("tesla",)),))),
        ('-"joint venture"', Search((), (Term(("joint", "venture")),))),
        ("bmw OR tesla recall", Search(((Term(("bmw",)), Term(("tesla",))), one("recall")))),
        ("bmw or tesla", Search((one("bmw"), one("or"), one("tesla")))),
        ("OR bmw OR", Search((one("bmw"),))),
        ("bmw OR -tesla", Search((one("bmw"),), (Term(("tesla",)),))),
        ("recall*", Search((one("recall", prefix=True),))),
        ("% _ ' \" ; --", Search()),
        ("100%", Search((one("100"),))),
        ("Citroën", Search((one("citroen"),))),
    ],
)
def test_reads_the_search_language(text: str, expected: Search) -> None:
    assert read(text) == expected


def test_bounds_the_number_of_terms() -> None:
    assert len(read("word " * 500).required) == MAX_TERMS


@given(some.text(max_size=200))
def test_reads_any_text(text: str) -> None:
    search = read(text)
    assert all(term.words for group in search.required for term in group)
    assert all(term.words for term in search.excluded)
