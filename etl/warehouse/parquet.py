"""Reading Parquet files, and telling of damaged ones."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from upath import UPath

from etl.contracts import CHECKED_EVENTS, STORIES, STORY_LINKS, Table
from etl.errors import DumpError

Row = dict[str, Any]

DERIVED = (CHECKED_EVENTS, STORY_LINKS, STORIES)
"""Tables that every run makes from the others and the log of corrections."""


@contextlib.contextmanager
def open_parquet(path: UPath) -> Iterator[pq.ParquetFile]:
    """The file, open; its pages are compared with their checksums where it has any."""
    with (
        path.open("rb") as file,
        pq.ParquetFile(file, page_checksum_verification=True) as parquet,
    ):
        yield parquet


def read_batches(path: UPath, columns: list[str] | None, batch_size: int) -> Iterator[list[Row]]:
    """The rows of a file in order, in lists of at most `batch_size`."""
    with open_parquet(path) as parquet:
        for batch in parquet.iter_batches(batch_size=batch_size, columns=columns):
            yield batch.to_pylist()


@contextlib.contextmanager
def damage_told(table: Table, dump: str, path: UPath) -> Iterator[None]:
    """Turns what pyarrow says of a damaged file into a `DumpError` with the way on."""
    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        # What pyarrow itself finds wrong comes as an OSError, too, but without the system's number.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        if table in DERIVED:
            mend = "it is derived: `motorwire doctor --mend` makes it anew"
        else:
            mend = "run the dump again (`motorwire ingest`), or restore the file from a backup"
        raise DumpError(dump, f"{path} is damaged; {mend}") from error
