"""The words of a sentence with how much each tells: rare ones more than common ones.

The weight of a word is its inverse document frequency (Spärck Jones 1972,
https://doi.org/10.1108/eb026526) by a fixed table of common words, so that it does not depend on
which dumps are loaded. Words are cut to their first six letters, which takes most endings away.
"""

import csv
import math
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

Weights = Mapping[str, float]

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


def stems(text: str) -> list[str]:
    """The words of a text, in small letters and cut."""
    found = _TOKEN.findall(_POSSESSIVE.sub("", text.casefold()))
    return [word if word[0].isdigit() else word[:_PREFIX] for word in found]


def weigh(text: str) -> Weights:
    """The different words of a text and the weight of each (0: in every article)."""
    common = _common_words()
    return {
        word: math.log(100 / common.get(word, _LEAST_SHARE))
        for word in dict.fromkeys(stems(text))
        if len(word) > 1 or word.isdigit()
    }


def cosine(one: Weights, other: Weights) -> float:
    """Likeness of two weighed texts, 0 to 1; 0 where one is empty."""
    if len(other) < len(one):
        one, other = other, one
    shared = sum(weight * weight for word, weight in one.items() if word in other)
    lengths = sum(w * w for w in one.values()) * sum(w * w for w in other.values())
    return shared / math.sqrt(lengths) if lengths else 0.0
