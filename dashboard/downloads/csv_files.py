"""CSV for spreadsheets: UTF-8 with a mark that says so, one header line, cells defused."""

import io
from collections.abc import Collection, Iterable, Sequence

import pyarrow as pa
import pyarrow.csv as pa_csv

from dashboard.downloads.columns import conform, event_batches, event_schema
from dashboard.downloads.defuse import flatten
from dashboard.filters.selection import Selection
from dashboard.queries.events import export_rejects
from etl.contracts import REJECTS
from etl.warehouse.serving import Snapshot

_BOM = "\ufeff".encode()
"""Tells spreadsheets that the file is UTF-8; readers of CSV skip it."""


def make_csv(snapshot: Snapshot, selection: Selection, columns: Collection[str] = ()) -> io.BytesIO:
    """The selected events with these columns, all where none is named."""
    return _write(event_schema(columns), event_batches(snapshot, selection, columns))


def make_rejects_csv(snapshot: Snapshot, dump: str, reasons: Sequence[str]) -> io.BytesIO:
    """The rejected records of a dump."""
    schema = pa.schema([(column.name, column.type) for column in REJECTS.columns])
    batches = (conform(batch, schema) for batch in export_rejects(snapshot, dump, reasons))
    return _write(schema, batches)


def make_table_csv(table: pa.Table) -> io.BytesIO:
    """A small table, such as the data of a chart."""
    return _write(table.schema, table.to_batches())


def _write(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> io.BytesIO:
    file = io.BytesIO(_BOM)
    file.seek(0, io.SEEK_END)
    empty = flatten(pa.RecordBatch.from_pylist([], schema))
    with pa_csv.CSVWriter(file, empty.schema) as writer:
        for batch in batches:
            writer.write(flatten(batch))
    file.seek(0)
    return file
