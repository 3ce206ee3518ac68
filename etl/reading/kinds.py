"""What a file is, told by its content: for the reader of dumps, and for whoever adds a file."""

import io
from dataclasses import dataclass
from typing import IO, Any, cast

from etl.errors import DumpError
from etl.reading.encoding import encoding_of
from etl.reading.formats.sniff import Format, binary_format, foreign_kind, is_binary, text_format
from etl.reading.unpacking.budget import Budget
from etl.reading.unpacking.members import (
    DAMAGED,
    SNIFFED_BYTES,
    Member,
    Stream,
    open_stream,
    packing_of,
)

FORMAT_NAMES: dict[Format, str] = {
    "json lines": "JSON Lines",
    "json": "JSON",
    "delimited": "CSV or TSV",
    "parquet": "Parquet",
    "plain text": "plain text",
    "html": "HTML",
    "warc": "WARC",
    "reuters sgml": "Reuters SGML",
    "news xml": "news XML",
    "feed": "RSS or Atom",
}
"""The formats that are read, as screens name them."""

_ENDINGS: dict[str, tuple[str, ...]] = {
    "jsonl": ("json lines",),
    "ndjson": ("json lines",),
    "json": ("json", "json lines"),
    "csv": ("delimited",),
    "tsv": ("delimited",),
    "parquet": ("parquet",),
    "html": ("html",),
    "htm": ("html",),
    "warc": ("warc",),
    "xml": ("news xml", "feed", "reuters sgml", "html"),
    "rss": ("feed",),
    "sgm": ("reuters sgml",),
    "txt": ("plain text", "reuters sgml"),
    "gz": ("gzip",),
    "tgz": ("gzip",),
    "bz2": ("bzip2",),
    "xz": ("xz",),
    "zst": ("zstandard",),
    "zip": ("zip",),
    "tar": ("tar",),
}
"""What a file with this ending may be, without doubt that its name is right."""


@dataclass(frozen=True, slots=True)
class MemberKind:
    """The format of one unpacked file and its encoding; where no reader exists for it, `problem`
    says what it is. Format and problem are None for a file without content."""

    format: Format | None
    encoding: str
    problem: str | None


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is in words; `problem` where it cannot be read, `note` where its name lies."""

    words: str
    problem: str | None = None
    note: str | None = None


def tell_member(member: Member) -> MemberKind:
    """What an unpacked file is; its content decides, its name comes second."""
    head = member.head()
    encoding = encoding_of(head)
    if not head.strip():
        return MemberKind(None, encoding, None)
    foreign = foreign_kind(head)
    if foreign is not None:
        return MemberKind(None, encoding, foreign)
    binary = binary_format(head)
    if binary is not None:
        return MemberKind(binary, encoding, None)
    text = head.decode(encoding, errors="replace")
    if is_binary(text):
        return MemberKind(None, encoding, "no text")
    found = text_format(text, member.name)
    return MemberKind(found, encoding, None if found else "markup of an unknown kind")


def tell_file(file: IO[bytes], name: str) -> FileKind:
    """What a file is that someone wants to add, by its first bytes, of an archive by those of its
    first member. The position in the file does not matter, and is moved."""
    file.seek(0)
    stream: Stream = io.BufferedReader(cast(Any, file), SNIFFED_BYTES)
    try:
        return _tell_stream(stream, name)
    except (*DAMAGED, OSError, DumpError):
        return FileKind("damaged", f"{name} is a damaged archive; fetch it again")
    finally:
        stream.detach()
        file.seek(0)


def _tell_stream(stream: Stream, name: str) -> FileKind:
    packing = packing_of(stream.peek(SNIFFED_BYTES))
    budget = Budget(name, SNIFFED_BYTES)
    member = next((m for m in open_stream(stream, name, budget) if isinstance(m, Member)), None)
    if member is None:
        return FileKind(packing or "empty", f"{name} holds no file that can be read")
    found = tell_member(member)
    if found.problem is not None and packing is None:
        wanted = ", ".join(FORMAT_NAMES.values())
        return FileKind(found.problem, f"{name} is {found.problem}; give {wanted}")
    if found.format is None and packing is None:
        return FileKind("empty", f"{name} is empty")
    inside = FORMAT_NAMES[found.format] if found.format else found.problem or "an empty file"
    words = f"{inside} in {packing}" if packing else inside
    ending = name.rpartition(".")[2].lower()
    allowed = _ENDINGS.get(ending)
    is_lie = allowed is not None and (packing or found.format) not in allowed
    return FileKind(words, note=f"its name says {ending}, but it is {words}" if is_lie else None)
