"""What differs between two published snapshots, event by event.

Both files are attached read-only; which events differ is worked out once for a pair and kept.
"""

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import streamlit as st

from dashboard.queries.conditions import Value
from dashboard.queries.database import QUERY_SECONDS, connect_to_two, stopped_in_time
from etl.warehouse.serving import Snapshot

ADDED, REMOVED, CHANGED = KINDS = ("added", "removed", "changed")

_NO_CONTENT = ("event_key", "story_id", "sort_date", "extractor")
"""Columns that say nothing of the event itself: its place in the list, its story, who found it."""


def count_changes(older: Snapshot, newer: Snapshot) -> pa.Table:
    """How many events were added, removed and changed: `kind`, `dump`, `event_type`, `events`."""
    return _read(
        older,
        newer,
        "SELECT kind, dump, event_type, count(*) AS events FROM changes"
        " GROUP BY ALL ORDER BY kind, dump, event_type",
    )


def list_changes(
    older: Snapshot,
    newer: Snapshot,
    *,
    kinds: Sequence[str] = KINDS,
    dump: str | None = None,
    event_type: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> pa.Table:
    """The events that differ, newest first: `kind`, `event_id`, `dump`, `sort_date`, `event_type`,
    `companies`, `evidence` as in the newer snapshot (of those removed: the older), and `columns`,
    the names of those whose values differ."""
    names = _content_columns(str(older.database), str(newer.database))
    differing = ", ".join(
        f"""CASE WHEN o."{name}" IS DISTINCT FROM n."{name}" THEN '{name}' END""" for name in names
    )
    return _read(
        older,
        newer,
        f"""
        WITH page AS (
            SELECT * FROM changes
            WHERE list_contains(?, kind)
                AND (? IS NULL OR dump = ?) AND (? IS NULL OR event_type = ?)
            ORDER BY sort_date DESC NULLS LAST, event_id LIMIT ? OFFSET ?
        )
        SELECT
            page.*,
            coalesce(n.companies, o.companies) AS companies,
            coalesce(n.evidence, o.evidence) AS evidence,
            CASE WHEN kind = 'changed' THEN list_filter([{differing}], lambda x: x IS NOT NULL)
                ELSE [] END AS columns
        FROM page
        LEFT JOIN older.events o USING (event_id)
        LEFT JOIN newer.events n USING (event_id)
        ORDER BY page.sort_date DESC NULLS LAST, page.event_id
        """,  # noqa: S608  # only names of columns of our own files
        (list(kinds), dump, dump, event_type, event_type, limit, offset),
    )


def _read(
    older: Snapshot, newer: Snapshot, sql: str, values: Sequence[Value | list[str] | None] = ()
) -> pa.Table:
    connection = _compare(str(older.database), str(newer.database))
    with stopped_in_time(connection.cursor(), QUERY_SECONDS) as cursor:
        return cursor.sql(sql, params=list(values)).to_arrow_table()


@st.cache_resource(max_entries=2, show_spinner="Comparing the two snapshots…")
def _compare(older: str, newer: str) -> duckdb.DuckDBPyConnection:
    """A connection with both snapshots and the table `changes` of the events that differ."""
    connection = connect_to_two(older, newer)
    content = ", ".join(f'"{name}"' for name in _content_columns(older, newer))
    side = f"SELECT event_id, dump, event_type, sort_date, hash({content}) AS content"
    with stopped_in_time(connection.cursor(), QUERY_SECONDS) as cursor:
        cursor.execute(
            f"""
            CREATE TABLE changes AS
            SELECT
                CASE WHEN o.content IS NULL THEN 'added' WHEN n.content IS NULL THEN 'removed'
                    ELSE 'changed' END AS kind,
                event_id,
                coalesce(n.dump, o.dump) AS dump,
                coalesce(n.event_type, o.event_type) AS event_type,
                CASE WHEN n.content IS NULL THEN o.sort_date ELSE n.sort_date END AS sort_date
            FROM ({side} FROM older.events) o
            FULL JOIN ({side} FROM newer.events) n USING (event_id)
            WHERE o.content IS DISTINCT FROM n.content
            """  # noqa: S608  # only names of columns of our own files
        )
    return connection


@st.cache_data(max_entries=20, show_spinner=False)
def _content_columns(older: str, newer: str) -> list[str]:
    """The columns that say what an event is and that both snapshots have."""
    connection = connect_to_two(older, newer)
    try:
        found = [
            {row[0] for row in connection.execute(f"DESCRIBE {side}.events").fetchall()}
            for side in ("older", "newer")
        ]
    finally:
        connection.close()
    return sorted(found[0].intersection(found[1]).difference(_NO_CONTENT, ("event_id",)))
