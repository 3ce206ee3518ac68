"""Files that an attacker hands over: their names, and content that is far more than it looks."""

import bz2
import gzip
import io
import json
import lzma
import resource
import tarfile
import time
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import streamlit as st
from backports import zstd

from dashboard.downloads.csv_files import make_csv
from dashboard.filters.selection import Selection
from etl.errors import DumpError, MotorwireError
from etl.reading.articles import ReadingCounts, judge_records
from etl.reading.dump import dump_name, read_dump
from etl.reading.kinds import tell_file
from etl.reading.unpacking.members import _Header
from etl.runs.inbox import LONGEST_NAME, add_to_inbox, list_inbox
from etl.settings import DataLayout
from tests.dashboard.browsing import ROOT
from tests.reading.test_unpacking import tarred, zipped
from tests.security.attacks import BIDI, ESCAPES
from tests.security.conftest import Attacked

TEXT = "The carmaker opened its second plant in Hungary on Monday, ahead of its plan."
LINE = json.dumps({"text": TEXT}).encode() + b"\n"
SECONDS = 8.0
"""More than any of these files may take on a busy machine; each takes less than one by itself."""


@pytest.mark.parametrize(
    "name",
    [
        "../../x.csv", "..\\..\\x.csv", "/etc/cron.d/x.csv", "C:\\Windows\\x.csv",
        "a/../../../x.csv", "\\\\evil.example\\share\\x.csv", "....//x.csv", "%2e%2e%2fx.csv",
        "~/x.csv", "$(id).csv",
        "; rm -rf x.csv", "CON", "nul.csv", "x" * LONGEST_NAME, "a b.csv ", "x.csv.",
        "&#x2e;&#x2e;/x", "file:///etc/x.csv", "x:y.csv", "'; DROP TABLE events; --", "<img src=x>",
    ],
)  # fmt: skip
def test_an_upload_stays_in_the_inbox(layout: DataLayout, name: str) -> None:
    dump = add_to_inbox(layout, name, LINE)
    files = [path for path in layout.local.rglob("*") if path.is_file()]
    assert [path.parent for path in files] == [layout.inbox]
    assert [found.dump for found in list_inbox(layout)] == [dump]
    # The table's file and Dagster's key are made of this name.
    assert not set(dump) & set("/\\:;'\"$<>&% ") and not dump.startswith((".", "-"))
    assert dump == dump_name(files[0].name) and len(dump) <= 120


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../", ".bashrc", "../.ssh", "-rf", "--help", "a\0.csv", "\0", "a\nb.csv",
     f"{ESCAPES}.csv", *(f"{sign}gpj.csv" for sign in BIDI), "x" * 300, "ü" * 150, "\ud800.csv",
     "a\u2028b.csv"],
)  # fmt: skip
def test_an_upload_with_an_unusable_name_is_refused(layout: DataLayout, name: str) -> None:
    with pytest.raises(DumpError, match="cannot be used") as refused:
        add_to_inbox(layout, name, LINE)
    assert str(refused.value).isprintable()
    assert not layout.inbox.exists() or not list(layout.inbox.iterdir())


def test_an_upload_never_takes_the_place_of_a_file(layout: DataLayout, tmp_path: Path) -> None:
    add_to_inbox(layout, "x.csv", LINE)
    with pytest.raises(DumpError, match="another dump of this name"):
        add_to_inbox(layout, "../x.csv", LINE * 2)
    target = tmp_path / "private"
    (layout.inbox / "y.csv").symlink_to(target)
    with pytest.raises(DumpError):
        add_to_inbox(layout, "y.csv", LINE)
    assert (layout.inbox / "x.csv").read_bytes() == LINE and not target.exists()


def test_uploads_have_a_limit() -> None:
    told = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert 0 < told["server"]["maxUploadSize"] <= 500
    assert st.get_option("server.enableXsrfProtection") and st.get_option("server.enableCORS")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("news.csv", b"MZ\x90\0\3\0\0\0" + bytes(200), "program"),
        ("news.jsonl", b"\x7fELF\2\1\1" + bytes(200), "program"),
        ("news.csv", b"%PDF-1.7\n" + b"x" * 200, "PDF"),
        ("news.parquet", b"<html><body><script>window.hacked=1</script></body></html>", "HTML"),
        ("news.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "office"),
        ("news.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        ("news.jsonl", b"SQLite format 3\0" + bytes(200), "database"),
    ],
)
def test_a_name_that_lies_is_told(name: str, content: bytes, told: str) -> None:
    found = tell_file(io.BytesIO(content), name)
    assert told in f"{found.words} {found.problem} {found.note}"


def read(path: Path) -> tuple[dict[str, int], float]:
    """The outcomes of a dump, and how long it took."""
    counts = ReadingCounts()
    began = time.monotonic()
    list(judge_records(read_dump(path), path.name, None, counts))
    return dict(counts.outcomes), time.monotonic() - began


def sparse_tar(real_bytes: int) -> bytes:
    """A tar archive whose one member says that it goes on with zeros for ever."""
    data = LINE * (200_000 // len(LINE))
    data = data[: len(data) // 512 * 512]
    entry = tarfile.TarInfo("news.jsonl")
    entry.type, entry.size = tarfile.GNUTYPE_SPARSE, len(data)
    header = bytearray(entry.tobuf(tarfile.GNU_FORMAT))
    for start, number in (
        (386, 0),
        (398, len(data)),
        (410, real_bytes),
        (422, 0),
        (483, real_bytes),
    ):
        header[start : start + 12] = tarfile.itn(number, 12, tarfile.GNU_FORMAT)
    header[148:156] = b" " * 8
    header[148:155] = b"%06o\0" % sum(header)
    return bytes(header) + data + bytes(1024)


def test_a_sparse_member_is_not_read_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(sparse_tar(50_000_000_000))
    with tarfile.open(path) as careless:
        (member,) = careless
        assert member.isreg() and member.size == 50_000_000_000
    outcomes, seconds = read(path)
    assert outcomes == {"unparsable": 1} and seconds < SECONDS


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE])
def test_a_tar_header_of_a_gigabyte_is_not_held_in_memory(tmp_path: Path, kind: bytes) -> None:
    entry = tarfile.TarInfo("././@LongLink")
    entry.type, entry.size = kind, 1_000_000_000
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        file.write(entry.tobuf(tarfile.GNU_FORMAT))
        for _ in range(70):
            file.write(b"a" * 1_000_000)
    path = tmp_path / "x.tar.gz"
    path.write_bytes(packed.getvalue())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DumpError, match="1,000,000,000 bytes"):
        read(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB
    # Long names of a sane length are read.
    assert _Header.frombuf(tarfile.TarInfo("x").tobuf(), "utf-8", "strict").name == "x"
    path.write_bytes(tarred({"n" * 300 + ".jsonl": LINE}))
    assert read(path)[0] == {"accepted": 1}


def test_equal_values_of_a_table_do_not_fill_memory(tmp_path: Path) -> None:
    text = pa.DictionaryArray.from_arrays(
        pa.array([0] * 20_000, pa.int32()), pa.array([f"{TEXT} " + "x" * 500_000])
    )
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"text": text}), path, compression="zstd", row_group_size=20_000)
    assert path.stat().st_size < 10_000  # Ten gigabytes, written out.
    with pytest.raises(DumpError, match="times its size"):
        list(read_dump(path))
    rows = {"text": [f"{TEXT} {n}" for n in range(3)], "authors": [["a"], None, ["b", "c"]]}
    pq.write_table(pa.table(rows), path)
    assert read(path)[0] == {"accepted": 3}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.html", b"<html><body>" + b"<p>a</p>" * 400_000 + b"</body></html>"),
        ("x.html", b"<html><body>" + b"<div>" * 200_000 + b"</body></html>"),
        ("x.sgm", b"<REUTERS NEWID=1>" + b"<TEXT><TITLE>" * 300_000 + b"</REUTERS>"),
        ("x.sgm", b"<REUTERS NEWID=1>" + b"<TEXT><DATELINE" * 300_000 + b"</REUTERS>"),
        ("x.sgm", b"<REUTERS NEWID=1><TOPICS>" + b"<D>" * 500_000 + b"</TOPICS></REUTERS>"),
        ("x.sgm", b"<REUTERS " * 500_000),
        ("x.jsonl", json.dumps({"text": "<!--" * 200_000, "title": "<a " * 200_000}).encode()),
        ("x.jsonl", json.dumps({"text": TEXT, "date": "9" * 4_000}).encode()),
        ("x.jsonl", b'{"text": ' + b"9" * 100_000 + b"}\n"),
        ("x.json", b'[{"text": ' + b"[" * 500_000),
        ("x.txt", ("x" + " \t" * 500_000 + TEXT).encode()),
        ("x.txt", ("&" * 500_000 + "&lt;" * 100_000 + TEXT).encode()),
        ("x.csv", b'title,text\n"' + b"a" * 20_000_000),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[:30]!r}",
)
def test_a_file_that_is_made_to_be_slow_is_read_in_time(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    outcomes, seconds = read(path)
    assert sum(outcomes.values()) <= 1 and seconds < SECONDS


def laughs(open_line: str, line: Callable[[int], str]) -> str:
    return "\n".join([open_line, *(line(n) for n in range(1, 9))])


@pytest.mark.parametrize("field", ["title", "authors", "published", "source", "url", "x"])
@pytest.mark.parametrize("value", ["*a8", "[*a8]", "{{name: *a8}}", "{{title: [*a8]}}"])
def test_a_billion_laughs_are_not_written_out(tmp_path: Path, field: str, value: str) -> None:
    lol = laughs("a0: &a0 [ha,ha,ha,ha,ha,ha,ha,ha,ha]",
                 lambda n: f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]")  # fmt: skip
    path = tmp_path / "x.txt"
    path.write_text(f"---\n{lol}\n{field}: {value.format()}\n---\n{TEXT}\n")
    outcomes, seconds = read(path)
    assert sum(outcomes.values()) == 1 and seconds < SECONDS


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_a_bomb_is_told_before_it_is_added_and_refused_when_it_is_read(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    inner = pack(b'{"text": "' + b"a" * 80_000_000)
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(3):
            archive.writestr(f"{number}.jsonl.x", inner)
    began = time.monotonic()
    with path.open("rb") as file:
        assert "in zip" in tell_file(file, "x.zip").words
    assert time.monotonic() - began < SECONDS
    with pytest.raises(DumpError, match="as archive bombs do"):
        read(path)


def test_an_archive_neither_follows_links_nor_opens_devices(tmp_path: Path) -> None:
    secret = tmp_path / "secret.jsonl"
    secret.write_bytes(LINE)
    out = io.BytesIO()
    kinds = [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE]
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number, kind in enumerate(kinds):
            entry = tarfile.TarInfo(f"{number}.jsonl")
            entry.type, entry.linkname, entry.devmajor, entry.devminor = kind, str(secret), 1, 5
            archive.addfile(entry)
    path = tmp_path / "x.tar"
    path.write_bytes(out.getvalue())
    assert read(path)[0] == {}
    link = zipfile.ZipInfo("x.jsonl")
    link.external_attr = 0o120777 << 16  # A symbolic link, as zip archives of Unix have it.
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as packed:
        packed.writestr(link, str(secret))
    assert "accepted" not in read(tmp_path / "x.zip")[0]


def test_names_in_archives_write_nothing(tmp_path: Path) -> None:
    names = ["../../x.jsonl", "/etc/x.jsonl", "C:\\x.jsonl", "a\0b.jsonl", f"{BIDI}{ESCAPES}.jsonl"]
    folder = tmp_path / "in"
    folder.mkdir()
    for number, pack in enumerate((zipped, tarred)):
        path = folder / f"{number}"
        path.write_bytes(pack(dict.fromkeys(names, LINE)))
        assert read(path)[0] == {"accepted": len(names)}
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["0", "1", "in"]


def test_exported_cells_of_a_hostile_dump_start_no_formula(attacked: Attacked) -> None:
    import csv

    raw = make_csv(attacked.snapshot, Selection()).getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(raw)))
    assert any("=HYPERLINK" in row["source"] for row in rows)
    for row in rows:
        for column, cell in row.items():
            is_number = column in ("score",)
            assert is_number or not cell.lstrip(" \ufeff\u200b").startswith(
                ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
            ), (column, cell[:60])


def test_what_is_refused_is_refused_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04" + b"\xff" * 500)
    with pytest.raises(MotorwireError) as refused:
        read(path)
    assert str(refused.value).isprintable() and "Traceback" not in str(refused.value)
