"""Secrets of the machine: in no log, message, page, address, export, run or backup."""

import io
import json
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.downloads.atom import feed_of
from dashboard.downloads.formats import list_formats
from dashboard.filters.selection import Selection
from dashboard.filters.view import View
from etl.cli.main import build_app
from etl.errors import ConfigurationError
from etl.runs.launching import URL_VARIABLE, dagster_screen, launcher, server_url
from etl.settings import DATA_VARIABLE, DataLayout, data_layout, holds_password
from etl.upkeep.backup import write_backup
from tests.security.attacks import SECRET, SECRETS, Canary
from tests.security.conftest import Attacked
from tests.security.raw_client import Server

ADDRESSES = [
    f"s3://AKIA:{SECRET}@bucket/news", f"http://ann:{SECRET}@127.0.0.1:9/dagster",
    f"http://:{SECRET}@127.0.0.1:9", f" https://a:b{SECRET}%2f:@x.example", f"s3://a:{SECRET}/x@b",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_a_password_is_refused_and_not_told(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    assert holds_password(address)
    monkeypatch.setenv(DATA_VARIABLE, address)
    with pytest.raises(ConfigurationError, match="holds a password") as refused:
        data_layout()
    assert SECRET not in str(refused.value)
    monkeypatch.setenv(URL_VARIABLE, address)
    with pytest.raises(ConfigurationError, match="holds a password") as refused:
        server_url()
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    ["s3://bucket/news", "abfs://container@account.example/x", "/data/a:b@c", "http://127.0.0.1:3000"],
)  # fmt: skip
def test_an_address_without_a_password_is_none(address: str) -> None:
    assert not holds_password(address)


@pytest.mark.parametrize("command", [["doctor"], ["publish"], ["up", "--no-browser"], ["export"]])
def test_commands_do_not_tell_a_password(
    layout: DataLayout, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    app = build_app("doctor", "publish", "up", "export")
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    for variable in (DATA_VARIABLE, URL_VARIABLE):
        monkeypatch.setenv(DATA_VARIABLE, str(layout.root))
        monkeypatch.setenv(variable, ADDRESSES[0])
        if variable == URL_VARIABLE and command[0] in ("publish", "export"):
            continue  # They do not ask a server.
        done = CliRunner().invoke(app, command)
        assert done.exit_code == 1 or command == ["doctor"]
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert SECRET not in done.output and done.output


def test_the_page_of_runs_does_not_tell_a_password(
    layout: DataLayout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(URL_VARIABLE, f"http://ann:{SECRET}@127.0.0.1:9")
    for ask in (launcher, dagster_screen):
        with pytest.raises(ConfigurationError) as refused:
            ask(layout)
        assert SECRET not in str(refused.value)


def test_only_this_machine_is_asked_for_a_screen(layout: DataLayout, canary: Canary) -> None:
    """A restored backup of somebody else's can name any address as Dagster's screen."""
    layout.instance.mkdir(parents=True)
    note = layout.instance / "screen.txt"
    canary.asked.clear()
    port = canary.url.rpartition(":")[2]
    for url in (f"http://localhost:{port}", f"{canary.url}/x?", f"http://a@127.0.0.1:{port}",
                "http://evil.example", "file:///etc/passwd", "javascript:1", "\n"):  # fmt: skip
        note.write_text(url)
        assert dagster_screen(layout) is None
    assert canary.asked == []
    note.write_bytes(b"\xff\xfe")
    assert dagster_screen(layout) is None
    note.write_text(canary.url)
    assert dagster_screen(layout) is None and canary.asked == ["/server_info"]


def test_nothing_that_a_run_leaves_behind_holds_a_secret(attacked: Attacked) -> None:
    looked_at = 0
    for path in attacked.data.rglob("*"):
        if path.is_file():
            looked_at += 1
            assert SECRET.encode() not in path.read_bytes(), path
    assert looked_at > 20
    assert SECRET not in attacked.terminal


def test_no_export_and_no_backup_holds_a_secret(
    attacked: Attacked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    formats = list_formats(feed_of(View(), "http://127.0.0.1:1", None), 10)
    assert len(formats) >= 5
    for name, chosen in formats.items():
        file = io.BytesIO()
        chosen.write(attacked.snapshot, Selection(), file)
        assert SECRET.encode() not in file.getvalue() and file.getvalue(), name
    monkeypatch.setenv(DATA_VARIABLE, str(attacked.data))
    (attacked.data / "secrets.toml").write_text(f'key = "{SECRET}"\n')
    try:
        archive = tmp_path / "backup.tar"
        write_backup(data_layout(), archive)
    finally:
        (attacked.data / "secrets.toml").unlink()
    assert SECRET.encode() not in archive.read_bytes()
    with tarfile.open(archive) as opened:
        assert "warehouse/events" in json.dumps(opened.getnames())


def test_the_server_tells_no_secret(attacked: Attacked, attacked_address: str) -> None:
    server = Server(attacked_address)
    for path in ("/", "/_stcore/host-config", "/_stcore/metrics", "/.streamlit/secrets.toml",
                 "/app/static/secrets.toml", "/feeds/x.atom"):  # fmt: skip
        status, headers, body = server.ask(path)
        assert SECRET.encode() not in body and SECRET not in str(headers), (status, path)
    log = (attacked.data / "streamlit.log").read_text(errors="replace")
    assert (SECRET not in log and "Uvicorn" in log) or "URL" in log
