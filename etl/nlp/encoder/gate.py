"""The cheap first stage: which sentences may state an event, judged by their words and names.

A linear model over hashed words and pairs of words, in the manner of Vowpal Wabbit and fastText
(Joulin et al. 2017, https://aclanthology.org/E17-2068/), and a few plain facts of the sentence. It
is made to miss little.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from spacy.attrs import IDX, IS_DIGIT, IS_TITLE, LOWER
from spacy.tokens import Doc

from etl.nlp.encoder.layout import has_pronoun
from etl.nlp.encoder.pieces import Floats
from etl.nlp.state import Sentence

WORD_BITS = 15
FACT_BITS = 12
WEIGHT_COUNT = (2 << WORD_BITS) + (1 << FACT_BITS)
"""Weights for words, for pairs of words, and for facts."""

FACT_WEIGHT = 0.5
_SHIFT = np.uint64(64 - WORD_BITS)
_MIX = np.uint64(0x9E3779B97F4A7C15)

Features = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the gate sees of a sentence: positions of weights, and how much each counts."""

    positions: Features
    amounts: Floats


def look_at(doc: Doc, sentences: Sequence[Sentence]) -> list[Seen]:
    """What the gate sees of each sentence of a document with mentions."""
    if not len(doc):
        return [Seen(np.zeros(0, np.int64), np.zeros(0, np.float32)) for _ in sentences]
    table = doc.to_array([IDX, LOWER, IS_TITLE, IS_DIGIT])
    offsets, words = table[:, 0].astype(np.int64), table[:, 1].astype(np.uint64)
    capitals = np.concatenate([[0], np.cumsum(table[:, 2].astype(np.int64))])
    digits = np.concatenate([[0], np.cumsum(table[:, 3].astype(np.int64))])
    firsts = np.searchsorted(offsets, [s.start for s in sentences])
    ends = np.searchsorted(offsets, [s.end for s in sentences])
    own = ((words * _MIX) >> _SHIFT).astype(np.int64)
    pairs = words[:-1] * _MIX + words[1:] * np.uint64(3)
    both = ((pairs >> _SHIFT).astype(np.int64)) + (1 << WORD_BITS)
    title_has_company = any(s.of_kind("company") for s in sentences if s.field == "title")
    before = False
    found = []
    for sentence, a, b in zip(sentences, firsts.tolist(), ends.tolist(), strict=True):
        facts = _facts(
            sentence,
            before,
            title_has_company,
            int(capitals[b] - capitals[min(a + 1, b)]),
            int(digits[b] - digits[a]),
        )
        positions = np.concatenate([own[a:b], both[a : max(a, b - 1)], facts])
        amounts = np.full(len(positions), FACT_WEIGHT, dtype=np.float32)
        count = len(positions) - len(facts)
        amounts[:count] = 1.0 / np.sqrt(max(1, count))
        found.append(Seen(positions, amounts))
        before = bool(sentence.of_kind("company"))
    return found


def _facts(
    sentence: Sentence, before: bool, title_has_company: bool, capitals: int, digits: int
) -> Features:
    companies = min(len({m.key for m in sentence.of_kind("company")}), 3)
    named = companies > 0
    pronoun = has_pronoun(sentence.text)
    facts = (
        ("companies", companies),
        ("pronoun", named, pronoun),
        ("title", named, title_has_company),
        ("before", named, before, pronoun),
        ("capitals", named, min(capitals, 4)),
        ("index", min(sentence.index, 12)),
        ("length", min(len(sentence.text) // 40, 8)),
        ("person", bool(sentence.of_kind("person"))),
        ("product", bool(sentence.of_kind("product"))),
        ("digits", named, digits > 0),
        ("field", sentence.field),
        ("quote", sentence.text[:1] in "\"'\u201c\u2018"),
        ("question", sentence.text.endswith("?")),
    )
    return np.fromiter((_fact_position(fact) for fact in facts), np.int64, len(facts))


@lru_cache(maxsize=4096)
def _fact_position(fact: tuple[object, ...]) -> int:
    return (2 << WORD_BITS) + zlib.crc32(repr(fact).encode()) % (1 << FACT_BITS)


@dataclass(frozen=True, slots=True)
class Gate:
    """Weights of the linear model; sentences that score `threshold` or more pass."""

    weights: Floats
    bias: float
    threshold: float

    def score(self, seen: Seen) -> float:
        """The log odds that a sentence states an event."""
        return float(self.weights[seen.positions] @ seen.amounts) + self.bias

    def passes(self, doc: Doc, sentences: Sequence[Sentence]) -> list[int]:
        """Indices of the sentences that pass; a title that names a company always does."""
        seen = look_at(doc, sentences)
        return [
            sentence.index
            for sentence, facts in zip(sentences, seen, strict=True)
            if self.score(facts) >= self.threshold
            or (sentence.field == "title" and sentence.of_kind("company"))
        ]
