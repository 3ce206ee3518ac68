"""`motorwire ingest` and `motorwire publish`: runs without a screen."""

import json
import threading
import uuid
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.console import err, out
from etl.errors import MotorwireError
from etl.reading.load import describe_outcomes
from etl.runs.execution import execute, fail_orphans
from etl.runs.history import find_run, run_log
from etl.runs.inbox import link_into_inbox
from etl.runs.instance import open_instance
from etl.runs.views import RunView
from etl.settings import DataLayout, data_layout

_POLL_SECONDS = 0.5


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Dumps: files, or folders of articles.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a summary of each run as a JSON line.")
    ] = False,
) -> None:
    """Read dumps, extract their events and publish them. Exit code 1 if a run failed."""
    layout = data_layout()
    dumps = [link_into_inbox(layout, path) for path in paths]
    fail_orphans(open_instance(layout), layout)
    runs = [_run(layout, dump, as_json=as_json) for dump in dumps]
    raise typer.Exit(0 if all(run.status == "success" for run in runs) else 1)


def publish() -> None:
    """Rebuild the stories and the dashboard's snapshot from the published tables."""
    run = _run(data_layout(), "", as_json=False)
    raise typer.Exit(0 if run.status == "success" else 1)


def _run(layout: DataLayout, dump: str, *, as_json: bool) -> RunView:
    instance = open_instance(layout)
    run_id = str(uuid.uuid4())
    has_ended = threading.Event()
    # The run needs the main thread (Dagster handles signals there), so its log is told beside it.
    teller = threading.Thread(target=_tell, args=(layout, run_id, has_ended), daemon=True)
    err.print(f"{dump or 'publish'}: started")
    teller.start()
    try:
        execute(instance, layout, dump, run_id=run_id)
    finally:
        has_ended.set()
        teller.join()
    run = find_run(layout, run_id)
    assert run is not None, "a run that was executed is in the history"
    _report(run, as_json=as_json)
    return run


def _tell(layout: DataLayout, run_id: str, has_ended: threading.Event) -> None:
    """Prints the run's own messages as they come, one line each."""
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


def _report(run: RunView, *, as_json: bool) -> None:
    seconds = (
        # Not below 0 where the clock was set back meanwhile.
        max(0.0, (run.ended_at - run.started_at).total_seconds())
        if run.ended_at and run.started_at
        else None
    )
    if as_json:
        summary = {
            "run_id": run.run_id,
            "dump": run.dump,
            "status": run.status,
            "records": sum(run.outcomes.values()),
            "outcomes": run.outcomes,
            "events": run.event_count,
            "seconds": seconds,
            "failure": run.failure,
        }
        out.print(json.dumps(summary, ensure_ascii=False))
    elif run.status == "success":
        took = "" if seconds is None else f" in {seconds:.1f} s"
        what = f"{sum(run.outcomes.values()):,} records: {describe_outcomes(run.outcomes)}"
        events = "" if run.event_count is None else f"; {run.event_count:,} events"
        out.print(f"{run.dump or 'publish'}: done{took}. {what if run.dump else ''}{events}")
    else:
        err.print(f"{run.dump or 'publish'}: {run.status}. {run.failure or ''}")
