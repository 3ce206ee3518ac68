"""Reading the lexicon's TOML files strictly: unknown keys and wrong types are errors.

Belongs here: what every TOML file needs, and finding the line that an error is about. What the
values mean is the business of the loader that reads the entries.
"""

import re
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from etl.lexicon.errors import LexiconError

_LINE_OF_ERROR = re.compile(r" \(at line (\d+), column \d+\)")
_HEADER = re.compile(r"\s*\[{1,2}\s*[\w\"'.\s-]+\]{1,2}\s*(?:#.*)?$")
_MOST_BYTES = 2_000_000
"""A larger file is no lexicon: someone has put a dump there."""


@dataclass(frozen=True)
class Entry:
    """One table `[<kind>.<name>]` of a file; `first_line` is that of its header."""

    file: Path
    name: str
    values: dict[str, Any]
    lines: tuple[str, ...]
    first_line: int

    def error(self, problem: str, key: str = "") -> LexiconError:
        """The error that says what is wrong with the entry, or with one of its keys."""
        line = self._line_of(key) if key else self.first_line
        return LexiconError(self.file, f"{self.name}.{key}" if key else self.name, problem, line)

    def _line_of(self, key: str) -> int:
        """The line where a key of the entry stands; the entry's first one where none is found."""
        wanted = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
        for number, line in enumerate(self.lines[self.first_line :], start=self.first_line + 1):
            if line.lstrip().startswith("[") and _HEADER.match(line):
                break
            if wanted.match(line):
                return number
        return self.first_line

    def check_keys(self, allowed: Collection[str]) -> None:
        """Raise `LexiconError` for a key that is not `allowed`."""
        for key in self.values:
            if key not in allowed:
                known = ", ".join(sorted(allowed))
                raise self.error(f"unknown key; known keys are {known}", key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; required where there is no `default`."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or (key in self.values and not value.strip()):
            raise self.error("must be a text that is not empty", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is absent."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.error("must be a list of texts", key)
        if len(set(value)) != len(value):
            twice = next(v for v in value if value.count(v) > 1)
            raise self.error(f"lists {twice!r} twice", key)
        return tuple(value)


def read_entries(path: Path, kind: str) -> dict[str, Entry]:
    """The tables `[kind.<id>]`, the only ones that the file may hold, by id.

    Raises `LexiconError` where the file is missing, is not TOML, or holds something else.
    """
    try:
        return _entries(path, kind, _read_text(path))
    except FileNotFoundError as error:
        raise LexiconError(path, "file", "not found; restore it or pass another path") from error


def read_sound_entries(path: Path, kind: str) -> tuple[dict[str, Entry], list[LexiconError]]:
    """The entries of a file that can be read, and what is wrong with the others.

    Where the file as a whole is not TOML, each table is read by itself. Nothing is raised: a file
    that is absent has no entries.
    """
    try:
        text = _read_text(path)
    except FileNotFoundError:
        return {}, []
    except LexiconError as error:
        return {}, [error]
    try:
        return _entries(path, kind, text), []
    except LexiconError:
        return _salvage(path, kind, text)


def _salvage(path: Path, kind: str, text: str) -> tuple[dict[str, Entry], list[LexiconError]]:
    found: dict[str, Entry] = {}
    problems: list[LexiconError] = []
    for first, part in _parts(text):
        # Lines before the part are left blank, so that the line numbers are those of the file.
        try:
            entries = _entries(path, kind, "\n" * (first - 1) + part)
        except LexiconError as error:
            problems.append(error)
            continue
        for name, entry in entries.items():
            if name in found:
                problems.append(entry.error("stands twice; put both into one entry"))
            else:
                found[name] = entry
    return found, problems


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """(number of the first line, text) of what stands before the first header and of each table."""
    lines = text.split("\n")
    starts = [0, *(number for number, line in enumerate(lines) if _HEADER.match(line)), len(lines)]
    for start, end in pairwise(starts):
        part = "\n".join(lines[start:end])
        if part.strip():
            yield start + 1, part


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise LexiconError(path, "file", f"is larger than {_MOST_BYTES:,} bytes")
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = path.read_bytes()[: error.start]
        raise LexiconError(
            path, "file", "is not in UTF-8; save it in that encoding", before.count(b"\n") + 1
        ) from error
    except FileNotFoundError:
        raise
    except OSError as error:
        raise LexiconError(path, "file", "cannot be read; give this user the right to") from error


def _entries(path: Path, kind: str, text: str) -> dict[str, Entry]:
    lines = tuple(text.split("\n"))
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # tomllib's own error, or a number of any length
        message = str(error)
        place = _LINE_OF_ERROR.search(message)
        line = int(place.group(1)) if place else len(lines)
        raise LexiconError(
            path, "file", f"is not valid TOML: {_LINE_OF_ERROR.sub('', message)}", line
        ) from error
    for key in data:
        if key != kind:
            line = _find(lines, rf"""\s*\[?\s*["']?{re.escape(key)}\b""")
            raise LexiconError(path, key, f"unknown key; only [{kind}.<id>] may stand here", line)
    tables = data.get(kind, {})
    if not isinstance(tables, dict):
        line = _find(lines, rf"\s*\[*\s*{kind}\b")
        raise LexiconError(path, kind, f"expected tables [{kind}.<id>]", line)
    for name, values in tables.items():
        if not isinstance(values, dict):
            line = _find(lines, rf"""\s*(?:\[+\s*{kind}\s*\.\s*)?["']?{re.escape(name)}\b""")
            raise LexiconError(path, name, f"expected a table [{kind}.{name}]", line)
    return {
        name: Entry(
            path,
            name,
            values,
            lines,
            _find(lines, rf"""\s*\[\s*{kind}\s*\.\s*["']?{re.escape(name)}["']?\s*[\].]"""),
        )
        for name, values in tables.items()
    }


def _find(lines: tuple[str, ...], pattern: str) -> int:
    """The number of the first line that begins so; 1 where there is none."""
    wanted = re.compile(pattern)
    return next((n for n, line in enumerate(lines, start=1) if wanted.match(line)), 1)
