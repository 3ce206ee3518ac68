"""Opening a dump: its files, what they are packed in, and the reader of each one's format."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from etl.errors import DumpError
from etl.reading.encoding import TextFile, declared_encoding
from etl.reading.formats.delimited import read_delimited
from etl.reading.formats.feeds import MOST_BYTES as MOST_FEED_BYTES
from etl.reading.formats.feeds import read_feed
from etl.reading.formats.html_pages import MOST_BYTES as MOST_PAGE_BYTES
from etl.reading.formats.html_pages import read_html
from etl.reading.formats.json_files import read_json, read_json_lines
from etl.reading.formats.news_xml import read_news_xml
from etl.reading.formats.parquet_files import read_parquet
from etl.reading.formats.plain_text import read_plain_text
from etl.reading.formats.sgml_files import read_reuters_sgml
from etl.reading.formats.warc_files import read_warc
from etl.reading.kinds import tell_member
from etl.reading.meter import Meter
from etl.reading.records import AnyRecord, BrokenRecord, Record
from etl.reading.text import short_hash
from etl.reading.unpacking.budget import Budget
from etl.reading.unpacking.members import DAMAGED, Member, is_hidden, open_members


def dump_name(file_name: str) -> str:
    """The partition name of a dump: its file name, made safe for paths and Dagster keys.

    A name that had to be changed gets a hash of the original, so that two never become one.
    """
    safe = re.sub(r"[^A-Za-z0-9._-]+", "_", file_name).strip("._")
    if safe == file_name and len(safe) <= 120:
        return safe
    return f"{safe[:100] or 'dump'}-{short_hash(file_name)[:8]}"


def read_dump(path: Path, meter: Meter | None = None) -> Iterator[AnyRecord]:
    """The records of a dump in order: a file, or a folder with the files in it, sorted by name.
    `meter` is told how far the reading has come.

    Raises `DumpError` when the dump cannot be read as a whole: missing, a damaged archive or one
    that unpacks to too much, a single file of a kind that no reader exists for.
    """
    name = path.name
    try:
        files = list_files(path)
        meter = meter or Meter()
        meter.total = sum(file.stat().st_size for file in files)
        budget = Budget(name, meter.total)
        for file in files:
            label = file.name if file == path else file.relative_to(path).as_posix()
            for found in open_members(file, label, budget, meter):
                if isinstance(found, Member):
                    yield from _read_member(found, budget, is_alone=file == path)
                else:
                    yield found
        yield from budget.notices
    except (*DAMAGED, gzip.BadGzipFile) as error:
        raise DumpError(
            name, f"its packed data is damaged ({error}); fetch the file again"
        ) from error
    except OSError as error:
        if error.errno is None:
            raise DumpError(
                name, f"its packed data is damaged ({error}); fetch the file again"
            ) from error
        raise DumpError(name, f"cannot be read: {error.strerror or error}") from error


def list_files(path: Path) -> list[Path]:
    """The files of a dump, sorted by name; hidden ones are left out.

    Raises `DumpError` for an empty folder.
    """
    if not path.is_dir():
        return [path]
    files = sorted(
        file
        for file in path.rglob("*")
        if file.is_file() and not is_hidden(file.relative_to(path).as_posix())
    )
    if not files:
        raise DumpError(path.name, "the folder holds no files; put the articles into it")
    return files


def _read_member(member: Member, budget: Budget, *, is_alone: bool) -> Iterator[AnyRecord]:
    kind = tell_member(member)
    found = kind.format
    if kind.problem is not None:
        if is_alone and "/" not in member.name:
            wanted = "JSON, CSV, Parquet, text, HTML, WARC, RSS, Atom or news XML"
            raise DumpError(budget.dump, f"{member.name} is {kind.problem}; give {wanted}")
        text = member.head().decode(kind.encoding, errors="replace")
        yield BrokenRecord(f"{member.name} is {kind.problem}", text[:200])
    elif found is None:
        return
    elif found == "parquet":
        with member.seekable() as file:
            yield from read_parquet(file, budget)
    elif found == "warc":
        yield from read_warc(member.stream)
    elif found == "html":
        yield from read_html(member.stream.read(MOST_PAGE_BYTES + 1), _stem(member.name))
    elif found == "feed":
        yield from read_feed(member.stream.read(MOST_FEED_BYTES + 1))
    elif found == "news xml":
        yield from read_news_xml(member.stream)
    else:
        yield from _read_text(member, kind.encoding, found, budget.dump)


def _read_text(member: Member, encoding: str, kind: str, dump: str) -> Iterator[AnyRecord]:
    declared = declared_encoding(member.head()) if kind == "reuters sgml" else None
    # newline="" leaves line ends inside CSV cells to the csv module.
    newline = "" if kind == "delimited" else None
    file = TextFile(member.stream, declared or encoding, newline=newline)
    if kind == "json lines":
        yield from read_json_lines(file)
    elif kind == "json":
        yield from read_json(file)
    elif kind == "delimited":
        yield from read_delimited(file, dump)
    elif kind == "reuters sgml":
        yield from read_reuters_sgml(file)
    else:
        for record in read_plain_text(file, member.name):
            yield _named(record, member.name)
    yield from file.notices()
    file.detach()


def _named(record: AnyRecord, name: str) -> AnyRecord:
    if isinstance(record, Record):
        return Record(record.fields, record.raw, name=_stem(name))
    return record


def _stem(name: str) -> str:
    """The file's own name without the ending of its kind."""
    return re.sub(r"\.(txt|text|md|x?html?)$", "", name.rsplit("/", 1)[-1], flags=re.IGNORECASE)
