"""The questions about one company: who it is, who comes and goes, with whom it deals.

Beside `dashboard.queries.events`, by the same rules: bound parameters only. A `Selection` given
here has the company as its only one in `companies`.
"""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

from dataclasses import dataclass, replace
from datetime import datetime

import pyarrow as pa

from dashboard.filters.selection import Selection
from dashboard.queries.conditions import company_table
from dashboard.queries.database import read_table
from dashboard.queries.events import selection_condition
from etl.lexicon.catalogue import load_catalogue
from etl.warehouse.serving import Snapshot

MOVES = ("executive_appointment", "executive_departure")
DEALS = (
    "partnership",
    "supply_contract",
    "merger_acquisition",
    "investment",
    "funding",
    "technology_deployment",
)
"""The types of events that tie companies to each other."""


@dataclass(frozen=True)
class Profile:
    """What the catalogue says of a company; `under` are the names of all companies below it."""

    company_id: str
    name: str
    kind: str
    country: str
    tickers: tuple[str, ...]
    parent: str
    aliases: tuple[str, ...]
    under: tuple[str, ...]


@dataclass(frozen=True)
class CompanyFigures:
    """Counts over the selected events, and the events of the articles that told first and last."""

    events: int
    articles: int
    sources: int
    stories: int
    first_told: datetime | None
    first_event: str | None
    last_told: datetime | None
    last_event: str | None


def company_profile(snapshot: Snapshot, name: str) -> Profile | None:
    """The profile of a company; None where the catalogue lacks the name."""
    found = read_table(
        snapshot,
        "SELECT c.company_id, c.name, coalesce(c.kind, '') AS kind,"
        " coalesce(c.country, '') AS country, coalesce(c.tickers, []) AS tickers,"
        " coalesce(p.name, '') AS parent"
        " FROM companies c LEFT JOIN companies p ON p.company_id = c.parent_id WHERE c.name = ?",
        (name,),
    ).to_pylist()
    if not found:
        return None
    row = found[0]
    under = read_table(
        snapshot,
        "WITH RECURSIVE under AS (SELECT company_id, name FROM companies WHERE parent_id = ?"
        " UNION SELECT c.company_id, c.name FROM companies c"
        " JOIN under u ON c.parent_id = u.company_id)"
        " SELECT name FROM under ORDER BY name",
        (row["company_id"],),
    )
    known = load_catalogue().companies.get(row["company_id"])
    aliases = (*known.aliases, *known.context_aliases) if known else ()
    return Profile(
        **row | {"tickers": tuple(row["tickers"])},
        aliases=tuple(alias for alias in dict.fromkeys(aliases) if alias != name),
        under=tuple(under["name"].to_pylist()),
    )


def kinds_of_companies(snapshot: Snapshot) -> dict[str, str]:
    """The companies of the catalogue: name and kind."""
    found = read_table(snapshot, "SELECT name, coalesce(kind, '') AS kind FROM companies")
    return dict(zip(found["name"].to_pylist(), found["kind"].to_pylist(), strict=True))


def company_figures(snapshot: Snapshot, selection: Selection) -> CompanyFigures:
    """Counts over the selected events."""
    where = selection_condition(snapshot, selection)
    row = read_table(
        snapshot,
        "SELECT count(*) AS events, count(DISTINCT article_id) AS articles,"
        " count(DISTINCT source) AS sources, count(DISTINCT story_id) AS stories,"
        " min(published_at) AS first_told, arg_min(event_id, (published_at, event_id))"
        " FILTER (published_at IS NOT NULL) AS first_event, max(published_at) AS last_told,"
        " arg_max(event_id, (published_at, event_id)) FILTER (published_at IS NOT NULL)"
        f" AS last_event FROM events WHERE {where.sql}",
        where.values,
    ).to_pylist()[0]
    return CompanyFigures(**row)


def narrow_types(selection: Selection, types: tuple[str, ...]) -> Selection | None:
    """The selection with these types of events only; None where the filters leave all of them
    out."""
    asked = selection.event_types
    kept = tuple(name for name in types if not asked or name in asked)
    return replace(selection, event_types=kept) if kept else None


def list_moves(snapshot: Snapshot, selection: Selection, *, limit: int) -> pa.Table:
    """The selected events with their people, newest first. For a selection of `MOVES`."""
    where = selection_condition(snapshot, selection)
    return read_table(
        snapshot,
        "SELECT event_id, sort_date, event_type, status, people, companies, evidence, source"
        f" FROM events WHERE {where.sql} ORDER BY event_key LIMIT ?",
        (*where.values, limit),
    )


def list_partners(snapshot: Snapshot, selection: Selection, *, limit: int) -> pa.Table:
    """The other companies of the selected events: `company`, `events`, `newest`, and one column a
    type of `DEALS` with its number of events; those with most events first."""
    where = selection_condition(snapshot, selection)
    columns = ", ".join(f"count(*) FILTER (event_type = ?) AS {name}" for name in DEALS)
    return read_table(
        snapshot,
        "WITH chosen AS MATERIALIZED (SELECT event_key, event_type, sort_date FROM events"
        f" WHERE {where.sql})"
        f" SELECT company, count(*) AS events, max(sort_date) AS newest, {columns}"
        f" FROM {company_table(selection)} JOIN chosen USING (event_key)"
        " WHERE company <> ? GROUP BY company"
        " ORDER BY events DESC, newest DESC NULLS LAST, company LIMIT ?",
        (*where.values, *DEALS, selection.companies[0], limit),
    )
