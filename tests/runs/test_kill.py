"""`kill -9` at every step of a run: the old snapshot is served, and a rerun mends everything."""

import json
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import pytest
from spacy.language import Language
from upath import UPath

from etl.corrections.apply import update_checked_events
from etl.nlp.extract import CONFIG, load_pipeline
from etl.nlp.tag import tag_dump
from etl.reading.load import load_dump
from etl.stories.build import update_stories
from etl.warehouse import serving, store
from etl.warehouse.serving import current_snapshot, publish_snapshot
from etl.warehouse.store import StagedTable, Warehouse

FIRST = [
    {"url": "https://a.example/1", "text": "Ford said on Monday it will recall 900 vans in Spain."},
    {"url": "https://a.example/2", "text": "Tesla opened a plant near Berlin on 22 March 2022."},
]
SECOND = [
    {"url": "https://a.example/1", "text": "Ford said on Monday it will recall 950 vans in Spain."},
    {"url": "https://a.example/3", "text": "Toyota named Ann Ode chief executive on 3 May 2023."},
    {"url": "https://a.example/3", "text": "Toyota has named Ann Ode its chief on 3 May 2023."},
]

STEPS: tuple[tuple[Any, str], ...] = (
    (StagedTable, "_flush"),
    (StagedTable, "close"),
    (StagedTable, "publish"),
    (store, "fsync_folder"),
    (serving, "fsync_folder"),
    (serving, "_build"),
    (serving, "_point_to"),
    (serving, "_drop_old"),
)
"""What a run does in turn; it is killed before each call of these."""


@contextmanager
def stepping(at_step: Callable[[], None]) -> Iterator[None]:
    """While entered, `at_step` is called before each step."""

    def wrapped(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **named: Any) -> Any:
            at_step()
            return real(*values, **named)

        return call

    patches = [mock.patch.object(place, n, wrapped(getattr(place, n))) for place, n in STEPS]
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


def run(root: Path, nlp: Language, name: str, records: list[dict[str, str]]) -> None:
    """Reading, extraction, stories and snapshot of one dump, as the assets do them in turn."""
    warehouse = Warehouse(UPath(root / "warehouse"))
    path = root / name
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    lock = root / "lock"
    load_dump(path, name, warehouse, index=root / "known.sqlite", lock=lock, progress=str)
    tag_dump(name, warehouse, nlp, progress=str)
    update_checked_events(warehouse, root / "log.jsonl", lock=lock)
    update_stories(warehouse, index=root / "stories.sqlite", lock=lock)
    publish_snapshot(warehouse, root / "serving", lock=lock)


def tables(root: Path) -> dict[str, bytes]:
    found = (root / "warehouse").rglob("*.parquet")
    return {str(p.relative_to(root)): p.read_bytes() for p in found if not p.name.startswith(".")}


def served(root: Path) -> list[tuple[str, str]]:
    """The articles and events that the dashboard would see."""
    snapshot = current_snapshot(root / "serving")
    assert snapshot is not None
    with duckdb.connect(str(snapshot.database), read_only=True) as connection:
        return connection.execute(
            "SELECT article_id, text FROM articles UNION ALL"
            " SELECT event_id, evidence FROM events ORDER BY ALL"
        ).fetchall()


def killed_at(step: int, root: Path, nlp: Language) -> bool:
    """Run the second dump in a process that dies before its step `step`; whether it did."""

    def work() -> None:
        left = step

        def at_step() -> None:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

        with stepping(at_step):
            run(root, nlp, "second.jsonl", SECOND)

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_kill_at_every_step(tmp_path: Path) -> None:
    nlp = load_pipeline(CONFIG.with_name("cuewords.cfg"))
    base = tmp_path / "base"
    base.mkdir()
    run(base, nlp, "first.jsonl", FIRST)
    before = served(base)
    whole = tmp_path / "whole"
    shutil.copytree(base, whole)
    run(whole, nlp, "second.jsonl", SECOND)
    wanted, after = tables(whole), served(whole)
    assert before != after
    steps, was_killed = 0, True
    while was_killed:
        root = tmp_path / f"killed-{steps}"
        shutil.copytree(base, root)
        was_killed = killed_at(steps, root, nlp)
        assert served(root) in ((before, after) if was_killed else (after,)), steps
        run(root, nlp, "second.jsonl", SECOND)
        assert tables(root) == wanted, steps
        assert served(root) == after, steps
        shutil.rmtree(root)
        steps += 1
    assert steps > 25
