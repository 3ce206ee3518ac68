"""How much a dump may unpack to: the guard against archive bombs."""

import io
import os
from gzip import BadGzipFile
from typing import Any

from etl.errors import ConfigurationError, DumpError
from etl.reading.records import Notice

MOST_BYTES_VARIABLE = "MOTORWIRE_MOST_UNPACKED"
"""Setting: the bytes that one dump may unpack to, all layers together (default 200 GB)."""

_MOST_BYTES = 200_000_000_000
_FREE_BYTES = 64 * 1024 * 1024
_MOST_TIMES = 250
"""Text shrinks to a tenth, at best to a hundredth; a bomb to a thousandth."""

_PIECE = 256 * 1024


class Budget:
    """Counts what a dump unpacks to, and refuses it where that is too much.

    `notices` gathers what was odd about the packing.
    """

    def __init__(self, dump: str, packed_bytes: int) -> None:
        self.dump = dump
        self.notices: list[Notice] = []
        self._packed = max(packed_bytes, 1)
        self._unpacked = 0
        self._most = _most_bytes()

    def spend(self, count: int) -> None:
        """Count `count` unpacked bytes; raises `DumpError` where the limit is passed."""
        self._unpacked += count
        if self._unpacked > self._most:
            raise DumpError(
                self.dump,
                f"it unpacks to more than {self._most:,} bytes; split it, or set"
                f" {MOST_BYTES_VARIABLE} to more",
            )
        if self._unpacked > max(_FREE_BYTES, _MOST_TIMES * self._packed):
            raise DumpError(
                self.dump,
                f"it unpacks to more than {_MOST_TIMES} times its size, as archive bombs do; unpack"
                " it yourself if you trust it, and put the files into the inbox as a folder",
            )


def _most_bytes() -> int:
    wanted = os.environ.get(MOST_BYTES_VARIABLE, "").strip()
    if not wanted:
        return _MOST_BYTES
    if not wanted.isdecimal() or int(wanted) < 1:
        raise ConfigurationError(f"{MOST_BYTES_VARIABLE} is {wanted!r}; give a number of bytes")
    return int(wanted)


class Unpacked(io.RawIOBase):
    """The bytes that a decompressor gives, counted against the budget.

    What follows the last complete gzip member and is no gzip data is left out with a notice.
    """

    def __init__(self, source: Any, budget: Budget) -> None:
        self._source = source
        self._budget = budget
        self._any = self._ended = False

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer as far as there are bytes."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        filled = 0
        while filled < len(view) and not self._ended:
            try:
                # `read` would gather more before it gives what it has, and lose it in an error.
                piece = self._source.read1(min(len(view) - filled, _PIECE))
            except BadGzipFile as error:
                if not self._any or "Not a gzipped file" not in str(error):
                    raise
                notice = Notice("trailing_garbage", "bytes after the end of the gzip data")
                self._budget.notices.append(notice)
                self._ended = True
                break
            if not piece:
                break
            self._any = True
            self._budget.spend(len(piece))
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
        return filled
