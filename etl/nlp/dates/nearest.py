"""Choosing the period that a name without a year means: "March", "Q3", "last summer", "Friday".

It is the nearest one in the direction that the tense asks, the current one included.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from etl.nlp.dates.context import Context
from etl.nlp.dates.spans import (
    add_days,
    day_span,
    distance,
    edtf_value,
    named_span,
    part_of,
    week_span,
)
from etl.nlp.dates.types import Basis, Expression, Span, Tense

# A quarter is told in the past tense only once it is well on its way ...
_HALF_QUARTER: Final = timedelta(days=45)
# ... and is still to be reported for a while after its end.
_REPORT_LAG: Final = timedelta(days=20)


def candidate(item: Expression, year: int, basis: Basis, context: Context) -> Span | None:
    """The period of that name in a year, or the part of it that the text asks for."""
    if item.grain == "day":
        days = (item.day, item.day_last or item.day)
        return with_part(item, day_span(year, item.number, days, basis), context)
    return with_part(item, named_span(item.grain, item.number, year, basis), context)


def with_part(item: Expression, span: Span | None, context: Context) -> Span | None:
    """The part of a span: "late", "the end of", "earlier", "the week of"."""
    if span is None or not item.part:
        return span
    if item.part == "week_of":
        return None if span.basis == "unknown_year" else week_span(span.first, span.basis)
    if item.part in ("earlier", "later"):
        day = context.published
        if day is None or not span.first <= day <= span.last or span.grain == "day":
            return span
        low, high = (span.first, day) if item.part == "earlier" else (day, span.last)
        return Span(low, high, span.basis, span.grain)
    if item.relation and item.part == "end" and span.grain != "decade":
        return span  # "by the end of 2025" says no more than "by 2025"
    return part_of(span, item.part)


def nearest(item: Expression, published: date, context: Context) -> Span | None:
    """The period of that name nearest the publication date in the direction asked for."""
    reach = 8 if (item.number, item.day) == (2, 29) else 2
    years = range(published.year - reach, published.year + reach + 1)
    spans = [span for year in years if (span := candidate(item, year, "published", context))]
    if not spans:
        return None
    if item.pick in ("last", "next"):
        # "last March" told in March, "last summer" told in July: the one that is over
        past = [span for span in spans if span.last < published]
        future = [span for span in spans if span.first > published]
        return past[-1] if item.pick == "last" else future[0]
    if item.pick == "this":
        return _this_one(item, spans, published, context)
    chosen = _in_direction(item, spans, published, context)
    return chosen or min(spans, key=lambda span: _remoteness(span, published))


def _direction(item: Expression, context: Context) -> Tense:
    if item.pick == "past" or item.relation == "since":
        return "past"
    if item.grain in ("quarter", "half") and context.is_reported(item):
        return "past"  # also where the report is to come
    if item.grain == "month" and context.is_past_attribute(item):
        return "past"
    return context.tense_of(item)


def _in_direction(
    item: Expression, spans: list[Span], published: date, context: Context
) -> Span | None:
    is_period = item.grain in ("quarter", "half")
    tense = _direction(item, context)
    if tense == "past":
        is_due = is_period and context.tense_of(item) != "future"
        slack = _HALF_QUARTER if is_due else timedelta(0)
        past = [span for span in spans if span.first + slack <= published]
        return past[-1] if past else None
    if tense == "future":
        slack = _REPORT_LAG if is_period else timedelta(0)
        future = [span for span in spans if span.last + slack >= published]
        return future[0] if future else None
    return None


def _this_one(item: Expression, spans: list[Span], published: date, context: Context) -> Span:
    """ "this fall" of the current year; "this winter" told in January began the year before."""
    running = [span for span in spans if span.first <= published <= span.last]
    same_year = [span for span in spans if span.first.year == published.year]
    this = (running or same_year or spans)[0]
    if context.tense_of(item) != "past":
        return this
    if running and item.grain == "month":
        return replace(this, last=published, edtf=edtf_value(this))
    return min(spans, key=lambda span: distance(span, published))


def _remoteness(span: Span, published: date) -> timedelta:
    """Days between a period and the publication; those ahead count half as much again."""
    days = distance(span, published)
    return days * 3 / 2 if span.first > published else days


def nearest_weekday(item: Expression, published: date, context: Context) -> Span:
    """The weekday nearest the publication date, that day included; the past if nothing is said."""
    back = (published.weekday() - item.number) % 7
    ahead = (item.number - published.weekday()) % 7
    if item.pick == "last":
        shift = -back or -7
    elif item.pick == "next":
        shift = ahead or 7
    elif item.pick == "past" or item.relation in ("since", "as_of"):
        shift = -back
    elif item.relation in ("until", "by", "through", "before"):
        shift = ahead
    elif context.is_past_attribute(item):
        shift = -back
    else:
        tense = context.tense_of(item)
        is_ahead = tense == "future" or (item.pick == "this" and tense == "unknown")
        shift = ahead if is_ahead else -back
    day = add_days(published, shift)
    return Span(day, day, "published", "day")
