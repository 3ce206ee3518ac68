"""Files of lines that are only ever added to, by several processes at once."""

import os
from collections.abc import Iterable
from pathlib import Path

from filelock import FileLock


def append_lines(path: Path, lines: Iterable[str]) -> None:
    """Adds lines to the file and waits until they are on the disk; makes the file where there is
    none. Raises `OSError`."""
    added = "".join(f"{line}\n" for line in lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")), path.open("ab+") as file:
        # A line that a crash cut short must not swallow the next one.
        if file.seek(0, os.SEEK_END) and _last_byte(path) != b"\n":
            file.write(b"\n")
        file.write(added.encode())
        file.flush()
        os.fsync(file.fileno())


def read_last_lines(path: Path, most_bytes: int) -> list[str]:
    """The last whole lines of the file, oldest first, in at most so many bytes of it; none where
    there is no file. Raises `OSError`."""
    try:
        with path.open("rb") as file:
            begin = max(0, file.seek(0, os.SEEK_END) - most_bytes)
            file.seek(begin)
            text = file.read()
    except FileNotFoundError:
        return []
    lines = text.decode(errors="replace").split("\n")
    return lines[1:] if begin else lines


def _last_byte(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1)
