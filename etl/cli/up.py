"""`motorwire up`: the dashboard and its worker, started, watched and stopped together."""

import contextlib
import os
import sys
import time
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.console import err, out
from etl.cli.processes import Child, free_port, serves, stop_on_signals
from etl.errors import ConfigurationError, SnapshotError
from etl.lexicon.files import DEFAULT_PACK, files_in_use
from etl.runs.inbox import link_into_inbox
from etl.runs.instance import instance_environment
from etl.runs.launching import LaunchError, launcher, note_screen, server_url
from etl.runs.requests import pending_requests
from etl.settings import PROJECT_ROOT, DataLayout, data_layout
from etl.warehouse.serving import POINTER, current_snapshot

SAMPLES = PROJECT_ROOT / "data" / "samples"
ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8501
_START_SECONDS = 60
_SAMPLE_SECONDS = 300


def up(
    port: Annotated[
        int | None, typer.Option(help=f"Port of the dashboard; default {DEFAULT_PORT} or above.")
    ] = None,
    sample: Annotated[
        bool, typer.Option(help="Load the sample dumps when nothing was ever loaded.")
    ] = True,
    browser: Annotated[
        bool, typer.Option(help="Open the dashboard in the browser (in a terminal only).")
    ] = True,
) -> None:
    """Open the dashboard, with a worker that executes its runs. Ends with Ctrl-C.

    With MOTORWIRE_DAGSTER_URL, the Dagster server at that address executes them instead.
    """
    layout = data_layout()
    pack = files_in_use().pack  # an unknown one is told before anything is started
    layout.inbox.mkdir(parents=True, exist_ok=True)
    port = free_port(ADDRESS, port, DEFAULT_PORT)
    logs = layout.local / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, **instance_environment(layout)}
    worker_command = [sys.executable, "-m", "etl.cli.main", "worker", "--parent", str(os.getpid())]
    dashboard_child = Child(
        "dashboard", _streamlit_command(port), environment, logs / "dashboard.log"
    )
    with stop_on_signals() as is_stopping, dashboard_child, contextlib.ExitStack() as stack:
        watched = []
        if server_url() is None:
            worker_child = Child("worker", worker_command, environment, logs / "worker.log")
            watched.append(stack.enter_context(worker_child))
        # The samples are news of the default pack's industry.
        is_first = sample and pack == DEFAULT_PACK and not (layout.serving / POINTER).exists()
        try:
            if is_first:
                _load_samples(layout, watched)
            elif _is_outdated(layout):
                err.print("What is published is of an older version: building it anew …")
                launcher(layout).submit("")
        except LaunchError as error:
            err.print(str(error))
        address = f"http://{ADDRESS}:{port}"
        _wait_for_dashboard(dashboard_child, address)
        out.print(f"Motorwire is at {address} (Ctrl-C ends it; logs in {logs})")
        if browser and sys.stdout.isatty():
            webbrowser.open(address)
        while not is_stopping():
            for child in watched:
                child.restart_if_dead()
            if dashboard_child.has_ended():
                raise ConfigurationError(f"the dashboard has ended; see {logs / 'dashboard.log'}")
            time.sleep(0.3)


def _is_outdated(layout: DataLayout) -> bool:
    """Whether something was published that this version cannot open."""
    try:
        current_snapshot(layout.serving)
    except SnapshotError:
        return (layout.serving / POINTER).exists()
    return False


def _streamlit_command(port: int) -> list[str]:
    options = {
        "server.address": ADDRESS,
        "server.port": port,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    return [
        *(sys.executable, "-m", "streamlit", "run"),
        str(PROJECT_ROOT / "dashboard" / "streamlit_app.py"),
        *(f"--{name}={value}" for name, value in options.items()),
    ]


def _load_samples(layout: DataLayout, watched: list[Child]) -> None:
    """Asks for runs over the samples, and waits for them where the worker is ours."""
    dumps = sorted(path for path in SAMPLES.iterdir() if not path.name.startswith("."))
    for path in dumps:
        launcher(layout).submit(link_into_inbox(layout, path))
    if not watched:
        err.print(f"First start: Dagster's server was asked to load {len(dumps)} sample dumps")
        return
    err.print(f"First start: loading {len(dumps)} sample dumps …")
    deadline = time.monotonic() + _SAMPLE_SECONDS
    left = len(dumps)
    while left and time.monotonic() < deadline:
        for child in watched:
            child.restart_if_dead()
        time.sleep(0.2)
        now_left = len(pending_requests(layout))
        if now_left < left:
            left = now_left
            err.print(f"  {len(dumps) - left} of {len(dumps)} loaded")
    if left:
        err.print("  still loading; see the page Runs of the dashboard")


def _wait_for_dashboard(child: Child, address: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not serves(f"{address}/_stcore/health"):
        if child.has_ended() or time.monotonic() > deadline:
            raise ConfigurationError(f"the dashboard did not start; see {child.log}")
        time.sleep(0.1)


def worker(
    parent: Annotated[
        int | None, typer.Option(help="End when this process is no longer the parent.")
    ] = None,
) -> None:
    """Execute the requests of the queue until stopped (started by `motorwire up`)."""
    # Imported here: it takes seconds, and the other commands do without it.
    import logging

    from etl.runs.worker import Worker

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    Worker(data_layout(), parent=parent).run()


def dagster(
    port: Annotated[int, typer.Option(help="Port of Dagster's own screen.")] = 3000,
) -> None:
    """Open Dagster's own screen on the project's instance, on this machine only."""
    layout = data_layout()
    environment = {**os.environ, **instance_environment(layout)}
    note_screen(layout, f"http://{ADDRESS}:{port}")
    command = [
        *(str(Path(sys.executable).with_name("dagster")), "dev"),
        *("-m", "etl.definitions", "-h", ADDRESS, "-p", str(port)),
    ]
    err.print(f"Dagster's own screen will be at http://{ADDRESS}:{port} (Ctrl-C ends it)")
    os.chdir(PROJECT_ROOT)
    # This process becomes Dagster's, so that whoever stops it stops Dagster and its children.
    os.execve(command[0], command, environment)  # noqa: S606
