"""Readers for quarters, halves, fiscal years and seasons: "third quarter", "3Q24", "the fall".

What does not belong here: the year beside them, which `combine` joins.
"""

from __future__ import annotations

import re
from typing import Final

from etl.nlp.dates import lookalikes
from etl.nlp.dates.types import Expression, Grain, Reader, ReaderGroup, Sentence
from etl.nlp.dates.words import ORDINALS, SEASONS, full_year

_OTHER_LEFT = re.compile(r"\b(?P<other>first|second|third)(?:\s+and\s+|\s+to\s+|\s*[-\u2013]\s*)$")


def _season(sentence: Sentence, match: re.Match[str]) -> Expression | None:
    pick, start = lookalikes.pick_before(sentence, match.start())
    is_weak = not pick and not lookalikes.is_season(sentence, *match.span())
    number = SEASONS[match[0]]
    return Expression(start, match.end(), "season", "calendar", number, pick=pick, is_weak=is_weak)


def _ordinal_period(sentence: Sentence, match: re.Match[str]) -> Expression:
    """ "third quarter", "first half", "third and fourth quarters", "fiscal first quarter"."""
    start, end = match.span()
    grain: Grain = "half" if match["what"] == "half" else "quarter"
    number = min(ORDINALS[match["ordinal"]], 2 if grain == "half" else 4)
    before = sentence.folded[max(0, start - 16) : start]
    if before.endswith(("fiscal ", "financial ")):
        start -= len(before.split()[-1]) + 1
    right = Expression(start, end, grain, "calendar", number)
    other = _OTHER_LEFT.search(before)
    if not other or ORDINALS[other["other"]] >= number:
        return right
    start -= len(other[0])
    near = ORDINALS[other["other"]]
    left = Expression(start, start + len(other["other"]), grain, "calendar", near)
    return Expression(start, end, grain, "range", of=left, until=right)


def _code_period(sentence: Sentence, match: re.Match[str]) -> Expression | None:
    """Q3, 3Q24, Q3'24, Q3FY24, H1; H2 without a year is mostly hydrogen."""
    start, end = match.span()
    code = match["code"]
    number = int(code.strip("qh"))
    grain: Grain = "half" if "h" in code else "quarter"
    if grain == "half" and number > 2:
        return None
    if grain == "quarter" and lookalikes.is_audi(sentence, start, end):
        return None
    if match["y"]:
        year = Expression(*match.span("y"), "year", "calendar", full_year(match["y"]))
        return Expression(start, end, grain, "calendar", number, year=year)
    is_weak = grain == "half" and not lookalikes.has_period_preposition(sentence, start)
    return Expression(start, end, grain, "calendar", number, is_weak=is_weak)


def _fiscal_year(_: Sentence, match: re.Match[str]) -> Expression | None:
    """Fiscal years are read as calendar years; "fiscal 2024-25" ends with 2025."""
    year = full_year(match["last"] or match["y"])
    return Expression(*match.span(), "year", "calendar", year)


PERIOD_READERS: Final = (
    ReaderGroup(
        ("quarter", "half"),
        (
            Reader(
                re.compile(
                    r"(?P<ordinal>first|second|third|fourth|final|1st|2nd|3rd|4th)[\s-]+"
                    r"(?:(?:fiscal|financial|calendar)[\s-]+)?(?P<what>quarter|half)s?\b"
                    r"(?!\s*-?\s*(?:centur|final|mile|marathon|hour|time|back))"
                ),
                _ordinal_period,
            ),
        ),
    ),
    ReaderGroup(
        ("q1", "q2", "q3", "q4", "1q", "2q", "3q", "4q", "h1", "h2", "1h", "2h"),
        (
            Reader(
                re.compile(
                    r"(?P<code>[qh1-4](?:(?<=[qh])[1-4]|(?<=[1-4])[qh]))"
                    r"(?:(?:[\s-]?fy\s?|['\u2019]|(?<=[qh])|[\s-](?=20\d\d))(?P<y>20\d\d|\d\d))?(?![\w-])"
                ),
                _code_period,
            ),
        ),
        needs_digit=True,
    ),
    ReaderGroup(
        ("fy", "fiscal", "financial"),
        (
            Reader(
                re.compile(
                    r"(?:fy\s?['\u2019]?|(?:fiscal|financial)\s+(?:year\s+)?)"
                    r"(?P<y>20\d\d|(?<=[y'\u2019\s])\d\d)(?:[-/\u2013](?P<last>20\d\d|\d\d))?\b(?!%|[.,]\d)"
                ),
                _fiscal_year,
            ),
        ),
        needs_digit=True,
    ),
    ReaderGroup(
        ("spring", "summer", "autumn", "fall", "winter"),
        (
            Reader(
                re.compile(r"(?:spring|summer|autumn|fall|winter)\b(?!-)"),
                _season,
            ),
        ),
    ),
)
