"""The one filter object: table, charts, address and downloads all read the same `Selection`.

Belongs here: what can be filtered, and how a selection is told in words. Not here: periods that
move with the data and addresses (`dashboard.filters.view`), widgets (`dashboard.filters.bar`) and
SQL (`dashboard.queries.conditions`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dashboard.labels import (
    check_label,
    country_label,
    kind_of_company_label,
    language_label,
    status_label,
    theme_label,
    type_label,
)


@dataclass(frozen=True)
class Selection:
    """What the reader asks for. Values of one facet are alternatives; facets add up.

    `date_from` and `date_to` are inclusive and refer to `sort_date`: the day of the event, else of
    its article. `least_score` is a percentage. `countries` and `kinds` are those of one company of
    the event.
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
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    least_score: int = 0
    published_since: datetime | None = None
    """Only events of articles published then or later (UTC). For alerts; the screen has no such
    filter."""
    dumps: tuple[str, ...] | None = None
    """Only events of articles of these dumps; of all where None. For alerts, too."""
    with_companies: tuple[str, ...] = ()
    """Companies of which one must stand in the event as well, beside one of `companies`."""

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


@dataclass(frozen=True)
class Facet:
    """A filter with a list of values. `field` is its name in `Selection`, `parameter` in an
    address, `label` on the screen; `name_value` gives the words for a value."""

    field: str
    parameter: str
    label: str
    name_value: Callable[[str], str] = str


FACETS = (
    Facet("companies", "company", "Companies"),
    Facet("with_companies", "with", "Together with"),
    Facet("themes", "theme", "Themes", theme_label),
    Facet("event_types", "type", "Event types", type_label),
    Facet("statuses", "status", "Status", status_label),
    Facet("countries", "country", "Country of a company", country_label),
    Facet("kinds", "kind", "Kind of company", kind_of_company_label),
    Facet("sources", "source", "Sources"),
    Facet("languages", "language", "Language", language_label),
    Facet("checks", "check", "Checked", check_label),
)
"""All filters with a list of values, in the order of the screen."""


def describe(selection: Selection) -> list[tuple[str, str]]:
    """The active filters in words: name of the facet and its values."""
    found = []
    for facet in FACETS:
        values = " or ".join(facet.name_value(value) for value in getattr(selection, facet.field))
        found.append((facet_label(facet, selection), values))
    found.append(("Dates", describe_dates(selection.date_from, selection.date_to)))
    if selection.least_score:
        found.append(("Confidence", f"at least {selection.least_score} %"))
    found.append(("Text", selection.text))
    if selection.published_since is not None:
        since = selection.published_since
        found.append(("Published since", f"{format_day(since)}, {since:%H:%M} UTC"))
    if selection.dumps is not None:
        found.append(("Dumps", ", ".join(selection.dumps) or "none"))
    return [(label, words) for label, words in found if words]


def facet_label(facet: Facet, selection: Selection) -> str:
    """What a facet is called in a selection."""
    by_parent = facet.field == "companies" and selection.by_parent
    return "Companies with their brands" if by_parent else facet.label


def describe_dates(first: date | None, last: date | None) -> str:
    """A span in words; empty for no bounds."""
    if first is None:
        return f"until {format_day(last)}" if last else ""
    if last is None:
        return f"from {format_day(first)}"
    if first == last:
        return format_day(first)
    return f"{format_day(first)} to {format_day(last)}"


def format_day(day: date | None) -> str:
    """A day for reading, such as `3 Nov 2024`; a dash for none."""
    return "-" if day is None else f"{day.day} {day:%b %Y}"


def describe_time(first: date, last: date) -> str:
    """The time from `first` to `last` as short as it can be said: as a year, a month, a span."""
    if first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year)
    next_day = last + timedelta(days=1)
    if first.day == next_day.day == 1 and (first.year, first.month) == (last.year, last.month):
        return f"{first:%b %Y}"
    return describe_dates(first, last)
