"""Events over time: the bins, how wide they are, and what is left outside of the picture."""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pyarrow as pa

from dashboard.filters.selection import Selection
from dashboard.queries.database import read_table
from dashboard.queries.events import selection_condition
from etl.warehouse.serving import Snapshot

Bin = Literal["day", "week", "month", "quarter", "year"]
Dimension = Literal["event_types", "themes", "statuses"]
"""What the bars are stacked by: a field of `Selection`."""

_WIDEST: tuple[tuple[int, Bin], ...] = (
    (62, "day"),
    (430, "week"),
    (2_600, "month"),
    (7_300, "quarter"),
)
_TAIL = 0.01


@dataclass(frozen=True)
class Timeline:
    """`rows`: `first_day` and `next_day` of a bin, `value` of the dimension `by`, `events`.

    An event with several themes counts once for each of them.

    `outside` counts the dated events that are not drawn because they lie far from all others.
    `undated` counts events without any date.
    """

    bin: Bin
    rows: pa.Table
    outside: int
    undated: int
    by: Dimension = "event_types"


def choose_bin(first: date, last: date) -> Bin:
    """The width of a bin that shows a span in some dozens of bars."""
    days = (last - first).days + 1
    for limit, name in _WIDEST:
        if days <= limit:
            return name
    return "year"


_VALUES: dict[Dimension, tuple[str, str]] = {
    "event_types": ("events", "event_type"),
    "themes": ("events JOIN event_themes USING (event_key)", "theme"),
    "statuses": ("events", "status"),
}


def events_over_time(
    snapshot: Snapshot, selection: Selection, by: Dimension = "event_types"
) -> Timeline:
    """Counts the selected events per bin and event type, theme or status.

    A few events that lie far before or after all others (a founding date, a plan for 2040) would
    press the rest into one corner: if the outermost 1 % on a side take more than half of the span,
    they are counted in `outside` and not drawn.
    """
    where = selection_condition(snapshot, selection)
    span = read_table(
        snapshot,
        "SELECT min(sort_date) AS first, max(sort_date) AS last,"
        f" quantile_disc(sort_date, {_TAIL}) AS low, quantile_disc(sort_date, {1 - _TAIL}) AS high,"
        " count(*) - count(sort_date) AS undated"
        f" FROM events WHERE {where.sql}",
        where.values,
    ).to_pylist()[0]
    first, last = span["first"], span["last"]
    if first is None:
        first = last = date(1970, 1, 1)
    elif (last - first).days > 2 * max((span["high"] - span["low"]).days, 30):
        first, last = span["low"], span["high"]
    unit = choose_bin(first, last)
    table, column = _VALUES[by]
    rows = read_table(
        snapshot,
        f"SELECT date_trunc('{unit}', sort_date)::DATE AS first_day,"
        f" (date_trunc('{unit}', sort_date) + INTERVAL 1 {unit})::DATE AS next_day,"
        f" {column} AS value, count(*) AS events"
        f" FROM {table} WHERE {where.sql} AND sort_date BETWEEN ? AND ?"
        " GROUP BY ALL ORDER BY first_day, value",
        (*where.values, first, last),
    )
    outside = read_table(
        snapshot,
        f"SELECT count(sort_date) AS n FROM events WHERE {where.sql}"
        " AND sort_date NOT BETWEEN ? AND ?",
        (*where.values, first, last),
    )
    return Timeline(unit, rows, int(outside["n"][0].as_py()), int(span["undated"]), by)
