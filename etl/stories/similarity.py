"""When two events tell the same happening.

A first, plain rule: same type, a principal in common, published within a window of one another,
dates that can both be true, and enough words of the evidence in common.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

WINDOW = timedelta(days=14)
"""How far apart the articles of one story may be published."""

LEAST_OVERLAP = 0.25
"""Least share of common content words (overlap coefficient) of two evidence sentences."""

_STOP_WORDS = frozenset(
    "a about after all also an and any are as at be been but by can could did do for from had has"
    " have he her his how i if in into is it its last may more new no not of on one or other our"
    " out over said says she so some such than that the their them then there these they this to"
    " up was we were what when which who will with would year you".split()
)


@dataclass(frozen=True, slots=True)
class EventFacts:
    """What of an event decides which story it belongs to."""

    event_id: str
    event_type: str
    companies: frozenset[str]
    published: date | None
    start: date | None
    end: date | None
    words: frozenset[str]


def content_words(evidence: str) -> frozenset[str]:
    """The words of a sentence that tell it from others: lower-case, no stop words."""
    return frozenset(re.findall(r"\w{2,}", evidence.lower())) - _STOP_WORDS


def is_same_happening(one: EventFacts, other: EventFacts) -> bool:
    """Whether two events of the same type with a common principal tell the same happening."""
    if one.published and other.published and abs(one.published - other.published) > WINDOW:
        return False
    is_dated = one.start and one.end and other.start and other.end
    if is_dated and (one.start > other.end or other.start > one.end):  # type: ignore[operator]
        return False
    smaller = min(len(one.words), len(other.words))
    return smaller > 0 and len(one.words & other.words) / smaller >= LEAST_OVERLAP
