"""What the filter bar says, as it stands in an address and in a saved view.

A `View` is a `Selection` and a period that moves with the data ("the last 30 days"). Addresses and
saved views hold ids, so that they outlive a change of labels. An address is input from outside:
what it holds is bounded, and what has no meaning is dropped.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from dashboard.filters.selection import FACETS, Selection, describe_dates, facet_label
from dashboard.plain import safe_text
from etl.contracts import CHECKS, STATUSES

PERIOD, FROM, TO, SCORE, TEXT, BY_PARENT = "period", "from", "to", "score", "q", "parents"
PARAMETERS = (*(facet.parameter for facet in FACETS), PERIOD, FROM, TO, SCORE, TEXT, BY_PARENT)
"""The names of all filters in an address."""

PERIODS = {"7d": 7, "30d": 30, "quarter": 91, "year": 365}
"""Presets in days, counted back from the newest article."""

PERIOD_LABELS = {"7d": "7 days", "30d": "30 days", "quarter": "Quarter", "year": "Year"}

MOST_VALUES = 100
LONGEST_VALUE = 200
LONGEST_TEXT = 300
EARLIEST, LATEST = date(1800, 1, 1), date(2200, 12, 31)
SCORES = range(0, 100, 5)

_ID = re.compile(r"[a-z0-9_]+")
_CHECKED_VALUES = {"statuses": frozenset(STATUSES), "checks": frozenset(CHECKS)}
_WITH_IDS = ("themes", "event_types", "kinds", "languages")


@dataclass(frozen=True)
class Part:
    """One filter that is set: what it is called, its value in words, and how to take it away."""

    label: str
    words: str
    field: str
    value: str = ""


@dataclass(frozen=True)
class View:
    """`asked` with dates as given; `period` is a key of `PERIODS` or empty."""

    asked: Selection = field(default_factory=Selection)
    period: str = ""

    def resolve(self, newest: date | None) -> Selection:
        """The selection, its dates narrowed to the period that ends with the `newest` article."""
        first, last = period_bounds(self.period, newest, self.asked.date_from, self.asked.date_to)
        return replace(self.asked, date_from=first, date_to=last)

    def change(self, **fields: Any) -> "View":
        """The view with some fields of its selection, or its period, changed."""
        period = fields.pop("period", self.period)
        return View(replace(self.asked, **fields), period)

    def parts(self) -> list[Part]:
        """The filters that are set, one by one, in the order of the screen."""
        found = [
            Part(facet_label(facet, self.asked), facet.name_value(value), facet.field, value)
            for facet in FACETS
            for value in getattr(self.asked, facet.field)
        ]
        if self.period:
            found.append(Part("Period", f"Last {PERIOD_LABELS[self.period].lower()}", "period"))
        dates = describe_dates(self.asked.date_from, self.asked.date_to)
        if dates:
            found.append(Part("Dates", dates, "dates"))
        if self.asked.least_score:
            found.append(Part("Confidence", f"at least {self.asked.least_score} %", "least_score"))
        if self.asked.text:
            found.append(Part("Text", self.asked.text, "text"))
        return found

    def without(self, part: Part) -> "View":
        """The view without one of its parts."""
        if part.field == "period":
            return self.change(period="")
        if part.field == "dates":
            return self.change(date_from=None, date_to=None)
        if part.field in ("least_score", "text"):
            return self.change(**{part.field: getattr(Selection(), part.field)})
        kept = tuple(v for v in getattr(self.asked, part.field) if v != part.value)
        return self.change(**{part.field: kept})


def to_parameters(view: View) -> dict[str, list[str]]:
    """The view as parameters of an address; what is not set is left out."""
    asked = view.asked
    found = {facet.parameter: list(getattr(asked, facet.field)) for facet in FACETS}
    found |= {
        PERIOD: [view.period],
        FROM: [asked.date_from.isoformat() if asked.date_from else ""],
        TO: [asked.date_to.isoformat() if asked.date_to else ""],
        SCORE: [str(asked.least_score) if asked.least_score else ""],
        TEXT: [asked.text],
        BY_PARENT: ["true" if asked.by_parent else ""],
    }
    return {name: values for name, values in found.items() if any(values)}


def from_parameters(parameters: Mapping[str, Sequence[str]]) -> View:
    """The view that the parameters of an address describe; what has no meaning is dropped."""

    def one(name: str) -> str:
        values = parameters.get(name) or [""]
        return values[0].strip()

    lists: dict[str, Any] = {
        facet.field: _clean_values(facet.field, parameters.get(facet.parameter) or ())
        for facet in FACETS
    }
    asked = Selection(
        **lists,
        date_from=_read_day(one(FROM)),
        date_to=_read_day(one(TO)),
        text=safe_text(one(TEXT))[:LONGEST_TEXT],
        by_parent=one(BY_PARENT).lower() == "true",
        least_score=_read_score(one(SCORE)),
    )
    return View(asked, one(PERIOD) if one(PERIOD) in PERIODS else "")


def _clean_values(name: str, values: Sequence[str]) -> tuple[str, ...]:
    kept = [value.strip() for value in values if 0 < len(value.strip()) <= LONGEST_VALUE]
    if name in _CHECKED_VALUES:
        kept = [value for value in kept if value in _CHECKED_VALUES[name]]
    elif name in _WITH_IDS:
        kept = [value for value in kept if _ID.fullmatch(value)]
    elif name == "countries":
        kept = [value for value in kept if re.fullmatch("[A-Z]{2}", value)]
    return tuple(dict.fromkeys(kept))[:MOST_VALUES]


def _read_day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _read_score(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) in SCORES else 0


def period_bounds(
    period: str, newest: date | None, first: date | None, last: date | None
) -> tuple[date | None, date | None]:
    """First and last day of a named period, narrowed to `first` and `last` where these are given.

    `first` and `last` in the wrong order are swapped. An unknown name means all time.
    """
    if first is not None and last is not None and first > last:
        first, last = last, first
    days = PERIODS.get(period)
    if days is None or newest is None:
        return first, last
    opening = newest - timedelta(days=days - 1)
    return max(first or opening, opening), min(last or newest, newest)
