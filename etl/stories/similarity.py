"""How likely two events of one type and company tell the same happening.

A logistic model over a few signs, fitted by `benchmarks/stories_fit.py` on pairs labelled by
reading; figures in docs/evaluation.md.
"""

import math
import zlib
from collections.abc import Collection

from etl.stories.told import Told
from etl.stories.words import cosine

JOINED = 0.5
"""Likeness from which on two groups of events are one story; at least one pair of them has it."""

SIGNS = {
    "evidence": 2.88,
    "no_words": -0.57,
    "title": -0.53,
    "across": 1.12,
    "companies": 1.68,
    "days": -1.44,
    "same_article": -0.08,
    "same_figures": 0.22,
    "other_figures": -0.44,
    "same_dates": 0.58,
    "other_dates": -0.89,
    "same_products": -0.30,
    "other_products": -0.48,
    "same_people": 0.03,
    "other_people": -0.87,
    "same_status": 0.16,
}
"""What each sign adds to the log odds. A common title counts a little against: of two events that
one article and its repetition tell, each is its own."""

_OFFSET = -1.37

_FEW_WORDS = 0.1
"""Likeness of words below which two sentences have none in common that tell anything."""

_WINDOW_DAYS = {
    "market_reaction": 7,
    "pricing": 30,
    "financial_results": 45,
    "sales_deliveries": 45,
    "merger_acquisition": 180,
    "partnership": 180,
    "supply_contract": 180,
    "investment": 180,
    "facility_opening": 180,
    "facility_closure": 180,
    "product_launch": 180,
    "technology_deployment": 180,
    "market_entry_exit": 180,
    "regulatory_action": 120,
    "safety_incident": 120,
    "layoffs": 120,
    "discontinuation": 120,
}
"""What is planned long ahead is told for months, a month's figures for weeks."""

_OTHER_DAYS = 90


def rules() -> int:
    """A number below 2³¹ that changes with the rules by which events are sorted."""
    stated = (SIGNS, _OFFSET, JOINED, _FEW_WORDS, _WINDOW_DAYS, _OTHER_DAYS)
    return zlib.crc32(repr(stated).encode()) >> 1


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
    is_apart = one.article_id != other.article_id
    across = max(cosine(one.words, other.title_words), cosine(one.title_words, other.words))
    evidence = cosine(one.words, other.words)
    return {
        "evidence": evidence,
        "no_words": float(max(evidence, across) < _FEW_WORDS),
        "title": cosine(one.title_words, other.title_words) if is_apart else 0.0,
        "across": across if is_apart else 0.0,
        "companies": shared / (len(own) + len(others) - shared),
        "days": math.log1p(days) / 4,
        "same_article": float(not is_apart),
        "same_figures": _agree(one.words.figures, other.words.figures),
        "other_figures": _differ(one.words.figures, other.words.figures),
        "same_dates": float(_are_dated(one, other) and _overlap(one, other)),
        "other_dates": float(_are_dated(one, other) and not _overlap(one, other)),
        "same_products": _agree(one.products, other.products),
        "other_products": _differ(one.products, other.products),
        "same_people": _agree(one.people, other.people),
        "other_people": _differ(one.people, other.people),
        "same_status": float(one.status == other.status),
    }


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
