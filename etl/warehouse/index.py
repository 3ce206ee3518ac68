"""Opening an index on disk that is derived from the warehouse and may be deleted at any time."""

import sqlite3
from pathlib import Path


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
            path.unlink(missing_ok=True)
    raise AssertionError("a new database cannot be damaged")
