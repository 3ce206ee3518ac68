"""Runs that are canceled, by request or with the program: what was published stays, whole."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from etl.contracts import ARTICLES, EVENTS
from etl.runs.execution import execute
from etl.runs.history import find_run, list_runs, run_steps
from etl.runs.inbox import add_to_inbox
from etl.runs.instance import open_instance
from etl.runs.progress import find_progress
from etl.runs.requests import (
    cancel_is_requested,
    claim_next,
    pending_requests,
    request_cancel,
    submit,
)
from etl.settings import PROJECT_ROOT, DataLayout
from etl.warehouse.serving import current_snapshot
from etl.warehouse.store import Warehouse

TEXT = "Ford Motor Company is recalling {} vans in Ohio because battery pack {} may overheat."


def put(layout: DataLayout, name: str, count: int) -> str:
    lines = (
        json.dumps({"id": n, "title": f"Recall {n}", "text": TEXT.format(900 + n, n * n) * 3})
        for n in range(count)
    )
    return add_to_inbox(layout, name, "\n".join(lines).encode())


def cancel_in_step(layout: DataLayout, run_id: str, step: str) -> threading.Thread:
    """Asks for the end of the run as soon as it is in `step`."""

    def ask() -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            found = find_progress(layout, run_id)
            if found is not None and found.step == step and found.done:
                request_cancel(layout, run_id)
                return
            time.sleep(0.02)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_a_running_run_ends_canceled_with_the_tables_whole(layout: DataLayout) -> None:
    instance, warehouse = open_instance(layout), Warehouse(layout.warehouse)
    first = put(layout, "first.jsonl", 2)
    assert execute(instance, layout, first)
    served = current_snapshot(layout.serving)
    second = put(layout, "second.jsonl", 400)
    run_id = "11111111-1111-4111-8111-111111111111"
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    asking = cancel_in_step(layout, run_id, "tag")
    assert not execute(instance, layout, second, run_id=run_id)
    asking.join()
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    run = find_run(layout, run_id)
    assert run is not None
    assert (run.status, run.failure) == ("canceled", None)
    assert [step.name for step in run_steps(layout, run_id)] == ["load", "tag"]
    assert current_snapshot(layout.serving) == served
    assert warehouse.dumps(EVENTS) == [first]
    assert set(warehouse.dumps(ARTICLES)) == {first, second}
    assert not list((layout.local / "warehouse").rglob(".staged-*"))
    assert not cancel_is_requested(layout, run_id)
    assert find_progress(layout, run_id) is None
    assert execute(instance, layout, second), "the next run mends it"
    assert set(warehouse.dumps(EVENTS)) == {first, second}


def test_a_waiting_run_is_taken_back(layout: DataLayout) -> None:
    stays, goes = submit(layout, "a"), submit(layout, "b")
    request_cancel(layout, goes)
    assert [request.run_id for request in pending_requests(layout)] == [stays]
    assert not cancel_is_requested(layout, goes)
    claimed = claim_next(layout)
    assert claimed is not None
    request_cancel(layout, stays)
    assert cancel_is_requested(layout, stays), "who has claimed it must be told"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_ended_cancels_its_run(layout: DataLayout, number: int) -> None:
    put(layout, "many.jsonl", 600)
    process = subprocess.Popen(
        [sys.executable, "-m", "etl.cli.main", "ingest", str(layout.inbox / "many.jsonl")],
        env=dict(os.environ),
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    progress = Path(layout.local / "progress")
    deadline = time.monotonic() + 60
    while not list(progress.glob("*.json")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "many.jsonl: canceled" in told
    assert "Traceback" not in told
    assert [run.status for run in list_runs(layout)] == ["canceled"]
