"""Placing expressions in the calendar, from their own words and the publication date.

A month, a day, a quarter or a season without a year is the nearest one in the direction that the
tense asks (`nearest`). Without a publication date it keeps its year masked (`XXXX-01-28`).
Sources: the project's annotation guidelines for the spans; EDTF (ISO 8601-2:2019) for the values;
TimeML TIMEX3 for what counts as a date.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from etl.nlp.dates.context import Context
from etl.nlp.dates.nearest import candidate, nearest, nearest_weekday, with_part
from etl.nlp.dates.spans import (
    STAND_IN_YEAR,
    add_days,
    add_months,
    add_units,
    edtf_value,
    month_end,
    unit_span,
)
from etl.nlp.dates.types import Basis, Expression, Span

_SUNDAY = 6
_JANUARY = 1


def resolve(item: Expression, context: Context) -> Span | None:
    """The span of an expression, or None when nothing places it."""
    span = _place(item, context)
    if span is None or span.basis == "unknown_year" or item.part in ("earlier", "later"):
        return span
    if item.relation:
        return _apply_relation(item, span, context)
    if item.form == "shift" and not item.part:
        return _until_today(item, span, context)
    return span


def _until_today(item: Expression, span: Span, context: Context) -> Span:
    """ "this year" told in the past tense ends with the publication date."""
    published = context.published
    if item.number or item.grain not in ("year", "month") or published is None:
        return span
    if span.first <= published <= span.last and context.tense_of(item) == "past":
        return replace(span, last=published, edtf=edtf_value(span))
    return span


def _place(item: Expression, context: Context) -> Span | None:
    """The span before prepositions such as "by" and "since" change it."""
    span: Span | None = None
    if item.form == "calendar":
        span = _place_calendar(item, context)
    elif item.form == "range":
        span = _place_range(item, context)
    elif item.form == "run":
        span = _place_run(item, context)
    elif item.form == "slice":
        span = _place_slice(item, context)
    elif item.form == "anchor":
        span = with_part(item, _place_anchor(item, context), context)
    elif item.form == "window" and context.published:
        span = _place_window(item, context.published, context)
    elif item.form == "shift" and context.published:
        span = _place_shift(item, context.published, context)
    return span


def _place_calendar(item: Expression, context: Context) -> Span | None:
    published = context.published
    if item.grain == "weekday":
        return nearest_weekday(item, published, context) if published else None
    if item.grain in ("year", "decade", "century"):
        return candidate(item, item.number, "explicit", context)
    if item.year is not None:
        of_year = _place(item.year, context)
        if of_year is not None:
            return candidate(item, of_year.first.year, of_year.basis, context)
    elif published is not None:
        return nearest(item, published, context)
    return candidate(item, STAND_IN_YEAR, "unknown_year", context)


def _place_shift(item: Expression, published: date, context: Context) -> Span:
    """Whole units from the publication date: "last week", "this year", "two years ago"."""
    day = _counting_day(item, published, context)
    span = unit_span(day, item.grain, item.number, "published")
    return with_part(item, span, context) or span


def _counting_day(item: Expression, published: date, context: Context) -> date:
    """The day that units are counted from, the publication date but for three habits of news."""
    weekday, day = published.weekday(), published
    if item.grain == "week" and weekday == _SUNDAY:
        # on a Sunday "next week" begins tomorrow and "last week" ends today
        is_past = item.number == 0 and context.tense_of(item) != "future"
        day = published if is_past else add_days(published, 1)
    elif item.grain == "weekend" and item.number == 0 and weekday < 5:
        # "over the weekend" told by Friday is the one before, "this weekend" the one to come
        tense = context.tense_of(item)
        if tense == "past" or (not item.pick and (weekday < 3 or tense != "future")):
            day = add_days(published, -7)
    elif item.grain == "year" and item.number == 0 and published.month == _JANUARY:
        # "for the year" told in January
        is_bare = not item.pick and not item.part
        day = add_days(published, -31) if is_bare and context.tense_of(item) == "past" else day
    return day


def _place_anchor(item: Expression, context: Context) -> Span | None:
    """Units away from the date told before: "the following year", "a month earlier"."""
    previous, published = context.previous, context.published
    if previous is None:
        if published is None or item.number >= 0:
            return None
        return unit_span(published, item.grain, item.number, "published")
    if previous.grain in ("quarter", "half") and item.grain == "year" and item.number:
        # "in the third quarter, from 12 million a year earlier": the same quarter
        first = add_months(previous.first, 12 * item.number)
        last = month_end(add_months(previous.last, 12 * item.number))
        return Span(first, last, previous.basis, previous.grain)
    same = unit_span(previous.first, item.grain, 0, previous.basis)
    if not item.number:
        return same if previous.last <= same.last else None  # "that month" after a whole year
    day = previous.last if item.number > 0 else previous.first
    return unit_span(day, item.grain, item.number, previous.basis)


def _place_window(item: Expression, published: date, context: Context) -> Span:
    """From the publication date back or on: "the past five years", "within three months"."""
    start: date = published
    basis: Basis = "published"
    if item.number > 0 and context.previous and context.tense_of(item) == "past":
        start, basis = context.previous.last, context.previous.basis
    other = add_units(start, item.grain, item.number)
    return Span(min(start, other), max(start, other), basis, "day")


def _place_run(item: Expression, context: Context) -> Span | None:
    """N months or weeks up to an end. A quarter of a 52-week calendar is 13 weeks long."""
    end = _place(item.of, context) if item.of else None
    if end is None:
        return None
    if item.grain == "week":
        first = add_days(end.last, 1 - 7 * item.number)
    elif end.last == month_end(end.last):
        first = add_months(end.last.replace(day=1), 1 - item.number)
    else:
        first = add_days(end.last, 1 - round(item.number / 3 * 91))
    if end.basis == "unknown_year" and first.year != end.last.year:
        return None
    return Span(first, end.last, end.basis, "quarter" if item.number == 3 else "month")


def _place_slice(item: Expression, context: Context) -> Span | None:
    """The first or last N units of a period: "the first three months of 2019"."""
    whole = _place(item.of, context) if item.of else None
    if whole is None:
        return None
    if item.number > 0:
        last = add_days(add_units(whole.first, item.grain, item.number), -1)
        return Span(whole.first, max(whole.first, last), whole.basis, item.grain)
    first = add_units(add_days(whole.last, 1), item.grain, item.number)
    return Span(min(first, whole.last), whole.last, whole.basis, item.grain)


def _place_range(item: Expression, context: Context) -> Span | None:
    near, far = item.of, item.until
    if near is None or far is None:
        return None
    left, right = _range_ends(near, far, context)
    if left is None or right is None or left.first > right.last:
        return None
    bases: tuple[Basis, ...] = ("unknown_year", "published", "explicit")
    basis = next(basis for basis in bases if basis in (left.basis, right.basis))
    return Span(left.first, right.last, basis, item.grain)


def _range_ends(
    near: Expression, far: Expression, context: Context
) -> tuple[Span | None, Span | None]:
    """Both ends of a range; an end without a year lies beside the other one."""
    near_is_free = near.form == "calendar" and near.grain != "year" and near.year is None
    far_is_free = far.form == "calendar" and far.grain != "year" and far.year is None
    if near_is_free and not (far_is_free and context.tense_of(near) == "future"):
        right = _place(far, context)
        return (_beside(near, right, -1, context) if right else None), right
    left = _place(near, context)
    if far_is_free:
        return left, (_beside(far, left, 1, context) if left else None)
    return left, _place(far, context)


def _beside(item: Expression, other: Span, way: int, context: Context) -> Span | None:
    """The last period of that name not after another one (`way` -1), or the first not before."""
    if item.grain == "weekday":
        steps = way * (item.number - other.first.weekday()) % 7
        day = add_days(other.first, way * steps)
        return Span(day, day, other.basis, "day")
    for year in (other.first.year, other.first.year + way):
        span = candidate(item, year, other.basis, context)
        if span and (span.first <= other.first if way < 0 else span.first >= other.first):
            return span
    return None


def _apply_relation(item: Expression, span: Span, context: Context) -> Span:
    """by, until, before: up to the span's end; since: from its start to the publication."""
    relation, published = item.relation, context.published
    edtf = edtf_value(span).split("/")
    if relation == "as_of":
        return Span(span.last, span.last, span.basis, "day") if item.part == "end" else span
    if relation == "after" and span.grain == "year":
        span = unit_span(span.last, "year", 1, span.basis)  # "after 2020" begins with 2021
        return replace(span, edtf=f"{edtf_value(span)}/..")
    if relation in ("after", "since"):
        is_behind = published is not None and published >= span.first and relation == "since"
        last = published if is_behind and published else span.last
        return replace(span, last=last, edtf=f"{edtf[0]}/..")
    if relation == "before" and (published is None or span.last < published):
        return replace(span, edtf=f"../{edtf[-1]}", has_bounds=False)
    first = span.first
    if published is not None and published <= span.last:
        is_near = relation == "through" or span.grain in ("day", "month")
        first = published if is_near or first < published else first
    return replace(span, first=first, edtf=f"../{edtf[-1]}")
