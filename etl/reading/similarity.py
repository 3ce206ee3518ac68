"""When two texts are one report: MinHash signatures, and whether a title fits its text.

MinHash (Broder 1997) by the library rensa, over runs of three words. The share of equal numbers in
two signatures estimates the Jaccard similarity of the runs. Figures: docs/evaluation.md.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rensa import RMinHash

from etl.reading.text import fold_words, hash_words

SIGNATURE_LENGTH = 96
"""Numbers in a signature (32 bits each)."""

SAME_REPORT = 0.4
"""Estimated similarity from which on two texts may be one report."""

SAME_FIGURES = 0.7
"""Share of the figures of the text with fewer that both texts of one report have. Notices in a
fixed form share their words with others of the form, and not their figures."""

SAME_DAYS = 7.0
"""Days within which one report is published again."""

_RUN = 3
_LEAST_WORDS = 20
_BANDS = 32
_ROWS = SIGNATURE_LENGTH // _BANDS
_SEED = 7
_FIGURE = re.compile(r"\d[\d,./-]*")
_MOST_FIGURES = 100
_LEAST_FIGURES = 2
_LEAST_TITLE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Traits:
    """By what a text is compared with others: a hash of its words, its signature (None where it is
    too short to compare), the figures in it, and how well its title fits it."""

    body_hash: str
    signature: bytes | None
    figures: list[str]
    fit: float | None


def traits_of(title: str, text: str) -> Traits:
    """The traits of an article."""
    words = fold_words(text)
    return Traits(hash_words(words), sign(words), figures(text), title_fit(title, words))


def sign(words: Sequence[str]) -> bytes | None:
    """The signature of a text's words; None for a text too short to compare."""
    if len(words) < _LEAST_WORDS:
        return None
    hasher = RMinHash(SIGNATURE_LENGTH, _SEED)
    hasher.update(list(map(" ".join, zip(*(words[i:] for i in range(_RUN)), strict=False))))
    return np.array(hasher.digest(), dtype="<u4").tobytes()


def likeness(first: bytes, second: bytes) -> float:
    """The estimated similarity of two signed texts, 0 to 1."""
    same = np.frombuffer(first, "<u4") == np.frombuffer(second, "<u4")
    return float(same.mean())


def bands(signature: bytes) -> list[int]:
    """64-bit hashes of the signature's parts: texts that are alike share at least one.

    With 32 parts of 3 numbers, two texts of similarity 0.4 share one in 88 of 100 cases, of 0.6 in
    all but 4 of 10,000.
    """
    size = _ROWS * 4
    return [
        int.from_bytes(
            hashlib.blake2b(
                signature[i * size : (i + 1) * size], digest_size=8, salt=bytes([i])
            ).digest(),
            "little",
            signed=True,
        )
        for i in range(_BANDS)
    ]


def figures(text: str) -> list[str]:
    """The numbers that stand in a text, each once, at most 100."""
    return sorted(set(_FIGURE.findall(text)))[:_MOST_FIGURES]


def share_figures(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two texts with these figures can be one report."""
    fewer = min(len(first), len(second))
    if fewer < _LEAST_FIGURES:
        return True
    return len(set(first) & set(second)) >= SAME_FIGURES * fewer


def title_fit(title: str, words: Sequence[str]) -> float | None:
    """The share of the title's longer words that the text has; None for a title of few words.

    Crawlers attach the text of one page to the title of another; such a pair shares few words.
    """
    wanted = {w for w in fold_words(title) if len(w) > 3}
    if len(wanted) < _LEAST_TITLE_WORDS:
        return None
    found = set(words)
    return sum(word in found for word in wanted) / len(wanted)
