"""`kill -9` at random moments of real runs: `make soak`, or `python -m tests.kill_loop`.

Each moment: a fresh copy of a small data directory, a run of a second dump in a process of its own,
and a kill. Then what is served must be the old or the new snapshot, whole; after the next run every
table must equal, byte by byte, that of a run that nobody disturbed. Exit code 1 with the first
moment that breaks this; its directory is kept and named.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from upath import UPath

from etl.cli.processes import free_port, serves
from etl.runs import execution
from etl.runs.execution import execute, fail_orphans
from etl.runs.history import find_run, list_runs
from etl.runs.inbox import add_to_inbox
from etl.runs.instance import instance_environment, open_instance
from etl.runs.requests import pending_requests, submit
from etl.runs.turn import is_free
from etl.runs.worker_state import worker_is_alive
from etl.settings import DATA_VARIABLE, PROJECT_ROOT, DataLayout
from etl.warehouse.serving import current_snapshot

FIRST, SECOND = "first.jsonl", "second.jsonl"
_LONGEST = 300.0

Tables = dict[str, bytes]
Rows = dict[str, list[tuple[Any, ...]]]


def records(numbers: range, day: int) -> bytes:
    """News of invented happenings; a number on another day is a new version of it."""
    makers = ("Ford", "Toyota", "Kia", "BYD", "Volvo", "Tesla", "Renault", "Nissan")
    towns = ("Leeds", "Porto", "Turin", "Gdansk", "Malmo", "Graz", "Lyon")
    lines = []
    for number in numbers:
        maker, town = makers[number % len(makers)], towns[number % len(towns)]
        text = (
            f"{maker} opened a plant near {town} on {1 + number % 28} March 2023 with {number + 40}"
            f" robots. The company said on day {day} that it will recall {number * 100 + day} vans"
            f" because a battery may overheat. Its neighbours in {town} number {number} waited."
        )
        lines.append({"url": f"https://news.example/{number}", "text": text, "title": f"{town}"})
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


@dataclass(frozen=True)
class Scene:
    """A data directory with the first dump loaded and the second one in its inbox, and what it
    holds after an undisturbed run of that."""

    base: Path
    before: Rows
    after: Rows
    tables: Tables
    seconds: float


def layout_of(folder: Path) -> DataLayout:
    os.environ[DATA_VARIABLE] = str(folder)
    return DataLayout(UPath(folder))


def run_here(layout: DataLayout, dump: str) -> None:
    run = open_instance(layout)
    if not execute(run, layout, dump):
        raise AssertionError(list_runs(layout)[0].failure)


def tables_of(layout: DataLayout) -> Tables:
    found = Path(str(layout.warehouse)).rglob("*.parquet")
    return {
        str(path.relative_to(layout.local)): path.read_bytes()
        for path in found
        if not path.name.startswith(".")
    }


def served(layout: DataLayout) -> Rows:
    """All that the dashboard would see, and nothing of when it was made."""
    database = current_snapshot(layout.serving).database
    with duckdb.connect(str(database), read_only=True) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        ]
        return {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY ALL').fetchall()
            for name in names
            if name != "snapshot"
        }


def prepare(folder: Path) -> Scene:
    base = folder / "base"
    layout = layout_of(base)
    add_to_inbox(layout, FIRST, records(range(40), 1))
    run_here(layout, FIRST)
    add_to_inbox(layout, SECOND, records(range(25, 65), 2))
    before = served(layout)
    shutil.copytree(base, folder / "whole")
    whole = layout_of(folder / "whole")
    start = time.monotonic()
    run_here(whole, SECOND)
    seconds = time.monotonic() - start
    after = served(whole)
    assert before["events"] != after["events"]
    assert any(row[2] == "replaced" for row in after["rejects"]), after["rejects"][:3]
    return Scene(base, before, after, tables_of(whole), seconds)


@contextmanager
def process(layout: DataLayout, *command: str) -> Iterator[subprocess.Popen[str]]:
    """A process of ours that is gone, with its children, when the context is left."""
    environment = {**os.environ, **instance_environment(layout)}
    started = subprocess.Popen(
        [sys.executable, "-m", "etl.cli.main", *command],
        env=environment,
        cwd=PROJECT_ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield started
    finally:
        kill_all(started.pid)
        started.wait()
        # A killed process keeps its locks for a moment more, when it is long listed as ended.
        wait_until(lambda: is_free(layout))
        if started.stderr:
            started.stderr.close()


def descendants(pid: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            text = status.read_text(encoding="utf-8")
        except OSError:
            continue
        if f"\nPPid:\t{pid}\n" in text:
            child = int(status.parent.name)
            found += [child, *descendants(child)]
    return found


def kill_all(pid: int) -> None:
    for one in [pid, *descendants(pid)]:
        kill(one)


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + _LONGEST
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("waited too long")
        time.sleep(0.02)


def ingest(layout: DataLayout, after: float) -> None:
    """Kills `motorwire ingest`."""
    with process(layout, "ingest", str(layout.inbox / SECOND)) as started:
        assert started.stderr is not None
        assert "started" in started.stderr.readline()
        time.sleep(after)


def worker(layout: DataLayout, after: float) -> None:
    """Kills the worker; the next one decides what becomes of the request."""
    with process(layout, "worker"):
        wait_until(lambda: worker_is_alive(layout))
        submit(layout, SECOND)
        wait_until(lambda: any(request.is_claimed for request in pending_requests(layout)))
        time.sleep(after)
    with process(layout, "worker"):
        wait_until(lambda: not pending_requests(layout))


def dashboard(layout: DataLayout, after: float) -> None:
    """Kills the dashboard beside a worker: the run goes on, and the dashboard comes back."""
    port = free_port("127.0.0.1", None, random.randrange(20_000, 30_000))
    health = f"http://127.0.0.1:{port}/_stcore/health"
    with process(layout, "up", "--no-sample", "--no-browser", "--port", str(port)) as up:
        wait_until(lambda: serves(health))
        run_id = submit(layout, SECOND)
        time.sleep(after)
        for pid in descendants(up.pid):
            if b"streamlit" in Path(f"/proc/{pid}/cmdline").read_bytes():
                kill(pid)
        wait_until(lambda: not serves(health))
        wait_until(lambda: serves(health))
        wait_until(lambda: not pending_requests(layout))
        run = find_run(layout, run_id)
        assert run is not None
        assert run.status == "success", run.failure


_LAUNCH = """mutation Launch($selector: JobOrPipelineSelector!, $tags: [ExecutionTag!]!) {
  launchRun(executionParams:
    {selector: $selector, runConfigData: "{}", executionMetadata: {tags: $tags}})
  { __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }"""
_LOCATIONS = (
    "{ repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } } } } }"
)


def daemon(layout: DataLayout, after: float) -> None:
    """Kills Dagster's server, its daemon, and the run that it has launched."""
    port = free_port("127.0.0.1", None, random.randrange(20_000, 30_000))
    address = f"http://127.0.0.1:{port}/graphql"

    def ask(query: str, **variables: object) -> Any:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["data"]

    with process(layout, "dagster", "--launch", "--port", str(port)):
        wait_until(lambda: serves(f"http://127.0.0.1:{port}/server_info"))
        (repository,) = ask(_LOCATIONS)["repositoriesOrError"]["nodes"]
        open_instance(layout).add_dynamic_partitions("dump", [SECOND])
        selector = {
            "repositoryName": repository["name"],
            "repositoryLocationName": repository["location"]["name"],
            "jobName": "ingest_dump",
        }
        launched = ask(
            _LAUNCH, selector=selector, tags=[{"key": "dagster/partition", "value": SECOND}]
        )["launchRun"]
        run_id = launched["run"]["runId"]
        wait_until(lambda: find_run(layout, run_id).status != "queued")  # type: ignore[union-attr]
        time.sleep(after)
    found = find_run(layout, run_id)
    assert found is not None
    execution._STARTING_SECONDS = 0
    if found.status == "running":
        reported = fail_orphans(open_instance(layout), layout)
        assert run_id in reported, "the run of the killed server is not reported failed"


VICTIMS: dict[str, Callable[[DataLayout, float], None]] = {
    "ingest": ingest,
    "worker": worker,
    "dashboard": dashboard,
    "daemon": daemon,
}


def try_moment(scene: Scene, folder: Path, victim: str, after: float) -> str:
    """One moment; returns what was served after the kill: `old` or `new`."""
    shutil.copytree(scene.base, folder)
    layout = layout_of(folder)
    VICTIMS[victim](layout, after)
    found = served(layout)
    assert found in (scene.before, scene.after), "what is served is neither old nor new"
    fail_orphans(open_instance(layout), layout)
    assert all(run.status in ("success", "failed") for run in list_runs(layout))
    run_here(layout, SECOND)
    tables = tables_of(layout)
    assert tables.keys() == scene.tables.keys()
    different = [name for name, data in tables.items() if data != scene.tables[name]]
    assert not different, different
    assert served(layout) == scene.after
    ids = pd.read_parquet(str(layout.warehouse / "events"))["event_id"]
    assert ids.is_unique
    return "old" if found == scene.before else "new"


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    tell(f"seed {options.seed}")
    chance = random.Random(options.seed)
    # Most runs are the worker's and the command's; the others start slowly.
    weighted = ["ingest"] * 5 + ["worker"] * 3 + ["dashboard", "daemon"]
    folder = Path(tempfile.mkdtemp(prefix="motorwire-kill-"))
    scene = prepare(folder)
    for number in range(options.moments):
        victim = weighted[number % len(weighted)]
        after = chance.uniform(0, scene.seconds * 1.2)
        place = folder / f"moment-{number}"
        try:
            left = try_moment(scene, place, victim, after)
        except AssertionError as error:
            tell(f"BROKEN: {victim} killed after {after:.2f} s ({place}): {error}")
            return 1
        tell(f"{number + 1:>3} {victim} killed after {after:.2f} s: the {left} snapshot served")
        shutil.rmtree(place)
    shutil.rmtree(folder)
    tell(f"{options.moments} moments, nothing lost or doubled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
