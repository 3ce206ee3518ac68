"""`motorwire export` as a user and as cron call it."""

import io
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner
from upath import UPath

from dashboard.filters.selection import Selection
from dashboard.filters.view import View
from dashboard.queries.events import list_events
from dashboard.saved_views import save_view
from etl.cli.export import NOTHING_FITS
from etl.cli.main import build_app
from etl.cli.moments import read_moment
from etl.errors import ConfigurationError
from etl.runs.execution import execute
from etl.runs.inbox import link_into_inbox
from etl.runs.instance import open_instance
from etl.runs.views import RunStatus, RunView
from etl.settings import DATA_VARIABLE, PROJECT_ROOT, DataLayout
from etl.warehouse.serving import Snapshot, current_snapshot
from tests.dashboard import invented


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("data")
    made = invented.invent()
    invented.add_hostile_event(made)
    invented.publish(made, root)
    return root


@pytest.fixture
def filled(published: Path, monkeypatch: pytest.MonkeyPatch) -> DataLayout:
    """A data directory with invented events, which the whole program uses, without saved views."""
    monkeypatch.setenv(DATA_VARIABLE, str(published))
    layout = DataLayout(UPath(published))
    layout.views.unlink(missing_ok=True)
    return layout


@pytest.fixture
def data(filled: DataLayout) -> Snapshot:
    return current_snapshot(filled.serving)


def call(*arguments: str):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(build_app("export", "doctor"), ["export", *arguments])


def exported(*arguments: str) -> list[str]:
    """The ids of the events that are printed as CSV."""
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return pd.read_csv(io.BytesIO(result.stdout_bytes), dtype=str)["event_id"].tolist()


def wanted(snapshot: Snapshot, **fields: object) -> list[str]:
    ids: list[str] = list_events(snapshot, Selection(**fields))["event_id"].to_pylist()
    assert ids, "the test has something to find"
    return ids


def test_everything_is_exported_without_filters(data: Snapshot) -> None:
    assert exported() == wanted(data)


@pytest.mark.parametrize(
    ("options", "fields"),
    [
        (["--company", "Toyota", "--company", "BMW"], {"companies": ("Toyota", "BMW")}),
        (["--theme", "battery"], {"themes": ("battery",)}),
        (["--type", "recall", "--status", "planned"],
         {"event_types": ("recall",), "statuses": ("planned",)}),
        (["--country", "DE"], {"countries": ("DE",)}),
        (["--kind", "carmaker"], {"kinds": ("carmaker",)}),
        (["--source", "EV Daily", "--language", "en"],
         {"sources": ("EV Daily",), "languages": ("en",)}),
        (["--from", "2024-03-01", "--to", "2024-06-30"],
         {"date_from": datetime(2024, 3, 1).date(), "date_to": datetime(2024, 6, 30).date()}),
        (["--period", "quarter"], {"date_from": invented.NEWEST - timedelta(90),
                                   "date_to": invented.NEWEST}),
        (["--score", "80"], {"least_score": 80}),
        (["--text", 'recalled -"joint venture"'], {"text": 'recalled -"joint venture"'}),
        (["--check", "unchecked"], {"checks": ("unchecked",)}),
        (["--parents", "--company", "BMW"], {"companies": ("BMW Group",), "by_parent": True}),
        (["--published-since", "2024-06-01T08:30"],
         {"published_since": datetime(2024, 6, 1, 8, 30, tzinfo=UTC)}),
    ],
)  # fmt: skip
def test_each_filter_is_an_option(data: Snapshot, options: list[str], fields: dict) -> None:
    assert exported(*options) == wanted(data, **fields)


def test_a_saved_view_is_exported_and_filters_replace_its_own(
    data: Snapshot, filled: DataLayout
) -> None:
    save_view(filled.views, "My recalls", View(Selection(("Toyota",), event_types=("recall",))))
    assert exported("--view", "my RECALLS") == wanted(
        data, companies=("Toyota",), event_types=("recall",)
    )
    assert exported("--view", "My recalls", "--type", "lawsuit", "--type", "layoffs") == wanted(
        data, companies=("Toyota",), event_types=("lawsuit", "layoffs")
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--view", "nope"], "there is no saved view 'nope'; saved are: First, Second"),
        (["--type", "recal"], "--type recal: not known; known are"),
        (["--theme", "batery"], "smart_cockpit"),
        (["--status", "done"], "denied, happened, planned, rumoured"),
        (["--check", "good"], "known are accepted, edited, rejected, unchecked"),
        (["--country", "de"], "--country de: not known"),
        (["--kind", "x"], "carmaker"),
        (["--period", "month"], "known are 30d, 7d, quarter, year"),
        (["--language", "English"], "an ISO 639-1 code"),
        (["--from", "yesterday"], "--from yesterday: give a day such as 2024-11-03"),
        (["--to", "2024-02-31"], "give a day"),
        (["--score", "7"], "in steps of 5"),
        (["--text", "x" * 301], "at most 300 characters"),
        (["--company", ""], "a name of at most 200"),
        (["--published-since", "soon"], "such as 2024-11-03"),
        (["--read-since", "5y"], "back from now"),
        (["--format", "pdf"], "--format pdf: not known; choose one with --format: csv, jsonl,"),
        (["--format", "parquet"], "parquet is not for the screen"),
        (["-o", "events"], "its name tells no format"),
        (["-o", "no/such/folder/x.csv"], "no/such/folder/x.csv cannot be written: No such file"),
        (["-o", "/dev/full", "--format", "csv"], "cannot be written: No space left on device"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_plain_line(
    data: Snapshot, filled: DataLayout, tmp_path: Path, monkeypatch, options, words
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("First", "Second"):
        save_view(filled.views, name, View())
    before = sorted(tmp_path.iterdir())
    result = call(*options)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1 and result.stderr.startswith("motorwire: ")
    assert words in result.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_nothing_published_says_what_to_do(layout: DataLayout) -> None:
    result = call()
    assert result.exit_code == 1
    assert "put a dump into the inbox and run the ETL" in result.stderr


def test_the_format_follows_the_name(data: Snapshot, tmp_path: Path) -> None:
    ids = wanted(data)
    for name in ("e.csv", "e.PARQUET", "e.atom", "bare"):
        extra = ["--format", "parquet"] if name == "bare" else []
        result = call("-o", str(tmp_path / name), *extra)
        assert (result.exit_code, result.output) == (0, "")
    assert pd.read_csv(tmp_path / "e.csv")["event_id"].tolist() == ids
    for name in ("e.PARQUET", "bare"):
        assert pq.read_table(tmp_path / name)["event_id"].to_pylist() == ids
    assert (tmp_path / "e.atom").read_text().count("<entry>") == 100
    assert call("--format", "atom", "--entries", "3").stdout.count("<entry>") == 3
    assert not list(tmp_path.glob(".*"))


def test_every_format_is_written(data: Snapshot, tmp_path: Path) -> None:
    begins = {
        "csv": b"\xef\xbb\xbf", "jsonl": b"{", "parquet": b"PAR1", "xlsx": b"PK",
        "html": b"<!DOCTYPE html>", "atom": b"<?xml",
    }  # fmt: skip
    for ending, start in begins.items():
        target = tmp_path / f"events.{ending}"
        assert call("-o", str(target)).exit_code == 0, ending
        assert target.read_bytes()[: len(start)].lower() == start.lower(), ending


def test_an_export_that_fails_leaves_the_old_file(
    data: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "e.csv"
    target.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dashboard.downloads.csv_files.flatten", fail)
    result = call("-o", str(target))
    assert result.exit_code == 1
    assert result.stderr == f"motorwire: {target} cannot be written: No space left on device\n"
    assert target.read_text() == "old"
    assert not list(tmp_path.glob(".*"))


def test_what_is_no_file_is_written_to_and_not_replaced(data: Snapshot, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    copy = tmp_path / "copy.csv"
    reader = subprocess.Popen(["cp", "-R", "--copy-contents", pipe, copy])
    try:
        assert call("--format", "csv", "-o", str(pipe)).exit_code == 0
        assert reader.wait(timeout=20) == 0
    finally:
        reader.kill()
    assert pd.read_csv(copy)["event_id"].tolist() == wanted(data)
    assert pipe.is_fifo()
    real = tmp_path / "real.csv"
    real.write_text("old")
    (tmp_path / "link.csv").symlink_to(real)
    assert call("-o", str(tmp_path / "link.csv")).exit_code == 0
    assert (tmp_path / "link.csv").is_symlink() and real.read_text() != "old"


def test_an_empty_export_is_whole_or_skipped(data: Snapshot, tmp_path: Path) -> None:
    assert exported("--company", "Nobody") == []
    target = tmp_path / "e.csv"
    result = call("--company", "Nobody", "--skip-empty", "-o", str(target))
    assert (result.exit_code, result.output) == (NOTHING_FITS, "")
    assert not target.exists()
    assert call("--company", "Toyota", "--skip-empty", "-o", str(target)).exit_code == 0
    assert target.exists()


def test_what_was_read_since_follows_the_runs(layout: DataLayout, tmp_path: Path) -> None:
    path = tmp_path / "new.jsonl"
    text = "Ford Motor Company is recalling 900 vans because a battery cell may overheat."
    path.write_text(f'{{"title": "Vans", "text": "{text}", "published_at": "2020-03-28"}}\n')
    execute(open_instance(layout), layout, link_into_inbox(layout, path))
    read = datetime.now(UTC)
    assert exported("--read-since", "1d") == wanted(current_snapshot(layout.serving))
    assert call("--read-since", read.isoformat(), "--skip-empty").exit_code == NOTHING_FITS


@pytest.mark.parametrize(
    ("dump", "status", "ended", "is_new"),
    [
        ("ev_news", "success", 6, True),
        ("ev_news", "success", 4, False),
        ("ev_news", "failed", 6, False),
        ("ev_news", "running", None, False),
        ("other", "success", 6, False),
        ("", "success", 6, False),
    ],
)
def test_only_runs_that_went_well_bring_what_is_new(
    data: Snapshot, monkeypatch, dump: str, status: RunStatus, ended: int | None, is_new: bool
) -> None:
    ended_at = datetime(2024, 5, ended, tzinfo=UTC) if ended else None
    run = RunView("r", dump, status, ended_at=ended_at)
    monkeypatch.setattr("etl.runs.history.list_runs", lambda _, limit: [run])
    assert exported("--read-since", "2024-05-05") == (wanted(data) if is_new else [])


def test_moments() -> None:
    assert read_moment("--x", "2024-11-03") == datetime(2024, 11, 3, tzinfo=UTC)
    assert read_moment("--x", "2024-11-03T07:00+02:00") == datetime(2024, 11, 3, 5, tzinfo=UTC)
    before = datetime.now(UTC)
    back = read_moment("--x", "36h") + timedelta(hours=36)
    assert before <= back <= datetime.now(UTC)
    for nonsense in ("", "d", "-1d", "1.5d", "0001-01-01T00:00+05:00", "2024-13-01"):
        with pytest.raises(ConfigurationError, match="--x"):
            read_moment("--x", nonsense)


def run_as_cron(layout: DataLayout, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "etl.cli.main", "export", *arguments],
        env={**os.environ, DATA_VARIABLE: str(layout.root)},
        cwd=PROJECT_ROOT,
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_a_process_of_its_own_says_nothing_but_the_events(
    data: Snapshot, filled: DataLayout
) -> None:
    for options in ([], ["--format", "atom"], ["--company", "Nobody", "--skip-empty"]):
        result = run_as_cron(filled, *options)
        assert result.stderr == b""
        assert result.returncode == (NOTHING_FITS if "--skip-empty" in options else 0)
        assert bool(result.stdout) is ("--skip-empty" not in options)


def test_exporting_needs_no_streamlit_and_no_dagster() -> None:
    code = "import sys, etl.cli.export; print({'streamlit', 'dagster'} & set(sys.modules))"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "set()"


def test_events_of_any_number_are_exported(layout: DataLayout) -> None:
    snapshot = invented.publish(invented.invent(50), layout.local)
    with duckdb.connect(str(snapshot.database)) as connection:
        connection.execute(
            "INSERT INTO events SELECT e.* REPLACE (e.event_id || '-' || n AS event_id,"
            " (e.event_key + 50 * n)::INTEGER AS event_key)"
            " FROM events e CROSS JOIN range(1, 500) r(n)"
        )
    assert current_snapshot(layout.serving) == snapshot
    ids = exported()
    assert len(ids) == len(set(ids)) == 25_000
