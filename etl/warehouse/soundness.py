"""Whether a published snapshot can be read."""

from pathlib import Path

import duckdb

from etl.errors import SnapshotError

_HEADERS = 3 * 4096
"""Bytes before the first block: DuckDB has one main header and two of versions."""


def check_snapshot(database: Path, *, is_thorough: bool = False) -> None:
    """Opens a snapshot and compares its size with what it says of itself; thoroughly, also reads
    every value (seconds for a million events). Raises `SnapshotError` when it is damaged."""
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            blocks, size = connection.execute(
                "SELECT total_blocks, block_size FROM pragma_database_size()"
            ).fetchall()[0]
            if _HEADERS + blocks * size > database.stat().st_size:
                raise SnapshotError(_message(database, "its end is missing"))
            if is_thorough:
                for (table,) in connection.execute(
                    "SELECT table_name FROM duckdb_tables()"
                ).fetchall():
                    connection.execute(f'SELECT bit_xor(hash(t)) FROM "{table}" t').fetchall()
    except duckdb.Error as error:
        raise SnapshotError(_message(database, "it cannot be read")) from error


def _message(database: Path, what: str) -> str:
    return f"{database} is damaged ({what}): rebuild the snapshot (`motorwire publish`)"
