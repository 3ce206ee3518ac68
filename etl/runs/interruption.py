"""Ending a run that goes on in this process: on request, or because the process shall end.

Dagster turns SIGINT and SIGTERM in the main thread into an exception inside the step. A step that
ends so leaves its tables as they were (what is staged has no name that readers see).
"""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import dagster as dg

from etl.runs.requests import cancel_is_requested, forget_cancel
from etl.settings import DataLayout

_POLL_SECONDS = 0.3
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """What has interrupted a run so far."""

    def __init__(self) -> None:
        self.is_canceled = False
        self.is_process_ending = False

    @property
    def is_any(self) -> bool:
        """Whether the run was interrupted at all."""
        return self.is_canceled or self.is_process_ending


@contextmanager
def interruptible(
    instance: dg.DagsterInstance, layout: DataLayout, run_id: str
) -> Iterator[Interruption]:
    """While entered, a request to cancel the run interrupts it, and so does a signal.

    What is yielded tells which. Signals are received in the main thread only; elsewhere nothing is
    interrupted.
    """
    found = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield found
        return
    has_ended = threading.Event()
    handlers = {number: signal.signal(number, _ignore) for number in _SIGNALS}
    # Dagster sets handlers of its own during the run; here every signal is heard of all the same.
    ear, mouth = socket.socketpair()
    ear.setblocking(False)
    mouth.setblocking(False)
    wakeup_before = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    watcher = threading.Thread(
        target=_watch, args=(instance, layout, run_id, found, has_ended), daemon=True
    )
    watcher.start()
    try:
        yield found
    finally:
        has_ended.set()
        watcher.join()
        signal.set_wakeup_fd(wakeup_before)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        # One of the signals is the watcher's own.
        found.is_process_ending = _count_signals(ear) > found.is_canceled
        ear.close()
        mouth.close()
        forget_cancel(layout, run_id)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    """Before and after the run there is nothing to interrupt; the signal is counted."""


def _count_signals(ear: socket.socket) -> int:
    try:
        return sum(number in _SIGNALS for number in ear.recv(1024))
    except BlockingIOError:
        return 0


def _watch(
    instance: dg.DagsterInstance,
    layout: DataLayout,
    run_id: str,
    found: Interruption,
    has_ended: threading.Event,
) -> None:
    while not has_ended.wait(_POLL_SECONDS):
        if not cancel_is_requested(layout, run_id):
            continue
        run = instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            continue  # Not begun, so there is nothing to interrupt yet; or it is too late.
        instance.report_run_canceling(run)
        found.is_canceled = True
        os.kill(os.getpid(), signal.SIGINT)
        return
