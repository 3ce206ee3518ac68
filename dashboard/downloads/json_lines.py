"""JSON Lines: one event a line, lists as lists, days and times as ISO 8601 has them (UTC)."""

import io
import json
from collections.abc import Collection
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.downloads.columns import event_batches, widen_floats
from dashboard.filters.selection import Selection
from etl.warehouse.serving import Snapshot

_TIME = "%Y-%m-%dT%H:%M:%SZ"


def make_json_lines(
    snapshot: Snapshot, selection: Selection, columns: Collection[str] = ()
) -> io.BytesIO:
    """The selected events with these columns, all where none is named; UTF-8, `\\n` after each."""
    file = io.BytesIO()
    write_json_lines(snapshot, selection, file, columns)
    file.seek(0)
    return file


def write_json_lines(
    snapshot: Snapshot, selection: Selection, file: BinaryIO, columns: Collection[str] = ()
) -> None:
    """Writes what `make_json_lines` returns, in bounded memory."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for batch in event_batches(snapshot, selection, columns):
        rows = _tell_dates(widen_floats(batch)).to_pylist()
        file.write("".join(encode(row) + "\n" for row in rows).encode())


def _tell_dates(batch: pa.RecordBatch) -> pa.RecordBatch:
    # By the column: a third faster than date by date.
    columns = []
    for column in batch.columns:
        told = column
        if pa.types.is_date(column.type):
            told = column.cast(pa.string())
        elif pa.types.is_timestamp(column.type):
            told = pc.strftime(column, _TIME)
        columns.append(told)
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)
