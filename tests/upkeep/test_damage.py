"""Damaged files: told by name, mended where derived, and what is not derived left alone."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from click.testing import Result

from etl.errors import ConfigurationError, HistoryError, SnapshotError
from etl.runs import instance as instances
from etl.runs import worker
from etl.runs.execution import execute
from etl.runs.history import list_runs
from etl.runs.inbox import list_inbox
from etl.runs.instance import open_instance
from etl.runs.requests import pending_requests, submit
from etl.settings import DataLayout
from etl.warehouse.serving import current_snapshot
from tests.upkeep.conftest import DUMP, tables_of

Call = Callable[..., Result]


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def replace(path: Path) -> None:
    path.write_bytes(random.randbytes(5_000))


def scratch(path: Path) -> None:
    """Garbage in the middle; head and foot stay."""
    middle = path.stat().st_size // 2
    with path.open("r+b") as file:
        file.seek(middle // 2 if path.suffix == ".parquet" else middle)
        file.write(random.randbytes(100 if path.suffix == ".parquet" else middle // 2))


@pytest.mark.parametrize("damage", [truncate, replace, scratch])
@pytest.mark.parametrize("table", ["articles", "events", "mentions", "rejects"])
def test_a_damaged_table_is_named_and_its_dump_mends_it(
    loaded: DataLayout, call: Call, table: str, damage: Callable[[Path], None]
) -> None:
    before, served = tables_of(loaded), current_snapshot(loaded.serving)
    path = loaded.local / "warehouse" / table / f"{DUMP}.parquet"
    damage(path)
    assert not execute(open_instance(loaded), loaded, "")
    failure = list_runs(loaded)[0].failure or ""
    assert f"{path} is damaged; run the dump again" in failure
    assert current_snapshot(loaded.serving) == served
    result = call("doctor")
    assert result.exit_code == 1
    assert f"{path} is damaged" in result.output
    damaged = path.read_bytes()
    assert call("doctor", "--mend").exit_code == 1
    assert path.read_bytes() == damaged
    assert execute(open_instance(loaded), loaded, DUMP)
    assert tables_of(loaded) == before
    assert call("doctor").exit_code == 0


def test_a_dump_with_a_damaged_table_counts_as_changed(loaded: DataLayout) -> None:
    assert [file.state for file in list_inbox(loaded)] == ["loaded"]
    truncate(loaded.local / "warehouse" / "events" / f"{DUMP}.parquet")
    assert [file.state for file in list_inbox(loaded)] == ["changed"]


@pytest.mark.parametrize("damage", [truncate, replace, scratch])
def test_damaged_stories_and_checks_are_mended(
    loaded: DataLayout, call: Call, damage: Callable[[Path], None]
) -> None:
    before = tables_of(loaded)
    folder = loaded.local / "warehouse"
    for path in [*folder.glob("stories/*.parquet"), folder / "checked_events" / "all.parquet"]:
        damage(path)
    assert "`motorwire doctor --mend` makes it anew" in call("doctor").output
    result = call("doctor", "--mend")
    assert result.exit_code == 0, result.output
    assert "MENDED: stories and snapshot are rebuilt" in result.output
    assert tables_of(loaded) == before


@pytest.mark.parametrize("damage", [truncate, replace, scratch])
def test_damaged_indexes_are_made_anew_by_a_run(
    loaded: DataLayout, damage: Callable[[Path], None]
) -> None:
    before = tables_of(loaded)
    for name in ("known.sqlite", "stories.sqlite"):
        damage(loaded.local / name)
    assert execute(open_instance(loaded), loaded, DUMP)
    assert tables_of(loaded) == before


def test_damaged_indexes_are_mended(loaded: DataLayout, call: Call) -> None:
    replace(loaded.local / "known.sqlite")
    assert "known.sqlite is damaged" in call("doctor").output
    assert call("doctor", "--mend").exit_code == 0
    assert not (loaded.local / "known.sqlite").exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\0", b"", b"../../x", b"17", b"9" * 200])
def test_a_damaged_pointer_is_told_and_mended(
    loaded: DataLayout, call: Call, content: bytes
) -> None:
    (loaded.serving / "CURRENT").write_bytes(content)
    with pytest.raises(SnapshotError, match="motorwire publish"):
        current_snapshot(loaded.serving)
    result = call("doctor", "--mend")
    assert result.exit_code == 0, result.output
    assert current_snapshot(loaded.serving).database.is_file()


@pytest.mark.parametrize("damage", [truncate, replace, scratch])
def test_a_damaged_snapshot_is_rebuilt_from_the_tables(
    loaded: DataLayout, call: Call, damage: Callable[[Path], None]
) -> None:
    before = tables_of(loaded)
    damage(current_snapshot(loaded.serving).database)
    result = call("doctor")
    assert result.exit_code == 1
    assert "is damaged" in result.output
    assert call("doctor", "--mend").exit_code == 0
    with duckdb.connect(str(current_snapshot(loaded.serving).database), read_only=True) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchall() == [(6,)]
    assert tables_of(loaded) == before


@pytest.mark.parametrize("damage", [truncate, replace])
@pytest.mark.parametrize(
    "name", ["history/runs.db", "history/runs/index.db", "schedules/schedules.db"]
)
def test_a_damaged_history_is_put_aside_and_runs_go_on(
    loaded: DataLayout, call: Call, name: str, damage: Callable[[Path], None]
) -> None:
    path = loaded.instance / name
    damage(path)
    content = path.read_bytes()
    for command in (["ingest", str(loaded.inbox / DUMP)], ["up", "--no-sample"]):
        result = call(*command)
        assert result.exit_code == 1
        assert "motorwire doctor --mend" in result.stderr
        assert "Traceback" not in result.stderr
        assert result.stderr.splitlines()[-1].startswith("motorwire: ")
    result = call("doctor", "--mend")
    assert result.exit_code == 0, result.output
    (aside,) = (loaded.instance / "damaged").glob("*.db")
    assert aside.read_bytes() == content
    result = call("ingest", str(loaded.inbox / DUMP))
    assert result.exit_code == 0, result.output


def test_a_lost_history_costs_no_table(loaded: DataLayout, call: Call) -> None:
    before = tables_of(loaded)
    open_instance(loaded)
    shutil.rmtree(loaded.instance)
    with pytest.raises(HistoryError, match="start Motorwire again"):
        list_runs(loaded)
    assert call("doctor").exit_code == 0
    assert list_runs(loaded) == []
    result = call("ingest", str(loaded.inbox / DUMP))
    assert result.exit_code == 0, result.output
    assert tables_of(loaded) == before


def test_a_locked_history_is_told(loaded: DataLayout, call: Call) -> None:
    with closing(sqlite3.connect(loaded.instance / "history" / "runs.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        result = call("ingest", str(loaded.inbox / DUMP))
        assert result.exit_code == 1
        assert "locked by another program" in result.stderr
        other.rollback()
    result = call("ingest", str(loaded.inbox / DUMP))
    assert result.exit_code == 0, result.output


def test_a_request_outlives_a_worker_that_cannot_use_the_history(
    loaded: DataLayout, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*values: object, **named: object) -> None:
        raise HistoryError("locked")

    monkeypatch.setattr(worker, "execute", refuse)
    monkeypatch.setattr(worker, "warm_up", lambda: None)
    monkeypatch.setattr(worker.signal, "signal", lambda number, handler: None)
    submit(loaded, DUMP)
    for _ in range(2):  # The second one takes up what the first has left.
        with pytest.raises(HistoryError, match="locked"):
            worker.Worker(loaded).run()
        assert len(pending_requests(loaded)) == 1


@pytest.mark.parametrize("text", ["storage: [", "storage:\n  nothing: 1\n", "nonsense: 1\n"])
def test_a_broken_dagster_yaml_is_told(
    layout: DataLayout,
    call: Call,
    text: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = tmp_path / "dagster.yaml"
    monkeypatch.setattr(instances, "_CONFIG", config)
    with pytest.raises(ConfigurationError, match="is missing"):
        open_instance(layout)
    config.write_text(text)
    result = call("doctor")
    assert result.exit_code == 1
    assert f"PROBLEM: {config} cannot be used" in result.output
    result = call("ingest", __file__)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"motorwire: {config} cannot be used")


def test_a_dagster_yaml_beside_the_history_changes_nothing(loaded: DataLayout, call: Call) -> None:
    (loaded.instance / "dagster.yaml").write_text("storage: [")
    assert call("publish").exit_code == 0
