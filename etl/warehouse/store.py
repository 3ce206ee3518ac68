"""Reading and writing the Parquet tables of the warehouse.

One file a dump and table. A file is written under a hidden temporary name, flushed to disk and
renamed, so that a reader sees the old table or the new one and never a part of it. No clock and no
run id goes into a file: the same input gives the same bytes.
"""

import os
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from upath import UPath

from etl.contracts import TABLES, Table
from etl.warehouse.files import fsync_folder, is_left_behind
from etl.warehouse.parquet import Row, damage_told, open_parquet, read_batches

WHOLE = "all"
"""File stem of a table that is not partitioned by dump."""

_ROWS_A_GROUP = 10_000
_CHARACTERS_A_GROUP = 16 * 1024 * 1024
_ROWS_READ = 256
_ROWS_KEPT = 10


def _is_local(path: UPath) -> bool:
    return path.protocol in ("", "file")


class StagedTable:
    """A table file that is written but not yet published.

    Use as a context manager: leaving it without `publish` removes the staged file.
    """

    def __init__(self, table: Table, target: UPath, metadata: dict[str, str]) -> None:
        self.table = table
        self.target = target
        self.path = target.parent / f".staged-{uuid.uuid4().hex}.parquet"
        stated = {f"motorwire.{key}": value for key, value in metadata.items()}
        self._schema = table.schema.with_metadata(stated)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._open()

    def _open(self) -> None:
        self.row_count = 0
        self._rows: list[Row] = []
        self._characters = 0
        self._first: list[Row] = []
        self._file = self.path.open("wb")
        self._writer: pq.ParquetWriter | None = pq.ParquetWriter(
            self._file, self._schema, compression="zstd", write_page_checksum=True
        )

    def append(self, rows: Iterable[Row]) -> None:
        """Adds rows that hold exactly the contract's columns."""
        for row in rows:
            self._rows.append(row)
            if len(self._first) < _ROWS_KEPT:
                self._first.append(row)
            self._characters += len(row.get("text") or row.get("raw") or "")
            if len(self._rows) >= _ROWS_A_GROUP or self._characters >= _CHARACTERS_A_GROUP:
                self._flush()

    def first_rows(self, count: int) -> list[Row]:
        """Up to `count` (at most 10) of the rows that were appended first."""
        return self._first[:count]

    def _flush(self) -> None:
        assert self._writer is not None
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, self.table.schema))
            self.row_count += len(self._rows)
            self._rows = []
            self._characters = 0

    def close(self) -> None:
        """Ends writing: the staged file is complete and on the disk. Idempotent."""
        if self._writer is None:
            return
        self._flush()
        self._writer.close()
        self._writer = None
        self._file.flush()
        if _is_local(self.path):
            os.fsync(self._file.fileno())
        self._file.close()

    def rewrite(self, change: Callable[[Iterator[Row]], Iterable[Row]]) -> None:
        """Closes the staged file and writes it again with its rows passed through `change`."""
        self.close()
        before = self.path
        self.path = before.with_name(f".staged-{uuid.uuid4().hex}.parquet")
        try:
            self._open()
            batches = read_batches(before, None, _ROWS_READ)
            self.append(change(row for batch in batches for row in batch))
            self.close()
        finally:
            before.unlink(missing_ok=True)

    def take_out(self, is_out: Callable[[Row], bool]) -> list[Row]:
        """Closes the staged file and takes some of its rows out; returns them."""
        taken: list[Row] = []

        def kept(rows: Iterator[Row]) -> Iterator[Row]:
            for row in rows:
                if is_out(row):
                    taken.append(row)
                else:
                    yield row

        self.rewrite(kept)
        return taken

    def publish(self) -> None:
        """Replaces the published file by the staged one, atomically on a local disk."""
        self.close()
        if _is_local(self.path):
            Path(str(self.path)).replace(str(self.target))
            fsync_folder(Path(str(self.target.parent)))
        else:
            self.path.fs.mv(self.path.path, self.target.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
            self._file.close()
        self.path.unlink(missing_ok=True)


class Warehouse:
    """The published tables under one root."""

    def __init__(self, root: UPath) -> None:
        self.root = root

    def path(self, table: Table, dump: str = WHOLE) -> UPath:
        """The published file of `table` for `dump`, whether it exists or not."""
        return self.root / table.name / f"{dump}.parquet"

    def stage(self, table: Table, dump: str = WHOLE, **metadata: str) -> StagedTable:
        """Starts a new file for `table`; `metadata` goes into the file's footer."""
        return StagedTable(table, self.path(table, dump), metadata)

    def dumps(self, table: Table) -> list[str]:
        """Names of the dumps that `table` holds, sorted."""
        folder = self.root / table.name
        if not folder.exists():
            return []
        names = (entry.name for entry in folder.iterdir())
        return sorted(n[: -len(".parquet")] for n in names if _is_published(n))

    def matching_dumps(self, table: Table, other: Table) -> list[str]:
        """The dumps whose files of both tables were made from the same source.

        A run that ended between the two leaves a dump out until it is run again.
        """
        return [
            dump
            for dump in self.dumps(table)
            if self.path(other, dump).exists()
            and self.metadata(table, dump).get("source_hash")
            == self.metadata(other, dump).get("source_hash")
        ]

    def batches(
        self,
        table: Table,
        dump: str = WHOLE,
        *,
        columns: list[str] | None = None,
        batch_size: int = 1_000,
    ) -> Iterator[list[Row]]:
        """The rows of one file in order, in lists of at most `batch_size`.

        Raises `DumpError` for a damaged file.
        """
        path = self.path(table, dump)
        with damage_told(table, dump, path):
            yield from read_batches(path, columns, batch_size)

    def rows_of(
        self,
        table: Table,
        dump: str,
        article_ids: Collection[str],
        columns: list[str] | None = None,
    ) -> list[Row]:
        """The rows of these articles in one file; parts of the file without any are not read.

        Raises `DumpError` for a damaged file.
        """
        path = self.path(table, dump)
        wanted = pa.array(sorted(article_ids), pa.string())
        found: list[Row] = []
        with damage_told(table, dump, path), open_parquet(path) as parquet:
            for group in range(parquet.num_row_groups):
                ids = parquet.read_row_group(group, ["article_id"])["article_id"]
                is_wanted = pc.is_in(ids, value_set=wanted)
                if pc.any(is_wanted).as_py():
                    rows = parquet.read_row_group(group, columns).filter(is_wanted)
                    found += rows.to_pylist()
        return found

    def metadata(self, table: Table, dump: str = WHOLE) -> dict[str, str]:
        """What `stage` was given for this file; empty when it does not exist.

        Raises `DumpError` for a damaged file.
        """
        path = self.path(table, dump)
        if not path.exists():
            return {}
        with damage_told(table, dump, path), path.open("rb") as file:
            found = pq.read_schema(file).metadata or {}
        prefix = b"motorwire."
        return {
            key[len(prefix) :].decode(): value.decode()
            for key, value in found.items()
            if key.startswith(prefix)
        }

    def fingerprint(self, table: Table, dump: str = WHOLE) -> str:
        """Another text whenever the file is another; empty where there is none."""
        path = self.path(table, dump)
        if not path.exists():
            return ""
        if _is_local(path):
            found = path.stat()
            return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}"
        return str(path.fs.ukey(path.path))

    def sweep(self) -> None:
        """Removes staged files that a killed run has left behind, hours ago (local disks only)."""
        for path in self.left_behind():
            path.unlink(missing_ok=True)

    def left_behind(self) -> list[Path]:
        """The staged files that belong to no run any more (local disks only)."""
        if not _is_local(self.root) or not self.root.exists():
            return []
        staged = Path(str(self.root)).glob("*/.staged-*.parquet")
        return sorted(path for path in staged if is_left_behind(path))

    def row_count(self, table: Table, dump: str = WHOLE) -> int:
        """Number of rows in one file.

        Raises `FileNotFoundError` when it does not exist, `DumpError` when it is damaged.
        """
        path = self.path(table, dump)
        with damage_told(table, dump, path), path.open("rb") as file:
            return int(pq.read_metadata(file).num_rows)

    def check_all(self) -> None:
        """Reads all files to their ends; raises `DumpError` for the first that is damaged."""
        for table in TABLES:
            for dump in self.dumps(table):
                self.check(table, dump)

    def check(self, table: Table, dump: str = WHOLE) -> None:
        """Reads a file to its end; raises `DumpError` when any part of it is damaged."""
        path = self.path(table, dump)
        with damage_told(table, dump, path), open_parquet(path) as parquet:
            for batch in parquet.iter_batches(batch_size=_ROWS_READ):
                batch.validate(full=True)


def _is_published(name: str) -> bool:
    return name.endswith(".parquet") and not name.startswith(".")
