"""`motorwire ingest` and `motorwire publish`: runs without a screen."""

import json
import uuid
from pathlib import Path
from typing import Annotated, Any

import typer

from etl import audit
from etl.cli.console import err, out
from etl.cli.telling import tell_run
from etl.reading.load import describe_outcomes
from etl.runs.execution import execute, fail_orphans
from etl.runs.history import find_run, run_checks, run_steps
from etl.runs.inbox import link_into_inbox
from etl.runs.instance import open_instance
from etl.runs.views import RunView
from etl.settings import DataLayout, data_layout

_INTERRUPTED = 130
"""The exit code of a command that was ended from the keyboard, as shells have it."""

AsJson = Annotated[bool, typer.Option("--json", help="Print a summary of each run as a JSON line.")]


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Dumps: files, or folders of articles.")],
    as_json: AsJson = False,
) -> None:
    """Read dumps, extract their events and publish them. Exit code 1 if a run failed."""
    layout = data_layout()
    dumps = [link_into_inbox(layout, path) for path in paths]
    for dump in dumps:
        audit.record(layout.audit, audit.Action.START_RUN, dump)
    fail_orphans(open_instance(layout), layout)
    runs = [_run(layout, dump, as_json=as_json) for dump in dumps]
    raise typer.Exit(0 if all(run.status == "success" for run in runs) else 1)


def publish(as_json: AsJson = False) -> None:
    """Rebuild the stories and the dashboard's snapshot from the published tables."""
    layout = data_layout()
    audit.record(layout.audit, audit.Action.START_RUN, "rebuild")
    run = _run(layout, "", as_json=as_json)
    raise typer.Exit(0 if run.status == "success" else 1)


def _run(layout: DataLayout, dump: str, *, as_json: bool) -> RunView:
    instance = open_instance(layout)
    run_id = str(uuid.uuid4())
    is_interrupted = False
    # The run needs the main thread (Dagster handles signals there), so it is told of beside it.
    with tell_run(layout, run_id, dump or "publish"):
        try:
            execute(instance, layout, dump, run_id=run_id)
        except KeyboardInterrupt:
            is_interrupted = True
    run = find_run(layout, run_id)
    if run is not None:
        _report(layout, run, as_json=as_json)
    if is_interrupted or run is None:
        raise typer.Exit(_INTERRUPTED)
    return run


def _report(layout: DataLayout, run: RunView, *, as_json: bool) -> None:
    if as_json:
        out.print(json.dumps(_summary(layout, run), ensure_ascii=False))
    elif run.status == "success":
        took = "" if run.seconds is None else f" in {run.seconds:.1f} s"
        what = f"{sum(run.outcomes.values()):,} records: {describe_outcomes(run.outcomes)}"
        events = "" if run.event_count is None else f"; {run.event_count:,} events"
        out.print(f"{run.dump or 'publish'}: done{took}. {what if run.dump else ''}{events}")
    else:
        err.print(f"{run.dump or 'publish'}: {run.status}. {run.failure or ''}")


def _summary(layout: DataLayout, run: RunView) -> dict[str, Any]:
    """The run for a program that reads it; what is not known is null."""
    records = sum(run.outcomes.values())
    checks = run_checks(layout, run.run_id)
    seconds = run.seconds
    return {
        "run_id": run.run_id,
        "dump": run.dump,
        "status": run.status,
        "records": records,
        "outcomes": run.outcomes,
        "articles": run.outcomes.get("accepted", 0),
        "events": run.event_count,
        "seconds": None if seconds is None else round(seconds, 3),
        "records_per_second": round(records / seconds, 2) if records and seconds else None,
        "steps": {
            step.name: None if step.seconds is None else round(step.seconds, 3)
            for step in run_steps(layout, run.run_id)
        },
        "checks": {
            "passed": sum(check.is_passed for check in checks),
            "failed": [f"{c.table}.{c.name}" for c in checks if not c.is_passed],
        },
        "snapshot": run.snapshot,
        "failure": run.failure,
    }
