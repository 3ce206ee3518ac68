"""Downloads: all selected events, complete, made when the reader clicks.

CSV is for spreadsheets: lists are joined, and a text cell that a spreadsheet would run as a formula
is defused (OWASP, "CSV Injection"). Parquet keeps every value as it is.
"""

import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from dashboard.filters.selection import Selection, describe
from dashboard.queries.events import EXPORT_COLUMNS, export_events, export_rejects
from etl.contracts import ARTICLES, CHECKED_EVENTS, DAY, REJECTS, TEXT
from etl.corrections.gold import export_gold
from etl.settings import DataLayout
from etl.warehouse.serving import Snapshot
from etl.warehouse.store import Warehouse

_FORMULA = r"^[\s\x{FEFF}\x{200B}]*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]|^[\t\r]"
_BOM = "\ufeff".encode()
"""Tells spreadsheets that the file is UTF-8; readers of CSV skip it."""


def _schema() -> pa.Schema:
    known = {c.name: c.type for t in (ARTICLES, CHECKED_EVENTS) for c in t.columns}
    known |= {"sort_date": DAY, "story_id": TEXT}
    return pa.schema([(name, known[name]) for name in EXPORT_COLUMNS])


def _is_texts(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def defuse(column: pa.Array) -> pa.Array:
    """Puts an apostrophe before text that begins with `=`, `+`, `-`, `@`, TAB or CR."""
    risky = pc.match_substring_regex(column, _FORMULA)
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)


def flatten(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A batch for CSV: lists joined with `; `, text cells defused, other columns as they are."""
    columns = []
    for field, column in zip(batch.schema, batch.columns, strict=True):
        flat = column
        if _is_texts(field.type):
            flat = pc.binary_join(column.cast(pa.list_(pa.string())), "; ")
        if pa.types.is_string(flat.type) or pa.types.is_large_string(flat.type):
            flat = defuse(flat.cast(pa.string()))
        columns.append(flat)
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _batches(snapshot: Snapshot, selection: Selection) -> Iterator[pa.RecordBatch]:
    schema = _schema()
    for batch in export_events(snapshot, selection):
        yield pa.RecordBatch.from_arrays(
            [column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)],
            schema=schema,
        )


def make_csv(snapshot: Snapshot, selection: Selection) -> io.BytesIO:
    """The selected events as CSV (UTF-8, one header line)."""
    file = io.BytesIO()
    write_csv(snapshot, selection, file)
    file.seek(0)
    return file


def write_csv(snapshot: Snapshot, selection: Selection, file: BinaryIO) -> None:
    """Writes the selected events as `make_csv` makes them, in bounded memory."""
    _write_csv(_schema(), _batches(snapshot, selection), file)


def make_rejects_csv(snapshot: Snapshot, dump: str, reasons: Sequence[str]) -> io.BytesIO:
    """The rejected records of a dump as CSV (UTF-8, one header line)."""
    schema = pa.schema([(column.name, column.type) for column in REJECTS.columns])
    batches = (
        pa.RecordBatch.from_arrays(
            [column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)],
            schema=schema,
        )
        for batch in export_rejects(snapshot, dump, reasons)
    )
    file = io.BytesIO()
    _write_csv(schema, batches, file)
    file.seek(0)
    return file


def _write_csv(schema: pa.Schema, batches: Iterable[pa.RecordBatch], file: BinaryIO) -> None:
    file.write(_BOM)
    empty = flatten(pa.RecordBatch.from_pylist([], schema))
    with pa_csv.CSVWriter(file, empty.schema) as writer:
        for batch in batches:
            writer.write(flatten(batch))


def make_parquet(snapshot: Snapshot, selection: Selection) -> io.BytesIO:
    """The selected events as Parquet; its footer says which filters and snapshot made it."""
    file = io.BytesIO()
    write_parquet(snapshot, selection, file)
    file.seek(0)
    return file


def write_parquet(snapshot: Snapshot, selection: Selection, file: BinaryIO) -> None:
    """Writes the selected events as `make_parquet` makes them, in bounded memory."""
    told = "; ".join(f"{name}: {words}" for name, words in describe(selection)) or "none"
    schema = _schema().with_metadata(
        {"motorwire.filters": told, "motorwire.snapshot": snapshot.version}
    )
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in _batches(snapshot, selection):
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))


def make_gold_zip(layout: DataLayout) -> bytes:
    """The checked articles and their events in the gold format, as a zip of two files."""
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as scratch, zipfile.ZipFile(packed, "w") as archive:
        folder = Path(scratch)
        export_gold(Warehouse(layout.warehouse), folder)
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
