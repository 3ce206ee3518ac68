"""JSON Lines: one event a line, lists as lists, days and times as ISO 8601 says (times in UTC)."""

import io
import json
from collections.abc import Collection
from datetime import date
from typing import BinaryIO

from dashboard.downloads.columns import event_batches, widen_floats
from dashboard.filters.selection import Selection
from etl.warehouse.serving import Snapshot


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
    encode = json.JSONEncoder(ensure_ascii=False, default=_tell_date).encode
    for batch in event_batches(snapshot, selection, columns):
        rows = widen_floats(batch).to_pylist()
        file.write("".join(encode(row) + "\n" for row in rows).encode())


def _tell_date(value: date) -> str:
    return value.isoformat()
