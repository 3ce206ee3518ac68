"""Readers for named days, weekdays, months, years and decades: "March 17", "2019", "the 2030s".

What does not belong here: joining readings ("March" + "of last year") is `combine`; the tests
that tell a year from a number and May from may are `lookalikes`.
"""

from __future__ import annotations

import re
from typing import Final

from etl.nlp.dates import lookalikes
from etl.nlp.dates.types import Expression, Reader, ReaderGroup, Sentence
from etl.nlp.dates.words import (
    MONTH,
    MONTH_NAMES,
    ORDINAL_END,
    WEEKDAY,
    YEAR,
    full_year,
    month_number,
    weekday_number,
)

_CENTURIES: Final = ("18", "19", "20")
_DASH = r"\s*(?:[-\u2013\u2014]|\bto\b|\bthrough\b|\band\b|&)\s*"
_PREFIXED = re.compile(r"\b(?:mid|early|late|end)-$")
_NO_NUMBER = ".,$€£¥#/:+-"  # before it, a number is no year and no day
# What must not follow a day of the month: more digits, a time, a share, a decimal, a thousand.
_DAY_ENDS = r"(?![\d%:]|\.\d|,\d{3}(?!\d)|\s*(?:percent|million|billion|[ap]\.?m\b))"


def calendar_day(start: int, end: int, year: int, month: int, day: int) -> Expression:
    """A complete date."""
    of_year = Expression(start, end, "year", "calendar", year)
    return Expression(start, end, "day", "calendar", month, day=day, year=of_year)


def _iso_day(_: Sentence, match: re.Match[str]) -> Expression:
    return calendar_day(*match.span(), int(match["y"]), int(match["m"]), int(match["d"]))


def _numeric_day(_: Sentence, match: re.Match[str]) -> Expression | None:
    """US order unless the first number cannot be a month or dots divide ("17.03.2024")."""
    if len(match["y"]) == 2 and match["sep"] != "/":
        return None
    month, day = int(match["a"]), int(match["b"])
    if month > 12 or (match["sep"] == "." and day <= 12):
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return calendar_day(*match.span(), full_year(match["y"]), month, day)


def _year(sentence: Sentence, match: re.Match[str]) -> Expression | None:
    start = match.start()
    if sentence.text[start - 1 : start] == "-" and not _PREFIXED.search(sentence.folded, 0, start):
        return None
    reading = lookalikes.read_year(sentence, *match.span())
    if reading == "no":
        return None
    return Expression(*match.span(), "year", "calendar", int(match[0]), is_weak=reading == "weak")


def _year_range(sentence: Sentence, match: re.Match[str]) -> Expression | None:
    first, text = int(match["first"]), match["last"]
    last = int(text) if len(text) == 4 else first // 100 * 100 + int(text)
    start, end = match.span()
    if match["dash"] == "-" and len(text) == 2 and not first < last:
        month = int(text)  # "2024-03"
        if not 1 <= month <= 12:
            return None
        of_year = Expression(start, end, "year", "calendar", first)
        return Expression(start, end, "month", "calendar", month, year=of_year)
    reading = lookalikes.read_year(sentence, start, end)
    if not first < last <= first + 60 or reading == "no":
        return None
    left = Expression(start, start + 4, "year", "calendar", first)
    right = Expression(match.start("last"), end, "year", "calendar", last)
    return Expression(start, end, "year", "range", of=left, until=right, is_weak=reading == "weak")


def _decade(_: Sentence, match: re.Match[str]) -> Expression:
    return Expression(*match.span(), "decade", "calendar", int(match["decade"]))


def _century(_: Sentence, match: re.Match[str]) -> Expression:
    number = (int(match["century"]) - 1) * 100
    return Expression(*match.span(), "century", "calendar", number)


def _month_day(sentence: Sentence, match: re.Match[str]) -> Expression | None:
    day, last = int(match["day"]), int(match["day2"] or 0)
    if not 1 <= day <= 31 or last > 31 or (last and last <= day):
        return None
    start, end = match.span()
    if lookalikes.is_numbered_thing(sentence, start):
        return None
    if lookalikes.read_month(sentence, *match.span("month")) == "no":
        return None
    month = month_number(match["month"])
    if (month, day) == (9, 11) and re.match(r"\s+(?:terror|attack)", sentence.folded[end:]):
        return Expression(start, end, "day", "calendar", is_weak=True)  # the attacks of 2001
    return Expression(start, end, "day", "calendar", month, day=day, day_last=last)


def _month(sentence: Sentence, match: re.Match[str]) -> Expression | None:
    pick, start = lookalikes.pick_before(sentence, match.start())
    reading = "yes" if pick else lookalikes.read_month(sentence, *match.span())
    if reading == "no":
        return None
    month = month_number(match["month"])
    is_weak = reading == "weak"
    return Expression(start, match.end(), "month", "calendar", month, pick=pick, is_weak=is_weak)


def _month_quarter(_: Sentence, match: re.Match[str]) -> Expression | None:
    month = month_number(match["month"])
    year = None
    if match["y"]:
        year = Expression(*match.span("y"), "year", "calendar", int(match["y"]))
    of = Expression(*match.span("month"), "month", "calendar", month, year=year)
    return Expression(*match.span(), "month", "run", 3, of=of)


def _weekday(sentence: Sentence, match: re.Match[str]) -> Expression | None:
    pick, start = lookalikes.pick_before(sentence, match.start())
    end, number = match.end(), weekday_number(match["weekday"])
    before = lookalikes.words_before(sentence, start)
    if match["plural"] or (before and before[-1] in ("every", "each")):
        return Expression(start, end, "weekday", "length", kind="set")
    if lookalikes.is_named_weekday(sentence, start, match.end("weekday")):
        return None
    return Expression(start, end, "weekday", "calendar", number, pick=pick)


DATE_READERS: Final = (
    ReaderGroup(
        _CENTURIES,
        (Reader(re.compile(rf"{YEAR}(?![\w%]|[.,:]\d|[-/]\d)"), _year, _NO_NUMBER[:-1]),),
        needs_digit=True,
    ),
    ReaderGroup(
        ("-", "\u2013", "\u2014", "/"),
        (
            Reader(
                re.compile(
                    rf"(?P<y>{YEAR})([-/])(?P<m>0[1-9]|1[0-2])\2(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
                ),
                _iso_day,
                "/-",
            ),
            Reader(
                re.compile(
                    rf"(?P<first>{YEAR})(?P<dash>[-\u2013\u2014/])"
                    rf"(?P<last>{YEAR}|\d\d)(?![\w%/-]|[.,]\d)"
                ),
                _year_range,
                _NO_NUMBER,
            ),
        ),
        needs_digit=True,
    ),
    ReaderGroup(
        ("0s", "0\u2019s", "0's"),
        (Reader(re.compile(r"(?P<decade>(?:1[89]|20)\d0)['\u2019]?s\b"), _decade),),
        needs_digit=True,
    ),
    ReaderGroup(
        ("century",),
        (Reader(re.compile(r"(?P<century>1[5-9]|2[01])(?:th|st)[\s-]century\b"), _century),),
        needs_digit=True,
    ),
    ReaderGroup(
        MONTH_NAMES,
        (
            Reader(
                re.compile(
                    rf"(?P<month>{MONTH})\s*(?P<day>[0-3]?\d){ORDINAL_END}"
                    rf"(?:{_DASH}(?P<day2>[0-3]?\d){ORDINAL_END}{_DAY_ENDS}"
                    r"(?=[,.;)]|\s*$|\s+(?:(?:19|20)\d\d|in|at|of)\b))?" + _DAY_ENDS
                ),
                _month_day,
            ),
            Reader(
                re.compile(
                    rf"(?:(?P<day>[0-3]?\d){ORDINAL_END}"
                    rf"(?:{_DASH}(?P<day2>[0-3]?\d){ORDINAL_END})?)\s+(?:of\s+)?(?P<month>{MONTH})"
                ),
                _month_day,
                _NO_NUMBER,
            ),
        ),
        is_cased=True,
        needs_digit=True,
    ),
    ReaderGroup(
        MONTH_NAMES,
        (
            Reader(re.compile(rf"(?P<month>{MONTH})"), _month),
            Reader(
                re.compile(rf"(?P<month>{MONTH})(?:\s+(?P<y>{YEAR}))?[\s-]quarter\b"),
                _month_quarter,
            ),
        ),
        is_cased=True,
    ),
    ReaderGroup(
        ("day",),
        (
            Reader(
                re.compile(
                    rf"(?P<weekday>{WEEKDAY})"
                    r"(?:(?P<plural>s)\b|\b(?:\s+(?:morning|afternoon|evening|night))?)"
                ),
                _weekday,
            ),
        ),
        is_cased=True,
    ),
    ReaderGroup(
        ("/", ".", "-"),
        (
            Reader(
                re.compile(
                    r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)"
                    r"(?P<y>(?:19|20)\d\d|\d\d)(?![\w/-]|\.\d)"
                ),
                _numeric_day,
                "./-",
            ),
        ),
        needs_digit=True,
    ),
)
