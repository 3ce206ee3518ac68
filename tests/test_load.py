"""Some people use the dashboard at once while the ETL runs: `make load` in small."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.load.crowd import Load, middle_and_95th, put_under_load
from benchmarks.load.dump import mixed_articles
from etl.reading.load import load_dump
from etl.runs.execution import execute
from etl.runs.history import list_runs
from etl.runs.inbox import add_to_inbox
from etl.runs.instance import open_instance
from etl.settings import PROJECT_ROOT, DataLayout
from etl.warehouse.serving import current_snapshot
from etl.warehouse.store import Warehouse

SAMPLE = PROJECT_ROOT / "data" / "samples" / "motorwire_sample.jsonl"
LOAD = Load(people=3, seconds=10, articles=60, think=0.5, quiet=0.2, look_every=2)


def test_nothing_goes_wrong_while_the_etl_runs(layout: DataLayout) -> None:
    dump = add_to_inbox(layout, SAMPLE.name, SAMPLE.read_bytes())
    assert execute(open_instance(layout), layout, dump)
    before = current_snapshot(layout.serving)
    report = put_under_load(Path(str(layout.root)), LOAD)
    assert report.errors == []
    assert len(report.visits) == LOAD.people
    for visits in report.visits:
        assert {"page", "change"} <= {visit.kind for visit in visits}, "everyone was answered"
        assert visits[0].kind == "open"
    assert report.run_status == "success"
    newest, _ = list_runs(layout)
    assert newest.outcomes is not None
    assert newest.outcomes["accepted"] == LOAD.articles
    assert current_snapshot(layout.serving) != before
    assert len(report.memory) >= 3
    assert all(memory.dashboard > 0 and memory.worker > 0 for _, memory, _ in report.memory)
    assert report.memory[-1][2] == 0, "everyone has left"


def test_an_error_on_a_page_is_found(layout: DataLayout) -> None:
    dump = add_to_inbox(layout, SAMPLE.name, SAMPLE.read_bytes())
    assert execute(open_instance(layout), layout, dump)
    current_snapshot(layout.serving).database.write_bytes(b"no database")
    report = put_under_load(Path(str(layout.root)), replace(LOAD, people=1, seconds=4))
    assert any("error: That did not work." in error for error in report.errors), report.errors


@pytest.mark.parametrize("seed", [1, 2])
def test_mixed_articles_are_all_accepted(warehouse: Warehouse, tmp_path: Path, seed: int) -> None:
    dump = tmp_path / "mixed.jsonl"
    dump.write_bytes(mixed_articles(300, seed))
    report = load_dump(
        dump,
        dump.name,
        warehouse,
        index=tmp_path / "known.sqlite",
        lock=tmp_path / "load.lock",
        progress=lambda _: None,
    )
    assert report.counts.outcomes == {"accepted": 300}


def test_middle_and_95th() -> None:
    assert middle_and_95th([]) == (0, 0)
    assert middle_and_95th([3]) == (3, 3)
    assert middle_and_95th([float(n) for n in range(1, 20)]) == (10, 19)
