"""The one filter object: table, charts, address and downloads all read the same `Selection`.

Belongs here: what can be filtered, and how a selection is told in words. Not here: widgets
(`dashboard.filters.bar`) and SQL (`dashboard.queries.conditions`).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dashboard.labels import check_label, status_label, theme_label, type_label


@dataclass(frozen=True)
class Selection:
    """What the reader asks for. Values of one facet are alternatives; facets add up.

    `date_from` and `date_to` are inclusive and refer to `sort_date`: the day of the event, else of
    its article.
    """

    companies: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    event_types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    text: str = ""
    checks: tuple[str, ...] = ()
    """What readers said of the events; where none is chosen, all but those called wrong."""
    by_parent: bool = False
    """Whether a company stands for itself and all companies under it. No filter of its own."""

    @property
    def is_everything(self) -> bool:
        """Whether no filter is set."""
        return replace(self, by_parent=False) == Selection()

    @property
    def previous_period(self) -> "Selection | None":
        """The same filters over the period of equal length before; None without a period."""
        if self.date_from is None or self.date_to is None:
            return None
        length = self.date_to - self.date_from + timedelta(days=1)
        try:
            first = self.date_from - length
        except OverflowError:
            return None
        last = self.date_from - timedelta(days=1)
        return replace(self, date_from=first, date_to=last)


PERIODS = {
    "Last 7 days": 7,
    "Last 30 days": 30,
    "Last quarter": 91,
    "Last year": 365,
}
"""Presets in days, counted back from the newest article."""

ALL_TIME = "All time"


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


def describe(selection: Selection) -> list[tuple[str, str]]:
    """The active filters in words: name of the facet and its values."""
    facets = [
        (
            "Companies with their brands" if selection.by_parent else "Companies",
            list(selection.companies),
        ),
        ("Themes", [theme_label(t) for t in selection.themes]),
        ("Event types", [type_label(t) for t in selection.event_types]),
        ("Status", [status_label(s) for s in selection.statuses]),
        ("Checked", [check_label(c) for c in selection.checks]),
    ]
    found = [(name, " or ".join(values)) for name, values in facets if values]
    if selection.date_from or selection.date_to:
        found.append(("Dates", _describe_dates(selection.date_from, selection.date_to)))
    if selection.text:
        found.append(("Text", selection.text))
    return found


def _describe_dates(first: date | None, last: date | None) -> str:
    if first is None:
        return f"until {format_day(last)}"
    if last is None:
        return f"from {format_day(first)}"
    if first == last:
        return format_day(first)
    return f"{format_day(first)} to {format_day(last)}"


def format_day(day: date | None) -> str:
    """A day for reading, such as `3 Nov 2024`; a dash for none."""
    return "-" if day is None else f"{day.day} {day:%b %Y}"
