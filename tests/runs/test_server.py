"""Runs through a real Dagster server: web server and daemon, on a free port of this machine."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from etl.cli.processes import free_port
from etl.errors import ConfigurationError
from etl.runs.automation import Automation
from etl.runs.execution import fail_orphans
from etl.runs.history import find_run, list_runs, run_checks, run_steps
from etl.runs.inbox import add_to_inbox
from etl.runs.instance import instance_environment, open_instance
from etl.runs.launching import (
    URL_VARIABLE,
    EmbeddedLauncher,
    LaunchError,
    dagster_answers,
    dagster_screen,
    launcher,
)
from etl.runs.views import STEPS, RunView
from etl.settings import PROJECT_ROOT, DataLayout
from etl.warehouse.serving import current_snapshot
from tests.dashboard.screens import words

ARTICLE = {
    "id": "n1",
    "title": "Ford recalls vans",
    "text": "Ford Motor Company is recalling 900 vans in Ohio because a battery may overheat.",
    "date": "2024-03-28",
}
_SECONDS = 180


@pytest.fixture
def url(layout: DataLayout, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a Dagster server on the test's data directory."""
    port = free_port("127.0.0.1", None, 18650)
    layout.local.mkdir(parents=True)
    log = (layout.local / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "etl.cli.main", "dagster", "--port", str(port)],
        env={**os.environ, **instance_environment(layout)},
        cwd=PROJECT_ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + _SECONDS
        while not dagster_answers(address):
            assert process.poll() is None, (layout.local / "server.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.3)
        monkeypatch.setenv(URL_VARIABLE, address)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()


def ended(layout: DataLayout, run_id: str) -> RunView:
    deadline = time.monotonic() + _SECONDS
    while True:
        run = find_run(layout, run_id)
        if run is not None and run.status in ("success", "failed", "canceled"):
            return run
        assert time.monotonic() < deadline, run
        time.sleep(0.3)


# Dagster's client calls its own GraphQL client in a manner that is going out.
@pytest.mark.filterwarnings("ignore:Using variable_values:DeprecationWarning")
def test_runs_cancels_and_switches(layout: DataLayout, url: str) -> None:
    dump = add_to_inbox(layout, "news.jsonl", json.dumps(ARTICLE).encode())
    server = launcher(layout)
    assert server.name == "Dagster server"
    assert server.is_ready()
    assert dagster_screen(layout) == url
    run_id = server.submit(dump)
    assert fail_orphans(open_instance(layout), layout) == [], "the server's run is not ours to end"
    run = ended(layout, run_id)
    assert (run.status, run.failure) == ("success", None)
    assert (run.dump, run.outcomes) == (dump, {"accepted": 1})
    assert run.event_count
    assert [step.name for step in run_steps(layout, run_id)] == list(STEPS)
    assert all(check.is_passed for check in run_checks(layout, run_id))
    assert run.snapshot == current_snapshot(layout.serving).version

    second = server.submit("")
    server.cancel(second)
    assert ended(layout, second).status == "canceled"
    assert current_snapshot(layout.serving).version == run.snapshot

    assert server.automation() == Automation(False, False)
    for wanted in (Automation(True, True), Automation(False, True), Automation(False, False)):
        server.set_automation(wanted)
        assert launcher(layout).automation() == wanted

    app = AppTest.from_file(str(PROJECT_ROOT / "dashboard" / "streamlit_app.py"))
    app.run(timeout=60)
    app.switch_page("app_pages/runs.py").run(timeout=60)
    assert not app.exception
    assert "Dagster server is running" in words(app)
    app.toggle(key="runs-nightly").set_value(True).run(timeout=60)
    assert launcher(layout).automation() == Automation(False, True)
    app.button(key="runs-rebuild").click().run(timeout=60)
    assert not app.exception
    newest = list_runs(layout)[0]
    assert newest.run_id not in (run_id, second)
    assert ended(layout, newest.run_id).status == "success"


def test_a_server_that_is_not_there(layout: DataLayout, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port("127.0.0.1", None, 18690)
    monkeypatch.setenv(URL_VARIABLE, f"http://127.0.0.1:{port}/")
    server = launcher(layout)
    assert not server.is_ready()
    assert dagster_screen(layout) is None
    for ask in (lambda: server.submit(""), server.automation):
        with pytest.raises(LaunchError, match="does not answer"):
            ask()
    monkeypatch.setenv(URL_VARIABLE, "nonsense")
    with pytest.raises(ConfigurationError, match="http://"):
        launcher(layout)
    monkeypatch.delenv(URL_VARIABLE)
    assert isinstance(launcher(layout), EmbeddedLauncher)
