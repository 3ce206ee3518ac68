"""Executing the jobs in this process, against the project's Dagster instance."""

import uuid
from datetime import UTC, datetime, timedelta

import dagster as dg
from filelock import Timeout

from etl.definitions import defs
from etl.defs.jobs import INGEST_JOB, PUBLISH_JOB
from etl.defs.partitions import DUMPS
from etl.runs.interruption import Interruption, interruptible
from etl.runs.progress import forget_progress
from etl.runs.tags import DUMP_TAG, REQUESTED_TAG
from etl.runs.turn import turn
from etl.settings import DataLayout
from etl.warehouse.store import Warehouse

_STARTING_SECONDS = 120
"""The most that a process of Dagster's server needs from its start to the first step of its run."""

ORPHANED = "The process that executed this run ended before the run did. Run the dump again."
CANCELED = "This run was canceled on request."
STOPPED = "This run was canceled, because the program was ended while it went on."


def execute(
    instance: dg.DagsterInstance,
    layout: DataLayout,
    dump: str,
    *,
    run_id: str | None = None,
    requested_at: datetime | None = None,
) -> bool:
    """Executes the job over one dump ('' for the job over all); True when it succeeded.

    Failures inside the run are recorded by Dagster and do not raise. Processes that execute runs
    of one data directory take turns. A run that is asked to be canceled (`request_cancel`) ends
    canceled. Raises `KeyboardInterrupt` when the process was told to end meanwhile; the run then
    ends canceled too.
    """
    run_id = run_id or str(uuid.uuid4())
    tags = {REQUESTED_TAG: (requested_at or datetime.now(UTC)).isoformat()}
    if dump:
        instance.add_dynamic_partitions(DUMPS.name or "", [dump])
        tags[DUMP_TAG] = dump
    job = defs.resolve_job_def(INGEST_JOB if dump else PUBLISH_JOB)
    try:
        with turn(layout), interruptible(instance, layout, run_id) as interruption:
            Warehouse(layout.warehouse).sweep()
            result = job.execute_in_process(
                instance=instance,
                partition_key=dump or None,
                run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
                run_id=run_id,
                tags=tags,
                raise_on_error=False,
            )
    finally:
        forget_progress(layout, run_id)
    if not result.success:
        _tell_cancellation(instance, run_id, interruption)
    if interruption.is_process_ending:
        raise KeyboardInterrupt
    return result.success


def _tell_cancellation(
    instance: dg.DagsterInstance, run_id: str, interruption: Interruption
) -> None:
    """Reports a run as canceled that ended because it was interrupted, whatever the interruption
    looked like to the step that it hit."""
    run = instance.get_run_by_id(run_id)
    if run is None or run.status is dg.DagsterRunStatus.CANCELED or not interruption.is_any:
        return
    message = STOPPED if interruption.is_process_ending else CANCELED
    instance.report_run_canceled(run, message=message)


def fail_orphans(instance: dg.DagsterInstance, layout: DataLayout) -> list[str]:
    """Reports runs as failed that some dead process left unfinished; returns their ids.

    While another process executes a run, nothing is reported: that run is alive. So may be one that
    Dagster's server has just started: its process takes its turn with its first step only.
    """
    try:
        with turn(layout).acquire(timeout=0):
            return _report_unfinished(instance, layout)
    except Timeout:
        return []


def _report_unfinished(instance: dg.DagsterInstance, layout: DataLayout) -> list[str]:
    unfinished = dg.RunsFilter(
        statuses=[
            dg.DagsterRunStatus.STARTED,
            dg.DagsterRunStatus.STARTING,
            dg.DagsterRunStatus.NOT_STARTED,
            dg.DagsterRunStatus.CANCELING,
        ],
    )
    begun = datetime.now(UTC) - timedelta(seconds=_STARTING_SECONDS)
    orphans = [
        record.dagster_run
        for record in instance.get_run_records(filters=unfinished)
        if record.dagster_run.remote_job_origin is None
        or record.update_timestamp.astimezone(UTC) < begun
    ]
    for run in orphans:
        instance.report_run_failed(run, ORPHANED)
        forget_progress(layout, run.run_id)
    return [run.run_id for run in orphans]
