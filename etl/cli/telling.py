"""Telling a run while it goes on: a progress bar in a terminal, plain lines in a pipe."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from etl.cli.console import err
from etl.errors import MotorwireError
from etl.runs.history import run_log
from etl.runs.progress import find_progress
from etl.runs.words import STEP_WORDS, describe_counts
from etl.settings import DataLayout

_POLL_SECONDS = 0.5


@contextmanager
def tell_run(layout: DataLayout, run_id: str, name: str) -> Iterator[None]:
    """While entered, tells how the run comes along; `name` stands for what it reads."""
    has_ended = threading.Event()
    tell = _tell_with_bar if err.is_terminal else _tell_in_lines
    teller = threading.Thread(target=tell, args=(layout, run_id, name, has_ended), daemon=True)
    teller.start()
    try:
        yield
    finally:
        has_ended.set()
        teller.join()


def _tell_in_lines(layout: DataLayout, run_id: str, name: str, has_ended: threading.Event) -> None:
    err.print(f"{name}: started")
    _follow(layout, run_id, has_ended, lambda: None)


def _tell_with_bar(layout: DataLayout, run_id: str, name: str, has_ended: threading.Event) -> None:
    columns = (
        SpinnerColumn(),
        # Names come from outside: no markup in them.
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[counts]}", markup=False),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(f"{name}: starting", total=None, counts="")

        def draw() -> None:
            found = find_progress(layout, run_id)
            if found is not None:
                bar.update(
                    task,
                    description=f"{name}: {STEP_WORDS.get(found.step, found.step)}",
                    # Without a total the bar moves to and fro: how much is left is not known.
                    total=None if found.share is None else 1.0,
                    completed=found.share or 0.0,
                    counts=describe_counts(found),
                )

        _follow(layout, run_id, has_ended, draw)


def _follow(
    layout: DataLayout, run_id: str, has_ended: threading.Event, draw: Callable[[], None]
) -> None:
    """Prints the run's own messages as they come, one line each, and draws after each look."""
    told = 0
    is_last = False
    while not is_last:
        is_last = has_ended.wait(_POLL_SECONDS)
        try:
            lines = [line for line in run_log(layout, run_id, limit=100_000) if line.step]
        except MotorwireError:
            return  # The run itself comes upon it, and says so.
        for line in lines[told:]:
            if not line.message.startswith(("step ", "check ")) or line.level != "info":
                err.print(f"  {line.message}")
        told = len(lines)
        draw()
