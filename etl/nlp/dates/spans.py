"""Calendar arithmetic: bounds of named periods, their parts, and their EDTF values.

EDTF is ISO 8601-2:2019 annex A; levels 0 to 2 as in the Library of Congress specification
(https://www.loc.gov/standards/datetime/): `2024-03`, `2024-07/2024-09`, `203X`, `XXXX-01-28`,
`../2030`, `2015/..`. Seasons, quarters and halves are written as intervals of months and not with
the season codes 21 to 41, so that the value and the bounds say the same.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from typing import Final

from etl.nlp.dates.types import Basis, Grain, Part, Span

STAND_IN_YEAR: Final = 2000  # a leap year, so that Feb. 29 exists when the year is unknown
_MIN_YEAR: Final = 1
_MAX_YEAR: Final = 9998
_MAX_ORDINAL: Final = date(_MAX_YEAR, 12, 31).toordinal()
_SHORT_MONTHS: Final = (4, 6, 9, 11)
_FEBRUARY: Final = 2
_MONTHS_IN: Final[dict[Grain, int]] = {
    "month": 1, "quarter": 3, "season": 3, "half": 6, "year": 12, "decade": 120,
}  # fmt: skip
_THIRDS: Final[dict[Part, int]] = {"early": 0, "start": 0, "mid": 1, "late": 2, "end": 2}
_WEEK_PARTS: Final[dict[Part, tuple[int, int]]] = {
    "early": (0, 2), "start": (0, 1), "mid": (1, 3), "late": (3, 6), "end": (4, 6),
}  # fmt: skip
_DECADE_PARTS: Final[dict[Part, tuple[int, int]]] = {
    "early": (0, 3), "start": (0, 0), "mid": (4, 6), "late": (7, 9), "end": (9, 9),
}  # fmt: skip


def add_days(day: date, count: int) -> date:
    """`day` moved by `count` days, held inside the calendar that `date` can express."""
    return date.fromordinal(max(1, min(day.toordinal() + count, _MAX_ORDINAL)))


def add_months(day: date, count: int) -> date:
    """`day` moved by `count` months; the day of the month shrinks where the month is shorter."""
    index = day.year * 12 + day.month - 1 + count
    index = max(_MIN_YEAR * 12, min(index, _MAX_YEAR * 12 + 11))
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, month_length(year, month + 1)))


def add_units(day: date, grain: Grain, count: int) -> date:
    """`day` moved by `count` units of a grain."""
    if grain in _MONTHS_IN:
        return add_months(day, _MONTHS_IN[grain] * count)
    return add_days(day, 7 * count if grain in ("week", "weekend") else count)


def month_length(year: int, month: int) -> int:
    """Days in a month."""
    if month == _FEBRUARY:
        return 29 if isleap(year) else 28
    return 30 if month in _SHORT_MONTHS else 31


def month_end(day: date) -> date:
    """The last day of the month that `day` is in."""
    return day.replace(day=month_length(day.year, day.month))


def months_span(first: date, count: int, basis: Basis, grain: Grain) -> Span:
    """Whole months: `count` of them from the month that `first` is in."""
    start = first.replace(day=1)
    return Span(start, month_end(add_months(start, count - 1)), basis, grain)


def edtf_of(first: date, last: date) -> str:
    """The shortest EDTF value with exactly these bounds."""
    if first == last:
        return first.isoformat()
    whole_months = first.day == 1 and last == month_end(last)
    if whole_months and first.month == 1 and last.month == 12:
        left, right = f"{first.year:04}", f"{last.year:04}"
    elif whole_months:
        left, right = first.isoformat()[:7], last.isoformat()[:7]
    else:
        left, right = first.isoformat(), last.isoformat()
    return left if left == right else f"{left}/{right}"


def edtf_value(span: Span) -> str:
    """The EDTF value of a span; the year is masked where it is unknown."""
    if span.edtf:
        return span.edtf
    edtf = edtf_of(span.first, span.last)
    if span.basis == "unknown_year":
        edtf = "/".join("XXXX" + side[4:] for side in edtf.split("/"))
    return edtf


def day_span(year: int, month: int, days: tuple[int, int], basis: Basis) -> Span | None:
    """One day of a month, or a few in a row; None where the calendar has no such day."""
    first, last = days
    if not 1 <= first <= last <= month_length(year, month):
        return None
    return Span(date(year, month, first), date(year, month, last), basis, "day")


def named_span(grain: Grain, number: int, year: int, basis: Basis) -> Span:
    """The bounds of a numbered period of `year`; for a decade or century, that of `number`.

    Seasons are meteorological, in the northern hemisphere: spring from March 1, winter from
    December 1 of `year`. Quarters and halves are calendar ones, fiscal or not.
    """
    if grain in ("decade", "century"):
        years, masked = (10, "X") if grain == "decade" else (100, "XX")
        last = date(number + years - 1, 12, 31)
        return Span(date(number, 1, 1), last, basis, grain, f"{number // years}{masked}")
    if grain == "year":
        return Span(date(year, 1, 1), date(year, 12, 31), basis, grain)
    size = _MONTHS_IN[grain]
    month = 3 * number if grain == "season" else size * (number - 1) + 1
    return months_span(date(year, month, 1), size, basis, grain)


def week_span(day: date, basis: Basis) -> Span:
    """Monday to Sunday of the week that `day` is in."""
    monday = add_days(day, -day.weekday())
    return Span(monday, add_days(monday, 6), basis, "week")


def unit_span(day: date, grain: Grain, shift: int, basis: Basis) -> Span:
    """The whole unit that lies `shift` units from the one that `day` is in."""
    if grain == "week":
        return week_span(add_days(day, 7 * shift), basis)
    if grain == "weekend":
        saturday = add_days(day, 7 * shift - day.weekday() + 5)
        return Span(saturday, add_days(saturday, 1), basis, grain)
    if grain == "decade":
        year = max(10, min(day.year // 10 * 10 + 10 * shift, _MAX_YEAR - 18))
        return Span(date(year, 1, 1), date(year + 9, 12, 31), basis, grain, f"{year // 10:03}X")
    if grain in _MONTHS_IN:
        size = _MONTHS_IN[grain]
        start = add_months(day.replace(day=1), size * shift - (day.month - 1) % size)
        return months_span(start, size, basis, grain)
    moved = add_days(day, shift)
    return Span(moved, moved, basis, "day")


def part_of(span: Span, part: Part) -> Span:
    """The early, middle or late part, the start or the end, of a period.

    A year falls into thirds of four months ("late 2021" is September to December), its start is
    January and its end the last quarter. A month falls into ten days, ten days and the rest; its
    end is from the 25th. Quarters, halves and seasons fall into thirds; a decade into its years
    0 to 3, 4 to 6 and 7 to 9. Days have no parts. The cuts for years are those of the project's
    annotation guidelines; those for months follow its annotated training data.
    """
    grain, first, third = span.grain, span.first, _THIRDS[part]
    if grain == "year" and part in ("start", "end"):
        start, count = (first, 1) if part == "start" else (add_months(first, 9), 3)
        return months_span(start, count, span.basis, grain)
    if grain in ("year", "half", "quarter", "season"):
        size = _MONTHS_IN[grain] // 3
        return months_span(add_months(first, third * size), size, span.basis, grain)
    if grain == "month":
        low = 25 if part == "end" else (1, 11, 21)[third]
        last = span.last if third == 2 else first.replace(day=low + 9)
        return Span(first.replace(day=low), last, span.basis, grain)
    if grain == "week":
        low, high = _WEEK_PARTS[part]
        return Span(add_days(first, low), add_days(first, high), span.basis, grain)
    if grain == "decade":
        low, high = _DECADE_PARTS[part]
        last = date(first.year + high, 12, 31)
        return Span(date(first.year + low, 1, 1), last, span.basis, grain)
    return span


def distance(span: Span, day: date) -> timedelta:
    """How far `day` lies outside a span; zero inside it."""
    return max(span.first - day, day - span.last, timedelta(0))
