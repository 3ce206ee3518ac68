"""The words of a sentence with how much each tells: rare ones more than common ones.

The weight of a word is its inverse document frequency (Spärck Jones 1972,
https://doi.org/10.1108/eb026526) by a fixed table of common words, so that it does not depend on
which dumps are loaded. Words are cut to their first six letters, which takes most endings away.
"""

import csv
import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("common_words.csv")
_TOKEN = re.compile(r"\d[\d.,]*\d|\w+")
_PREFIX = 6
_LEAST_SHARE = 0.4
"""Per cent of articles in which a word stands that the table does not have."""

_POSSESSIVE = re.compile("['\u2019]s\\b")


@cache
def _common_words() -> dict[str, float]:
    """Per cent of articles in which each common word stands."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["word"]: float(row["percent"]) for row in csv.DictReader(file)}


@dataclass(frozen=True, slots=True)
class Weighed:
    """The words of a text with their weights, the length of that vector, and which of the words are
    numbers of two digits or more."""

    weights: dict[str, float]
    length: float
    figures: frozenset[str]


def stems(text: str) -> list[str]:
    """The words of a text, in small letters and cut."""
    found = _TOKEN.findall(_POSSESSIVE.sub("", text.casefold()))
    return [word if word[0].isdigit() else word[:_PREFIX] for word in found]


def weigh(text: str, without: Collection[str] = ()) -> Weighed:
    """The different words of a text and the weight of each (0: in every article); stems of
    `without` are left out."""
    common = _common_words()
    weights = {
        word: math.log(100 / common.get(word, _LEAST_SHARE))
        for word in dict.fromkeys(stems(text))
        if (len(word) > 1 or word.isdigit()) and word not in without
    }
    figures = frozenset(word for word in weights if word[0].isdigit() and len(word) > 1)
    return Weighed(weights, math.hypot(*weights.values()), figures)


def cosine(one: Weighed, other: Weighed) -> float:
    """Likeness of two weighed texts, 0 to 1; 0 where one is empty."""
    if not one.length or not other.length:
        return 0.0
    weights = one.weights
    # fsum: the words come in no fixed order, and the last digit decides between equals.
    shared = math.fsum(weights[word] ** 2 for word in weights.keys() & other.weights.keys())
    return shared / (one.length * other.length)
