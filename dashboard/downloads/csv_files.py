"""CSV for spreadsheets: UTF-8 with a mark that says so, one header line, cells defused."""

import io
from collections.abc import Collection, Iterable, Sequence
from typing import BinaryIO

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
    file = io.BytesIO()
    write_csv(snapshot, selection, file, columns)
    file.seek(0)
    return file


def write_csv(
    snapshot: Snapshot, selection: Selection, file: BinaryIO, columns: Collection[str] = ()
) -> None:
    """Writes what `make_csv` returns, in bounded memory."""
    _write(event_schema(columns), event_batches(snapshot, selection, columns), file)


def make_rejects_csv(snapshot: Snapshot, dump: str, reasons: Sequence[str]) -> io.BytesIO:
    """The rejected records of a dump."""
    schema = pa.schema([(column.name, column.type) for column in REJECTS.columns])
    batches = (conform(batch, schema) for batch in export_rejects(snapshot, dump, reasons))
    return _made(schema, batches)


def make_table_csv(table: pa.Table) -> io.BytesIO:
    """A small table, such as the data of a chart."""
    return _made(table.schema, table.to_batches())


def _made(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> io.BytesIO:
    file = io.BytesIO()
    _write(schema, batches, file)
    file.seek(0)
    return file


def _write(schema: pa.Schema, batches: Iterable[pa.RecordBatch], file: BinaryIO) -> None:
    file.write(_BOM)
    empty = flatten(pa.RecordBatch.from_pylist([], schema))
    with pa_csv.CSVWriter(file, empty.schema) as writer:
        for batch in batches:
            writer.write(flatten(batch))
