"""Whole runs through Dagster, on small dumps: tables, history, log, failures, recovery."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import duckdb
import pandas as pd
import pytest

from etl.contracts import ARTICLES, EVENTS
from etl.defs.sensors import inbox_sensor
from etl.reading.load import load_dump
from etl.runs.execution import ORPHANED, execute, fail_orphans
from etl.runs.history import find_run, list_runs, run_checks, run_log, run_steps
from etl.runs.inbox import add_to_inbox, list_inbox
from etl.runs.instance import instance_environment, open_instance
from etl.runs.progress import find_progress
from etl.runs.requests import claim_next, pending_requests, request_cancel, submit
from etl.runs.views import STEPS
from etl.runs.worker_state import worker_is_alive
from etl.settings import PROJECT_ROOT, DataLayout
from etl.warehouse.serving import current_snapshot
from etl.warehouse.store import Warehouse

NEWS = [
    {
        "id": "n1",
        "title": "Ford recalls vans",
        "text": "Ford Motor Company is recalling 900 vans in the United States because a battery"
        " cell may overheat. The carmaker told dealers to stop selling them on Monday.",
        "date": "2024-03-28",
    },
    {
        "id": "n2",
        "title": "BYD opens plant",
        "text": "BYD opened its first factory in Thailand on Thursday. The plant in Rayong can"
        " build 150,000 cars a year.",
        "date": "2024-07-05",
    },
    {"id": "n3", "title": "Leer", "text": ""},
]


def put(layout: DataLayout, name: str, articles: list[dict[str, str]]) -> str:
    lines = "\n".join(json.dumps(article) for article in articles)
    return add_to_inbox(layout, name, lines.encode())


def test_a_run_publishes_tables_snapshot_and_history(layout: DataLayout) -> None:
    dump = put(layout, "news.jsonl", NEWS)
    instance = open_instance(layout)
    assert execute(instance, layout, dump, run_id=None)
    (run,) = list_runs(layout)
    assert run.status == "success", run.failure
    assert run.dump == dump
    assert run.outcomes == {"accepted": 2, "empty": 1}
    assert run.started_at is not None
    assert run.ended_at is not None
    assert run.requested_at is not None
    assert run.requested_at <= run.started_at <= run.ended_at
    events = pd.read_parquet(str(layout.warehouse / "events"))
    assert run.event_count == len(events) > 0
    assert {"Ford", "BYD"} <= {name for names in events["companies"] for name in names}
    messages = [line.message for line in run_log(layout, run.run_id)]
    assert messages[0] == "run started"
    assert "3 records: 2 accepted, 1 empty" in messages
    assert messages[-1] == "run succeeded"
    with duckdb.connect(str(current_snapshot(layout.serving).database), read_only=True) as db:
        assert db.execute("SELECT count(*) FROM events").fetchall() == [(len(events),)]
    materialization = instance.get_latest_materialization_event(dg.AssetKey("articles"))
    assert materialization is not None
    metadata = materialization.asset_materialization.metadata  # type: ignore[union-attr]
    assert metadata["dagster/row_count"].value == 2
    assert metadata["outcome_sum"].value == "2 accepted, 1 empty"
    assert "Ford recalls vans" in str(metadata["preview"].value)
    assert [file.state for file in list_inbox(layout)] == ["loaded"]
    (layout.inbox / "news.jsonl").write_text(json.dumps(NEWS[0]), encoding="utf-8")
    assert [file.state for file in list_inbox(layout)] == ["changed"]


def test_a_rerun_gives_the_same_bytes_and_a_second_dump_only_what_is_new(
    layout: DataLayout,
) -> None:
    first = put(layout, "a.jsonl", NEWS[:1])
    second = put(layout, "b.jsonl", NEWS[:2])
    instance, warehouse = open_instance(layout), Warehouse(layout.warehouse)
    for dump in (first, second):
        assert execute(instance, layout, dump)
    paths = [warehouse.path(t, d) for t in (ARTICLES, EVENTS) for d in (first, second)]
    before = [path.read_bytes() for path in paths]
    assert warehouse.row_count(ARTICLES, second) == 1
    assert list_runs(layout)[0].outcomes == {"accepted": 1, "duplicate": 1}
    for dump in (first, second):
        assert execute(instance, layout, dump)
    assert [path.read_bytes() for path in paths] == before


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"PK\x03\x04", "damaged"), (b"\x1f\x8b\x08\x00broken", "damaged")],
)
def test_a_dump_that_cannot_be_read_fails_with_the_reason(
    layout: DataLayout, data: bytes, reason: str
) -> None:
    good = put(layout, "good.jsonl", NEWS)
    instance = open_instance(layout)
    assert execute(instance, layout, good)
    served = current_snapshot(layout.serving)
    bad = add_to_inbox(layout, "bad.jsonl", data)
    assert not execute(instance, layout, bad)
    run = list_runs(layout)[0]
    assert run.status == "failed"
    assert reason in (run.failure or "")
    assert any(line.level == "error" for line in run_log(layout, run.run_id))
    assert current_snapshot(layout.serving) == served
    assert Warehouse(layout.warehouse).dumps(ARTICLES) == [good]


def test_a_dump_that_became_empty_keeps_its_articles(layout: DataLayout) -> None:
    dump = put(layout, "news.jsonl", NEWS)
    assert execute(open_instance(layout), layout, dump)
    (layout.inbox / "news.jsonl").write_text("")
    assert not execute(open_instance(layout), layout, dump)
    assert "no records" in (list_runs(layout)[0].failure or "")
    assert Warehouse(layout.warehouse).row_count(ARTICLES, dump) == 2


def test_events_of_other_articles_are_not_served(layout: DataLayout) -> None:
    instance, warehouse = open_instance(layout), Warehouse(layout.warehouse)
    dump = put(layout, "news.jsonl", NEWS)
    assert execute(instance, layout, dump)
    # As a run leaves it that ended between articles and events.
    changed = [{**article, "text": "New. " + article["text"]} for article in NEWS[:2]]
    (layout.inbox / "news.jsonl").write_text("\n".join(map(json.dumps, changed)))
    load_dump(
        layout.inbox / "news.jsonl",
        dump,
        warehouse,
        index=layout.local / "known.sqlite",
        lock=layout.local / "lock",
    )
    assert [file.state for file in list_inbox(layout)] == ["changed"]
    assert execute(instance, layout, "")
    with duckdb.connect(str(current_snapshot(layout.serving).database), read_only=True) as db:
        assert db.execute("SELECT count(*) FROM events").fetchall() == [(0,)]
    assert execute(instance, layout, dump)
    assert [file.state for file in list_inbox(layout)] == ["loaded"]


def test_a_dump_that_is_gone_fails_with_the_reason(layout: DataLayout) -> None:
    assert not execute(open_instance(layout), layout, "gone.csv")
    assert "does not exist" in (list_runs(layout)[0].failure or "")


def test_the_publish_job_rebuilds_a_lost_snapshot(layout: DataLayout) -> None:
    instance = open_instance(layout)
    assert execute(instance, layout, put(layout, "news.jsonl", NEWS))
    version = current_snapshot(layout.serving).version
    (layout.serving / "CURRENT").unlink()
    assert execute(instance, layout, "")
    assert current_snapshot(layout.serving).version > version


def test_the_sensor_asks_for_what_is_not_loaded(layout: DataLayout) -> None:
    loaded = put(layout, "a.jsonl", NEWS[:1])
    assert execute(open_instance(layout), layout, loaded)
    waiting = put(layout, "b.jsonl", NEWS[1:])
    with dg.build_sensor_context(instance=open_instance(layout)) as context:
        result = inbox_sensor(context)
    assert isinstance(result, dg.SensorResult)
    assert [request.partition_key for request in result.run_requests or []] == [waiting]


def test_orphaned_runs_are_reported_failed(layout: DataLayout) -> None:
    instance = open_instance(layout)
    run = instance.create_run_for_job(
        _job(), status=dg.DagsterRunStatus.STARTED, tags={"dagster/partition": "x.csv"}
    )
    assert fail_orphans(instance, layout) == [run.run_id]
    found = find_run(layout, run.run_id)
    assert found is not None
    assert (found.status, found.dump, found.failure) == ("failed", "x.csv", ORPHANED)


def test_steps_and_checks_of_a_run(layout: DataLayout) -> None:
    dump = put(layout, "news.jsonl", [*NEWS[:1], *[NEWS[2]] * 40])
    assert execute(open_instance(layout), layout, dump)
    (run,) = list_runs(layout)
    steps = run_steps(layout, run.run_id)
    assert [(step.name, step.status) for step in steps] == [(name, "success") for name in STEPS]
    assert all(step.seconds is not None and step.seconds > 0 for step in steps)
    checks = run_checks(layout, run.run_id)
    assert len(checks) == 23
    failed = [check for check in checks if not check.is_passed]
    assert [(c.table, c.name, c.is_blocking) for c in failed] == [
        ("articles", "mostly_accepted", False)
    ]
    assert checks[0] == failed[0]
    assert run.snapshot == current_snapshot(layout.serving).version


def _job() -> dg.JobDefinition:
    from etl.definitions import defs

    return defs.resolve_job_def("publish")


def wait_until(condition, seconds: float = 60) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


def start_worker(layout: DataLayout) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "etl.cli.main", "worker", "--parent", str(os.getpid())],
        env={**os.environ, **instance_environment(layout)},
        cwd=PROJECT_ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_the_worker_executes_requests_and_survives_kill(layout: DataLayout, tmp_path: Path) -> None:
    run_id = submit(layout, put(layout, "news.jsonl", NEWS))
    queued = find_run(layout, run_id)
    assert queued is not None
    assert queued.status == "queued"
    assert [run.status for run in list_runs(layout)] == ["queued"]
    worker = start_worker(layout)
    try:
        wait_until(lambda: not pending_requests(layout))
        assert worker_is_alive(layout)
        done = find_run(layout, run_id)
        assert done is not None
        assert done.status == "success", done.failure
    finally:
        worker.kill()
        worker.wait()
    assert not worker_is_alive(layout)
    # Killed after claiming: the request has no run yet, so it is executed after all.
    second = submit(layout, put(layout, "more.jsonl", NEWS[:1]))
    assert claim_next(layout) is not None
    worker = start_worker(layout)
    try:
        wait_until(lambda: not pending_requests(layout))
        done = find_run(layout, second)
        assert done is not None
        assert done.status == "success", done.failure
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0
    finally:
        worker.kill()
        worker.wait()


def test_the_worker_starts_anew_after_many_articles(layout: DataLayout) -> None:
    code = (
        "import logging; from etl.runs.worker import Worker; from etl.settings import data_layout;"
        "logging.basicConfig(level=logging.INFO); Worker(data_layout(), most_articles=2).run()"
    )
    log = layout.local / "worker.log"
    submit(layout, put(layout, "news.jsonl", NEWS))
    with log.open("wb") as output:
        worker = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, **instance_environment(layout)},
            cwd=PROJECT_ROOT,
            stdout=output,
            stderr=output,
        )
    try:
        wait_until(lambda: log.read_text().count("ready") == 2, 120)
        assert "starting anew" in log.read_text()
        assert worker.poll() is None, "it is still the same process"
        second = submit(layout, put(layout, "more.jsonl", NEWS[:1]))
        wait_until(lambda: not pending_requests(layout), 120)
        done = find_run(layout, second)
        assert done is not None
        assert done.status == "success", done.failure
    finally:
        worker.kill()
        worker.wait()


def test_the_worker_cancels_a_run_and_goes_on(layout: DataLayout) -> None:
    first = submit(layout, put(layout, "many.jsonl", [
        {"id": f"m{n}", "title": f"Recall {n}", "text": f"{NEWS[0]['text']} Batch {n * n} of {n}."}
        for n in range(500)
    ]))  # fmt: skip
    second = submit(layout, "")
    worker = start_worker(layout)
    try:
        wait_until(lambda: find_progress(layout, first) is not None, 120)
        request_cancel(layout, first)
        wait_until(lambda: not pending_requests(layout), 120)
        assert worker.poll() is None
        found = [find_run(layout, run_id) for run_id in (first, second)]
        assert [run and run.status for run in found] == ["canceled", "success"]
    finally:
        worker.kill()
        worker.wait()
