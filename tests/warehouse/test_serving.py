"""The snapshot: complete, versioned, pointed to, rebuilt from nothing but the tables."""

from pathlib import Path

import duckdb
import pytest

from etl.contracts import ARTICLES, EVENTS, MENTIONS, REJECTS
from etl.errors import SnapshotError
from etl.settings import DataLayout
from etl.stories.build import update_stories
from etl.warehouse.publish import publish_tables
from etl.warehouse.serving import POINTER, current_snapshot, publish_snapshot
from etl.warehouse.store import Warehouse
from tests.warehouse.rows import article, event, mention, reject


def fill(warehouse: Warehouse) -> None:
    rows = {
        ARTICLES: [article(), article("a2", title="Café opens", published_at=None)],
        REJECTS: [reject(3)],
        MENTIONS: [mention()],
        EVENTS: [event(), event("e2", article_id="a2", companies=["Kia"], company_ids=[""])],
    }
    for table, table_rows in rows.items():
        with warehouse.stage(table, "d") as staged:
            staged.append(table_rows)
            publish_tables([staged], articles=warehouse.path(ARTICLES, "d"))
    folder = Path(str(warehouse.root))
    update_stories(warehouse, index=folder / "stories.sqlite", lock=folder / "lock")


def query(database: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_snapshot_holds_all_tables(layout: DataLayout, warehouse: Warehouse) -> None:
    fill(warehouse)
    snapshot, counts = publish_snapshot(warehouse, layout.serving, lock=layout.local / "lock")
    assert current_snapshot(layout.serving) == snapshot
    assert counts["events"] == 2
    events = query(snapshot.database, "SELECT event_id, sort_date, story_id FROM events")
    assert [row[0] for row in events] == ["e1", "e2"]
    assert all(row[2] for row in events)
    companies = query(snapshot.database, "SELECT company, company_id FROM event_companies")
    assert companies == [("Ford", "ford"), ("Kia", "")]
    assert query(snapshot.database, "SELECT event_key FROM words WHERE word = 'cafe'") == [(2,)]
    outcomes = query(snapshot.database, "SELECT outcome, record_count FROM outcomes")
    assert outcomes == [("accepted", 2), ("empty", 1)]


def test_an_empty_warehouse_gives_an_empty_snapshot(
    layout: DataLayout, warehouse: Warehouse
) -> None:
    snapshot, counts = publish_snapshot(warehouse, layout.serving, lock=layout.local / "lock")
    assert counts["events"] == 0
    assert query(snapshot.database, "SELECT * FROM events") == []


def test_readers_keep_their_snapshot_while_new_ones_come(
    layout: DataLayout, warehouse: Warehouse
) -> None:
    fill(warehouse)
    first, _ = publish_snapshot(warehouse, layout.serving, lock=layout.local / "lock")
    with duckdb.connect(str(first.database), read_only=True) as reader:
        for _ in range(5):
            latest, _ = publish_snapshot(warehouse, layout.serving, lock=layout.local / "lock")
        assert reader.execute("SELECT count(*) FROM events").fetchall() == [(2,)]
    kept = sorted(p.name for p in layout.serving.iterdir() if p.is_dir())
    assert len(kept) == 3
    assert kept[-1] == latest.version
    assert (layout.serving / POINTER).read_text() == latest.version


def test_without_a_snapshot_the_error_says_what_to_do(layout: DataLayout) -> None:
    with pytest.raises(SnapshotError, match="inbox"):
        current_snapshot(layout.serving)
    layout.serving.mkdir(parents=True)
    (layout.serving / POINTER).write_text("123")
    with pytest.raises(SnapshotError, match="rebuild"):
        current_snapshot(layout.serving)
