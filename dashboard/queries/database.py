"""The connection to a published snapshot: read-only, closed to the outside, bounded in time.

Answers and connections are kept by the standard library, not by Streamlit: an Arrow table cannot be
changed, so every session may have the same one, and the command line needs no Streamlit.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from dashboard.queries.alarm import cancel_alarm, set_alarm
from dashboard.queries.conditions import Value
from etl.errors import MotorwireError, SnapshotError
from etl.warehouse.serving import Snapshot

QUERY_SECONDS = 15.0
_MEMORY = "2GB"
_THREADS = 2
_ROWS_A_BATCH = 10_000
_CONNECTING = threading.Lock()
_LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": _MEMORY,
    "threads": str(_THREADS),
}


class QueryTimeoutError(MotorwireError):
    """A query ran longer than it may."""

    def __init__(self) -> None:
        super().__init__(
            "the answer takes too long: choose a shorter period, a company, or fewer words"
        )


@lru_cache(maxsize=3)
def _connect(database: str) -> duckdb.DuckDBPyConnection:
    """One connection a snapshot. A new version has a new path, so it is opened on its own."""
    config = {**_LIMITS, "enable_external_access": "false"}
    try:
        connection = duckdb.connect(database, read_only=True, config=config)
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        connection.execute("SET lock_configuration = true")
        return connection
    except duckdb.Error as error:
        raise SnapshotError(
            "the published snapshot cannot be opened: rebuild it (`motorwire publish`)"
        ) from error


def connect_to_two(older: str, newer: str) -> duckdb.DuckDBPyConnection:
    """A connection of its own with two snapshots, `older` and `newer`, read-only, and room for what
    is worked out from them. Raises `SnapshotError` where one cannot be opened."""
    try:
        connection = duckdb.connect(config=_LIMITS)
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        for name, path in (("older", older), ("newer", newer)):
            quoted = path.replace("'", "''")
            connection.execute(f"ATTACH '{quoted}' AS {name} (READ_ONLY)")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection
    except duckdb.Error as error:
        raise SnapshotError(
            "one of the two snapshots cannot be opened: it may have been replaced meanwhile"
        ) from error


@contextmanager
def open_cursor(snapshot: Snapshot, seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor of its own (connections are not safe to share between threads), stopped in time.

    Raises `QueryTimeoutError` when the work takes longer than `seconds`, `SnapshotError` when the
    snapshot cannot be read.
    """
    with _CONNECTING:  # Two threads must not both open it: it can be set up once only.
        connection = _connect(str(snapshot.database))
    with stopped_in_time(connection.cursor(), seconds) as cursor:
        yield cursor


@contextmanager
def stopped_in_time(
    cursor: duckdb.DuckDBPyConnection, seconds: float
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The cursor, whose work is stopped after `seconds` and which is closed at the end; raises as
    `open_cursor`."""
    alarm = set_alarm(seconds, cursor.interrupt)
    try:
        yield cursor
    except duckdb.InterruptException:
        raise QueryTimeoutError from None
    except (duckdb.IOException, duckdb.CatalogException, duckdb.SerializationException) as error:
        raise SnapshotError(
            "the published snapshot cannot be read: rebuild it (`motorwire publish`)"
        ) from error
    finally:
        cancel_alarm(alarm)
        cursor.close()


@lru_cache(maxsize=300)
def _read(database: str, sql: str, values: tuple[Value, ...], seconds: float) -> pa.Table:
    snapshot = Snapshot("", Path(database))
    with open_cursor(snapshot, seconds) as cursor:
        return cursor.sql(sql, params=list(values)).to_arrow_table()


def forget() -> None:
    """Gives up all answers and connections that are kept."""
    _read.cache_clear()
    _connect.cache_clear()


def read_table(
    snapshot: Snapshot, sql: str, values: Sequence[Value] = (), *, seconds: float = QUERY_SECONDS
) -> pa.Table:
    """The rows of a query. Answers are kept: a published snapshot never changes."""
    return _read(str(snapshot.database), sql, tuple(values), seconds)


def read_batches(
    snapshot: Snapshot, sql: str, values: Sequence[Value], *, seconds: float
) -> Iterator[pa.RecordBatch]:
    """The rows of a query of any size, a batch at a time, in bounded memory."""
    with open_cursor(snapshot, seconds) as cursor:
        reader: Any = cursor.sql(sql, params=list(values)).to_arrow_reader(_ROWS_A_BATCH)
        yield from reader
