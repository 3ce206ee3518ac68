"""Whether the embedded worker is up: it holds a lock on a file for as long as it lives."""

from pathlib import Path

from filelock import FileLock, Timeout

from etl.settings import DataLayout


def worker_lock_path(layout: DataLayout) -> Path:
    """The file that the worker locks."""
    return layout.local / "worker.lock"


def worker_is_alive(layout: DataLayout) -> bool:
    """True while a worker process of this data directory runs."""
    path = worker_lock_path(layout)
    if not path.exists():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True
