"""What differs between two snapshots: counts and rows equal what was changed by hand."""

import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.queries.changes import CHANGED, count_changes, list_changes
from etl.errors import SnapshotError
from etl.warehouse.serving import DATABASE, Snapshot, list_snapshots
from tests.dashboard.screens import words

OLDER, NEWER = "01732000000000000000", "01732100000000000000"


@pytest.fixture(scope="module")
def compared(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with two snapshots: of the newer one, three events are changed, two are
    removed, and the older one lacks four that the newer one has."""
    root = tmp_path_factory.mktemp("compared")
    source = list_snapshots(published / "serving")[0].database
    for version in (OLDER, NEWER):
        (root / "serving" / version).mkdir(parents=True)
        shutil.copy(source, root / "serving" / version / DATABASE)
    (root / "serving" / "CURRENT").write_text(NEWER)
    with duckdb.connect(str(root / "serving" / OLDER / DATABASE)) as older:
        older.execute("DELETE FROM events WHERE event_key IN (1, 2, 3, 4)")
    with duckdb.connect(str(root / "serving" / NEWER / DATABASE)) as newer:
        newer.execute("DELETE FROM events WHERE event_key IN (10, 11)")
        newer.execute("UPDATE events SET companies = ['Zorblax'] WHERE event_key IN (20, 21)")
        newer.execute("UPDATE events SET status = 'denied', score = 0.123 WHERE event_key = 22")
        # What says nothing of the event itself.
        newer.execute("UPDATE events SET story_id = 'another', extractor = 'next'")
    return root


@pytest.fixture
def pair(compared: Path) -> tuple[Snapshot, Snapshot]:
    newer, older = list_snapshots(compared / "serving")
    assert (older.version, newer.version) == (OLDER, NEWER)
    return older, newer


def kinds(counts) -> dict[str, int]:
    totals: dict[str, int] = {}
    for row in counts.to_pylist():
        totals[row["kind"]] = totals.get(row["kind"], 0) + row["events"]
    return totals


def test_counts_and_rows(pair: tuple[Snapshot, Snapshot]) -> None:
    assert kinds(count_changes(*pair)) == {"added": 4, "removed": 2, "changed": 3}
    assert kinds(count_changes(*reversed(pair))) == {"added": 2, "removed": 4, "changed": 3}
    assert kinds(count_changes(pair[0], pair[0])) == {}
    rows = list_changes(*pair, kinds=[CHANGED]).to_pylist()
    assert sorted(row["columns"] for row in rows) == [
        ["companies"],
        ["companies"],
        ["score", "status"],
    ]
    assert [row["companies"] for row in rows].count(["Zorblax"]) == 2
    every = list_changes(*pair).to_pylist()
    assert len(every) == 9
    pages = [list_changes(*pair, limit=4, offset=offset).to_pylist() for offset in (0, 4, 8)]
    assert [row for page in pages for row in page] == every
    dump, event_type = every[0]["dump"], every[0]["event_type"]
    some = list_changes(*pair, dump=dump, event_type=event_type).to_pylist()
    assert some == [r for r in every if (r["dump"], r["event_type"]) == (dump, event_type)]
    assert list_changes(*pair, dump="' OR true --").num_rows == 0


def test_snapshots_are_only_read(pair: tuple[Snapshot, Snapshot], tmp_path: Path) -> None:
    before = [snapshot.database.read_bytes() for snapshot in pair]
    count_changes(*pair)
    assert [snapshot.database.read_bytes() for snapshot in pair] == before
    with pytest.raises(SnapshotError, match="cannot be opened"):
        count_changes(Snapshot("1", tmp_path / "gone"), pair[1])


def test_the_page(compared: Path, open_app) -> None:
    app: AppTest = open_app(compared, "changes.py")
    assert not app.exception
    by_type, by_dump, events = (frame.value for frame in app.dataframe)
    for table in (by_type, by_dump):
        assert [int(table[name].sum()) for name in ("Added", "Removed", "Changed")] == [4, 2, 3]
    assert len(events) == 9
    pills = app.get("button_group")[0]
    assert [option.content for option in pills.proto.options] == [
        "Added 4",
        "Removed 2",
        "Changed 3",
    ]
    app.session_state[app.dataframe[0].key] = {
        "selection": {"rows": [0], "columns": [], "cells": []}
    }
    app.run()
    assert not app.exception
    wanted = by_type.iloc[0]
    assert len(app.dataframe[2].value) == wanted[["Added", "Removed", "Changed"]].sum()
    assert set(app.dataframe[2].value["type"]) == {wanted["Type"]}


def test_the_page_with_nothing_to_compare(
    published: Path, compared: Path, tmp_path: Path, open_app
) -> None:
    app: AppTest = open_app(tmp_path, "changes.py")
    assert not app.exception
    assert "No events yet" in words(app)
    app = open_app(published, "changes.py")
    assert not app.exception
    assert "Only one snapshot" in words(app)


def test_the_address_says_which_snapshots(compared: Path, open_app) -> None:
    third = compared / "serving" / "01732200000000000000"
    shutil.copytree(compared / "serving" / NEWER, third)
    try:
        app: AppTest = open_app(compared, "changes.py")
        assert not app.exception
        assert "the same events" in words(app)
        app.selectbox[0].set_value(NEWER).run()
        assert not app.exception
        assert len(app.dataframe[2].value) == 9
        assert app.query_params["newer"] == NEWER
        app.query_params["newer"] = "1"
        app.run()
        assert not app.exception
        assert "not kept any more" in words(app)
    finally:
        shutil.rmtree(third)
