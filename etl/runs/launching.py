"""Who executes the runs that the dashboard asks for: the embedded worker, or Dagster's server.

The server is used where `MOTORWIRE_DAGSTER_URL` names it. Both use one instance, so that history
and logs are the same.
"""

import json
import os
import re
import urllib.request
from typing import Protocol

from etl.errors import ConfigurationError, MotorwireError
from etl.runs import requests
from etl.runs.automation import Automation, read_automation, write_automation
from etl.runs.worker_state import worker_is_alive
from etl.settings import DataLayout, holds_password

URL_VARIABLE = "MOTORWIRE_DAGSTER_URL"
_ANSWER_SECONDS = 1.0
_OWN_SCREEN = re.compile(r"http://127\.0\.0\.1:\d{1,5}")


class LaunchError(MotorwireError):
    """A run could not be asked for, or ended."""


class Launcher(Protocol):
    """Starts and ends runs. All methods but `is_ready` raise `LaunchError` where that fails."""

    name: str

    def is_ready(self) -> bool:
        """Whether runs that are asked for will be executed now."""

    def submit(self, dump: str) -> str:
        """Asks for a run over `dump` ('' to rebuild what is published); returns the run's id."""

    def cancel(self, run_id: str) -> None:
        """Asks for the end of a run that waits or goes on."""

    def automation(self) -> Automation:
        """What is done without being asked for."""

    def set_automation(self, automation: Automation) -> None:
        """Switches it on and off, until it is switched again."""


class EmbeddedLauncher:
    """Hands runs to the worker that `motorwire up` starts."""

    name = "worker"

    def __init__(self, layout: DataLayout) -> None:
        self._layout = layout

    def is_ready(self) -> bool:
        """Whether the worker is alive."""
        return worker_is_alive(self._layout)

    def submit(self, dump: str) -> str:
        """Puts a request into the queue; it waits there while no worker is up."""
        return requests.submit(self._layout, dump)

    def cancel(self, run_id: str) -> None:
        """Takes a waiting request back, or tells the worker to interrupt the run."""
        requests.request_cancel(self._layout, run_id)

    def automation(self) -> Automation:
        """The switches of the worker."""
        return read_automation(self._layout)

    def set_automation(self, automation: Automation) -> None:
        """Keeps the switches, which the worker follows."""
        write_automation(self._layout, automation)


def launcher(layout: DataLayout) -> Launcher:
    """The launcher that the environment asks for."""
    url = server_url()
    if url is None:
        return EmbeddedLauncher(layout)
    # Imported here: it takes seconds, and most installations do without it.
    from etl.runs.server import ServerLauncher

    return ServerLauncher(layout, url)


def server_url() -> str | None:
    """The address of the Dagster server that executes runs; None for the embedded worker.

    Raises `ConfigurationError` for one with a password: pages and messages show the address.
    """
    url = os.environ.get(URL_VARIABLE, "").strip().rstrip("/") or None
    if url is not None and holds_password(url):
        raise ConfigurationError(
            f"{URL_VARIABLE} holds a password, which pages and messages would show; give an address"
            " without one, such as http://127.0.0.1:3000"
        )
    return url


def dagster_answers(url: str) -> bool:
    """Whether a Dagster web server is at the address."""
    try:
        with urllib.request.urlopen(f"{url}/server_info", timeout=_ANSWER_SECONDS) as answer:  # noqa: S310
            return "dagster_version" in json.loads(answer.read(10_000))
    except (OSError, ValueError):
        return False


def note_screen(layout: DataLayout, url: str) -> None:
    """Remembers where Dagster's own screen was opened, so that the dashboard can link to it."""
    layout.instance.mkdir(parents=True, exist_ok=True)
    (layout.instance / "screen.txt").write_text(url, encoding="utf-8")


def dagster_screen(layout: DataLayout) -> str | None:
    """The address of Dagster's own screen, where one is up."""
    url = server_url()
    if url is None:
        try:
            url = (layout.instance / "screen.txt").read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            return None
        # The file may come from a backup of somebody else's; only this machine is asked for it.
        if not _OWN_SCREEN.fullmatch(url):
            return None
    return url if url.startswith(("http://", "https://")) and dagster_answers(url) else None
