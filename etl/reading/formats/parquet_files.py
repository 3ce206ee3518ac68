"""Parquet files of articles, one row each."""

import json
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from etl.errors import DumpError
from etl.reading.records import RAW_CHARACTERS, Found, Record

_ROWS = 128


def read_parquet(file: BinaryIO, dump: str) -> Iterator[Found]:
    """The rows in order, a few at a time. Raises `DumpError` for a damaged file."""
    try:
        with pq.ParquetFile(file, pre_buffer=False) as parquet:
            for group in range(parquet.num_row_groups):
                # One group at a time: over all of them, memory grows with the file.
                for batch in parquet.iter_batches(batch_size=_ROWS, row_groups=[group]):
                    for row in batch.to_pylist():
                        raw = json.dumps(row, ensure_ascii=False, default=str)[:RAW_CHARACTERS]
                        yield Record(row, raw)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DumpError(
            dump, f"the Parquet file is damaged ({error}); fetch it again"[:300]
        ) from error
