"""What the filters can offer, and how many events each of their values has."""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

from dataclasses import replace
from datetime import date
from typing import Any

from dashboard.filters.selection import Selection
from dashboard.queries.conditions import company_table
from dashboard.queries.database import read_table
from dashboard.queries.events import selection_condition
from etl.contracts import CHECKS
from etl.warehouse.serving import Snapshot

MAX_VALUES = 2_000
"""The most values of a facet that the filter offers: those in most events."""

_OF_EVENTS = {
    "event_types": "event_type",
    "statuses": "status",
    "sources": "source",
    "languages": "language",
    "checks": '"check"',
}


def facet_counts(snapshot: Snapshot, selection: Selection, field: str) -> dict[str, int]:
    """Events per value of a facet under the other filters, most frequent first.

    `field` is the name of the facet in `Selection`.
    """
    free: dict[str, Any] = {field: CHECKS if field == "checks" else ()}
    where = selection_condition(snapshot, replace(selection, **free))
    if field in _OF_EVENTS:
        rows = f"SELECT {_OF_EVENTS[field]} AS name FROM events WHERE {where.sql}"
    else:
        rows = (
            f"SELECT name FROM ({_names_of_events(selection, field)}) WHERE event_key IN"
            f" (SELECT event_key FROM events WHERE {where.sql})"
        )
    found = read_table(
        snapshot,
        f"SELECT name, count(*) AS n FROM ({rows}) WHERE name <> ''"
        f" GROUP BY name ORDER BY n DESC, name LIMIT {MAX_VALUES}",
        where.values,
    )
    return dict(zip(found["name"].to_pylist(), found["n"].to_pylist(), strict=True))


def _names_of_events(selection: Selection, field: str) -> str:
    """The query for a facet of which an event may have several values: `name`, `event_key`."""
    if field in ("companies", "with_companies"):
        return f"SELECT company AS name, event_key FROM {company_table(selection)}"
    if field == "themes":
        return "SELECT theme AS name, event_key FROM event_themes"
    column = "country" if field == "countries" else "kind"
    return (
        f"SELECT DISTINCT {column} AS name, event_key FROM event_companies"
        " JOIN companies USING (company_id)"
    )


def company_values(snapshot: Snapshot, field: str) -> list[str]:
    """All countries, or all kinds, of the companies of the catalogue."""
    column = "country" if field == "countries" else "kind"
    found = read_table(
        snapshot,
        f"SELECT DISTINCT {column} AS name FROM companies WHERE {column} <> '' ORDER BY name",
    )
    names: list[str] = found["name"].to_pylist()
    return names


def newest_article(snapshot: Snapshot) -> date | None:
    """The day of the newest article that has events."""
    found = read_table(snapshot, "SELECT max(published_at)::DATE AS newest FROM events")
    newest: date | None = found["newest"][0].as_py()
    return newest
