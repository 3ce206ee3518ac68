"""What a file is, told before it is added: by its content, whatever its name says."""

import gzip
import io
import tarfile
import zipfile

import pytest

from etl.reading.kinds import FileKind, tell_file

CSV = b"title,text\nA,b\n"
LINES = b'{"title": "A", "text": "b"}\n{"title": "C", "text": "d"}\n'


def zipped(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, data)
    return file.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:xz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", CSV, "CSV or TSV"),
        ("a.jsonl", LINES, "JSON Lines"),
        ("a", LINES, "JSON Lines"),
        ("a.jsonl.gz", gzip.compress(LINES), "JSON Lines in gzip"),
        ("a.zip", zipped("b.csv", CSV), "CSV or TSV in zip"),
        ("a.tar.xz", tarred("b.txt", b"Some text."), "plain text in xz"),
        ("a.txt", b"Some text.", "plain text"),
    ],
)
def test_names_that_say_what_it_is(name: str, data: bytes, words: str) -> None:
    assert tell_file(io.BytesIO(data), name) == FileKind(words)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.csv", LINES, "JSON Lines"),
        ("a.parquet", CSV, "CSV or TSV"),
        ("a.jsonl", gzip.compress(LINES), "JSON Lines in gzip"),
        ("a.gz", CSV, "CSV or TSV"),
        ("a.txt", b"<!doctype html><html><body><p>Text</p>", "HTML"),
    ],
)
def test_names_that_lie(name: str, data: bytes, words: str) -> None:
    told = tell_file(io.BytesIO(data), name)
    assert told.words == words
    assert told.problem is None
    assert told.note == f"its name says {name[2:]}, but it is {words}"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "is a PDF file"),
        (b"MZ\x90\x00" + bytes(200), "is a program"),
        (bytes(range(32)) * 20, "is no text"),
        (b" \n", "is empty"),
        (b"", "is empty"),
        (b"PK\x03\x04broken", "is a damaged archive"),
        (b"\x1f\x8bbroken", "is a damaged archive"),
        (zipped(".hidden", CSV), "holds no file"),
    ],
)
def test_what_cannot_be_read(data: bytes, what: str) -> None:
    file = io.BytesIO(data)
    assert what in (tell_file(file, "news.csv").problem or "")
    assert file.read() == data, "it can still be read from the start"


def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(gzip.compress(bytes(80_000_000)))
    told = tell_file(io.BytesIO(bomb), "a.gz")
    assert told.words == "no text in gzip"
