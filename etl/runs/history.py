"""The history of runs: Dagster's own, with the requests that have not begun."""

import functools
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal, ParamSpec, TypeVar

import dagster as dg

from etl.errors import storage_error
from etl.runs.instance import open_instance
from etl.runs.requests import pending_requests
from etl.runs.tags import (
    DUMP_TAG,
    EVENT_COUNT_TAG,
    OUTCOMES_TAG,
    REQUESTED_TAG,
    SNAPSHOT_TAG,
)
from etl.runs.views import STEPS, CheckView, LogLine, RunStatus, RunView, StepView
from etl.settings import DataLayout

_STATUS: dict[dg.DagsterRunStatus, RunStatus] = {
    dg.DagsterRunStatus.QUEUED: "queued",
    dg.DagsterRunStatus.NOT_STARTED: "queued",
    dg.DagsterRunStatus.MANAGED: "running",
    dg.DagsterRunStatus.STARTING: "running",
    dg.DagsterRunStatus.STARTED: "running",
    dg.DagsterRunStatus.CANCELING: "canceling",
    dg.DagsterRunStatus.SUCCESS: "success",
    dg.DagsterRunStatus.FAILURE: "failed",
    dg.DagsterRunStatus.CANCELED: "canceled",
}
_PARTITION_TAG = "dagster/partition"

_SHOWN_EVENTS = {
    dg.DagsterEventType.RUN_START: "run started",
    dg.DagsterEventType.STEP_START: "step started",
    dg.DagsterEventType.STEP_SUCCESS: "step done",
    dg.DagsterEventType.RUN_SUCCESS: "run succeeded",
    dg.DagsterEventType.RUN_CANCELED: "run canceled",
}


P = ParamSpec("P")
R = TypeVar("R")


def _told(read: Callable[P, R]) -> Callable[P, R]:
    """Wraps a function that reads the history: it raises `HistoryError` or `StorageError` where a
    database is damaged, locked, gone or cannot be written."""

    @functools.wraps(read)
    def wrapped(*values: P.args, **named: P.kwargs) -> R:
        try:
            return read(*values, **named)
        except Exception as error:
            told = storage_error(error)
            if told is None:
                raise
            raise told from error

    return wrapped


@_told
def list_runs(layout: DataLayout, limit: int = 50) -> list[RunView]:
    """The newest runs first; requests that wait for the worker come before all others."""
    waiting = pending_requests(layout)  # Read before the runs: a request may become one meanwhile.
    instance = open_instance(layout)
    records = instance.get_run_records(limit=limit)
    begun = {record.dagster_run.run_id for record in records}
    queued = [
        RunView(request.run_id, request.dump, "queued", requested_at=request.requested_at)
        for request in reversed(waiting)
        if request.run_id not in begun and not instance.has_run(request.run_id)
    ]
    return [*queued, *(_view(instance, record) for record in records)][:limit]


@_told
def find_run(layout: DataLayout, run_id: str) -> RunView | None:
    """The run with this id, whether it waits, runs or has ended; None when there is none."""
    waiting = pending_requests(layout)
    instance = open_instance(layout)
    record = instance.get_run_record_by_id(run_id)
    if record is not None:
        return _view(instance, record)
    for request in waiting:
        if request.run_id == run_id:
            return RunView(run_id, request.dump, "queued", requested_at=request.requested_at)
    return None


@_told
def run_log(layout: DataLayout, run_id: str, limit: int = 500) -> list[LogLine]:
    """The last lines of a run's log, oldest first: its own messages, steps, checks, failures."""
    lines = (_line(entry) for entry in open_instance(layout).all_logs(run_id))
    return [line for line in lines if line is not None][-limit:]


def run_steps(layout: DataLayout, run_id: str) -> list[StepView]:
    """The steps of a run that have begun, in their order, with how long each took."""
    statuses: dict[str, Literal["success", "failed"]] = {"SUCCESS": "success", "FAILURE": "failed"}
    found = {
        stats.step_key: StepView(
            stats.step_key,
            statuses.get(stats.status.value if stats.status else "", "running"),
            _from_seconds(stats.start_time),
            stats.end_time - stats.start_time if stats.start_time and stats.end_time else None,
        )
        for stats in open_instance(layout).get_run_step_stats(run_id)
    }
    return [found[name] for name in STEPS if name in found]


def run_checks(layout: DataLayout, run_id: str) -> list[CheckView]:
    """The checks that ran in a run, those that failed first."""
    records = open_instance(layout).get_records_for_run(
        run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION
    )
    evaluations = [
        record.event_log_entry.dagster_event.asset_check_evaluation_data
        for record in records.records
        if record.event_log_entry.dagster_event is not None
    ]
    checks = [
        CheckView(
            found.asset_key.to_user_string(),
            found.check_name,
            bool(found.passed),
            found.severity is dg.AssetCheckSeverity.ERROR,
            found.description or "",
        )
        for found in evaluations
    ]
    return sorted(checks, key=lambda check: check.is_passed)


def _view(instance: dg.DagsterInstance, record: dg.RunRecord) -> RunView:
    run = record.dagster_run
    status = _STATUS[run.status]
    count = run.tags.get(EVENT_COUNT_TAG)
    return RunView(
        run_id=run.run_id,
        dump=run.tags.get(DUMP_TAG) or run.tags.get(_PARTITION_TAG, ""),
        status=status,
        requested_at=_requested_at(record),
        started_at=_from_seconds(record.start_time),
        ended_at=_from_seconds(record.end_time),
        outcomes=json.loads(run.tags.get(OUTCOMES_TAG, "{}")),
        event_count=int(count) if count else None,
        failure=_failure(instance, run.run_id) if status == "failed" else None,
        snapshot=run.tags.get(SNAPSHOT_TAG),
    )


def _requested_at(record: dg.RunRecord) -> datetime:
    tag = record.dagster_run.tags.get(REQUESTED_TAG)
    return datetime.fromisoformat(tag) if tag else record.create_timestamp.astimezone(UTC)


def _from_seconds(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _failure(instance: dg.DagsterInstance, run_id: str) -> str:
    """Why a run failed, in the words of the step that failed, else of the run."""
    for event_type in (dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.RUN_FAILURE):
        for record in instance.get_records_for_run(run_id, of_type=event_type).records:
            return _failure_message(record.event_log_entry)
    return "The run failed before its first step; see its log."


def _failure_message(entry: dg.EventLogEntry) -> str:
    event = entry.dagster_event
    data = event.event_specific_data if event else None
    user_failure = getattr(data, "user_failure_data", None)
    if user_failure is not None and user_failure.description:
        return str(user_failure.description)
    error = getattr(data, "error", None)
    while error is not None and error.cause is not None:
        error = error.cause
    if error is not None:
        return str(error.message).strip()
    return (event.message if event else None) or entry.user_message or "no reason was recorded"


def _line(entry: dg.EventLogEntry) -> LogLine | None:
    event = entry.dagster_event
    message: str | None = entry.user_message
    if event is not None:
        if event.event_type in (
            dg.DagsterEventType.STEP_FAILURE,
            dg.DagsterEventType.RUN_FAILURE,
        ):
            message = _failure_message(entry)
        elif event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            message = _check_message(event)
        else:
            message = _SHOWN_EVENTS.get(event.event_type)
    if not message:
        return None
    return LogLine(
        at=datetime.fromtimestamp(entry.timestamp, UTC),
        level=_level(entry),
        step=entry.step_key,
        message=message,
    )


def _check_message(event: dg.DagsterEvent) -> str:
    found = event.asset_check_evaluation_data
    verdict = "passed" if found.passed else "FAILED"
    name = f"{found.asset_key.to_user_string()}.{found.check_name}"
    return f"check {name} {verdict}: {found.description or ''}"


def _level(entry: dg.EventLogEntry) -> str:
    level = entry.level
    name = logging.getLevelName(level) if isinstance(level, int) else str(level)
    return "error" if name in ("ERROR", "CRITICAL") else "warning" if name == "WARNING" else "info"
