"""JSON: one object a line, an array of objects, an object that wraps one, or one object."""

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import ijson

from etl.reading.encoding import MOST_LINE_CHARACTERS, TextFile
from etl.reading.records import RAW_CHARACTERS, BrokenRecord, Found, Record

_WRAPPERS = ("articles", "items", "data", "results", "docs", "news", "records", "hits", "entries")
"""Names under which an object holds its list of articles."""

WRAPPED = re.compile(
    rf'^\s*{{[^\[]{{0,2000}}"({"|".join(_WRAPPERS)})"\s*:\s*\[\s*{{', re.IGNORECASE
)
"""The beginning of an object that holds a list of articles."""

_DEEPEST = 100
"""How deeply the values of a JSON file may be nested."""

_MOST_EVENTS_BEFORE = 1_000_000
"""Parts of an object that are read before its list of articles must have begun."""


def read_json_lines(file: TextFile) -> Iterator[Found]:
    """One JSON object a line; blank lines are skipped, endless ones are one broken record."""
    lines = iter(file)
    for line in lines:
        if len(line) >= MOST_LINE_CHARACTERS and not line.endswith("\n"):
            for rest in lines:
                if rest.endswith("\n"):
                    break
            detail = f"a line of more than {MOST_LINE_CHARACTERS:,} characters"
            yield BrokenRecord(detail, line[:RAW_CHARACTERS])
        elif line.strip():
            yield _json_record(line)


def _json_record(line: str) -> Found:
    raw = line.strip()[:RAW_CHARACTERS]
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return BrokenRecord(f"not valid JSON ({error})"[:300], raw)
    return _as_record(value, raw)


def _as_record(value: Any, raw: str | None = None) -> Found:
    if raw is None:
        raw = json.dumps(value, ensure_ascii=False, default=str)[:RAW_CHARACTERS]
    if not isinstance(value, dict):
        return BrokenRecord(f"a JSON object was expected, found {type(value).__name__}", raw)
    return Record(value, raw)


def read_json(file: TextFile) -> Iterator[Found]:
    """A JSON array of objects, an object that wraps one, or a single article object.

    Streamed with ijson. Where the syntax breaks, what came before is kept and the break is one
    broken record.
    """
    events = ijson.parse(_shallow_events(file))
    try:
        prefix, first = _array_prefix(events)
        for value in ijson.items(chain(first, events), prefix):
            yield _as_record(value)
    except (ijson.JSONError, ValueError) as error:
        yield BrokenRecord(f"the JSON breaks off or is not valid ({error})"[:300])


class _Bytes:
    """A text file as the byte stream that ijson reads, `NaN` and `Infinity` (which Python and
    JavaScript write, and JSON has not) replaced by `null`."""

    _TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|-?\bInfinity\b|\bNaN\b', re.DOTALL)
    _OPEN = re.compile(r'"(?:[^"\\]|\\.)*+\\?\Z|[-\w]+\Z', re.DOTALL)

    def __init__(self, file: TextFile) -> None:
        self._file = file
        self._rest = ""

    def read(self, size: int = -1) -> bytes:
        """About `size` characters, encoded; empty at the end only."""
        if size == 0:
            return b""
        while True:
            piece = self._file.read(max(size, len(self._rest)))
            text, self._rest = self._rest + piece, ""
            if piece:
                end = self._complete(text)
                text, self._rest = text[:end], text[end:]
            if text or not piece:
                return self._TOKEN.sub(_null, text).encode("utf-8", "surrogatepass")

    def _complete(self, text: str) -> int:
        """How much of the text ends outside a string and outside a word."""
        end = 0
        for match in self._TOKEN.finditer(text):
            end = match.end()
        left = self._OPEN.search(text, end)
        return left.start() if left else len(text)


def _null(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith('"') else "null"


def _shallow_events(file: TextFile) -> Iterator[tuple[str, Any]]:
    """ijson's basic events; raises `ijson.JSONError` where values are nested too deeply.

    Without the limit, a small hostile file of brackets takes all memory.
    """
    depth = 0
    for event, value in ijson.basic_parse(_Bytes(file), use_float=True):
        if event in ("start_map", "start_array"):
            depth += 1
            if depth > _DEEPEST:
                raise ijson.JSONError(f"nested more than {_DEEPEST} deep")
        elif event in ("end_map", "end_array"):
            depth -= 1
        yield event, value


_Event = tuple[str, str, Any]


def _array_prefix(events: Iterator[_Event]) -> tuple[str, list[_Event]]:
    """The ijson prefix of the article objects (`item`, `<wrapper>.item`, or '' for one object), and
    the events that were read to find it."""
    opened = ""
    seen: list[_Event] = []
    for one in events:
        prefix, event, _ = one
        seen.append(one)
        if prefix == "" and event == "start_array":
            return "item", seen
        if opened and event == "start_map":
            return opened, seen
        # A list of anything but objects is a field of an article, and no list of articles.
        is_wrapper = event == "start_array" and prefix.lower() in _WRAPPERS
        opened = f"{prefix}.item" if is_wrapper else ""
        if len(seen) > _MOST_EVENTS_BEFORE:
            raise ijson.JSONError("no list of articles near the beginning")
    return "", seen
