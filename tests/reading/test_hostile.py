"""Hostile and broken input: each with the behaviour that is promised for it (docs/dumps.md)."""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from upath import UPath

from etl.contracts import ARTICLES, REJECTS
from etl.errors import DumpError
from etl.reading import load as load_module
from etl.reading.articles import ReadingCounts, judge_records
from etl.reading.dump import read_dump
from etl.reading.encoding import TextFile
from etl.reading.known import KnownArticles
from etl.reading.load import LoadReport, load_dump
from etl.reading.meter import Meter
from etl.reading.records import AnyRecord, BrokenRecord, Notice, Record
from etl.warehouse.store import Warehouse

TEXT = "The carmaker opened its second plant in Hungary on Monday, ahead of its plan."


def read(folder: Path, data: bytes | str, name: str = "dump.jsonl") -> list[AnyRecord]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_dump(path))


def texts(records: list[AnyRecord]) -> list[str]:
    return [str(r.fields.get("text")) for r in records if isinstance(r, Record)]


def outcomes(records: list[AnyRecord]) -> dict[str, int]:
    counts = ReadingCounts()
    list(judge_records(records, "dump", KnownArticles(), counts))
    return dict(counts.outcomes)


def load(folder: Path, path: Path) -> LoadReport:
    warehouse = Warehouse(UPath(folder / "warehouse"))
    index, lock = folder / "known.sqlite", folder / "lock"
    return load_dump(path, path.name, warehouse, index=index, lock=lock, progress=str)


def test_an_article_of_50_mb_is_too_long_and_the_next_is_read(tmp_path: Path) -> None:
    lines = [json.dumps({"text": "word " * 10_000_000}), json.dumps({"text": TEXT})]
    assert outcomes(read(tmp_path, "\n".join(lines))) == {"too_long": 1, "accepted": 1}


def test_a_line_without_end_is_one_broken_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("etl.reading.encoding", "etl.reading.formats.json_files"):
        monkeypatch.setattr(f"{place}.MOST_LINE_CHARACTERS", 100)
    lines = [json.dumps({"text": "word " * 200}), json.dumps({"text": TEXT})]
    broken, good = read(tmp_path, "\n".join(lines))
    assert isinstance(broken, BrokenRecord)
    assert texts([good]) == [TEXT]


def test_a_table_of_a_million_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="1,000,000 columns"):
        read(tmp_path, ",".join(f"c{n}" for n in range(1_000_000)) + "\n1,2\n", "wide.csv")


@pytest.mark.parametrize("name", ["x.csv", "x.jsonl", "x.txt"])
def test_nul_bytes_are_dropped(tmp_path: Path, name: str) -> None:
    line = {"x.csv": f'text\n"{TEXT[:9]}\0{TEXT[9:]}"\n', "x.txt": f"{TEXT[:9]}\0{TEXT[9:]}"}
    data = line.get(name, json.dumps({"text": f"{TEXT[:9]}\0{TEXT[9:]}"}))
    (outcome,) = judge_records(read(tmp_path, data, name), "d", KnownArticles(), ReadingCounts())
    assert outcome.article is not None
    assert outcome.article["text"] == TEXT


def test_lone_surrogates_do_not_stop_a_run(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "' + TEXT + ' \\ud800 \\udc9d end"}\n', encoding="utf-8")
    assert load(tmp_path, path).counts.outcomes == {"accepted": 1}


def test_strays_of_another_encoding_are_read_and_counted(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"Größe {n}"}, ensure_ascii=False).encode() for n in range(9)]
    lines[3] = '{"text": "Größe – 3"}'.encode("cp1252")
    records = read(tmp_path, b"\n".join(lines))
    assert texts(records)[2:4] == ["Größe 2", "Größe – 3"]
    assert [r.name for r in records if isinstance(r, Notice)] == ["mixed_encoding"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig", "latin-1"])
def test_encodings_with_and_without_marks(tmp_path: Path, encoding: str) -> None:
    text = "Der Käufer prüfte die Größe des Gebäudes und zahlte später. " * 4
    data = "".join(f"{{'text': '{text}{n}'}}\n".replace("'", '"') for n in range(9))
    assert texts(read(tmp_path, data.encode(encoding)))[8] == f"{text}8"


def test_the_last_of_doubled_keys_counts(tmp_path: Path) -> None:
    assert texts(read(tmp_path, '{"text": "a", "text": "b"}\n' * 2)) == ["b", "b"]


@pytest.mark.parametrize("value", ["5", "[1]", '{"a": 1}', "true", "null", '[["x"]]'])
def test_fields_of_a_wrong_type_have_an_outcome(tmp_path: Path, value: str) -> None:
    line = f'{{"text": {value}, "title": {value}, "date": {value}, "url": {value}}}\n'
    assert sum(outcomes(read(tmp_path, line * 2)).values()) == 2


def test_missing_columns_leave_records_empty(tmp_path: Path) -> None:
    assert outcomes(read(tmp_path, "name,price\na,1\nb,2\n", "x.csv")) == {"empty": 2}


def test_nan_and_infinity_in_json_lines(tmp_path: Path) -> None:
    line = f'{{"text": "{TEXT}", "date": NaN, "score": -Infinity}}\n'
    assert outcomes(read(tmp_path, line)) == {"accepted": 1}


def test_deep_nesting_in_json_lines_is_one_broken_record(tmp_path: Path) -> None:
    deep = '{"text": ' + "[" * 50_000 + "]" * 50_000 + "}\n"
    assert outcomes(read(tmp_path, deep + json.dumps({"text": TEXT}))) == {
        "unparsable": 1,
        "accepted": 1,
    }


@pytest.mark.parametrize("name", ["a\nb.jsonl", "x" * 240 + ".jsonl", "ö 'q\" ;.jsonl"])
def test_odd_file_names(tmp_path: Path, name: str) -> None:
    assert texts(read(tmp_path, json.dumps({"text": TEXT}), name)) == [TEXT]


def test_a_name_of_300_characters_inside_an_archive(tmp_path: Path) -> None:
    from tests.reading.test_unpacking import tarred, zipped

    for archive in (tarred, zipped):
        data = archive({"n" * 300 + ".txt": TEXT.encode(), "a\nb.txt": TEXT.encode()})
        assert texts(read(tmp_path, data)) == [TEXT, TEXT]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("{}")
    path.chmod(0)
    with pytest.raises(DumpError, match="Permission denied"):
        list(read_dump(path))


def test_a_file_without_permission_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_values: Any, **_named: Any) -> None:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "x.jsonl"
    path.write_text("{}")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DumpError, match="Permission denied"):
        list(read_dump(path))


def test_a_dump_that_is_still_being_written_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"text": TEXT}) + "\n")

    def growing(dump: Path, meter: Meter) -> Iterator[AnyRecord]:
        yield from read_dump(dump, meter)
        with dump.open("a") as file:
            file.write(json.dumps({"text": TEXT + " More."}) + "\n")

    monkeypatch.setattr(load_module, "read_dump", growing)
    with pytest.raises(DumpError, match="changed while it was read"):
        load(tmp_path, path)
    assert Warehouse(UPath(tmp_path / "warehouse")).dumps(ARTICLES) == []


def test_nothing_of_a_damaged_dump_is_published_and_nothing_is_left(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "x.jsonl.gz"
    whole = gzip.compress(b"".join(json.dumps({"text": TEXT}).encode() + b"\n" for _ in range(99)))
    path.write_bytes(whole[:-9])
    with pytest.raises(DumpError, match="damaged"):
        load(tmp_path, path)
    assert [p for p in (tmp_path / "warehouse").rglob("*") if p.is_file()] == []
    path.write_bytes(whole)
    assert load(tmp_path, path).counts.records == 99


def test_two_loads_of_one_dump_at_once_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    rows = [
        {"text": f"{TEXT} It was number {n} of them.", "url": f"https://a.example/{n}"}
        for n in range(40)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    reports: list[LoadReport] = []
    threads = [
        threading.Thread(target=lambda: reports.append(load(tmp_path, path))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reports) == 3
    assert reports[0].counts.outcomes == reports[1].counts.outcomes == reports[2].counts.outcomes
    warehouse = Warehouse(UPath(tmp_path / "warehouse"))
    accepted, rejected = (warehouse.row_count(table, path.name) for table in (ARTICLES, REJECTS))
    assert accepted + rejected == 40


def test_a_text_file_gives_every_character_once() -> None:
    import io

    file = TextFile(io.BytesIO("a\nbö\nc".encode()), "utf-8")
    assert list(file) == ["a\n", "bö\n", "c"]


lines = st.lists(
    st.one_of(
        st.binary(max_size=60),
        st.dictionaries(
            st.sampled_from(["title", "text", "date", "url", "x"]),
            st.one_of(st.text(max_size=40), st.integers(), st.none(), st.floats(), st.just(TEXT)),
            max_size=5,
        ).map(lambda row: json.dumps(row).encode()),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        lines.map(b"\n".join),
        st.binary(max_size=400),
        st.text(max_size=300).map(lambda t: t.encode("utf-8", "surrogatepass")),
    ),
    st.sampled_from(["x.jsonl", "x.json", "x.csv", "x.txt", "x.xml", "x.html", "x"]),
    st.sampled_from(
        [
            b"",
            b"[",
            b"title,text\n",
            b"<html><body>",
            b"<rss>",
            b"<nitf>",
            b"WARC/1.0\r\n",
            b"<REUTERS >",
        ]
    ),
)
def test_any_bytes_end_in_outcomes_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str, start: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(start + data)
    try:
        records = list(read_dump(path))
    except DumpError:
        return
    counts = ReadingCounts()
    judged = list(judge_records(records, name, KnownArticles(), counts))
    whole = [r for r in records if not isinstance(r, Notice)]
    assert len(judged) == counts.records == counts.outcomes.total() == len(whole)
