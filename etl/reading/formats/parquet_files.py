"""Parquet files of articles, one row each.

A few bytes can stand for any number of equal values. Texts are therefore read as places in a
dictionary, written out row by row, and counted against what the dump may unpack to.
"""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.errors import DumpError
from etl.reading.records import RAW_CHARACTERS, Found, Record
from etl.reading.unpacking.budget import Budget

_ROWS = 512
_LARGE_BYTES = 16 * 1024 * 1024


def read_parquet(file: BinaryIO, budget: Budget) -> Iterator[Found]:
    """The rows in order, a few at a time. Raises `DumpError` for a damaged file, and for one that
    unpacks to too much."""
    try:
        with pq.ParquetFile(file, pre_buffer=False) as parquet:
            texts = _text_columns(parquet.schema)
        with pq.ParquetFile(file, pre_buffer=False, read_dictionary=texts) as parquet:
            for group in range(parquet.num_row_groups):
                # One group at a time: over all of them, memory grows with the file.
                for batch in parquet.iter_batches(batch_size=_ROWS, row_groups=[group]):
                    for row in _rows(batch):
                        raw = json.dumps(row, ensure_ascii=False, default=str)
                        budget.spend(len(raw))
                        yield Record(row, raw[:RAW_CHARACTERS])
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DumpError(
            budget.dump, f"the Parquet file is damaged ({error}); fetch it again"[:300]
        ) from error


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    """The rows of a batch; one by one where its texts, written out, would be large together."""
    columns = [column for column in batch.columns if pa.types.is_dictionary(column.type)]
    size = sum(
        pc.sum(pc.binary_length(column.dictionary).take(column.indices)).as_py() or 0
        for column in columns
    )
    step = batch.num_rows if size <= _LARGE_BYTES else 1
    for place in range(0, batch.num_rows, step):
        yield from batch.slice(place, step).to_pylist()


def _text_columns(schema: pq.ParquetSchema) -> list[str]:
    """The columns of texts and bytes that are no lists, whatever type the file says they have."""
    columns = [schema.column(place) for place in range(len(schema))]
    return [c.path for c in columns if c.physical_type == "BYTE_ARRAY" and "." not in c.path]
