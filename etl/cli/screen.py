"""`motorwire dagster`: Dagster's own screen, to look at, or as the server that executes runs."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import Annotated

import typer

from etl.cli.console import err
from etl.cli.processes import ADDRESS, Child, free_port
from etl.runs.instance import instance_environment
from etl.runs.launching import URL_VARIABLE, note_screen
from etl.settings import PROJECT_ROOT, DataLayout, data_layout


def dagster(
    port: Annotated[
        int, typer.Option(help="Port of Dagster's own screen.", min=1, max=65535)
    ] = 3000,
    launch: Annotated[
        bool,
        typer.Option(
            "--launch", help=f"Execute runs, as {URL_VARIABLE} needs; else it is read-only."
        ),
    ] = False,
) -> None:
    """Open Dagster's own screen on the project's instance, on this machine only."""
    port = free_port(ADDRESS, port, port)
    layout = data_layout()
    os.environ.update(instance_environment(layout))
    os.chdir(PROJECT_ROOT)
    # Imported here: it takes seconds, and the port is looked at before.
    from etl.runs.screen import serve_screen

    url = f"http://{ADDRESS}:{port}"
    note_screen(layout, url)
    if launch:
        err.print(
            f"Dagster's server will be at {url} (Ctrl-C ends it). It has no login: every program"
            " and every user of this machine can start, end and delete runs there"
        )
    else:
        err.print(
            f"Dagster's own screen will be at {url}, to look at only (Ctrl-C ends it; --launch"
            " lets it execute runs)"
        )
    # Whoever ends it ends Dagster's processes with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with (
        contextlib.suppress(KeyboardInterrupt),
        _daemon(layout) if launch else contextlib.nullcontext(),
    ):
        serve_screen(layout, ADDRESS, port, is_read_only=not launch)


@contextlib.contextmanager
def _daemon(layout: DataLayout) -> Iterator[None]:
    """While entered, Dagster's daemon executes queued runs, the sensor and the schedule."""
    from etl.runs.screen import DEFINITIONS

    logs = layout.local / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "dagster._daemon", "run", "-m", DEFINITIONS]
    child = Child("daemon", command, dict(os.environ), logs / "daemon.log")
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(1):
            child.restart_if_dead()

    watcher = threading.Thread(target=watch, name="daemon-watch")
    with child:
        watcher.start()
        try:
            yield
        finally:
            is_over.set()
            watcher.join()
