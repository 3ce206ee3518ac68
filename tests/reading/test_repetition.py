"""Repetitions: duplicates, near duplicates, new versions, inside a dump and across dumps."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from upath import UPath

from etl.contracts import ARTICLES, EVENTS, MENTIONS, REJECTS
from etl.reading.known import KnownArticles
from etl.reading.load import LoadReport, load_dump
from etl.reading.similarity import bands, likeness, sign, title_fit
from etl.reading.text import fold_words
from etl.warehouse.store import Warehouse
from tests.warehouse.rows import event, mention

STORY = (
    "Norrvolt AB said on Tuesday it would build a battery plant in Umea and hire 900 people. The"
    " first cells are planned for 2027, chief executive Ida Berg told reporters in Stockholm. The"
    " company did not say what the plant would cost, nor which carmakers had ordered its cells."
)
EDITED = STORY.replace("on Tuesday", "today").replace("900", "nine hundred")
OTHER = (
    "Carmaker Vestra is recalling 12,000 vans after three of them caught fire while they stood in"
    " depots. Owners should park outside until a dealer has changed the fuse box, said Vestra."
)

Load = Callable[..., LoadReport]


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(UPath(tmp_path / "warehouse"))


@pytest.fixture
def load(tmp_path: Path, warehouse: Warehouse) -> Load:
    def run(dump: str, *records: dict[str, Any]) -> LoadReport:
        path = tmp_path / dump
        path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
        index, lock = tmp_path / "known.sqlite", tmp_path / "lock"
        return load_dump(path, dump, warehouse, index=index, lock=lock, progress=str)

    return run


def article(text: str, url: str = "", **more: str) -> dict[str, Any]:
    return {"text": text, "title": "Norrvolt to build battery plant", "url": url, **more}


def ids(warehouse: Warehouse) -> list[str]:
    frame = pd.read_parquet(str(warehouse.root / "articles"))
    assert frame["article_id"].is_unique
    return sorted(frame["text"])


def test_signatures() -> None:
    one, two, other = (sign(fold_words(text)) for text in (STORY, EDITED, OTHER))
    assert one is not None and two is not None and other is not None
    assert one == sign(fold_words(STORY.upper()))
    assert likeness(one, two) > 0.6 > 0.2 > likeness(one, other)
    assert set(bands(one)) & set(bands(two))
    assert not set(bands(one)) & set(bands(other))
    assert sign(fold_words("Too short to be compared with anything.")) is None


def test_a_title_fits_the_text_it_was_written_for() -> None:
    fit, misfit = (
        title_fit("Norrvolt plans battery plant in Umea", fold_words(text))
        for text in (STORY, OTHER)
    )
    assert fit is not None and misfit is not None
    assert fit > 0.7 > 0.3 > misfit
    assert title_fit("It is on", fold_words(STORY)) is None


def test_near_duplicates_in_a_dump_and_across_dumps(load: Load, warehouse: Warehouse) -> None:
    one = load(
        "a.jsonl", article(STORY, "https://a.example/1"), article(EDITED, "https://b.example/2")
    )
    assert one.counts.outcomes == {"accepted": 1, "near_duplicate": 1}
    two = load(
        "b.jsonl", article(EDITED, "https://c.example/3"), article(OTHER, "https://c.example/4")
    )
    assert two.counts.outcomes == {"accepted": 1, "near_duplicate": 1}
    (rows,) = warehouse.batches(REJECTS, "b.jsonl")
    (kept,) = warehouse.batches(ARTICLES, "a.jsonl")
    assert rows[0]["article_id"] == kept[0]["article_id"]
    assert "record 1 of a.jsonl" in rows[0]["detail"]


def test_a_changed_version_replaces_the_older_one_in_its_dump(
    load: Load, warehouse: Warehouse
) -> None:
    url = "https://a.example/1"
    counts = load("a.jsonl", article(STORY, url), article(OTHER), article(EDITED, url)).counts
    assert counts.outcomes == {"accepted": 2, "replaced": 1}
    assert ids(warehouse) == sorted([OTHER, EDITED])
    (rows,) = warehouse.batches(REJECTS, "a.jsonl")
    assert [(r["record_number"], r["reason"]) for r in rows] == [(1, "replaced")]


def test_the_time_of_an_update_decides_which_version_is_newer(
    load: Load, warehouse: Warehouse
) -> None:
    url = "https://a.example/1"
    newer = article(STORY, url, updated_at="2024-03-09")
    older = article(EDITED, url, updated_at="2024-03-05")
    assert load("a.jsonl", newer, older).counts.outcomes == {"accepted": 1, "replaced": 1}
    assert ids(warehouse) == [STORY]


def test_a_newer_version_takes_the_older_one_out_of_its_dump_with_its_events(
    load: Load, warehouse: Warehouse
) -> None:
    url = "https://a.example/1"
    load("a.jsonl", article(STORY, url), article(OTHER, "https://a.example/2"))
    (rows,) = warehouse.batches(ARTICLES, "a.jsonl")
    source = warehouse.metadata(ARTICLES, "a.jsonl")
    for table, make in ((EVENTS, event), (MENTIONS, mention)):
        with warehouse.stage(table, "a.jsonl", **source) as staged:
            staged.append(
                make(f"{n}", article_id=row["article_id"])
                if table is EVENTS
                else make(article_id=row["article_id"])
                for n, row in enumerate(rows)
            )
            staged.publish()
    report = load("b.jsonl", article(EDITED, url))
    assert report.counts.outcomes == {"accepted": 1}
    assert report.counts.warnings == {"replaced_in_other_dumps": 1}
    assert ids(warehouse) == sorted([OTHER, EDITED])
    for table in (EVENTS, MENTIONS):
        assert warehouse.row_count(table, "a.jsonl") == 1
    (rejected,) = warehouse.batches(REJECTS, "a.jsonl")
    assert [(r["record_number"], r["reason"]) for r in rejected] == [(1, "replaced")]
    assert warehouse.matching_dumps(EVENTS, ARTICLES) == ["a.jsonl"]
    # Read again, the older dump does not take its article back, and nothing else changes.
    before = {path: path.read_bytes() for path in warehouse.root.rglob("*.parquet")}
    again = load("a.jsonl", article(STORY, url), article(OTHER, "https://a.example/2"))
    assert again.counts.outcomes == {"accepted": 1, "replaced": 1}
    assert ids(warehouse) == sorted([OTHER, EDITED])
    articles = [p for p in before if "articles" in str(p)]
    assert [p.read_bytes() for p in articles] == [before[p] for p in articles]


def test_the_title_that_fits_keeps_a_text_that_stands_under_many(
    load: Load, warehouse: Warehouse
) -> None:
    wrong = {
        "title": "Ten recipes for a rainy weekend",
        "text": STORY,
        "url": "https://a.example/1",
    }
    right = {"title": "Norrvolt plans battery plant", "text": STORY, "url": "https://a.example/2"}
    third = {"title": "Football results from Sunday", "text": STORY, "url": "https://a.example/3"}
    counts = load("a.jsonl", wrong, right, third).counts
    assert counts.outcomes == {"accepted": 1, "near_duplicate": 2}
    (rows,) = warehouse.batches(ARTICLES, "a.jsonl")
    assert [row["title"] for row in rows] == ["Norrvolt plans battery plant"]


def test_the_same_dump_again_changes_nothing_and_under_another_name_is_told(
    load: Load, warehouse: Warehouse
) -> None:
    records = (article(STORY, "https://a.example/1"), article(OTHER), {"text": ""})
    load("a.jsonl", *records)
    before = {path: path.read_bytes() for path in warehouse.root.rglob("*.parquet")}
    assert load("a.jsonl", *records).counts.outcomes == {"accepted": 2, "empty": 1}
    assert {path: path.read_bytes() for path in warehouse.root.rglob("*.parquet")} == before
    twin = load("b.jsonl", *records).counts
    assert twin.outcomes == {"duplicate": 2, "empty": 1}
    assert twin.warnings == {"same_content_as a.jsonl": 1}


def test_the_index_follows_the_warehouse_and_mends_itself(
    load: Load, warehouse: Warehouse, tmp_path: Path
) -> None:
    load("a.jsonl", article(STORY))
    (tmp_path / "known.sqlite").write_bytes(b"no database at all" * 99)
    assert load("b.jsonl", article(EDITED)).counts.outcomes == {"near_duplicate": 1}
    (warehouse.path(ARTICLES, "a.jsonl")).unlink()
    assert load("c.jsonl", article(EDITED)).counts.outcomes == {"accepted": 1}


def test_an_index_in_memory_knows_what_was_added() -> None:
    known = KnownArticles()
    assert known.by_id("x") is None
    known.close()
