"""Backup and restore: the whole way round, and archives that no backup wrote."""

import io
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from upath import UPath

from etl.lexicon.catalogue_rows import COMPANY_COLUMNS
from etl.runs.history import list_runs
from etl.runs.instance import open_instance
from etl.runs.turn import turn
from etl.settings import DATA_VARIABLE, DataLayout
from etl.upkeep.backup import BackupError, restore_backup, write_backup
from etl.warehouse.serving import current_snapshot
from tests.upkeep.conftest import DUMP, tables_of

Call = Callable[..., Result]


@pytest.fixture
def elsewhere(loaded: DataLayout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataLayout:
    """Another data directory, which the program uses from here on."""
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "elsewhere"))
    return DataLayout(UPath(tmp_path / "elsewhere"))


def test_the_whole_way_round(
    loaded: DataLayout, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = loaded.local / "catalogue" / "companies.csv"
    own.parent.mkdir()
    own.write_text(f"{','.join(COMPANY_COLUMNS)}\nzzz,Zzz Motors,,,,carmaker,,\n")
    loaded.views.write_text('{"version": 1}')
    loaded.access.write_text('[email]\n"eve@example.com" = "operator"\n')
    (loaded.local / "warehouse" / "events" / ".staged-x.parquet").write_bytes(b"half")
    runs = [run.run_id for run in list_runs(loaded)]
    archive = tmp_path / "backup.tar"
    assert call("backup", str(archive)).exit_code == 0
    again = call("backup", str(archive))
    assert again.exit_code == 1
    assert "exists" in again.stderr
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "elsewhere"))
    other = DataLayout(UPath(tmp_path / "elsewhere"))
    result = call("restore", str(archive))
    assert result.exit_code == 0, result.output
    assert other.access.read_text() == loaded.access.read_text()
    assert "who may do what is as in the backup" in result.output
    assert tables_of(other) == tables_of(loaded)
    assert (other.local / "catalogue" / "companies.csv").read_bytes() == own.read_bytes()
    assert other.views.read_text() == '{"version": 1}'
    assert current_snapshot(other.serving).database.is_file()
    assert [run.run_id for run in list_runs(other)][1:] == runs  # The newest one published.
    refused = call("restore", str(archive))
    assert refused.exit_code == 1
    assert "add --replace" in refused.stderr
    assert call("restore", str(archive), "--replace").exit_code == 0
    (aside,) = other.local.glob("replaced-*")
    assert (aside / "warehouse" / "events" / f"{DUMP}.parquet").is_file()
    assert call("doctor").exit_code == 0


def test_a_backup_waits_for_the_run_that_goes_on(loaded: DataLayout, tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar"
    turn.cache_clear()
    running = turn(loaded)
    turn.cache_clear()  # From here on the backup has a lock of its own, as another process has.
    with running:
        writer = threading.Thread(target=write_backup, args=(loaded, archive))
        writer.start()
        writer.join(0.5)
        assert writer.is_alive()
        assert not archive.exists()
    writer.join(30)
    assert archive.is_file()


def archive_of(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w") as archive:
        for member, data in [(tarfile.TarInfo("motorwire-backup"), b"1\n"), *members]:
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/tmp/evil",
        "warehouse/../../evil",
        "inbox/evil",
        "evil",
        "warehouse/../dagster/x",
    ],
)
def test_names_that_no_backup_holds_are_refused(
    elsewhere: DataLayout, tmp_path: Path, name: str
) -> None:
    archive = archive_of(tmp_path / "x.tar", (tarfile.TarInfo(name), b"evil"))
    with pytest.raises(BackupError, match="which no backup holds"):
        restore_backup(elsewhere, archive)
    assert [path.name for path in elsewhere.local.iterdir()] == ["run.lock"]
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_links_and_devices_are_refused(elsewhere: DataLayout, tmp_path: Path, kind: bytes) -> None:
    link = tarfile.TarInfo("warehouse/events/x.parquet")
    link.type, link.linkname = kind, "/etc/passwd"
    with pytest.raises(BackupError, match="which no backup holds"):
        restore_backup(elsewhere, archive_of(tmp_path / "x.tar", (link, b"")))


def test_what_is_no_whole_backup_changes_nothing(
    loaded: DataLayout, call: Call, elsewhere: DataLayout, tmp_path: Path
) -> None:
    whole = tmp_path / "backup.tar"
    write_backup(loaded, whole)
    cut, text, foreign = tmp_path / "cut.tar", tmp_path / "text.tar", tmp_path / "foreign.tar"
    cut.write_bytes(whole.read_bytes()[:5_000])
    text.write_text("no archive")
    with tarfile.open(foreign, "w") as archive:
        archive.add(__file__, "warehouse/x.parquet")
    broken = archive_of(
        tmp_path / "b.tar", (tarfile.TarInfo("warehouse/events/d.parquet"), b"no table")
    )
    for path, why in (
        (cut, "damaged"),
        (text, "damaged"),
        (foreign, "no backup"),
        (broken, "damaged"),
    ):
        result = call("restore", str(path))
        assert result.exit_code == 1
        assert why in result.stderr
        assert [entry.name for entry in elsewhere.local.iterdir()] == ["run.lock"]


def test_nothing_is_restored_or_mended_while_a_worker_runs(
    loaded: DataLayout, call: Call, tmp_path: Path
) -> None:
    from filelock import FileLock

    from etl.runs.worker_state import worker_lock_path

    open_instance(loaded)
    archive = tmp_path / "backup.tar"
    write_backup(loaded, archive)
    (loaded.serving / "CURRENT").write_text("1")
    with FileLock(worker_lock_path(loaded)):
        for command in (["restore", str(archive), "--replace"], ["doctor", "--mend"]):
            result = call(*command)
            assert result.exit_code == 1
            assert "end it first" in result.stderr
