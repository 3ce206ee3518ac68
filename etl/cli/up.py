"""`motorwire up`: the dashboard and its worker, started, watched and stopped together."""

import contextlib
import os
import sys
import time
import webbrowser
from typing import Annotated

import typer

from dashboard.access.rules import read_rules
from etl.cli.console import err, out
from etl.cli.processes import (
    ADDRESS,
    DEFAULT_PORT,
    Child,
    free_port,
    serves,
    stop_on_signals,
)
from etl.errors import ConfigurationError, HistoryError, SnapshotError
from etl.lexicon.files import DEFAULT_PACK, files_in_use
from etl.runs.inbox import link_into_inbox
from etl.runs.instance import instance_environment
from etl.runs.launching import LaunchError, launcher, server_url
from etl.runs.requests import pending_requests
from etl.settings import PROJECT_ROOT, DataLayout, data_layout
from etl.upkeep.history import damaged_databases
from etl.warehouse.serving import POINTER, current_snapshot
from etl.warehouse.soundness import check_snapshot

SAMPLES = PROJECT_ROOT / "data" / "samples"
_START_SECONDS = 60
_SAMPLE_SECONDS = 300
_NICE = 10
"""Runs take what the readers leave of the processor: a page is waited for, a run is not."""


def up(
    port: Annotated[
        int | None,
        typer.Option(
            help=f"Port of the dashboard; default {DEFAULT_PORT} or above.", min=1, max=65535
        ),
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
    # What would make every page fail is told before anything is started.
    pack = files_in_use().pack
    read_rules(layout.access)
    layout.inbox.mkdir(parents=True, exist_ok=True)
    _check_history(layout)
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
            elif not _is_sound(layout):
                err.print(
                    "What is published is damaged, or of an older version: building it anew …"
                )
                launcher(layout).submit("")
        except LaunchError as error:
            err.print(str(error))
        address = f"http://{ADDRESS}:{port}"
        _wait_for_dashboard(dashboard_child, address)
        out.print(f"Motorwire is at {address} (Ctrl-C ends it; logs in {logs})")
        if browser and sys.stdout.isatty():
            webbrowser.open(address)
        while not is_stopping():
            for child in (*watched, dashboard_child):
                child.restart_if_dead()
            time.sleep(0.3)


def _is_sound(layout: DataLayout) -> bool:
    """Whether what was published, if anything was, can be read to its end by this version."""
    try:
        check_snapshot(current_snapshot(layout.serving).database, is_thorough=True)
    except SnapshotError:
        return not (layout.serving / POINTER).exists()
    return True


def _check_history(layout: DataLayout) -> None:
    """Raises `HistoryError` for damaged databases: the worker could not start."""
    for path in damaged_databases(layout):
        raise HistoryError(
            f"{path} is damaged. No table is affected, but a part of the history of runs is lost:"
            " `motorwire doctor --mend` puts the file aside, then start again"
        )


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
        str(PROJECT_ROOT / "dashboard" / "server.py"),
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

    if hasattr(os, "nice"):  # not on Windows
        os.nice(_NICE)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    Worker(data_layout(), parent=parent).run()
