"""How likely two events of one type and company tell the same happening.

A logistic model over a few signs, fitted on pairs labelled by reading (`benchmarks/stories.py`;
figures in docs/evaluation.md).
"""

import math
from collections.abc import Collection

from etl.stories.told import Told
from etl.stories.words import cosine

JOINED = 0.5
"""Mean likeness from which on two groups of events are one story."""

LINKED = 0.3
"""Likeness from which on two events are sorted together."""

SIGNS = {
    "evidence": 2.68,
    "title": 1.21,
    "across": 1.34,
    "companies": 0.36,
    "days": -2.49,
    "same_article": -0.65,
    "same_figures": 0.68,
    "other_figures": -0.65,
    "same_dates": 0.24,
    "other_dates": -0.86,
    "same_products": 0.85,
    "other_products": 0.43,
    "same_people": 0.85,
    "other_people": 0.0,
    "same_status": 0.0,
}
"""What each sign adds to the log odds."""

_OFFSET = -0.81

_WINDOW_DAYS: dict[str, int] = {}
_OTHER_DAYS = 45


def window_days(event_type: str) -> int:
    """How many days apart two events of a type may be told to be compared."""
    return _WINDOW_DAYS.get(event_type, _OTHER_DAYS)


def likeness(one: Told, other: Told) -> float:
    """The probability that two events tell the same happening, 0 to 1. 0 for events of different
    types, without a company in common, or told too far apart."""
    if one.event_type != other.event_type or not set(one.keys) & set(other.keys):
        return 0.0
    if one.day and other.day and abs(one.day - other.day) > window_days(one.event_type):
        return 0.0
    odds = _OFFSET + sum(SIGNS[name] * value for name, value in signs(one, other).items())
    return 1 / (1 + math.exp(-odds))


def signs(one: Told, other: Told) -> dict[str, float]:
    """What speaks for and against, each about 0 to 1."""
    days = abs(one.day - other.day) if one.day and other.day else 0
    own, others = one.keys, other.keys
    shared = len(set(own) & set(others))
    return {
        "evidence": cosine(one.words, other.words),
        "title": cosine(one.title_words, other.title_words),
        "across": max(cosine(one.words, other.title_words), cosine(one.title_words, other.words)),
        "companies": shared / (len(own) + len(others) - shared),
        "days": math.log1p(days) / 4,
        "same_article": float(one.article_id == other.article_id),
        "same_figures": _agree(_figures(one), _figures(other)),
        "other_figures": _differ(_figures(one), _figures(other)),
        "same_dates": float(_are_dated(one, other) and _overlap(one, other)),
        "other_dates": float(_are_dated(one, other) and not _overlap(one, other)),
        "same_products": _agree(one.products, other.products),
        "other_products": _differ(one.products, other.products),
        "same_people": _agree(one.people, other.people),
        "other_people": _differ(one.people, other.people),
        "same_status": float(one.status == other.status),
    }


def _figures(told: Told) -> frozenset[str]:
    """The numbers of two digits or more in the evidence."""
    return frozenset(word for word in told.words if word[0].isdigit() and len(word) > 1)


def _agree(one: Collection[str], other: Collection[str]) -> float:
    """Share of the shorter list that both have; 0 where one is empty."""
    fewer = min(len(one), len(other))
    return len(set(one) & set(other)) / fewer if fewer else 0.0


def _differ(one: Collection[str], other: Collection[str]) -> float:
    """1 where both have some and none in common."""
    return float(bool(one) and bool(other) and not set(one) & set(other))


def _are_dated(one: Told, other: Told) -> bool:
    return one.event_start is not None and other.event_start is not None


def _overlap(one: Told, other: Told) -> bool:
    """Whether both can have happened on one day."""
    first, last = one.event_start, one.event_end or one.event_start
    begin, end = other.event_start, other.event_end or other.event_start
    return first <= end and begin <= last  # type: ignore[operator]
