"""The questions about stories: which have selected events, who told them when, which are near.

Beside `dashboard.queries.events`, by the same rules: bound parameters only, Arrow tables out.
"""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

from typing import Any

import pyarrow as pa

from dashboard.filters.selection import Selection
from dashboard.queries.database import read_table
from dashboard.queries.events import MAX_ROWS, selection_condition
from etl.warehouse.serving import Snapshot

_NEAR_DAYS = 180
_MOST_NEAR = 50


def _chosen(snapshot: Snapshot, selection: Selection, least: int) -> tuple[str, tuple[Any, ...]]:
    where = selection_condition(snapshot, selection)
    told = f"story_id IN (SELECT story_id FROM events WHERE {where.sql})"
    return f"{told} AND source_count >= ?", (*where.values, least)


def count_stories(snapshot: Snapshot, selection: Selection, *, least_sources: int = 0) -> int:
    """Number of stories with a selected event that at least so many sources tell."""
    condition, values = _chosen(snapshot, selection, least_sources)
    found = read_table(snapshot, f"SELECT count(*) AS n FROM stories WHERE {condition}", values)
    return int(found["n"][0].as_py())


def list_stories(
    snapshot: Snapshot,
    selection: Selection,
    *,
    least_sources: int = 0,
    limit: int = MAX_ROWS,
    offset: int = 0,
) -> pa.Table:
    """Stories with a selected event, the one told last first, at most `MAX_ROWS` of them."""
    condition, values = _chosen(snapshot, selection, least_sources)
    return read_table(
        snapshot,
        "SELECT story_id, best_event_id, last_seen_at, first_seen_at, event_type, status, statuses,"
        " companies, themes, evidence, article_count, source_count FROM stories"
        f" WHERE {condition} ORDER BY last_seen_at DESC NULLS LAST, story_id LIMIT ? OFFSET ?",
        (*values, max(0, min(limit, MAX_ROWS)), max(0, offset)),
    )


def tell_stories(snapshot: Snapshot, selection: Selection, *, limit: int) -> list[dict[str, Any]]:
    """The newest stories with a selected event, as `list_stories` orders them, each with the
    `title`, `source` and `url` of the article that tells it best."""
    condition, values = _chosen(snapshot, selection, 0)
    found = read_table(
        snapshot,
        f"WITH told AS (SELECT * FROM stories WHERE {condition}"
        "  ORDER BY last_seen_at DESC NULLS LAST, story_id LIMIT ?)"
        " SELECT told.*, e.title, e.source, e.url FROM told"
        " LEFT JOIN events e ON e.event_id = told.best_event_id"
        " ORDER BY told.last_seen_at DESC NULLS LAST, told.story_id",
        (*values, max(0, min(limit, MAX_ROWS))),
    )
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def find_story(snapshot: Snapshot, story_id: str | None) -> dict[str, Any] | None:
    """One story; None if the snapshot has no such story."""
    found = read_table(snapshot, "SELECT * FROM stories WHERE story_id = ?", (story_id or "",))
    return found.to_pylist()[0] if found.num_rows else None


def story_events(snapshot: Snapshot, story_id: str) -> list[dict[str, Any]]:
    """The events of a story in the order in which they were told."""
    found = read_table(
        snapshot,
        "SELECT * FROM events WHERE story_id = ? ORDER BY published_at NULLS LAST, event_id"
        f" LIMIT {MAX_ROWS}",
        (story_id,),
    )
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def near_stories(snapshot: Snapshot, story: dict[str, Any]) -> list[dict[str, Any]]:
    """Other stories of its type with a company in common, told within half a year, nearest
    first."""
    seen = story["last_seen_at"]
    found = read_table(
        snapshot,
        "SELECT story_id, best_event_id, last_seen_at, companies, evidence FROM stories"
        " WHERE event_type = ? AND story_id <> ?"
        " AND list_has_any(companies, (SELECT companies FROM stories WHERE story_id = ?))"
        f" AND (? = '' OR abs(date_diff('day', last_seen_at, ?::TIMESTAMPTZ)) <= {_NEAR_DAYS})"
        " ORDER BY abs(date_diff('second', last_seen_at, nullif(?, '')::TIMESTAMPTZ)), story_id"
        f" LIMIT {_MOST_NEAR}",
        (
            story["event_type"],
            story["story_id"],
            story["story_id"],
            *(3 * [seen.isoformat() if seen else ""]),
        ),
    )
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows
