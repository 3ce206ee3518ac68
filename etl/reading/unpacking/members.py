"""The files inside a dump: compressed or not, in archives or not, one level nested.

Nothing is ever written under a name that an archive gives; members are read as streams, and their
names only label records. Links and devices in archives are not followed.
"""

import bz2
import gzip
import io
import lzma
import re
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, TypeAlias, cast

from backports import zstd

from etl.errors import DumpError
from etl.reading.meter import Meter
from etl.reading.records import AnyRecord, BrokenRecord, Notice
from etl.reading.unpacking.budget import Budget, Unpacked

SNIFFED_BYTES = 64 * 1024
"""How much of a member is looked at to tell what it is."""

DAMAGED = (
    EOFError,
    NotImplementedError,
    zlib.error,
    lzma.LZMAError,
    zstd.ZstdError,
    zipfile.BadZipFile,
)
"""What decompressors raise for damaged data, beside `OSError` (gzip, bzip2) and tar's errors."""

_MOST_ARCHIVES = 2
_MOST_COMPRESSIONS = 4
_SPOOLED_BYTES = 32 * 1024 * 1024
_MOST_HEADER_BYTES = 1024 * 1024
_LONG_HEADERS = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)

_COMPRESSIONS: dict[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
    b"\x28\xb5\x2f\xfd": zstd.open,
}
_COMPRESSION_NAMES = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstandard",
}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_SUFFIX = re.compile(r"\.(gz|bz2|xz|zst|zip|tar|tgz|tbz2?|txz)$", re.IGNORECASE)
_OFFICE = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")


Stream: TypeAlias = "io.BufferedReader[Any]"
"""A stream of bytes that can be looked into without moving on."""


@dataclass(frozen=True, slots=True)
class Member:
    """One unpacked file of a dump. `name` is its path in the dump, without the suffixes of packing;
    `stream` can be read until the next member is asked for."""

    name: str
    stream: Stream

    def head(self) -> bytes:
        """The first bytes, without moving on."""
        return self.stream.peek(SNIFFED_BYTES)[:SNIFFED_BYTES]

    def seekable(self) -> AbstractContextManager[BinaryIO]:
        """The content as a file in which one can move; copied to a temporary one if need be."""
        return _seekable(self.stream)


@dataclass(frozen=True, slots=True)
class _Depth:
    """How many archives and compressions are open around a file."""

    archives: int = 0
    compressions: int = 0

    def is_reached(self, *, is_archive: bool) -> bool:
        """Whether one more is too much: an archive in an archive, each compressed, is not."""
        if is_archive:
            return self.archives >= _MOST_ARCHIVES
        return self.compressions >= _MOST_COMPRESSIONS

    def archived(self) -> "_Depth":
        """One archive deeper."""
        return _Depth(self.archives + 1, self.compressions)

    def compressed(self) -> "_Depth":
        """One compression deeper."""
        return _Depth(self.archives, self.compressions + 1)


def open_members(
    path: Path, name: str, budget: Budget, meter: Meter
) -> Iterator[Member | AnyRecord]:
    """The members of one file in their order, and records for what cannot be opened."""
    with path.open("rb", buffering=SNIFFED_BYTES) as file, meter.reading(file):
        yield from open_stream(cast(Stream, file), name, budget)


def open_stream(stream: Stream, name: str, budget: Budget) -> Iterator[Member | AnyRecord]:
    """As `open_members`, for a file that is open already."""
    yield from _open(stream, name, budget, _Depth())


def packing_of(head: bytes) -> str | None:
    """What a file with these first bytes is packed in; None where it is not packed."""
    for magic, name in _COMPRESSION_NAMES.items():
        if head.startswith(magic):
            return name
    if head.startswith(_ZIP):
        return "zip"
    return "tar" if _is_tar(head) else None


def plain_name(name: str) -> str:
    """The name without the suffixes of packing."""
    while (shorter := _SUFFIX.sub("", name)) != name and shorter.strip("./"):
        name = shorter
    return name


def _open(
    stream: Stream, name: str, budget: Budget, depth: "_Depth"
) -> Iterator[Member | AnyRecord]:
    head = stream.peek(SNIFFED_BYTES)
    decompress = next((d for magic, d in _COMPRESSIONS.items() if head.startswith(magic)), None)
    is_zip = head.startswith(_ZIP)
    if decompress is None and not is_zip and not _is_tar(head):
        yield Member(plain_name(name), stream)
    elif depth.is_reached(is_archive=decompress is None):
        yield BrokenRecord(f"{name}: packed in too many layers; unpack it first")
    elif decompress is not None:
        with decompress(stream) as source:
            inner = io.BufferedReader(Unpacked(source, budget), SNIFFED_BYTES)
            yield from _open(inner, name, budget, depth.compressed())
    elif is_zip:
        yield from _zip_members(stream, name, budget, depth.archived())
    else:
        yield from _tar_members(stream, name, budget, depth.archived())


def _zip_members(
    stream: Stream, name: str, budget: Budget, depth: "_Depth"
) -> Iterator[Member | AnyRecord]:
    with _seekable(stream) as file, zipfile.ZipFile(file) as archive:
        if archive.namelist()[:1] and archive.namelist()[0] in _OFFICE:
            yield BrokenRecord(f"{name} is an office document or a program, no text")
            return
        for entry in archive.infolist():
            if entry.filename.endswith("/") or is_hidden(entry.filename):
                continue
            label = f"{name}/{entry.filename}"
            if entry.flag_bits & 0x1:
                yield BrokenRecord(f"{label} is encrypted; unpack it with its password first")
                continue
            try:
                opened = archive.open(entry)
            except (NotImplementedError, UnicodeDecodeError) as error:
                yield BrokenRecord(f"{label} cannot be unpacked ({error})")
                continue
            with opened as source:
                inner = io.BufferedReader(Unpacked(source, budget), SNIFFED_BYTES)
                yield from _open(inner, label, budget, depth)


def _tar_members(
    stream: Stream, name: str, budget: Budget, depth: "_Depth"
) -> Iterator[Member | AnyRecord]:
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as archive:
            for entry in archive:
                if entry.isdir() or is_hidden(entry.name):
                    continue
                label = f"{name}/{entry.name}"
                if entry.issparse():
                    # A few bytes of it stand for any number of zeros, which no budget counts.
                    yield BrokenRecord(f"{label} is a sparse file; pack it as a plain one")
                    continue
                source = archive.extractfile(entry) if entry.isreg() else None
                if source is None:
                    detail = f"{label} is a link or a device; it was not followed"
                    yield Notice("links_left_out", detail)
                    continue
                with source:
                    inner = io.BufferedReader(_Whole(source), SNIFFED_BYTES)
                    yield from _open(inner, label, budget, depth)
    except tarfile.TarError as error:
        raise DumpError(
            budget.dump, f"the tar archive {name} is damaged ({error}); fetch it again"
        ) from error


class _Header(tarfile.TarInfo):
    """A header of a tar archive. Those that hold a long name or other facts of the next member are
    read into memory whole, so they have a limit."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> "_Header":
        """As in `tarfile`; raises `tarfile.ReadError` for a header that is too long."""
        found = super().frombuf(buf, encoding, errors)
        if found.type in _LONG_HEADERS and found.size > _MOST_HEADER_BYTES:
            raise tarfile.ReadError(f"a header of {found.size:,} bytes")
        return found


class _Whole(io.RawIOBase):
    """A member of a tar archive that is being streamed."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer as far as there are bytes."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        filled = 0
        while filled < len(view) and (piece := self._source.read(len(view) - filled)):
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
        return filled


def is_hidden(name: str) -> bool:
    """Whether a file is one that operating systems leave behind (`.DS_Store`, `__MACOSX/…`)."""
    parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".", "..")]
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _is_tar(head: bytes) -> bool:
    if head[257:262] == b"ustar":
        return True
    try:
        found = tarfile.TarInfo.frombuf(head[:512], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return bool(found.name)


@contextmanager
def _seekable(stream: Stream) -> Iterator[BinaryIO]:
    if stream.seekable():
        yield cast(BinaryIO, stream)
        return
    with tempfile.SpooledTemporaryFile(max_size=_SPOOLED_BYTES) as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield cast(BinaryIO, copy)
