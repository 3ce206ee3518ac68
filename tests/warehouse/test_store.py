"""Parquet files: written whole or not at all, deterministic, readable by anybody."""

import os
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from upath import UPath

from etl.contracts import ARTICLES, EVENTS, TABLES
from etl.errors import DumpError
from etl.warehouse import store
from etl.warehouse.store import Warehouse
from tests.warehouse.rows import article, event


def publish(warehouse: Warehouse, dump: str, *ids: str) -> None:
    with warehouse.stage(ARTICLES, dump, source_hash="abc") as staged:
        staged.append(article(i, dump=dump) for i in ids)
        staged.publish()


def test_published_rows_come_back(warehouse: Warehouse) -> None:
    publish(warehouse, "d", "a1", "a2")
    (rows,) = warehouse.batches(ARTICLES, "d")
    assert rows == [article("a1"), article("a2")]
    assert warehouse.row_count(ARTICLES, "d") == 2
    assert warehouse.metadata(ARTICLES, "d") == {"source_hash": "abc"}


def test_pandas_reads_the_folder_and_sees_every_row_once(warehouse: Warehouse) -> None:
    publish(warehouse, "d", "a1", "a2")
    publish(warehouse, "e", "a3")
    staged = warehouse.stage(ARTICLES, "f")
    staged.append([article("a4")])
    frame = pd.read_parquet(str(warehouse.root / "articles"))
    assert sorted(frame["article_id"]) == ["a1", "a2", "a3"]
    staged.__exit__(None, None, None)


def test_leaving_without_publishing_keeps_the_old_table(warehouse: Warehouse) -> None:
    publish(warehouse, "d", "a1")
    with pytest.raises(RuntimeError), warehouse.stage(ARTICLES, "d") as staged:
        staged.append([article("a2")])
        raise RuntimeError
    assert [r["article_id"] for b in warehouse.batches(ARTICLES, "d") for r in b] == ["a1"]
    assert [p.name for p in (warehouse.root / "articles").iterdir()] == ["d.parquet"]


def test_the_same_rows_give_the_same_bytes(warehouse: Warehouse) -> None:
    publish(warehouse, "d", "a1", "a2")
    first = warehouse.path(ARTICLES, "d").read_bytes()
    publish(warehouse, "d", "a1", "a2")
    assert warehouse.path(ARTICLES, "d").read_bytes() == first


def test_batches_are_bounded(warehouse: Warehouse) -> None:
    publish(warehouse, "d", *(f"a{i}" for i in range(25)))
    sizes = [len(rows) for rows in warehouse.batches(ARTICLES, "d", batch_size=10)]
    assert sizes == [10, 10, 5]


def test_a_warehouse_may_be_remote() -> None:
    warehouse = Warehouse(UPath("memory://motorwire-test/warehouse"))
    publish(warehouse, "d", "a1")
    publish(warehouse, "d", "a1", "a2")
    assert warehouse.dumps(ARTICLES) == ["d"]
    assert warehouse.row_count(ARTICLES, "d") == 2
    assert warehouse.metadata(ARTICLES, "d") == {"source_hash": "abc"}


def test_nothing_published_is_nothing(warehouse: Warehouse) -> None:
    assert warehouse.dumps(EVENTS) == []
    assert warehouse.metadata(EVENTS, "d") == {}


def test_every_contract_has_a_schema_and_its_key() -> None:
    for table in TABLES:
        assert isinstance(table.schema, pa.Schema)
        assert set(table.key) <= set(table.schema.names)
        assert all(column.meaning.endswith(".") for column in table.columns)


def test_list_columns_survive(warehouse: Warehouse, tmp_path: Path) -> None:
    with warehouse.stage(EVENTS, "d") as staged:
        staged.append([event(companies=["Ford", "Kia"], company_ids=["ford", ""])])
        staged.publish()
    (rows,) = warehouse.batches(EVENTS, "d")
    assert rows[0]["companies"] == ["Ford", "Kia"]


def test_what_a_killed_run_left_behind_is_swept_away_hours_later(warehouse: Warehouse) -> None:
    publish(warehouse, "d", "a1")
    folder = Path(str(warehouse.root / "articles"))
    old, fresh = folder / ".staged-old.parquet", folder / ".staged-fresh.parquet"
    for path in (old, fresh):
        path.write_bytes(b"half a table")
    os.utime(old, (0, 0))
    warehouse.sweep()
    assert sorted(p.name for p in folder.iterdir()) == [".staged-fresh.parquet", "d.parquet"]


def test_rows_of_some_articles_come_from_any_part_of_a_file(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_ROWS_A_GROUP", 10)
    with warehouse.stage(ARTICLES, "d") as staged:
        staged.append(article(f"a{number}") for number in range(35))
        staged.publish()
    found = warehouse.rows_of(ARTICLES, "d", ["a33", "a2", "none"], ["article_id", "title"])
    assert found == [
        {"article_id": "a2", "title": "Ford recalls vans"},
        {"article_id": "a33", "title": "Ford recalls vans"},
    ]
    assert warehouse.rows_of(ARTICLES, "d", []) == []
    warehouse.path(ARTICLES, "d").write_bytes(b"PAR1 no more PAR1")
    with pytest.raises(DumpError, match="damaged"):
        warehouse.rows_of(ARTICLES, "d", ["a2"])
