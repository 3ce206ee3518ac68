"""The command line as a user calls it."""

import contextlib
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl.cli.main import COMMANDS, build_app
from etl.cli.processes import free_port, serves
from etl.errors import ConfigurationError
from etl.settings import PROJECT_ROOT, DataLayout
from etl.warehouse.serving import current_snapshot

ARTICLE = {
    "doc_id": "x1",
    "title": "Ford recalls vans",
    "text": "Ford Motor Company is recalling 900 vans because a battery cell may overheat.",
    "published_at": "2024-03-28",
}
GOLD = {
    "doc_id": "x1",
    "events": [
        {
            "type": "recall",
            "status": "happened",
            "companies": [{"name": "Ford"}],
            "themes": ["battery"],
            "date": None,
            "evidence": ARTICLE["text"],
        }
    ],
}


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    path.write_text(json.dumps(ARTICLE) + "\n{broken\n", encoding="utf-8")
    return path


def call(*arguments: str):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(build_app(), list(arguments))


def test_every_command_has_help() -> None:
    assert call("--help").exit_code == 0
    for command in COMMANDS:
        result = call(command, "--help")
        assert result.exit_code == 0
        assert "Usage" in result.output


def test_predict_prints_the_gold_format(dump: Path) -> None:
    result = call("predict", str(dump))
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    document = json.loads(line)
    assert document["doc_id"] == "x1"
    (event,) = [e for e in document["events"] if e["type"] == "recall"]
    assert event["companies"][0]["name"] == "Ford"
    assert "Ford Motor Company" in event["companies"][0]["aliases"]
    assert event["evidence"] == ARTICLE["text"]
    assert "1 accepted" in result.stderr
    assert "1 unparsable" in result.stderr


def test_evaluate_scores_against_labels(dump: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(GOLD), encoding="utf-8")
    result = call("evaluate", str(dump), str(gold), "--json")
    assert result.exit_code == 0
    figures = json.loads(result.stdout)
    assert figures["gold_pairs"] == 1
    assert figures["event_r"] == 1.0
    assert "recall" in call("evaluate", str(dump), str(gold), "--types").stdout


def test_evaluate_without_labels_says_so(dump: Path, tmp_path: Path) -> None:
    result = call("evaluate", str(dump), str(tmp_path / "none.jsonl"))
    assert result.exit_code == 1
    assert "does not exist" in result.stderr


def test_ingest_reports_outcomes_and_exit_code(layout: DataLayout, dump: Path) -> None:
    result = call("ingest", str(dump), "--json")
    assert result.exit_code == 0
    summary = json.loads(result.stdout)
    assert summary["status"] == "success"
    assert summary["outcomes"] == {"accepted": 1, "unparsable": 1}
    assert summary["records"] == 2
    assert summary["events"] >= 1
    assert summary["articles"] == 1
    assert summary["records_per_second"] == pytest.approx(2 / summary["seconds"], abs=0.01)
    assert list(summary["steps"]) == ["load", "tag", "review", "group", "serving"]
    assert 0 < sum(summary["steps"].values()) <= summary["seconds"]
    assert summary["checks"]["passed"] > 20
    assert summary["checks"]["failed"] == []
    assert summary["snapshot"] == current_snapshot(layout.serving).version
    assert "1 articles tagged: " in result.stderr
    assert "\x1b" not in result.stderr, "plain lines in a pipe"
    published = json.loads(call("publish", "--json").stdout)
    assert (published["status"], published["dump"]) == ("success", "")
    assert list(published["steps"]) == ["review", "group", "serving"]


def test_ingest_draws_a_bar_in_a_terminal(layout: DataLayout, dump: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "etl.cli.main", "ingest", str(dump), "--json"],
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120"},
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    drawn = b""
    # Linux ends the reading of a terminal that nobody holds with an error.
    with contextlib.suppress(OSError):
        while piece := os.read(ours, 4096):
            drawn += piece
    os.close(ours)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert json.loads(output)["articles"] == 1
    shown = drawn.decode()
    assert "news.jsonl: reading" in shown or "news.jsonl: extracting" in shown
    assert "2 records, 1 articles" in shown
    assert "━" in shown


def test_ingest_of_a_missing_file_is_one_plain_line(layout: DataLayout, tmp_path: Path) -> None:
    result = call("ingest", str(tmp_path / "none.csv"))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "does not exist" in result.stderr


def test_ingest_of_a_file_that_cannot_be_read_fails(layout: DataLayout, tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK\x03\x04")
    result = call("ingest", str(path))
    assert result.exit_code == 1
    assert "damaged" in result.stderr


def test_doctor_finds_nothing_wrong_with_nothing(layout: DataLayout) -> None:
    result = call("doctor")
    assert result.exit_code == 0
    assert "nothing wrong found" in result.stdout


def test_doctor_names_a_lost_snapshot(layout: DataLayout, dump: Path) -> None:
    assert call("ingest", str(dump)).exit_code == 0
    (layout.serving / "CURRENT").write_text("1")
    result = call("doctor")
    assert result.exit_code == 1
    assert "motorwire publish" in result.stdout


def test_doctor_names_lines_of_the_log_that_cannot_be_read(layout: DataLayout) -> None:
    layout.corrections.parent.mkdir(parents=True)
    layout.corrections.write_text("{broken\n", encoding="utf-8")
    result = call("doctor")
    assert result.exit_code == 1
    assert "restore or remove the lines 1" in result.output.replace("\n", " ")
    layout.corrections.write_bytes(b"\xff")
    assert "restore it from a backup" in call("doctor").output.replace("\n", " ")


def test_doctor_and_predict_tell_what_is_broken_in_the_lexicon(
    layout: DataLayout, dump: Path
) -> None:
    layout.lexicon.mkdir(parents=True)
    (layout.lexicon / "themes.toml").write_text(
        '[themes.vans]\nlabel = "Vans"\nterms = ["van~"]\n\n[themes.bad]\nlabel = "Bad"\n'
    )
    result = call("doctor")
    assert result.exit_code == 1
    assert "industry pack: automotive" in result.stdout
    assert "themes: 21, event types: 27" in result.stdout
    problem = "left out of the lexicon: lexicon/themes.toml: line 5: bad: has no terms"
    assert f"PROBLEM: {problem}" in result.stdout
    result = call("predict", str(dump))
    assert result.exit_code == 0
    assert problem in result.stderr
    (event,) = [e for e in json.loads(result.stdout)["events"] if e["type"] == "recall"]
    assert "vans" in event["themes"]


def test_an_unknown_pack_is_one_plain_line(
    layout: DataLayout, dump: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTORWIRE_PACK", "shipping")
    for arguments in (["predict", str(dump)], ["up", "--no-sample"]):
        result = call(*arguments)
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 1
        assert "one of automotive, aviation" in result.stderr


def test_ports() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match="--port"):
            free_port("127.0.0.1", port, 1)
        assert free_port("127.0.0.1", None, port) != port


def test_what_an_older_version_published_is_built_anew(layout: DataLayout, dump: Path) -> None:
    assert call("ingest", str(dump)).exit_code == 0
    before = current_snapshot(layout.serving)
    before.database.rename(before.database.with_name("motorwire.duckdb"))
    port = free_port("127.0.0.1", None, 18521)
    process = subprocess.Popen(
        [sys.executable, "-m", "etl.cli.main", "up", "--port", str(port)],
        env=dict(os.environ),
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        while (layout.serving / "CURRENT").read_text(encoding="utf-8") == before.version:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
        assert "building it anew" in errors
    finally:
        process.kill()
        process.wait()
    assert current_snapshot(layout.serving).version > before.version


def test_up_serves_restarts_its_worker_and_ends_on_a_signal(layout: DataLayout) -> None:
    port = free_port("127.0.0.1", None, 18501)
    process = subprocess.Popen(
        [sys.executable, "-m", "etl.cli.main", "up", "--no-sample", "--port", str(port)],
        env=dict(os.environ),
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not serves(f"http://127.0.0.1:{port}/_stcore/health"):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)
        first = children(process.pid)
        assert len(first) == 2
        worker = next(pid for pid in first if "worker" in command_line(pid))
        os.kill(worker, signal.SIGKILL)
        while not any(
            "worker" in command_line(pid) for pid in children(process.pid) if pid != worker
        ):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=30)
        assert process.returncode == 0, errors
        assert f"http://127.0.0.1:{port}" in output
        assert "worker has ended; starting it again" in errors
        assert not serves(f"http://127.0.0.1:{port}/_stcore/health")
    finally:
        process.kill()
        process.wait()


def children(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text(encoding="utf-8")
        except OSError:
            continue
        if f"\nPPid:\t{pid}\n" in text and "\nState:\tZ" not in text:
            found.append(int(status.parent.name))
    return found


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").replace("\0", " ")
    except OSError:
        return ""
