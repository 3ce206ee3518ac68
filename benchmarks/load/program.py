"""The program under load: `motorwire up` on a data directory, its processes and their memory."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from etl.cli.processes import ADDRESS, free_port
from etl.settings import DATA_VARIABLE, PROJECT_ROOT

_FIRST_PORT = 18800
_SESSIONS = re.compile(r"^active_sessions (\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Memory:
    """Resident memory in MB of the dashboard, and of the worker with its children."""

    dashboard: float
    worker: float


class Program:
    """A running `motorwire up`."""

    def __init__(self, process: "subprocess.Popen[str]", address: str) -> None:
        self._process = process
        self.address = address

    def memory(self) -> Memory:
        """What its processes take now."""
        children = _descendants(self._process.pid)
        dashboard = {pid for pid in children if "streamlit" in _command(pid)}
        return Memory(
            sum(_resident(pid) for pid in dashboard),
            sum(_resident(pid) for pid in children if pid not in dashboard),
        )

    def session_count(self) -> int | None:
        """How many sessions the dashboard keeps, those of closed tabs included; None where it does
        not tell."""
        with urllib.request.urlopen(f"{self.address}/_stcore/metrics", timeout=10) as answer:
            found = _SESSIONS.search(answer.read().decode())
        return int(found[1]) if found else None


@contextmanager
def started(data: Path) -> Iterator[Program]:
    """The program on the data directory, on a free port; stopped when the context is left."""
    port = free_port(ADDRESS, None, _FIRST_PORT)
    command = [sys.executable, "-m", "etl.cli.main", "up", "--no-sample", "--no-browser"]
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        env={**os.environ, DATA_VARIABLE: str(data)},
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        if "Motorwire is at" not in process.stdout.readline():
            raise SystemExit("the program did not start")
        yield Program(process, f"http://{ADDRESS}:{port}")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        if process.stdout:
            process.stdout.close()


def _descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _read(task).split():
            found += [int(child), *_descendants(int(child))]
    return found


def _command(pid: int) -> str:
    return _read(Path(f"/proc/{pid}/cmdline"))


def _resident(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", _read(Path(f"/proc/{pid}/status")))
    return int(found[1]) / 1024 if found else 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # the process has just ended
        return ""
