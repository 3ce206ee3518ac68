"""Delimited text (CSV, TSV) with a header row."""

import csv
from collections.abc import Iterator

from etl.errors import DumpError
from etl.reading.encoding import TextFile
from etl.reading.records import RAW_CHARACTERS, BrokenRecord, Found, Record

DELIMITERS = ",;\t|"

_FIELD_LIMIT = 64 * 1024 * 1024
"""Largest field in characters; the csv module's own limit of 131,072 refuses long articles."""

_MOST_COLUMNS = 2_000


def read_delimited(file: TextFile, dump: str) -> Iterator[Found]:
    """The rows; the delimiter is found among comma, semicolon, tab, bar.

    Raises `DumpError` where the header names more columns than any table of articles has.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    first = file.readline().replace("\0", "")
    delimiter = max(DELIMITERS, key=first.count)
    if first.count(delimiter) > _MOST_COLUMNS:
        raise DumpError(
            dump,
            f"its first row names {first.count(delimiter) + 1:,} columns; a table of articles has"
            f" at most {_MOST_COLUMNS:,}, so check what the file is",
        )
    rows = csv.reader(_lines(first, file), delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(rows)]
    except StopIteration:
        return
    except csv.Error as error:
        yield BrokenRecord(f"not valid CSV ({error})", first[:RAW_CHARACTERS])
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
            yield _record(header, row, delimiter)


def _lines(first: str, file: TextFile) -> Iterator[str]:
    yield first
    for line in file:
        yield line.replace("\0", "")


def _record(header: list[str], row: list[str], delimiter: str) -> Found:
    raw = delimiter.join(row[:_MOST_COLUMNS])[:RAW_CHARACTERS]
    is_longer = len(row) > len(header) and any(cell.strip() for cell in row[len(header) :])
    if is_longer or len(row) < len(header):
        return BrokenRecord(f"{len(row)} cells where the header names {len(header)}", raw)
    return Record(dict(zip(header, row, strict=False)), raw)
