import json
import multiprocessing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from etl import audit


def test_entries_come_back_newest_first(tmp_path: Path) -> None:
    path = tmp_path / "audit" / "log.jsonl"
    assert audit.latest(path) == []
    audit.record(path, "start run", "a.jsonl")
    audit.record(
        path, "download", "x\ny\u202e", who="ann@example.com", role="viewer", allowed=False
    )
    last, first = audit.latest(path)
    assert (first.who, first.role, first.is_allowed) == (audit.local_user(), "local", True)
    assert (last.who, last.role, last.action) == ("ann@example.com", "viewer", "download")
    assert (last.subject, last.is_allowed) == ("x\ny\u202e", False)
    assert datetime.now(UTC) - last.at < timedelta(minutes=1)
    assert len(path.read_text().splitlines()) == 2, "a line break in a name begins no entry"


def test_a_damaged_line_hides_no_other(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    audit.record(path, "start run", "a")
    with path.open("ab") as file:
        file.write(b'{"at": "2026-01-01T00:00:00", "who": "cut sh')
    audit.record(path, "start run", "b")
    with path.open("ab") as file:
        file.write(b"\xff\xfe\n[]\n" + b"[" * 100_000 + b"\n" + json.dumps({"at": 3}).encode())
    audit.record(path, "start run", "c")
    assert [entry.subject for entry in audit.latest(path)] == ["c", "b", "a"]


def test_only_the_end_of_a_long_log_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    audit.record(path, "start run", "a")
    line = path.read_bytes()
    path.write_bytes(line * (2 * audit._MOST_BYTES // len(line)))
    fitting = audit._MOST_BYTES // len(line)
    assert len(audit.latest(path)) in (fitting - 1, fitting)


def _write(path: Path, who: str) -> None:
    for number in range(20):
        audit.record(path, "download", f"{who} {number}", who=who)


def test_processes_write_one_log(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(path, who)) for who in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    subjects = {entry.subject for entry in audit.latest(path)}
    assert subjects == {f"{who} {number}" for who in "ab" for number in range(20)}
