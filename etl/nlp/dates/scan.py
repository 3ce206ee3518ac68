"""Scanning a sentence for the smallest date expressions: "March 17", "Q3", "last year", "2019".

A sentence without a trigger costs some thirty substring tests, a third of the time of one
screening pattern (measured with `benchmarks/dates.py`). In any other one only the readers run
whose strings occur. What does not belong here: the readers (`atoms`, `periods`, `units`) and
joining what they find (`combine`).
"""

from __future__ import annotations

import re
from typing import Final

from etl.nlp.dates.atoms import DATE_READERS
from etl.nlp.dates.periods import PERIOD_READERS
from etl.nlp.dates.types import Expression, Sentence
from etl.nlp.dates.units import UNIT_READERS
from etl.nlp.dates.words import MONTH_NAMES

_STEMS: Final = (
    "day", "week", "month", "year", "quarter", "decade", "half", "night", "tomorrow",
    "this morning", "this afternoon", "this evening", "spring", "summer", "autumn", "fall",
    "winter",
)  # fmt: skip
_DIGIT: Final = re.compile(r"\d")
_GROUPS: Final = (*DATE_READERS, *PERIOD_READERS, *UNIT_READERS)


def fold(text: str) -> Sentence:
    """The sentence with its lower-case form, every character at the same offset."""
    folded = text.lower()
    if len(folded) != len(text):  # a few letters, such as U+0130, grow
        folded = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return Sentence(text, folded)


def has_trigger(sentence: Sentence) -> bool:
    """Whether any reader could find something."""
    folded, text = sentence.folded, sentence.text
    for stem in _STEMS:
        if stem in folded:
            return True
    for name in MONTH_NAMES:
        if name in text:
            return True
    return _DIGIT.search(text) is not None


def read_atoms(sentence: Sentence) -> list[Expression]:
    """The smallest expressions, in order, none overlapping; the longest reading wins."""
    found: list[Expression] = []
    text, folded = sentence.text, sentence.folded
    has_digit = _DIGIT.search(text) is not None
    for group in _GROUPS:
        if group.needs_digit and not has_digit:
            continue
        looked_at = text if group.is_cased else folded
        for need in group.needs:
            if need in looked_at:
                break
        else:
            continue
        for reader in group.readers:
            for match in reader.pattern.finditer(looked_at):
                start = match.start()
                if start and ((left := folded[start - 1]).isalnum() or left in reader.not_after):
                    continue
                if (expression := reader.build(sentence, match)) is not None:
                    found.append(expression)
    return without_overlaps(found)


def without_overlaps(found: list[Expression]) -> list[Expression]:
    """The expressions in order, the longer of any two that overlap."""
    if len(found) < 2:
        return found
    kept: list[Expression] = []
    taken = bytearray(max(item.end for item in found))
    for item in sorted(found, key=lambda item: (item.start - item.end, item.start)):
        if not any(taken[item.start : item.end]):
            taken[item.start : item.end] = b"\x01" * (item.end - item.start)
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)
