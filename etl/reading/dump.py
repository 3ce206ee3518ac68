"""Opening a dump: which files it has, how they are packed and encoded, which format they are in.

Content decides, the name comes second.
"""

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from charset_normalizer import from_bytes

from etl.errors import DumpError
from etl.reading.formats import (
    WRAPPED,
    Reader,
    read_csv,
    read_json,
    read_json_lines,
    read_plain_text,
)
from etl.reading.records import AnyRecord, Record
from etl.reading.text import short_hash

_GZIP_MAGIC = b"\x1f\x8b"
_SNIFFED_BYTES = 64 * 1024
_FOREIGN_MAGIC = {
    b"PK\x03\x04": "a zip archive",
    b"\xfd7zXZ": "an xz file",
    b"BZh": "a bzip2 file",
    b"\x28\xb5\x2f\xfd": "a zstandard file",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF file",
    b"\x7fELF": "a program",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_ENCODING_OF_MARK = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


def dump_name(file_name: str) -> str:
    """The partition name of a dump: its file name, made safe for paths and Dagster keys.

    A name that had to be changed gets a hash of the original, so that two never become one.
    """
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", file_name).strip("._")
    if safe == file_name and len(safe) <= 120:
        return safe
    return f"{safe[:100] or 'dump'}-{short_hash(file_name)[:8]}"


def read_dump(path: Path) -> Iterator[AnyRecord]:
    """The records of a dump in order: a file, or a folder with the files in it, sorted by name.

    Raises `DumpError` when the dump cannot be read as a whole (missing, damaged archive, a kind of
    file that no reader exists for).
    """
    try:
        for file in list_files(path):
            yield from _read_file(file, path.name)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise DumpError(
            path.name, f"the gzip data is damaged ({error}); fetch the file again"
        ) from error
    except UnicodeDecodeError as error:
        raise DumpError(
            path.name,
            f"the text encoding changes at byte {error.start} (read as {error.encoding});"
            " convert the file to UTF-8",
        ) from error
    except OSError as error:
        raise DumpError(path.name, f"cannot be read: {error.strerror or error}") from error


def list_files(path: Path) -> list[Path]:
    """The files of a dump, sorted by name; hidden ones are left out.

    Raises `DumpError` for an empty folder.
    """
    if not path.is_dir():
        return [path]
    files = sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and not any(p.startswith(".") for p in file.relative_to(path).parts)
    )
    if not files:
        raise DumpError(path.name, "the folder holds no files; put the articles into it")
    return files


def _read_file(path: Path, dump: str) -> Iterator[AnyRecord]:
    with path.open("rb") as packed:
        is_gzip = packed.read(2) == _GZIP_MAGIC
        packed.seek(0)
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=packed)) if is_gzip else packed
        head = stream.read(_SNIFFED_BYTES)
        for magic, kind in _FOREIGN_MAGIC.items():
            if head.startswith(magic):
                raise DumpError(dump, f"{path.name} is {kind}; give JSONL, JSON, CSV or plain text")
        if not head.strip():
            return
        encoding = _encoding_of(head)
        reader = _reader_for(head.decode(encoding, errors="replace"), path.name)
        stream.seek(0)
        # newline="" leaves line ends inside CSV cells to the csv module.
        newline = "" if reader is read_csv else None
        with io.TextIOWrapper(stream, encoding=encoding, newline=newline) as text:
            for record in reader(text):
                yield _with_name(record, path) if reader is read_plain_text else record


def _with_name(record: AnyRecord, path: Path) -> AnyRecord:
    if isinstance(record, Record):
        return Record(record.fields, record.raw, name=_stem(path.name))
    return record


def _stem(name: str) -> str:
    return re.sub(r"\.(txt|text|md)?(\.gz)?$", "", name, flags=re.IGNORECASE)


def _encoding_of(head: bytes) -> str:
    for mark, encoding in _ENCODING_OF_MARK.items():
        if head.startswith(mark):
            return encoding
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut in two by the end of the sample is no sign of another encoding.
        if error.start < len(head) - 3:
            best = from_bytes(head).best()
            return best.encoding if best else "cp1252"
    return "utf-8"


def _reader_for(head: str, name: str) -> Reader:
    start = head.lstrip("\ufeff \t\r\n")
    lines = start.splitlines()
    if start.startswith("{"):
        return read_json_lines if _is_json_lines(lines, name) else read_json
    if start.startswith("[") and re.match(r"\[\s*(\{|\]|$)", start):
        return read_json
    if _is_csv(lines, name):
        return read_csv
    return read_plain_text


def _is_json_lines(lines: list[str], name: str) -> bool:
    if re.search(r"\.(jsonl|ndjson|jl)(\.|$)", name, re.IGNORECASE):
        return True
    if len(lines) == 1:
        # One object, or the start of a long first line: of an object that wraps a list of articles
        # (as news APIs answer, on one line), or of the first of many articles.
        return len(lines[0]) >= _SNIFFED_BYTES // 2 and not WRAPPED.search(lines[0])
    try:
        return isinstance(json.loads(lines[0]), dict)
    except (ValueError, RecursionError):
        return False


def _is_csv(lines: list[str], name: str) -> bool:
    if not lines:
        return False
    if re.search(r"\.[ct]sv(\.|$)", name, re.IGNORECASE):
        return True
    if re.search(r"\.(txt|text|md)(\.|$)", name, re.IGNORECASE):
        return False
    header = lines[0]
    delimiter = max(",;\t|", key=header.count)
    names = [cell.strip().strip('"') for cell in header.split(delimiter)]
    return len(names) > 1 and all(re.fullmatch(r"[\w .-]{1,40}", cell) for cell in names)
