"""Packed dumps: every packing, one level nested, damaged ones, and bombs."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from etl.errors import ConfigurationError, DumpError
from etl.reading.dump import read_dump
from etl.reading.records import AnyRecord, BrokenRecord, Notice, Record
from etl.reading.unpacking.budget import MOST_BYTES_VARIABLE

LINES = b"".join(json.dumps({"text": f"Article {n}."}).encode() + b"\n" for n in range(3))
TEXTS = ["Article 0.", "Article 1.", "Article 2."]

PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
}


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for name, target in (links or {}).items():
            entry = tarfile.TarInfo(name)
            entry.type = tarfile.SYMTYPE
            entry.linkname = target
            archive.addfile(entry)
    return out.getvalue()


def read(folder: Path, data: bytes, name: str = "dump") -> list[AnyRecord]:
    path = folder / name
    path.write_bytes(data)
    return list(read_dump(path))


def texts(records: list[AnyRecord]) -> list[str]:
    return [str(r.fields["text"]) for r in records if isinstance(r, Record)]


@pytest.mark.parametrize("kind", sorted(PACKED))
def test_every_compression_is_told_by_its_content(tmp_path: Path, kind: str) -> None:
    assert texts(read(tmp_path, PACKED[kind](LINES))) == TEXTS


@pytest.mark.parametrize("kind", sorted(PACKED))
def test_concatenated_members_are_all_read(tmp_path: Path, kind: str) -> None:
    pack = PACKED[kind]
    first, rest = LINES.split(b"\n", 1)
    assert texts(read(tmp_path, pack(first + b"\n") + pack(rest))) == TEXTS


@pytest.mark.parametrize("kind", sorted(PACKED))
@pytest.mark.parametrize("is_tar", [True, False])
def test_archives_packed_and_nested(tmp_path: Path, kind: str, is_tar: bool) -> None:
    pack, archive = PACKED[kind], tarred if is_tar else zipped
    inner = archive({"b/news.jsonl": LINES})
    assert texts(read(tmp_path, pack(archive({"a.jsonl": LINES})))) == TEXTS
    assert texts(read(tmp_path, archive({f"a.jsonl.{kind}": pack(LINES)}))) == TEXTS
    assert texts(read(tmp_path, archive({"inner": inner, "c.jsonl": LINES}))) == TEXTS * 2
    packed = pack(archive({"b.jsonl": pack(LINES)}))
    assert texts(read(tmp_path, pack(archive({"inner": packed})))) == TEXTS


def test_deeper_nesting_is_a_broken_record_and_the_rest_is_read(tmp_path: Path) -> None:
    deep = zipped({"a": zipped({"b": zipped({"c.jsonl": LINES})}), "d.jsonl": LINES})
    records = read(tmp_path, deep)
    assert texts(records) == TEXTS
    (broken,) = (r for r in records if isinstance(r, BrokenRecord))
    assert "layers" in broken.detail


def test_endless_compression_is_a_broken_record(tmp_path: Path) -> None:
    data = LINES
    for _ in range(9):
        data = gzip.compress(data)
    (broken,) = read(tmp_path, data)
    assert isinstance(broken, BrokenRecord)
    assert "layers" in broken.detail


def test_archives_of_many_formats(tmp_path: Path) -> None:
    files = {
        "1.csv": b"title,text\nA,Text one.\n",
        "2.json": b'[{"text": "Text two."}]',
        "3.txt": b"Text three.",
        "pictures/4.jpg": b"\xff\xd8\xff\xe0rest",
        "README.md": b"About this dump.",
        "__MACOSX/5.txt": b"no article",
        ".DS_Store": b"no article",
    }
    records = read(tmp_path, zipped(files))
    assert texts(records) == ["Text one.", "Text two.", "Text three."]
    broken = [r for r in records if isinstance(r, BrokenRecord)]
    assert sorted(r.reason for r in broken) == ["not_news", "unparsable"]


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/evil.jsonl", "/etc/evil.jsonl", "a\\..\\b.jsonl"]
)
@pytest.mark.parametrize("archive", [zipped, tarred])
def test_names_that_lead_outside_are_only_names(
    tmp_path: Path, name: str, archive: Callable[[dict[str, bytes]], bytes]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    assert texts(read(folder, archive({name: LINES}))) == TEXTS
    assert [p.name for p in tmp_path.rglob("*")] == ["in", "dump"]


def test_a_member_without_a_name_is_read(tmp_path: Path) -> None:
    data = zipped({"x": LINES, "a.jsonl": LINES})
    for magic, offset, name_at in ((b"PK\x03\x04", 26, 30), (b"PK\x01\x02", 28, 46)):
        start = data.index(magic)
        data = data[: start + offset] + b"\0\0" + data[start + offset + 2 :]
        data = data[: start + name_at] + data[start + name_at + 1 :]
    end = data.rindex(b"PK\x05\x06")
    size, start = (int.from_bytes(data[end + at : end + at + 4], "little") for at in (12, 16))
    data = data[: end + 12] + (size - 1).to_bytes(4, "little") + data[end + 16 :]
    data = data[: end + 16] + (start - 1).to_bytes(4, "little") + data[end + 20 :]
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    offset = int.from_bytes(data[second + 42 : second + 46], "little")
    data = data[: second + 42] + (offset - 1).to_bytes(4, "little") + data[second + 46 :]
    assert texts(read(tmp_path, data)) == TEXTS * 2


def test_links_in_archives_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Not for you to read.")
    records = read(tmp_path, tarred({"a.jsonl": LINES}, {"b.txt": str(secret), "c": "a.jsonl"}))
    assert texts(records) == TEXTS
    assert [r.name for r in records if isinstance(r, Notice)] == ["links_left_out"] * 2


@pytest.mark.parametrize("kind", sorted(PACKED))
@pytest.mark.parametrize("cut", [3, 10, 40])
def test_truncated_data_is_refused_whole(tmp_path: Path, kind: str, cut: int) -> None:
    with pytest.raises(DumpError, match="damaged"):
        read(tmp_path, PACKED[kind](LINES * 50)[:-cut])


def test_a_wrong_checksum_after_all_rows_is_refused_whole(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(LINES))
    data[-8] ^= 0xFF
    with pytest.raises(DumpError, match="damaged"):
        read(tmp_path, bytes(data))
    data = bytearray(zipped({"a.jsonl": LINES}))
    at = data.index(b"PK\x01\x02") + 16
    data[at] ^= 0xFF
    with pytest.raises(DumpError, match="damaged"):
        read(tmp_path, bytes(data))


def test_a_truncated_tar_is_refused_whole(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="damaged"):
        read(tmp_path, tarred({"a.jsonl": LINES * 900})[:20_000])


def test_garbage_after_gzip_data_is_left_out_with_a_notice(tmp_path: Path) -> None:
    records = read(tmp_path, gzip.compress(LINES) + b"garbage")
    assert texts(records) == TEXTS
    assert [r.name for r in records if isinstance(r, Notice)] == ["trailing_garbage"]
    assert texts(read(tmp_path, gzip.compress(LINES) + b"\0" * 512)) == TEXTS


@pytest.mark.parametrize("pack", [*PACKED.values(), lambda data: zipped({"a": data})])
def test_bombs_are_refused(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(DumpError, match="times its size"):
        read(tmp_path, pack(b'{"text": "' + b"a" * 90_000_000))


def test_a_bomb_inside_a_bomb_is_refused(tmp_path: Path) -> None:
    inner = gzip.compress(gzip.compress(b'{"text": "' + b"a" * 80_000_000))
    with pytest.raises(DumpError, match="times its size"):
        read(tmp_path, zipped({"a.gz": inner}))


def test_the_bytes_that_a_dump_unpacks_to_are_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MOST_BYTES_VARIABLE, "100")
    with pytest.raises(DumpError, match="more than 100 bytes"):
        read(tmp_path, gzip.compress(LINES * 9))
    assert texts(read(tmp_path, LINES * 9, "plain.jsonl")) == TEXTS * 9
    monkeypatch.setenv(MOST_BYTES_VARIABLE, "many")
    with pytest.raises(ConfigurationError, match="number of bytes"):
        read(tmp_path, gzip.compress(LINES))


def test_an_encrypted_member_is_a_broken_record(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.jsonl": LINES, "b.jsonl": LINES}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= 1
    first, *rest = read(tmp_path, bytes(data))
    assert isinstance(first, BrokenRecord)
    assert "encrypted" in first.detail
    assert texts(rest) == TEXTS


def test_office_documents_are_no_archives_of_articles(tmp_path: Path) -> None:
    (broken,) = read(tmp_path, zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b""}))
    assert isinstance(broken, BrokenRecord)
