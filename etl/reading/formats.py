"""Readers of the formats: an open text file in, records out, in bounded memory.

A record that cannot be read comes out as a `BrokenRecord`; a file that cannot be read at all
raises.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, TextIO

import ijson

from etl.reading.records import RAW_CHARACTERS, AnyRecord, BrokenRecord, Record

Reader = Callable[[TextIO], Iterator[AnyRecord]]

_FIELD_LIMIT = 64 * 1024 * 1024
"""Largest CSV field in characters; the csv module's own limit of 131,072 refuses long articles."""

_WRAPPERS = ("articles", "items", "data", "results", "docs", "news", "records", "hits", "entries")
"""Names under which an object holds its list of articles."""

WRAPPED = re.compile(
    rf'^\s*{{[^\[]{{0,2000}}"({"|".join(_WRAPPERS)})"\s*:\s*\[\s*{{', re.IGNORECASE
)
"""The beginning of an object that holds a list of articles."""

_TITLE_CHARACTERS = 200

_DEEPEST = 100
"""How deeply the values of a JSON file may be nested."""


def read_json_lines(file: TextIO) -> Iterator[AnyRecord]:
    """One JSON object a line; blank lines are skipped."""
    for line in file:
        if line.strip():
            yield _json_record(line)


def _json_record(line: str) -> AnyRecord:
    raw = line.strip()[:RAW_CHARACTERS]
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return BrokenRecord(f"not valid JSON ({error})"[:300], raw)
    return _as_record(value, raw)


def _as_record(value: Any, raw: str | None = None) -> AnyRecord:
    if raw is None:
        raw = json.dumps(value, ensure_ascii=False, default=str)[:RAW_CHARACTERS]
    if not isinstance(value, dict):
        return BrokenRecord(f"a JSON object was expected, found {type(value).__name__}", raw)
    return Record(value, raw)


def read_json(file: TextIO) -> Iterator[AnyRecord]:
    """A JSON array of objects, an object that wraps one, or a single article object.

    Streamed with ijson. Where the syntax breaks, what came before is kept and the break is one
    broken record.
    """
    prefix = _array_prefix(file)
    file.seek(0)
    try:
        for value in ijson.items(ijson.parse(_shallow_events(file)), prefix):
            yield _as_record(value)
    except (ijson.JSONError, ValueError) as error:
        yield BrokenRecord(f"the JSON breaks off or is not valid ({error})"[:300])


class _Utf8:
    """A text file as the byte stream that ijson reads."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """The next `size` characters, encoded."""
        return self._file.read(size).encode("utf-8", "surrogatepass")


def _shallow_events(file: TextIO) -> Iterator[tuple[str, Any]]:
    """ijson's basic events; raises `ijson.JSONError` where values are nested too deeply.

    Without the limit, a small hostile file of brackets takes all memory.
    """
    depth = 0
    for event, value in ijson.basic_parse(_Utf8(file), use_float=True):
        if event in ("start_map", "start_array"):
            depth += 1
            if depth > _DEEPEST:
                raise ijson.JSONError(f"nested more than {_DEEPEST} deep")
        elif event in ("end_map", "end_array"):
            depth -= 1
        yield event, value


def _array_prefix(file: TextIO) -> str:
    """The ijson prefix of the article objects: `item`, `<wrapper>.item`, or '' for one object."""
    opened = ""
    try:
        for prefix, event, _ in ijson.parse(_shallow_events(file)):
            if prefix == "" and event == "start_array":
                return "item"
            if opened and event == "start_map":
                return opened
            # A list of anything but objects is a field of an article, and no list of articles.
            is_wrapper = event == "start_array" and prefix.lower() in _WRAPPERS
            opened = f"{prefix}.item" if is_wrapper else ""
    except (ijson.JSONError, ValueError):
        return "item" if _starts_with_bracket(file) else ""
    return ""


def _starts_with_bracket(file: TextIO) -> bool:
    file.seek(0)
    return file.read(1_000).lstrip().startswith("[")


def read_csv(file: TextIO) -> Iterator[AnyRecord]:
    """Delimited text with a header row; the delimiter is found among comma, semicolon, tab, bar."""
    csv.field_size_limit(_FIELD_LIMIT)
    head = file.readline()
    delimiter = max(",;\t|", key=head.count)
    rows = csv.reader(chain([head], _without_nul(file)), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(rows)]
    except StopIteration:
        return
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield BrokenRecord(f"not valid CSV ({error})")
            continue
        if row:
            yield _csv_record(header, row, delimiter)


def _without_nul(lines: TextIO) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "")


def _csv_record(header: list[str], row: list[str], delimiter: str) -> AnyRecord:
    raw = delimiter.join(row)[:RAW_CHARACTERS]
    if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
        return BrokenRecord(f"{len(row)} cells where the header names {len(header)}", raw)
    if len(row) < len(header):
        return BrokenRecord(f"{len(row)} cells where the header names {len(header)}", raw)
    return Record(dict(zip(header, row, strict=True)), raw)


def read_plain_text(file: TextIO) -> Iterator[AnyRecord]:
    """One article: a short first line that a blank line follows is its title."""
    text = file.read()
    head, _, rest = text.lstrip("\ufeff\n\r ").partition("\n")
    title = head.strip()
    is_title = (
        0 < len(title) <= _TITLE_CHARACTERS
        and re.match(r"[ \t\r]*\n", rest) is not None
        and rest.strip()
        and not title.endswith((".", ",", ";", ":"))
    )
    fields = {"title": title, "text": rest.strip()} if is_title else {"text": text}
    yield Record(fields, text[:RAW_CHARACTERS])
