"""Whose turn it is: processes that execute runs of one data directory do so one after another."""

import functools

from filelock import FileLock, Timeout

from etl.settings import DataLayout


@functools.cache
def turn(layout: DataLayout) -> FileLock:
    """The lock that a process holds while it executes a run, or must be sure that none is going on.

    It counts its entries, so that a step of a run may ask again.
    """
    layout.local.mkdir(parents=True, exist_ok=True)
    return FileLock(layout.local / "run.lock", thread_local=False)


def is_free(layout: DataLayout) -> bool:
    """Whether no process executes a run at this moment."""
    try:
        with turn(layout).acquire(timeout=0):
            return True
    except Timeout:
        return False


def hold_turn(layout: DataLayout) -> None:
    """Waits for the turn and keeps it until this process ends; nothing in one that has it.

    For the steps of runs that Dagster's server has started: it starts a process for each run, and
    that knows nothing of turns.
    """
    lock = turn(layout)
    if not lock.is_locked:
        lock.acquire()
