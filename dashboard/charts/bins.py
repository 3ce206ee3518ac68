"""Bins of time on the screen: how an axis writes them, and what one is called."""

from datetime import date

from dashboard.filters.selection import format_day
from dashboard.queries.timeline import Bin

AXIS_FORMATS: dict[Bin, str] = {
    "day": "%d %b",
    "week": "%d %b %Y",
    "month": "%b %Y",
    "quarter": "%b %Y",
    "year": "%Y",
}
"""Formats for the axis of a chart, in Vega's notation."""


def name_bin(unit: Bin, first: date, last: date) -> str:
    """What the bin from `first` to `last`, both included, is called."""
    if unit == "month":
        return f"{first:%B %Y}"
    if unit == "quarter":
        return f"Quarter {(first.month + 2) // 3} of {first.year}"
    if unit == "year":
        return str(first.year)
    if unit == "day":
        return format_day(first)
    return f"{format_day(first)} to {format_day(last)}"
