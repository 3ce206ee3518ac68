"""The questions about several selections at once (`dashboard.filters.sides`).

Beside `dashboard.queries.events`, by the same rules: bound parameters only, Arrow tables out. In
all of them `side` is the position of the side in the list.
"""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from dashboard.filters.sides import Side
from dashboard.queries.conditions import Value
from dashboard.queries.database import read_table
from dashboard.queries.events import selection_condition
from dashboard.queries.timeline import Bin, choose_bin
from etl.warehouse.serving import Snapshot

_TAIL = 0.01
_DAYS: dict[Bin, int] = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


@dataclass(frozen=True)
class Lines:
    """Events over time, a line a side. `rows`: `side`, `position` (0 for the first bin),
    `first_day`, `last_day`, `events`; every side has every bin.

    `outside` counts dated events that are not drawn, `undated` those without a date.
    """

    bin: Bin
    rows: pa.Table
    outside: int
    undated: int


def _members(
    snapshot: Snapshot, sides: Sequence[Side], columns: str
) -> tuple[str, tuple[Value, ...]]:
    parts: list[str] = []
    values: list[Value] = []
    for number, side in enumerate(sides):
        where = selection_condition(snapshot, side.selection)
        parts.append(f"SELECT {number} AS side, {columns} FROM events WHERE {where.sql}")
        values += where.values
    return " UNION ALL ".join(parts), tuple(values)


def side_figures(snapshot: Snapshot, sides: Sequence[Side]) -> list[dict[str, int]]:
    """Per side: `events`, `articles`, `stories`, `sources`, `happened`, `planned`."""
    members, values = _members(snapshot, sides, "article_id, story_id, source, status")
    found = read_table(
        snapshot,
        f"WITH members AS ({members})"
        " SELECT side, count(*) AS events, count(DISTINCT article_id) AS articles,"
        " count(DISTINCT story_id) AS stories, count(DISTINCT source) AS sources,"
        " count(*) FILTER (status = 'happened') AS happened,"
        " count(*) FILTER (status = 'planned') AS planned"
        " FROM members GROUP BY side",
        values,
    )
    rows = {row["side"]: row for row in found.to_pylist()}
    names = ("events", "articles", "stories", "sources", "happened", "planned")
    return [
        {name: rows[number][name] if number in rows else 0 for name in names}
        for number in range(len(sides))
    ]


def side_types(snapshot: Snapshot, sides: Sequence[Side], *, limit: int) -> pa.Table:
    """Events per side and type, for the types with most events: `side`, `event_type`, `events`."""
    members, values = _members(snapshot, sides, "event_type")
    return read_table(
        snapshot,
        f"WITH counts AS MATERIALIZED (SELECT side, event_type, count(*) AS events"
        f" FROM ({members}) GROUP BY ALL),"
        " top AS (SELECT event_type, sum(events) AS total FROM counts GROUP BY event_type"
        "  ORDER BY total DESC, event_type LIMIT ?)"
        " SELECT side, event_type, events FROM counts JOIN top USING (event_type)"
        " ORDER BY total DESC, event_type, side",
        (*values, limit),
    )


def side_themes(snapshot: Snapshot, sides: Sequence[Side], *, limit: int) -> pa.Table:
    """Events per side and theme, for the themes that have the largest shares: `side`, `theme`,
    `events`, `themed` (the side's events with any theme), `share` (from 0 to 1).

    An event may have several themes, so that the shares of a side may add up to more than 1.
    """
    members, values = _members(snapshot, sides, "event_key")
    return read_table(
        snapshot,
        f"WITH pairs AS MATERIALIZED (SELECT side, theme, event_key FROM ({members})"
        " JOIN event_themes USING (event_key)),"
        " totals AS (SELECT side, count(DISTINCT event_key) AS themed FROM pairs GROUP BY side),"
        " shares AS (SELECT side, theme, count(*) AS events, any_value(themed) AS themed,"
        "  count(*) / any_value(themed) AS share FROM pairs JOIN totals USING (side) GROUP BY ALL),"
        " top AS (SELECT theme, sum(share) AS total FROM shares GROUP BY theme"
        "  ORDER BY total DESC, theme LIMIT ?)"
        " SELECT side, theme, events, themed, share FROM shares JOIN top USING (theme)"
        " ORDER BY total DESC, theme, side",
        (*values, limit),
    )


def lines_by_date(snapshot: Snapshot, sides: Sequence[Side]) -> Lines:
    """Events of each side over the same days.

    A few events that lie far before or after all others would press the rest into one corner: the
    outermost 1 % of a side are left out of the picture if they take more than a quarter of it.
    """
    members, values = _members(snapshot, sides, "sort_date")
    span = read_table(
        snapshot,
        "SELECT min(sort_date) AS first, max(sort_date) AS last,"
        f" quantile_disc(sort_date, {_TAIL}) AS low, quantile_disc(sort_date, {1 - _TAIL}) AS high,"
        f" count(sort_date) AS dated, count(*) - count(sort_date) AS undated FROM ({members})",
        values,
    ).to_pylist()[0]
    first, last = span["first"] or date(1970, 1, 1), span["last"] or date(1970, 1, 1)
    if span["dated"]:
        most = max((last - first).days / 4, 30)
        low, high = span["low"], span["high"]
        first = low if (low - first).days > most else first
        last = high if (last - high).days > most else last
    unit = choose_bin(first, last)
    rows = read_table(
        snapshot,
        f"WITH counts AS (SELECT side, date_trunc('{unit}', sort_date)::DATE AS first_day,"
        f" count(*) AS events FROM ({members}) WHERE sort_date BETWEEN ? AND ? GROUP BY ALL),"
        " bins AS (SELECT row_number() OVER () - 1 AS position, day::DATE AS first_day FROM"
        f" (SELECT unnest(generate_series(date_trunc('{unit}', ?::DATE)::TIMESTAMP,"
        f"  ?::DATE::TIMESTAMP, INTERVAL 1 {unit})) AS day))"
        " SELECT s.side, position, first_day,"
        f" (first_day + INTERVAL 1 {unit} - INTERVAL 1 day)::DATE AS last_day,"
        " coalesce(events, 0) AS events"
        " FROM (SELECT unnest(range(?)) AS side) s CROSS JOIN bins"
        " LEFT JOIN counts USING (side, first_day) ORDER BY s.side, position",
        (*values, first, last, first, last, len(sides)),
    )
    drawn = sum(rows["events"].to_pylist())
    return Lines(unit, rows, int(span["dated"]) - drawn, int(span["undated"]))


def lines_by_offset(snapshot: Snapshot, sides: Sequence[Side]) -> Lines:
    """Events of each side counted from the first day of its own period, so that periods lie one
    over the other. The sides' selections have both days."""
    spans = [_bounds(side) for side in sides]
    longest = max((last - first).days for first, last in spans)
    unit = choose_bin(date(2000, 1, 1), date.fromordinal(date(2000, 1, 1).toordinal() + longest))
    length = _DAYS[unit]
    members, values = _members(snapshot, sides, "sort_date")
    firsts = " UNION ALL ".join(
        f"SELECT {number} AS side, ?::DATE AS opening, ?::DATE AS closing"
        for number in range(len(sides))
    )
    rows = read_table(
        snapshot,
        f"WITH spans AS ({firsts}),"
        f" counts AS (SELECT side, (sort_date - opening) // {length} AS position,"
        f" count(*) AS events FROM ({members}) JOIN spans USING (side) GROUP BY ALL),"
        " bins AS (SELECT side, opening, closing,"
        f" unnest(range((closing - opening) // {length} + 1)) AS position FROM spans)"
        f" SELECT side, position, opening + (position * {length})::INTEGER AS first_day,"
        f" least(closing, opening + ((position + 1) * {length} - 1)::INTEGER) AS last_day,"
        " coalesce(events, 0) AS events"
        " FROM bins LEFT JOIN counts USING (side, position) ORDER BY side, position",
        (*(day for span in spans for day in span), *values),
    )
    return Lines(unit, rows, 0, 0)


def _bounds(side: Side) -> tuple[date, date]:
    first, last = side.selection.date_from, side.selection.date_to
    if first is None or last is None:
        raise ValueError(f"the side {side.label!r} has no period")
    return first, last
