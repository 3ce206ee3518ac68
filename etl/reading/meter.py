"""How far the reading of a dump has come, told by the bytes of its files as they lie on disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO


class Meter:
    """Counts the bytes of a dump's files that have been read, packed as they are."""

    def __init__(self) -> None:
        self.total = 0
        self._before = 0
        self._most = 0
        self._file: IO[bytes] | None = None

    @contextmanager
    def reading(self, file: IO[bytes]) -> Iterator[None]:
        """While entered, `file` is the one being read."""
        self._file = file
        try:
            yield
        finally:
            # A reader that was given up has closed it already.
            self._before += 0 if file.closed else file.tell()
            self._file = None

    def share(self) -> float | None:
        """The part of the dump that has been read, 0 to 1; None where its size is not known.

        Never less than before: readers of archives and of Parquet jump to a file's end first.
        """
        if not self.total:
            return None
        read = self._before + (self._file.tell() if self._file is not None else 0)
        self._most = max(self._most, min(read, self.total))
        return self._most / self.total
