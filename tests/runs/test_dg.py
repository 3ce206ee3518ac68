"""Dagster's command line `dg`, started in the project's root as the docs say."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from etl.cli.processes import free_port
from etl.runs.execution import execute
from etl.runs.history import list_runs
from etl.runs.inbox import add_to_inbox
from etl.runs.instance import open_instance
from etl.runs.launching import dagster_answers
from etl.settings import DATA_VARIABLE, PROJECT_ROOT, DataLayout

DG = Path(sys.executable).with_name("dg")
_SECONDS = 180


def environment(home: Path, data: Path) -> dict[str, str]:
    """What a newcomer's shell has: no setting of Dagster, and here another data directory."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DAGSTER")}
    return {**kept, "HOME": str(home), DATA_VARIABLE: str(data)}


def dg(*arguments: str, home: Path, data: Path) -> str:
    done = subprocess.run(
        [DG, *arguments],
        env=environment(home, data),
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_configuration_and_definitions(layout: DataLayout, tmp_path: Path) -> None:
    place = {"home": tmp_path, "data": layout.local}
    assert "valid" in dg("check", "toml", **place)
    found = json.loads(dg("list", "defs", "--json", **place))
    assert {"articles", "events", "serving"} <= {one["asset_key"] for one in found["assets"]}
    assert {one["name"] for one in found["jobs"]} >= {"ingest_dump", "publish"}


@pytest.mark.parametrize("home_is_set", [True, False])
def test_dev_shows_the_same_history(layout: DataLayout, tmp_path: Path, home_is_set: bool) -> None:
    text = "Ford Motor Company is recalling 900 vans in Ohio because a battery may overheat."
    dump = add_to_inbox(layout, "news.jsonl", json.dumps({"title": "Vans", "text": text}).encode())
    assert execute(open_instance(layout), layout, dump)
    (run,) = list_runs(layout)
    before = set(PROJECT_ROOT.iterdir())
    port = free_port("127.0.0.1", None, 18630)
    settings = environment(tmp_path, layout.local)
    if home_is_set:
        settings["DAGSTER_HOME"] = str(PROJECT_ROOT)
    log = tmp_path / "dg.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [DG, "dev", "--port", str(port)],
            env=settings,
            cwd=PROJECT_ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + _SECONDS
            while not dagster_answers(f"http://127.0.0.1:{port}"):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline
                time.sleep(0.3)
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/graphql",
                json.dumps(
                    {"query": "{ runsOrError { ... on Runs { results { runId status } } } }"}
                ).encode(),
                {"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=60) as answer:
                found = json.load(answer)["data"]["runsOrError"]["results"]
            assert found == [{"runId": run.run_id, "status": "SUCCESS"}]
            listening = Path("/proc/net/tcp").read_text().split()
            assert f"0100007F:{port:04X}" in listening, "on this machine's loopback"
            assert f"00000000:{port:04X}" not in listening
        finally:
            # Not SIGINT: it is ignored where the tests were started in the background.
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    made = set(PROJECT_ROOT.iterdir()) - before - {PROJECT_ROOT / ".pytest_cache"}
    # Without DAGSTER_HOME, `dg` makes a folder for itself, and does not always live to remove it.
    for folder in [path for path in made if path.name.startswith(".tmp_dagster_home_")]:
        shutil.rmtree(folder)
        made.remove(folder)
    assert not made
    assert "DAGSTER_DISABLE_TELEMETRY" in log.read_text(), "the project's .env was read"
    if home_is_set:
        assert not (tmp_path / ".dagster" / "logs").exists(), "nothing is noted to be sent later"
