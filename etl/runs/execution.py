"""Executing the jobs in this process, against the project's Dagster instance."""

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
from filelock import FileLock, Timeout

from etl.definitions import defs
from etl.defs.jobs import INGEST_JOB, PUBLISH_JOB
from etl.defs.partitions import DUMPS
from etl.runs.tags import DUMP_TAG, REQUESTED_TAG
from etl.settings import DataLayout
from etl.warehouse.store import Warehouse

ORPHANED = "The process that executed this run ended before the run did. Run the dump again."


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
    of one data directory take turns.
    """
    tags = {REQUESTED_TAG: (requested_at or datetime.now(UTC)).isoformat()}
    if dump:
        instance.add_dynamic_partitions(DUMPS.name or "", [dump])
        tags[DUMP_TAG] = dump
    job = defs.resolve_job_def(INGEST_JOB if dump else PUBLISH_JOB)
    with FileLock(_turn(layout)):
        Warehouse(layout.warehouse).sweep()
        result = job.execute_in_process(
            instance=instance,
            partition_key=dump or None,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            run_id=run_id,
            tags=tags,
            raise_on_error=False,
        )
    return result.success


def fail_orphans(instance: dg.DagsterInstance, layout: DataLayout) -> list[str]:
    """Reports runs as failed that some dead process left unfinished; returns their ids.

    While another process executes a run, nothing is reported: that run is alive.
    """
    try:
        with FileLock(_turn(layout), timeout=0):
            return _report_unfinished(instance)
    except Timeout:
        return []


def _turn(layout: DataLayout) -> Path:
    layout.local.mkdir(parents=True, exist_ok=True)
    return layout.local / "run.lock"


def _report_unfinished(instance: dg.DagsterInstance) -> list[str]:
    unfinished = dg.RunsFilter(
        statuses=[
            dg.DagsterRunStatus.STARTED,
            dg.DagsterRunStatus.STARTING,
            dg.DagsterRunStatus.NOT_STARTED,
            dg.DagsterRunStatus.CANCELING,
        ]
    )
    orphans = instance.get_runs(filters=unfinished)
    for run in orphans:
        instance.report_run_failed(run, ORPHANED)
    return [run.run_id for run in orphans]
