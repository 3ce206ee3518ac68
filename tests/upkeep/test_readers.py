"""Readers see one snapshot, whole, while others are published."""

import threading
from pathlib import Path

import duckdb

from etl.contracts import ARTICLES
from etl.errors import SnapshotError
from etl.settings import DataLayout
from etl.warehouse.serving import current_snapshot, publish_snapshot
from etl.warehouse.store import Warehouse
from tests.warehouse.rows import article

PUBLICATIONS, READERS = 12, 3


def write(warehouse: Warehouse, count: int) -> None:
    """`count` articles whose titles all say how many there are."""
    with warehouse.stage(ARTICLES, "d", source_hash=str(count)) as staged:
        staged.append(article(f"a{number}", title=f"{count}") for number in range(count))
        staged.publish()


def read(database: Path) -> tuple[int, set[str]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        titles = connection.execute("SELECT title FROM articles").fetchall()
        return len(titles), {title for (title,) in titles}


def test_readers_in_threads_never_see_a_part(layout: DataLayout, warehouse: Warehouse) -> None:
    write(warehouse, 1)
    publish_snapshot(warehouse, layout.serving)
    seen: list[tuple[int, set[str]]] = []
    problems: list[BaseException] = []
    is_done = threading.Event()

    def reader() -> None:
        try:
            while not is_done.is_set():
                seen.append(read(current_snapshot(layout.serving).database))
        except (SnapshotError, duckdb.Error, OSError) as error:
            problems.append(error)

    readers = [threading.Thread(target=reader) for _ in range(READERS)]
    for thread in readers:
        thread.start()
    for count in range(2, PUBLICATIONS + 2):
        write(warehouse, count)
        publish_snapshot(warehouse, layout.serving)
    is_done.set()
    for thread in readers:
        thread.join()
    assert not problems
    assert all(titles == {str(count)} for count, titles in seen)
    assert len({count for count, _ in seen}) > 1


def test_a_held_connection_keeps_its_snapshot(layout: DataLayout, warehouse: Warehouse) -> None:
    write(warehouse, 1)
    first, _ = publish_snapshot(warehouse, layout.serving)
    with duckdb.connect(str(first.database), read_only=True) as held:
        for count in range(2, PUBLICATIONS):
            write(warehouse, count)
            latest, _ = publish_snapshot(warehouse, layout.serving)
            assert held.execute("SELECT title FROM articles").fetchall() == [("1",)]
            assert read(latest.database) == (count, {str(count)})
        assert not first.database.exists()  # Long gone from the folder, and still whole.
        assert held.execute("SELECT version FROM snapshot").fetchall() == [(first.version,)]
