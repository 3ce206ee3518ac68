"""The one module through which the dashboard fills the inbox, starts runs and watches them.

What reads Dagster's history is imported when it is first needed: loading Dagster takes seconds, and
the pages that show events do not need it.
"""

from collections.abc import Iterable

from etl.runs.inbox import add_to_inbox, list_inbox
from etl.runs.requests import pending_requests, submit
from etl.runs.views import InboxFile, LogLine, RunView
from etl.runs.worker_state import worker_is_alive
from etl.settings import DataLayout

ACTIVE = ("queued", "running")
_MAX_RUNS = 50
_MAX_LINES = 500


def inbox_files(layout: DataLayout) -> list[InboxFile]:
    """The dumps in the inbox: those that are not loaded first, then the newest first."""
    return sorted(list_inbox(layout), key=lambda file: file.state == "loaded")


def add_file(layout: DataLayout, name: str, data: bytes) -> str:
    """Puts a file into the inbox and returns the name of its dump; raises `MotorwireError`."""
    return add_to_inbox(layout, name, data)


def start_runs(layout: DataLayout, dumps: Iterable[str]) -> list[str]:
    """Asks the worker to run the ETL for each dump and returns the ids of the runs."""
    return [submit(layout, dump) for dump in dumps]


def runnable(layout: DataLayout, dumps: Iterable[str]) -> list[str]:
    """Those of the dumps that lie in the inbox, so that they can be run again."""
    there = {file.dump for file in list_inbox(layout)}
    return [dump for dump in dumps if dump in there]


def waiting_dumps(layout: DataLayout) -> set[str]:
    """The dumps of runs that were asked for and have not begun."""
    return {request.dump for request in pending_requests(layout) if not request.is_claimed}


def worker_runs(layout: DataLayout) -> bool:
    """Whether the worker that executes runs is alive."""
    return worker_is_alive(layout)


def recent_runs(layout: DataLayout) -> list[RunView]:
    """The latest runs, newest first."""
    from etl.runs.history import list_runs

    return list_runs(layout, limit=_MAX_RUNS)


def failed_dumps(layout: DataLayout) -> set[str]:
    """The dumps whose latest run failed."""
    latest: dict[str, str] = {}
    for run in recent_runs(layout):
        latest.setdefault(run.dump, run.status)
    return {dump for dump, status in latest.items() if status == "failed"}


def log_lines(layout: DataLayout, run_id: str) -> list[LogLine]:
    """The latest lines of a run's log, oldest first."""
    from etl.runs.history import run_log

    return run_log(layout, run_id, limit=_MAX_LINES)
