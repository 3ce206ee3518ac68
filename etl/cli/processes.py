"""Child processes that are started, watched and stopped by their own id."""

import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from etl.cli.console import err
from etl.errors import ConfigurationError
from etl.settings import PROJECT_ROOT

ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8501
"""Where the dashboard is, unless another port is asked for or it is taken."""

_STOP_SECONDS = 10
_PORTS_TRIED = 20
_LONGEST_PAUSE = 30.0


class Child:
    """A child process whose output goes to a log file; leaving the context stops it."""

    def __init__(
        self, name: str, command: list[str], environment: dict[str, str], log: Path
    ) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._restart_at = 0.0
        self._pause = 0.5

    def start(self) -> None:
        """Starts the process."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=PROJECT_ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._restart_at = 0.0

    def has_ended(self) -> bool:
        """True when the process has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def restart_if_dead(self) -> None:
        """Starts the process again when it has ended, after a pause that doubles each time."""
        if not self.has_ended():
            return
        now = time.monotonic()
        if self._restart_at == 0.0:
            why = _last_line(self.log)
            err.print(f"the {self.name} has ended; starting it again (log: {self.log}) {why}")
            self._restart_at = now + self._pause
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)
        elif now >= self._restart_at:
            self.start()

    def stop(self) -> None:
        """Asks the process to end, and ends it if it does not."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _last_line(log: Path) -> str:
    """The last line of a log that ends with words of our own (`etl.cli.console`), else nothing."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[-1] if lines and lines[-1].startswith("motorwire: ") else ""


@contextmanager
def stop_on_signals() -> Iterator[Callable[[], bool]]:
    """While entered, SIGINT and SIGTERM only make the yielded function return True."""
    received: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        signal.signal(number, lambda got, _frame: received.append(got))
    try:
        yield lambda: bool(received)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def free_port(address: str, wanted: int | None, default: int) -> int:
    """The port to listen on: `wanted` if given, else the first free one from `default` on.

    Raises `ConfigurationError` when there is none.
    """
    candidates = [wanted] if wanted else list(range(default, default + _PORTS_TRIED))
    for port in candidates:
        with socket.socket() as probe:
            # Without it, a port that was in use a moment ago counts as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError:
                continue
            return port
    raise ConfigurationError(f"port {candidates[0]} is taken; choose another with `--port N`")


def serves(url: str) -> bool:
    """True when the address answers a request with success."""
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
