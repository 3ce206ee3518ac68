"""The exception tree. Every message says what is wrong and what to do next."""

import errno
import os
import sqlite3


class MotorwireError(Exception):
    """Base of all errors that Motorwire raises on purpose; safe to show to a user."""


class ConfigurationError(MotorwireError):
    """A setting, lexicon or configuration file is wrong."""


class DumpError(MotorwireError):
    """A dump cannot be read as a whole; nothing of it was published."""

    def __init__(self, dump: str, message: str) -> None:
        super().__init__(f"{dump}: {message}")
        self.dump = dump


class ContractError(MotorwireError):
    """Rows do not satisfy their table's contract; the old table stays in place."""

    def __init__(self, table: str, problems: list[str]) -> None:
        super().__init__(f"table {table}: " + "; ".join(problems))
        self.table = table
        self.problems = problems


class SnapshotError(MotorwireError):
    """There is no published snapshot to open, or it cannot be read."""


class StorageError(MotorwireError):
    """The disk or a folder cannot take what is to be written; what was published stays."""


class HistoryError(MotorwireError):
    """The history of runs (Dagster's databases) cannot be used; no table is touched by that."""


_FULL = (errno.ENOSPC, errno.EDQUOT)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def storage_error(error: BaseException) -> StorageError | HistoryError | None:
    """The error in our words where the system, or a database in its name, says that something
    cannot be read or written; None for any other error."""
    wrapped = getattr(error, "orig", None)
    if isinstance(wrapped, sqlite3.Error):  # SQLAlchemy's: it is Dagster's database
        return _history_error(wrapped) or storage_error(wrapped)
    text = str(error)
    if isinstance(error, OSError) and error.errno in _FULL:
        is_full, place = True, error.filename
    elif isinstance(error, OSError) and error.errno in _REFUSED:
        is_full, place = False, error.filename
    elif os.strerror(errno.ENOSPC) in text or (  # a library quotes the system
        isinstance(error, sqlite3.Error) and ("disk is full" in text or "disk I/O" in text)
    ):
        is_full, place = True, None
    elif isinstance(error, sqlite3.Error) and ("readonly" in text or "unable to open" in text):
        is_full, place = False, None
    else:
        return None
    where = f" ({place})" if place else ""
    if is_full:
        return StorageError(
            f"the disk of the data directory is full{where}; make room and run it again"
        )
    return StorageError(
        f"the data directory cannot be written{where}; give this user the right to, then run again"
    )


def _history_error(error: sqlite3.Error) -> HistoryError | None:
    text = str(error)
    if "locked" in text:
        return HistoryError(
            "the history of runs is locked by another program; end that program (a backup, a"
            " browser of databases) and try again"
        )
    if "malformed" in text or "not a database" in text:
        return HistoryError(
            "the history of runs is damaged; `motorwire doctor --mend` puts the damaged file aside."
            " The tables and what is published are not affected"
        )
    if "no such table" in text or "unable to open" in text:
        return HistoryError(
            "the history of runs was removed while it was in use; start Motorwire again. The"
            " tables and what is published are not affected"
        )
    return None
