"""Opening an index on disk that is derived from the warehouse and may be deleted at any time."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def open_index(path: Path | None, tables: str, version: int) -> sqlite3.Connection:
    """The SQLite database with these tables (`CREATE TABLE IF NOT EXISTS …`), in memory without a
    path; one that is damaged or of another version is made anew.

    Nothing is flushed to the disk: after a crash of the machine the index may be damaged, and is
    made anew.
    """
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(2):
        database = sqlite3.connect(":memory:" if path is None else path)
        try:
            database.execute("PRAGMA synchronous = OFF")
            database.execute("PRAGMA cache_size = -32768")
            (found,) = database.execute("PRAGMA user_version").fetchone()
            if found not in (0, version):
                raise sqlite3.DatabaseError(f"made by version {found}")
            database.executescript(tables)
            database.execute(f"PRAGMA user_version = {version}")
            database.commit()
            return database
        except sqlite3.DatabaseError:
            database.close()
            if path is None:
                raise
            remove_database(path)
    raise AssertionError("a new database cannot be damaged")


def with_index(path: Path, work: Callable[[], T]) -> T:
    """What `work` returns; where it comes upon damage inside the index at `path`, the index is
    removed and `work` done once more."""
    try:
        return work()
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        remove_database(path)
        return work()


def is_damage(error: BaseException) -> bool:
    """Whether an error says that a SQLite database is damaged, and not that it is locked or the
    disk full."""
    # The last byte of the code is the kind, the others its details.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def database_is_damaged(path: Path) -> bool:
    """Reads a SQLite database through; False also for one that is locked.

    Not with `quick_check`, which finds fault with sound tables WITHOUT ROWID (SQLite 3.4x).
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            return bool(database.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",))
    except sqlite3.DatabaseError as error:
        return is_damage(error)


def remove_database(path: Path) -> None:
    """Removes a SQLite database with its journal, which would be laid over the next one."""
    for end in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
