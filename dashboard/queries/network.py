"""The questions about who deals with whom: pairs of companies that stand in one event.

An event with more than two companies counts for each pair of them: the table does not say which of
them dealt with which. Bound parameters only, Arrow tables out.
"""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa

from dashboard.filters.selection import Selection
from dashboard.queries.conditions import Condition, Value, company_table
from dashboard.queries.database import read_table
from dashboard.queries.events import LIST_COLUMNS, MAX_ROWS, selection_condition
from etl.warehouse.serving import Snapshot

RELATIONS = ("partnership", "supply_contract", "investment", "merger_acquisition")
"""The event types that connect companies. Only events with several companies do."""


def months_with_relations(
    snapshot: Snapshot, selection: Selection, relations: Sequence[str]
) -> list[date]:
    """The first days of the months that have selected events of these types."""
    where = _of_relations(snapshot, selection, relations)
    found = read_table(
        snapshot,
        "SELECT DISTINCT date_trunc('month', sort_date)::DATE AS month FROM events"
        f" WHERE {where.sql} AND sort_date IS NOT NULL ORDER BY month",
        where.values,
    )
    months: list[date] = found["month"].to_pylist()
    return months


def narrow(selection: Selection, first: date, last: date) -> Selection:
    """The selection within months, named by their first days."""
    end = (last.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return replace(
        selection,
        date_from=max(selection.date_from or first, first),
        date_to=min(selection.date_to or end, end),
    )


def count_pairs(
    snapshot: Snapshot, selection: Selection, relations: Sequence[str]
) -> tuple[int, int]:
    """Number of pairs of companies with selected events, and of the pairs a relation each."""
    pairs, values = _pairs(snapshot, selection, relations)
    found = read_table(
        snapshot,
        f"{pairs} SELECT count(*) AS edges, count(DISTINCT (a, b)) AS pairs FROM edges",
        values,
    ).to_pylist()[0]
    return int(found["pairs"]), int(found["edges"])


def strongest_edges(
    snapshot: Snapshot, selection: Selection, relations: Sequence[str], *, limit: int
) -> pa.Table:
    """The pairs of companies with the most selected events of one type: `a`, `b`, `relation`,
    `events`."""
    pairs, values = _pairs(snapshot, selection, relations)
    return read_table(
        snapshot,
        f"{pairs} SELECT a, b, relation, events FROM edges"
        " ORDER BY events DESC, a, b, relation LIMIT ?",
        (*values, limit),
    )


def count_of_companies(
    snapshot: Snapshot, selection: Selection, relations: Sequence[str], companies: Sequence[str]
) -> dict[str, int]:
    """Selected events of these types that each of some companies has with another company."""
    where = _of_relations(snapshot, selection, relations)
    table = company_table(selection)
    found = read_table(
        snapshot,
        f"WITH chosen AS MATERIALIZED (SELECT event_key FROM events WHERE {where.sql}),"
        f" shared AS (SELECT event_key FROM {table} JOIN chosen USING (event_key)"
        "  GROUP BY event_key HAVING count(DISTINCT company) > 1)"
        f" SELECT company, count(DISTINCT event_key) AS n FROM {table} JOIN shared"
        f" USING (event_key) WHERE company IN ({_marks(companies)}) GROUP BY company",
        (*where.values, *companies),
    )
    return dict(zip(found["company"].to_pylist(), found["n"].to_pylist(), strict=True))


def list_pairs(
    snapshot: Snapshot,
    selection: Selection,
    relations: Sequence[str],
    *,
    limit: int = MAX_ROWS,
    offset: int = 0,
) -> pa.Table:
    """Pairs of companies, those with the most events first: `a`, `b`, `events`, `first`, `last`,
    and the events of each relation in a column with its name."""
    pairs, values = _pairs(snapshot, selection, relations)
    columns = ", ".join(
        f"coalesce(sum(events) FILTER (relation = '{name}'), 0)::BIGINT AS {name}"
        for name in RELATIONS
    )
    return read_table(
        snapshot,
        f"{pairs} SELECT a, b, sum(events)::BIGINT AS events, min(first) AS first,"
        f" max(last) AS last, {columns}"
        " FROM edges GROUP BY a, b ORDER BY events DESC, a, b LIMIT ? OFFSET ?",
        (*values, max(0, min(limit, MAX_ROWS)), max(0, offset)),
    )


def events_between(
    snapshot: Snapshot, selection: Selection, relations: Sequence[str], companies: Sequence[str]
) -> pa.Table:
    """Selected events of these types that name all of some companies, newest first, with the
    columns of `dashboard.queries.events.list_events`; at most `MAX_ROWS`."""
    where = _of_relations(snapshot, selection, relations)
    of_all = "".join(
        f" AND event_key IN (SELECT event_key FROM {company_table(selection)} WHERE company = ?)"
        for _ in companies
    )
    return read_table(
        snapshot,
        f"SELECT {LIST_COLUMNS} FROM events WHERE {where.sql}{of_all}"
        f" ORDER BY event_key LIMIT {MAX_ROWS}",
        (*where.values, *companies),
    )


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" for _ in values)


def _of_relations(snapshot: Snapshot, selection: Selection, relations: Sequence[str]) -> Condition:
    where = selection_condition(snapshot, selection)
    return Condition(
        f"({where.sql}) AND len(companies) > 1 AND event_type IN ({_marks(relations)})",
        (*where.values, *relations),
    )


def _pairs(
    snapshot: Snapshot, selection: Selection, relations: Sequence[str]
) -> tuple[str, tuple[Value, ...]]:
    where = _of_relations(snapshot, selection, relations)
    table = company_table(selection)
    return (
        "WITH chosen AS MATERIALIZED (SELECT event_key, event_type, sort_date FROM events"
        f" WHERE {where.sql}), named AS MATERIALIZED (SELECT DISTINCT company, event_key"
        f" FROM {table} WHERE event_key IN (SELECT event_key FROM chosen)),"
        " edges AS (SELECT one.company AS a, other.company AS b, event_type AS relation,"
        " count(*) AS events, min(sort_date) AS first, max(sort_date) AS last"
        " FROM named one JOIN named other"
        " ON one.event_key = other.event_key AND one.company < other.company"
        " JOIN chosen ON chosen.event_key = one.event_key GROUP BY a, b, relation)",
        where.values,
    )
