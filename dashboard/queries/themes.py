"""The questions about one theme: who is at which stage, who was first, what is promised for when.

Beside `dashboard.queries.events`, by the same rules: bound parameters only, Arrow tables out. The
theme is the one that the selection names.
"""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

from dataclasses import dataclass, replace

import pyarrow as pa

from dashboard.filters.selection import Selection
from dashboard.queries.conditions import company_table
from dashboard.queries.database import read_table
from dashboard.queries.events import MAX_ROWS, selection_condition
from dashboard.queries.timeline import Bin, events_over_time
from etl.contracts import STATUSES
from etl.warehouse.serving import Snapshot

_PLANNED = {
    # What had already passed when it was told is no plan for a time to come.
    True: "status = 'planned' AND event_end >= coalesce(published_at::DATE, event_end)",
    False: "status = 'planned' AND event_start IS NULL",
}
_PLAN_ORDER = {True: "event_end, event_start, event_key", False: "event_key"}


@dataclass(frozen=True)
class Momentum:
    """`rows`: `first_day`, `next_day` of a bin, `events` with the theme and `all_events`.

    `outside` counts events with the theme that lie far from all others, `undated` those without
    a date; both are in no bin.
    """

    bin: Bin
    rows: pa.Table
    outside: int
    undated: int


def company_stages(
    snapshot: Snapshot, selection: Selection, *, limit: int = MAX_ROWS, offset: int = 0
) -> pa.Table:
    """Companies with the most selected events: `company`, `events`, and the events of each status
    in a column with its name."""
    where = selection_condition(snapshot, selection)
    stages = ", ".join(f"count(*) FILTER (status = '{name}') AS {name}" for name in STATUSES)
    return read_table(
        snapshot,
        f"WITH chosen AS MATERIALIZED (SELECT event_key, status FROM events WHERE {where.sql})"
        f" SELECT company, count(*) AS events, {stages}"
        f" FROM {company_table(selection)} JOIN chosen USING (event_key)"
        " GROUP BY company ORDER BY events DESC, company LIMIT ? OFFSET ?",
        (*where.values, max(0, min(limit, MAX_ROWS)), max(0, offset)),
    )


def first_movers(snapshot: Snapshot, selection: Selection, *, limit: int = MAX_ROWS) -> pa.Table:
    """The first selected event of each company that has happened and has a day, the earliest first:
    `company`, `event_id`, `sort_date`, `event_start`, `event_end`, `event_type`, `source`,
    `evidence`."""
    where = selection_condition(snapshot, selection)
    return read_table(
        snapshot,
        # Keys go down as days go up: the earliest event of a company has its largest key.
        "WITH chosen AS MATERIALIZED (SELECT event_key FROM events"
        f" WHERE {where.sql} AND status = 'happened' AND sort_date IS NOT NULL),"
        " first AS (SELECT company, max(event_key) AS event_key"
        f"  FROM {company_table(selection)} JOIN chosen USING (event_key) GROUP BY company"
        "  ORDER BY event_key DESC, company LIMIT ?)"
        " SELECT company, event_id, sort_date, event_start, event_end, event_type, source, evidence"
        " FROM first JOIN events USING (event_key) ORDER BY sort_date, company",
        (*where.values, max(0, min(limit, MAX_ROWS))),
    )


def count_movers(snapshot: Snapshot, selection: Selection) -> int:
    """Number of companies with a selected event that has happened and has a day."""
    where = selection_condition(snapshot, selection)
    found = read_table(
        snapshot,
        f"SELECT count(DISTINCT company) AS n FROM {company_table(selection)} WHERE event_key IN"
        " (SELECT event_key FROM events"
        f" WHERE {where.sql} AND status = 'happened' AND sort_date IS NOT NULL)",
        where.values,
    )
    return int(found["n"][0].as_py())


def count_plans(snapshot: Snapshot, selection: Selection, *, is_dated: bool) -> int:
    """Number of selected plans: those for a time that had not passed when they were told, or those
    without a time."""
    where = selection_condition(snapshot, selection)
    found = read_table(
        snapshot,
        f"SELECT count(*) AS n FROM events WHERE {where.sql} AND {_PLANNED[is_dated]}",
        where.values,
    )
    return int(found["n"][0].as_py())


def list_plans(
    snapshot: Snapshot,
    selection: Selection,
    *,
    is_dated: bool,
    limit: int = MAX_ROWS,
    offset: int = 0,
) -> pa.Table:
    """Selected plans, at most `MAX_ROWS`: those with a time by it, the others newest first."""
    where = selection_condition(snapshot, selection)
    return read_table(
        snapshot,
        "SELECT event_id, event_type, companies, event_start, event_end, date_text, edtf,"
        f" published_at, source, evidence FROM events WHERE {where.sql} AND {_PLANNED[is_dated]}"
        f" ORDER BY {_PLAN_ORDER[is_dated]} LIMIT ? OFFSET ?",
        (*where.values, max(0, min(limit, MAX_ROWS)), max(0, offset)),
    )


def newest_plans(snapshot: Snapshot, selection: Selection, *, limit: int) -> pa.Table:
    """The plans with a time that were told last, one row a company of a plan: `company`,
    `event_id`, `event_type`, `event_start`, `event_end`, `date_text`, `published_at`."""
    where = selection_condition(snapshot, selection)
    return read_table(
        snapshot,
        "WITH chosen AS (SELECT event_key, event_id, event_type, event_start, event_end, date_text,"
        f" published_at FROM events WHERE {where.sql} AND {_PLANNED[True]}"
        " ORDER BY event_key LIMIT ?)"
        f" SELECT * EXCLUDE (event_key) FROM {company_table(selection)} JOIN chosen"
        " USING (event_key) ORDER BY event_start, event_end, event_id, company",
        (*where.values, limit),
    )


def theme_over_time(snapshot: Snapshot, selection: Selection) -> Momentum:
    """The selected events with the theme, and all selected events, in the same bins."""
    timeline = events_over_time(snapshot, selection)
    if not timeline.rows.num_rows:
        empty = pa.table({n: [] for n in ("first_day", "next_day", "events", "all_events")})
        return Momentum(timeline.bin, empty, timeline.outside, timeline.undated)
    themed = timeline.rows.group_by(["first_day", "next_day"]).aggregate([("events", "sum")])
    hits = dict(zip(themed["first_day"].to_pylist(), themed["events_sum"].to_pylist(), strict=True))
    where = selection_condition(snapshot, replace(selection, themes=()))
    rows = read_table(
        snapshot,
        f"SELECT date_trunc('{timeline.bin}', sort_date)::DATE AS first_day,"
        f" (date_trunc('{timeline.bin}', sort_date) + INTERVAL 1 {timeline.bin})::DATE AS next_day,"
        f" count(*) AS all_events FROM events WHERE {where.sql} AND sort_date >= ?"
        " AND sort_date < ? GROUP BY ALL ORDER BY first_day",
        (*where.values, min(hits), max(themed["next_day"].to_pylist())),
    )
    counts = pa.array([hits.get(day, 0) for day in rows["first_day"].to_pylist()], pa.int64())
    return Momentum(
        timeline.bin, rows.append_column("events", counts), timeline.outside, timeline.undated
    )
