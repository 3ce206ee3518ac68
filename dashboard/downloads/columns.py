"""The columns of a file of events: their types and meaning, and the rows a batch at a time."""

from collections.abc import Collection, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.filters.selection import Selection
from dashboard.queries.events import EXPORT_COLUMNS, export_events
from etl.contracts import ARTICLES, CHECKED_EVENTS, DAY, TEXT, Column
from etl.warehouse.serving import Snapshot

KEY = "event_id"
"""The column that every file has: it says which event a row is."""

_DIGITS = 6
"""Decimals of scores that are told; 32 bits hold about seven digits."""

_ADDED = (
    Column("sort_date", DAY, "Day on which the event counts; empty where none is known."),
    Column("story_id", TEXT, "The story that the event belongs to."),
)
_KNOWN = {c.name: c for c in (*ARTICLES.columns, *CHECKED_EVENTS.columns, *_ADDED)}
COLUMNS = {name: _KNOWN[name] for name in EXPORT_COLUMNS}
"""All columns that a file can have, in its order."""


def choose_columns(wanted: Collection[str]) -> tuple[str, ...]:
    """The columns of a file: those of `wanted` and the key in the order of the contract; all where
    none is wanted."""
    if not wanted:
        return EXPORT_COLUMNS
    return tuple(name for name in COLUMNS if name in wanted or name == KEY)


def event_schema(columns: Collection[str] = ()) -> pa.Schema:
    """The Arrow schema of a file with these columns."""
    return pa.schema([(name, COLUMNS[name].type) for name in choose_columns(columns)])


def event_batches(
    snapshot: Snapshot, selection: Selection, columns: Collection[str] = ()
) -> Iterator[pa.RecordBatch]:
    """All selected events, newest first, a batch at a time, with these columns."""
    schema = event_schema(columns)
    for batch in export_events(snapshot, selection, schema.names):
        yield conform(batch, schema)


def conform(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """The batch with the types of the schema, column by column."""
    return pa.RecordBatch.from_arrays(
        [column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)],
        schema=schema,
    )


def widen_floats(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with 64-bit numbers that read as they were meant: 0.9, not 0.8999999762."""
    return pa.RecordBatch.from_arrays(
        [
            pc.round(column.cast(pa.float64()), _DIGITS)
            if pa.types.is_floating(column.type)
            else column
            for column in batch.columns
        ],
        names=batch.schema.names,
    )
