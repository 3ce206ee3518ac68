"""Parquet: every value as it is, lists as lists."""

import io
from collections.abc import Collection
from typing import BinaryIO

import pyarrow.parquet as pq

from dashboard.downloads.columns import event_batches, event_schema
from dashboard.filters.selection import Selection, describe
from etl.warehouse.serving import Snapshot


def make_parquet(
    snapshot: Snapshot, selection: Selection, columns: Collection[str] = ()
) -> io.BytesIO:
    """The selected events with these columns, all where none is named; the file's footer says which
    filters and snapshot made it."""
    file = io.BytesIO()
    write_parquet(snapshot, selection, file, columns)
    file.seek(0)
    return file


def write_parquet(
    snapshot: Snapshot, selection: Selection, file: BinaryIO, columns: Collection[str] = ()
) -> None:
    """Writes what `make_parquet` returns, in bounded memory."""
    told = "; ".join(f"{name}: {words}" for name, words in describe(selection)) or "none"
    schema = event_schema(columns).with_metadata(
        {"motorwire.filters": told, "motorwire.snapshot": snapshot.version}
    )
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in event_batches(snapshot, selection, columns):
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
