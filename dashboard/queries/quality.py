"""How sure the extraction itself is of all events that are shown."""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

import pyarrow as pa

from dashboard.filters.selection import Selection
from dashboard.queries.database import read_table
from dashboard.queries.events import selection_condition
from etl.warehouse.serving import Snapshot


def scores_by_extractor(snapshot: Snapshot) -> pa.Table:
    """`extractor`, `events` and their `mean_score`, of all events that no reader called wrong; the
    extractor of most events first."""
    where = selection_condition(snapshot, Selection())
    return read_table(
        snapshot,
        "SELECT extractor, count(*) AS events, avg(score) AS mean_score FROM events"
        f" WHERE {where.sql} GROUP BY extractor ORDER BY events DESC, extractor",
        where.values,
    )
