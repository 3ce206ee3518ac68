"""Reading dumps: formats, packing, encodings, and what is refused."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import DumpError
from etl.reading.dump import dump_name, read_dump
from etl.reading.records import BrokenRecord, Record

ARTICLES = [
    {"title": "Plant opens", "text": "The plant opened on Monday, with a band playing."},
    {"title": "Größer", "text": "Zwölf Boxkämpfer jagen Viktor quer über den großen Deich."},
]


def write(path: Path, data: str | bytes, *, packed: bool = False) -> Path:
    raw = data.encode() if isinstance(data, str) else data
    path.write_bytes(gzip.compress(raw) if packed else raw)
    return path


def fields(path: Path) -> list[dict[str, object]]:
    records = list(read_dump(path))
    assert all(isinstance(record, Record) for record in records), records
    return [record.fields for record in records if isinstance(record, Record)]


@pytest.mark.parametrize("packed", [False, True])
def test_json_lines(tmp_path: Path, packed: bool) -> None:
    lines = "\n".join(json.dumps(a, ensure_ascii=False) for a in ARTICLES)
    assert fields(write(tmp_path / "news.jsonl", lines, packed=packed)) == ARTICLES


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("wrapper", [None, "articles", "data", "results"])
def test_json_array(tmp_path: Path, packed: bool, wrapper: str | None) -> None:
    value = ARTICLES if wrapper is None else {"status": "ok", wrapper: ARTICLES}
    path = write(tmp_path / "news.json", json.dumps(value, indent=1), packed=packed)
    assert fields(path) == ARTICLES


@pytest.mark.parametrize("indent", [None, 2])
def test_json_single_object(tmp_path: Path, indent: int | None) -> None:
    path = write(tmp_path / "one.json", json.dumps(ARTICLES[0], indent=indent))
    assert fields(path) == ARTICLES[:1]


@pytest.mark.parametrize("wrapper", ["articles", "data"])
def test_json_wrapped_on_one_line(tmp_path: Path, wrapper: str) -> None:
    value = {"status": "ok", "totalResults": 2, wrapper: ARTICLES}
    assert fields(write(tmp_path / "answer.json", json.dumps(value))) == ARTICLES
    long = [{"title": "t", "text": "word " * 20_000}] * 3
    assert fields(write(tmp_path / "long.json", json.dumps({wrapper: long}))) == long


def test_json_article_with_a_list_of_its_own(tmp_path: Path) -> None:
    article = {**ARTICLES[0], "data": [1, 2], "items": []}
    assert fields(write(tmp_path / "one.json", json.dumps(article, indent=1))) == [article]


@pytest.mark.parametrize("depth", [200, 30_000])
def test_json_nested_too_deeply_is_one_broken_record(tmp_path: Path, depth: int) -> None:
    nested = '[{"text":' + "[" * depth + "]" * depth + "}]"
    (record,) = read_dump(write(tmp_path / "nest.json", nested))
    assert isinstance(record, BrokenRecord)
    assert "deep" in record.detail


def test_csv_with_a_quote_that_never_closes_is_broken(tmp_path: Path) -> None:
    path = write(tmp_path / "news.csv", 'title,text\na,b\nc,"d\ne,f\n')
    good, broken = read_dump(path)
    assert isinstance(good, Record)
    assert isinstance(broken, BrokenRecord)


def test_json_lines_in_a_file_named_json(tmp_path: Path) -> None:
    path = write(tmp_path / "news.json", "\n".join(map(json.dumps, ARTICLES)))
    assert fields(path) == ARTICLES


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv(tmp_path: Path, packed: bool, delimiter: str) -> None:
    text = f'title{delimiter}text\r\n"Plant ""A"" opens"{delimiter}"first\nsecond{delimiter} third"'
    path = write(tmp_path / "news.csv", text, packed=packed)
    assert fields(path) == [{"title": 'Plant "A" opens', "text": f"first\nsecond{delimiter} third"}]


def test_csv_cell_longer_than_the_csv_modules_limit(tmp_path: Path) -> None:
    long = "word " * 40_000
    path = write(tmp_path / "news.csv", f'title,text\n"t","{long}"\n')
    assert fields(path)[0]["text"] == long


def test_csv_row_with_missing_or_surplus_cells_is_broken_and_the_rest_is_read(
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "news.csv", "title,text\nonly\na,b,c\nt,x\n")
    broken, surplus, good = read_dump(path)
    assert isinstance(broken, BrokenRecord)
    assert "1 cells where the header names 2" in broken.detail
    assert isinstance(surplus, BrokenRecord)
    assert isinstance(good, Record)
    assert good.fields == {"title": "t", "text": "x"}


@pytest.mark.parametrize("packed", [False, True])
def test_plain_text_with_title(tmp_path: Path, packed: bool) -> None:
    name = "a1b2.txt.gz" if packed else "a1b2.txt"
    path = write(tmp_path / name, "A plant opens\n\nIt opened on Monday.\n", packed=packed)
    (record,) = read_dump(path)
    assert isinstance(record, Record)
    assert record.fields == {"title": "A plant opens", "text": "It opened on Monday."}
    assert record.name == "a1b2"


def test_plain_text_without_title(tmp_path: Path) -> None:
    text = "It opened on Monday. A band played.\n\nMore was said."
    assert fields(write(tmp_path / "x.txt", text)) == [{"text": text}]


def test_folder_reads_files_in_order_and_skips_hidden_ones(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    (folder / "sub").mkdir(parents=True)
    write(folder / "b.txt", "Second article.")
    write(folder / "a.txt.gz", "First article.", packed=True)
    write(folder / "sub" / "c.txt", "Third article.")
    write(folder / ".DS_Store", "no article")
    assert [f["text"] for f in fields(folder)] == [
        "First article.",
        "Second article.",
        "Third article.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    lines = (
        "title,text\n" + "Größer,Zwölf Boxkämpfer jagen Viktor quer über den Deich – schön\n" * 9
    )
    found = fields(write(tmp_path / "news.csv", lines.encode(encoding)))
    assert len(found) == 9
    assert found[0] == {
        "title": "Größer",
        "text": "Zwölf Boxkämpfer jagen Viktor quer über den Deich – schön",
    }


def test_broken_json_line_is_one_broken_record(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", '{"text": "a"}\n{"text": "b\n[1]\n\n{"text": "c"}\n{"te')
    kinds = [type(record).__name__ for record in read_dump(path)]
    assert kinds == ["Record", "BrokenRecord", "BrokenRecord", "Record", "BrokenRecord"]


def test_json_array_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    path = write(tmp_path / "x.json", '[{"text": "a"}, {"text": "b"}, {"te')
    first, second, broken = read_dump(path)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert isinstance(broken, BrokenRecord)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (gzip.compress(b'{"text": "a"}\n' * 99)[:-12], "damaged"),
        (b"PK\x03\x04rest", "damaged"),
        (b"PAR1rest", "Parquet file is damaged"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_files_that_cannot_be_read_are_refused_whole(
    tmp_path: Path, data: bytes, word: str
) -> None:
    with pytest.raises(DumpError, match=word):
        list(read_dump(write(tmp_path / "x.jsonl", data)))


def test_missing_file_and_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="cannot be read"):
        list(read_dump(tmp_path / "none.csv"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(DumpError, match="no files"):
        list(read_dump(tmp_path / "empty"))


def test_empty_file_has_no_records(tmp_path: Path) -> None:
    assert list(read_dump(write(tmp_path / "x.csv", " \n"))) == []


def test_dump_names_are_safe_and_never_collide() -> None:
    assert dump_name("tesla_news-2019.csv") == "tesla_news-2019.csv"
    assert dump_name("a b.csv") != dump_name("a_b.csv")
    assert dump_name("../x") != dump_name("x")
    assert len({dump_name(name) for name in ("ä.csv", "ö.csv", "?.csv", "a" * 300)}) == 4


@given(st.text(st.characters(), min_size=1))
def test_every_name_gives_a_file_name(name: str) -> None:
    safe = dump_name(name)
    assert safe
    assert "/" not in safe
    assert not safe.startswith(".")
    assert len(safe) <= 120
