"""The one module through which the dashboard fills the inbox, starts runs and watches them.

What reads Dagster's history is imported when it is first needed: loading Dagster takes seconds, and
the pages that show events do not need it.
"""

from collections.abc import Iterable
from typing import IO

from dashboard.access.actions import require
from etl.audit import Action
from etl.reading.kinds import FileKind, tell_file
from etl.runs.automation import Automation
from etl.runs.disk import DiskUse, disk_use
from etl.runs.inbox import add_to_inbox, free_name, is_in_inbox, list_inbox
from etl.runs.launching import dagster_screen, launcher, server_url
from etl.runs.progress import find_progress
from etl.runs.requests import pending_requests
from etl.runs.views import CheckView, InboxFile, LogLine, Progress, RunView, StepView
from etl.settings import DataLayout

ACTIVE = ("queued", "running", "canceling")
_MAX_RUNS = 50
_MAX_LINES = 500


def inbox_files(layout: DataLayout) -> list[InboxFile]:
    """The dumps in the inbox: those that are not loaded first, then the newest first."""
    return sorted(list_inbox(layout), key=lambda file: file.state == "loaded")


def kind_of(file: IO[bytes], name: str) -> FileKind:
    """What a file is that is about to be added, told by its content."""
    return tell_file(file, name)


def name_in_inbox(layout: DataLayout, name: str, data: memoryview) -> str | None:
    """The name that a file would get in the inbox; None where the inbox has this very file. Raises
    `MotorwireError` for a name that cannot be used."""
    return None if is_in_inbox(layout, name, data) else free_name(layout, name)


def add_file(layout: DataLayout, name: str, data: memoryview) -> str:
    """Puts a file into the inbox and returns the name of its dump; raises `MotorwireError`."""
    require(layout, Action.ADD_DUMP, name)
    return add_to_inbox(layout, name, data)


def start_runs(layout: DataLayout, dumps: Iterable[str]) -> list[str]:
    """Asks for a run of the ETL over each dump ('' rebuilds what is published) and returns the ids
    of the runs. Raises `MotorwireError`, `OSError`."""
    launch = launcher(layout)
    run_ids = []
    for dump in dumps:
        require(layout, Action.START_RUN, dump or "rebuild")
        run_ids.append(launch.submit(dump))
    return run_ids


def cancel_run(layout: DataLayout, run_id: str) -> None:
    """Asks for the end of a run that waits or goes on. Raises `MotorwireError`, `OSError`."""
    require(layout, Action.CANCEL_RUN, run_id)
    launcher(layout).cancel(run_id)


def runnable(layout: DataLayout, dumps: Iterable[str]) -> list[str]:
    """Those of the dumps that lie in the inbox, so that they can be run again."""
    there = {file.dump for file in list_inbox(layout)}
    return [dump for dump in dumps if dump in there]


def waiting_dumps(layout: DataLayout) -> set[str]:
    """The dumps of runs that were asked for and have not begun."""
    return {request.dump for request in pending_requests(layout) if not request.is_claimed}


def executor(layout: DataLayout) -> str:
    """What executes the runs, by name."""
    return launcher(layout).name


def worker_runs(layout: DataLayout) -> bool:
    """Whether what executes the runs is up."""
    return launcher(layout).is_ready()


def automation(layout: DataLayout) -> Automation:
    """What is done without being asked for."""
    return launcher(layout).automation()


def set_automation(layout: DataLayout, wanted: Automation) -> None:
    """Switches it on and off. Raises `MotorwireError`, `OSError`."""
    require(layout, Action.SWITCH, wanted.words())
    launcher(layout).set_automation(wanted)


def recent_runs(layout: DataLayout) -> list[RunView]:
    """The latest runs, newest first."""
    from etl.runs.history import list_runs

    return list_runs(layout, limit=_MAX_RUNS)


def failed_dumps(runs: Iterable[RunView]) -> set[str]:
    """The dumps whose latest run failed; `runs` are the recent ones, newest first."""
    latest: dict[str, str] = {}
    for run in runs:
        latest.setdefault(run.dump, run.status)
    return {dump for dump, status in latest.items() if status == "failed"}


def active_dumps(runs: Iterable[RunView]) -> dict[str, str]:
    """The dumps that are about to be run or are running, and the status of that run."""
    return {run.dump: run.status for run in runs if run.status in ACTIVE}


def log_lines(layout: DataLayout, run_id: str) -> list[LogLine]:
    """The latest lines of a run's log, oldest first."""
    from etl.runs.history import run_log

    return run_log(layout, run_id, limit=_MAX_LINES)


def steps(layout: DataLayout, run_id: str) -> list[StepView]:
    """The steps of a run that have begun, in their order."""
    from etl.runs.history import run_steps

    return run_steps(layout, run_id)


def checks(layout: DataLayout, run_id: str) -> list[CheckView]:
    """The checks of a run, those that failed first."""
    from etl.runs.history import run_checks

    return run_checks(layout, run_id)


def progress(layout: DataLayout, run_id: str) -> Progress | None:
    """How far a run has come that goes on."""
    return find_progress(layout, run_id)


def screen_url(layout: DataLayout) -> str | None:
    """The address of Dagster's own screen, where it is up."""
    return dagster_screen(layout)


def uses_server() -> bool:
    """Whether Dagster's own server executes the runs."""
    return server_url() is not None


def disk(layout: DataLayout) -> DiskUse:
    """How much of the disk the data takes."""
    return disk_use(layout)
