"""Parquet: every value as it is, lists as lists."""

import io
from collections.abc import Collection

import pyarrow.parquet as pq

from dashboard.downloads.columns import event_batches, event_schema
from dashboard.filters.selection import Selection, describe
from etl.warehouse.serving import Snapshot


def make_parquet(
    snapshot: Snapshot, selection: Selection, columns: Collection[str] = ()
) -> io.BytesIO:
    """The selected events with these columns, all where none is named; the file's footer says which
    filters and snapshot made it."""
    told = "; ".join(f"{name}: {words}" for name, words in describe(selection)) or "none"
    schema = event_schema(columns).with_metadata(
        {"motorwire.filters": told, "motorwire.snapshot": snapshot.version}
    )
    file = io.BytesIO()
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in event_batches(snapshot, selection, columns):
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
    file.seek(0)
    return file
