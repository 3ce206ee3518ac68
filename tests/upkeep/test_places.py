"""What surrounds the data: a folder that cannot be written, a clock that jumps, taken ports."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import duckdb
from click.testing import Result

from etl.runs.execution import execute
from etl.runs.instance import open_instance
from etl.settings import DATA_VARIABLE, PROJECT_ROOT, DataLayout
from etl.warehouse.files import LEFT_BEHIND_SECONDS, is_left_behind
from etl.warehouse.serving import current_snapshot, publish_snapshot
from etl.warehouse.store import Warehouse
from tests.runs.test_disk_full import small_disk
from tests.upkeep.conftest import DUMP, tables_of

Call = Callable[..., Result]
YEAR = 365 * 86_400


def test_a_folder_that_cannot_be_written(layout: DataLayout, tmp_path: Path) -> None:
    dump = tmp_path / "news.jsonl"
    dump.write_text('{"text": "Ford opened a plant in Spain on 3 May 2023."}\n')
    layout.local.mkdir(parents=True)
    with small_disk(layout.local, "50m"):
        assert motorwire(layout, "ingest", str(dump)).returncode == 0
        before = tables_of(layout)
        subprocess.run(["mount", "-o", "remount,ro", str(layout.local)], check=True)
        for command in (["ingest", str(dump)], ["publish"], ["up", "--no-sample"]):
            result = motorwire(layout, *command)
            assert result.returncode == 1
            assert "data directory cannot be written" in result.stderr
            assert "Traceback" not in result.stderr
        result = motorwire(layout, "doctor")
        assert result.returncode == 1
        assert "data directory cannot be written" in result.stdout
        # What is published can still be read.
        with duckdb.connect(str(current_snapshot(layout.serving).database), read_only=True) as db:
            assert db.execute("SELECT count(*) FROM articles").fetchall() == [(1,)]
        subprocess.run(["mount", "-o", "remount,rw", str(layout.local)], check=True)
        assert motorwire(layout, "ingest", str(dump)).returncode == 0
        assert tables_of(layout) == before


def motorwire(layout: DataLayout, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "etl.cli.main", *command],
        env={**os.environ, DATA_VARIABLE: str(layout.root)},
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_what_is_published_after_the_clock_went_back_is_current_and_kept(
    loaded: DataLayout, call: Call
) -> None:
    warehouse, lock = Warehouse(loaded.warehouse), loaded.local / "lock"
    ahead = time.time_ns() + 10 * YEAR * 10**9
    with mock.patch("etl.warehouse.serving.time.time_ns", return_value=ahead):
        versions = [publish_snapshot(warehouse, loaded.serving, lock=lock)[0] for _ in range(3)]
    assert "was the clock set back? Nothing is lost" in call("doctor").output
    with duckdb.connect(str(versions[-1].database), read_only=True) as reader:
        for _ in range(4):
            versions.append(publish_snapshot(warehouse, loaded.serving, lock=lock)[0])
            assert current_snapshot(loaded.serving) == versions[-1]
            assert versions[-1].database.is_file()
            assert versions[-2].database.is_file()  # A page may be about to open it.
        assert reader.execute("SELECT count(*) FROM articles").fetchall() == [(6,)]
    assert versions == sorted(versions, key=lambda snapshot: snapshot.version)


def test_a_run_after_the_clock_went_back_changes_no_table(loaded: DataLayout) -> None:
    before = tables_of(loaded)
    in_the_future = time.time() + YEAR
    for path in Path(str(loaded.warehouse)).rglob("*.parquet"):
        os.utime(path, (in_the_future, in_the_future))
    assert execute(open_instance(loaded), loaded, DUMP)
    assert tables_of(loaded) == before


def test_staged_files_are_swept_whichever_way_the_clock_went(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.touch()
    for seconds, expected in ((0, False), (-60, False), (60, False), (-YEAR, True), (YEAR, True)):
        moment = time.time() + seconds
        os.utime(path, (moment, moment))
        assert is_left_behind(path) is expected, seconds
    assert LEFT_BEHIND_SECONDS < YEAR
    assert not is_left_behind(tmp_path / "gone")


def test_a_taken_port_is_told(layout: DataLayout, call: Call) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for command in ("up", "dagster"):
            result = call(command, "--port", str(port))
            assert result.exit_code == 1
            assert f"port {port} is taken; choose another" in result.stderr
            assert call(command, "--port", "70000").exit_code == 2
