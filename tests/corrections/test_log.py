"""The log: lines are only added, damage is told, and what was undone does not hold."""

import json
import threading
from datetime import date
from pathlib import Path

import pytest

from etl.corrections.log import accept, append, edit, join, part, read_log, reject, undo
from etl.corrections.precision import count_checked, total
from etl.errors import ConfigurationError
from tests.warehouse.rows import event


def test_what_was_said_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "corrections" / "log.jsonl"
    changes = {"event_start": date(2024, 3, 1), "event_end": date(2024, 3, 2)}
    said = [
        accept(event(), "ann"),
        edit(event("e2"), changes | {"themes": []}, "bob"),
        join(event(), event("e2"), "ann"),
        part(event(), event("e3"), "ann"),
    ]
    append(path, said[:2])
    append(path, said[2:])
    assert read_log(path).standing == tuple(said)
    assert read_log(tmp_path / "none.jsonl").standing == ()


def test_an_undo_takes_a_line_back_and_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    first, second = accept(event(), "ann"), reject(event(), "bob")
    append(path, [first, second])
    append(path, [undo(second.correction_id, "ann")])
    assert read_log(path).standing == (first,)
    assert len(path.read_text(encoding="utf-8").splitlines()) == 3


def test_lines_that_cannot_be_read_are_told_and_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    good = accept(event(), "ann")
    append(path, [good])
    line = json.loads(path.read_text(encoding="utf-8"))
    broken = [
        "{",
        "[]",
        json.dumps(line | {"action": "burn"}),
        json.dumps(line | {"event": {}}),
        json.dumps(line | {"event": line["event"] | {"companies": "Ford"}}),
        json.dumps(line | {"event": line["event"] | {"score": "high"}}),
        json.dumps(line | {"changes": {"evidence": "other"}}),
        json.dumps(line | {"at": "yesterday"}),
        "[" * 100_000,
    ]
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(broken))
    found = read_log(path)
    assert found.standing == (good,)
    assert found.unreadable == tuple(range(2, 2 + len(broken)))
    append(path, [reject(event("e2"), "ann")])  # not glued to the last line, which has no end
    assert len(read_log(path).standing) == 2


def test_a_log_that_is_no_text_is_an_error_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="restore it from a backup"):
        read_log(path)


def test_many_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"

    def say(number: int) -> None:
        for _ in range(5):
            append(path, [accept(event(f"e{number}"), "ann")])

    threads = [threading.Thread(target=say, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_log(path).standing) == 40


def test_only_some_columns_can_be_changed_and_days_stay_in_order() -> None:
    with pytest.raises(ValueError, match="evidence cannot be changed"):
        edit(event(), {"evidence": "x"}, "ann")
    with pytest.raises(ValueError, match="before the first"):
        edit(event(), {"event_start": date(2024, 2, 2), "event_end": date(2024, 2, 1)}, "ann")
    with pytest.raises(ValueError, match="before the first"):
        edit(event(), {"event_start": date(2024, 2, 2)}, "ann")


def test_precision_by_type_counts_the_last_word_on_each_event() -> None:
    said = [
        reject(event("e1"), "ann"),
        accept(event("e1"), "bob"),
        accept(event("e2"), "bob"),
        edit(event("e3"), {"event_type": "lawsuit"}, "bob"),
        reject(event("e4", event_type="lawsuit"), "bob"),
        join(event("e1"), event("e2"), "bob"),
    ]
    recall, lawsuit = count_checked(said)
    assert (recall.event_type, recall.count, recall.accepted, recall.edited) == ("recall", 3, 2, 1)
    assert recall.precision == pytest.approx(2 / 3)
    assert (lawsuit.count, lawsuit.rejected, lawsuit.precision) == (1, 1, 0.0)
    every = total([recall, lawsuit])
    assert (every.count, every.accepted, every.edited, every.rejected) == (4, 2, 1, 1)
    assert total([]).precision == 0.0
