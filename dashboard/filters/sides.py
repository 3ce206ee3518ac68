"""What is compared: each side is a selection, and the changes that open it as filters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dashboard.filters.selection import Selection, describe_dates
from dashboard.filters.view import EARLIEST


@dataclass(frozen=True)
class Side:
    """One of the things compared. `changes` are those of the present filters (`View.change`) that
    show its events."""

    label: str
    selection: Selection
    changes: dict[str, Any]


def company_sides(selection: Selection, names: Sequence[str]) -> list[Side]:
    """One side a company, under the other filters; the filter on companies does not hold."""
    return [
        Side(name, replace(selection, companies=(name,)), {"companies": (name,)}) for name in names
    ]


def period_side(selection: Selection, first: date, last: date) -> Side:
    """The side of a period, under the other filters. Days in the wrong order are swapped; days
    before those that an address can hold are not looked at."""
    first, last = (max(day, EARLIEST) for day in sorted((first, last)))
    chosen = replace(selection, date_from=first, date_to=last)
    changes = {"period": "", "date_from": first, "date_to": last}
    return Side(describe_dates(first, last), chosen, changes)


def year_before(day: date) -> date:
    """The same day of the year before; the 28th of February for a leap day."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day - timedelta(days=366)


def compared_period(selection: Selection, newest: date, days: int) -> tuple[date, date]:
    """The period of the filters; where it is open, as many days as told, up to its end, else up to
    the newest article."""
    last = selection.date_to or newest
    first = selection.date_from or last - timedelta(days=days - 1)
    return min(first, last), max(first, last)
