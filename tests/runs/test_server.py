"""Dagster's own screen, on a free port of this machine: as the server of runs, and read-only."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from etl.cli.processes import free_port
from etl.errors import ConfigurationError
from etl.runs.automation import Automation
from etl.runs.execution import execute, fail_orphans
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


@contextmanager
def opened(layout: DataLayout, *options: str) -> Iterator[str]:
    """The address of `motorwire dagster` on the test's data directory."""
    port = free_port("127.0.0.1", None, 18650)
    layout.local.mkdir(parents=True, exist_ok=True)
    log = layout.local / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "etl.cli.main", "dagster", "--port", str(port), *options],
            env={**os.environ, **instance_environment(layout)},
            cwd=PROJECT_ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            deadline = time.monotonic() + _SECONDS
            while not dagster_answers(address):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline
                time.sleep(0.3)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    assert process.returncode == 0


@pytest.fixture
def url(layout: DataLayout, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a Dagster server that executes runs."""
    with opened(layout, "--launch") as address:
        monkeypatch.setenv(URL_VARIABLE, address)
        yield address


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


Answer = tuple[int, str]


def ask(
    url: str, query: str, *, method: str = "POST", variables: object = None, **headers: str
) -> Answer:
    """Status and text of what a GraphQL query is answered with."""
    asked = {"query": query, "variables": json.dumps(variables or {})}
    if method == "GET":
        request = urllib.request.Request(f"{url}/graphql?{urlencode(asked)}")
    else:
        body = json.dumps({"query": query, "variables": variables or {}}).encode()
        request = urllib.request.Request(f"{url}/graphql", body, method=method)
        request.add_header("Content-Type", "application/json")
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def all_mutations(url: str) -> dict[str, list[tuple[str, str]]]:
    """Dagster's mutations: name → the names and types of what each must be given."""
    kind = "type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }"
    query = f"{{ __schema {{ mutationType {{ fields {{ name args {{ name {kind} }} }} }} }} }}"
    status, text = ask(url, query)
    assert status == 200, text

    def written(kind: dict[str, Any]) -> str:
        inner = written(kind["ofType"]) if kind.get("ofType") else ""
        wrapped = {"NON_NULL": f"{inner}!", "LIST": f"[{inner}]"}
        return wrapped.get(kind["kind"], kind["name"])

    return {
        field["name"]: [(one["name"], written(one["type"])) for one in field["args"]]
        for field in json.loads(text)["data"]["__schema"]["mutationType"]["fields"]
    }


# Dagster's client calls its own GraphQL client in a manner that is going out.
@pytest.mark.filterwarnings("ignore:Using variable_values:DeprecationWarning")
def test_the_screen_is_read_only(layout: DataLayout, monkeypatch: pytest.MonkeyPatch) -> None:
    dump = add_to_inbox(layout, "news.jsonl", json.dumps(ARTICLE).encode())
    assert execute(open_instance(layout), layout, dump)
    (run,) = list_runs(layout)
    named = f'(runId: "{run.run_id}")'
    deletes = f"mutation {{ deleteRun{named} {{ __typename }} }}"
    ends = f"mutation {{ terminateRun{named} {{ __typename }} }}"
    query = "{ runsOrError { ... on Runs { results { runId } } } }"
    with opened(layout) as url:
        assert dagster_screen(layout) == url
        status, text = ask(url, query)
        assert status == 200
        assert run.run_id in text
        mutations = all_mutations(url)
        assert {"launchRun", "deleteRun", "terminateRun", "wipeAssets"} <= mutations.keys()
        for name, args in mutations.items():
            given = ", ".join(f"${key}: {kind}" for key, kind in args)
            taken = ", ".join(f"{key}: ${key}" for key, _ in args)
            tried = f"mutation({given}) {{ {name}({taken}) {{ __typename }} }}" if args else ""
            tried = tried or f"mutation {{ {name} {{ __typename }} }}"
            status, text = ask(url, tried)
            assert status == 400, (name, text)
            assert "read-only" in text, name
        for changes in (deletes, ends):
            assert ask(url, changes, method="GET")[0] == 405
            assert ask(url, f"{changes} {query}")[0] == 400, "beside a query"
            mixed = f"query Q {query} mutation M {changes.removeprefix('mutation ')}"
            assert ask(url, mixed)[0] == 400
        for path in ("report_asset_materialization", "report_asset_observation"):
            request = urllib.request.Request(f"{url}/{path}/articles", b"{}")
            request.add_header("Content-Type", "application/json")
            with pytest.raises(urllib.error.HTTPError, match="401"):
                urllib.request.urlopen(request, timeout=60)
        answers = subscribe(url, deletes)
        assert answers
        assert "deleteRun" in json.dumps(answers[-1]), "not a field of a subscription"
        monkeypatch.setenv(URL_VARIABLE, url)
        with pytest.raises(LaunchError, match="--launch"):
            launcher(layout).submit("")
        with pytest.raises(LaunchError, match="--launch"):
            launcher(layout).set_automation(Automation(True, True))
    (found,) = list_runs(layout)
    assert found == run


def subscribe(url: str, query: str) -> list[Any]:
    """The answers to an operation over the server's WebSocket, without its greeting."""
    answers = []
    address = url.replace("http", "ws") + "/graphql"
    with connect(address, subprotocols=[Subprotocol("graphql-ws")]) as socket:
        socket.send(json.dumps({"type": "connection_init"}))
        assert json.loads(socket.recv(timeout=30))["type"] == "connection_ack"
        socket.send(json.dumps({"id": "1", "type": "start", "payload": {"query": query}}))
        answers.append(json.loads(socket.recv(timeout=30)))
    return answers


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
