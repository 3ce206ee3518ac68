"""How far a run has come: one small file a run in `data/progress`, renewed about twice a second.

Dagster's log holds one line a batch; what moves faster than that is here, and goes with the run.
"""

import contextlib
import json
import os
import time
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from etl.runs.views import Progress
from etl.settings import DataLayout

_SECONDS_A_WRITE = 0.5
_LEFT_BEHIND_SECONDS = 24 * 3600


class StepProgress:
    """Tells how far one step of a run has come. The counts of the steps before it are kept.

    Progress is a comfort: where it cannot be written, the run goes on.
    """

    def __init__(self, layout: DataLayout, run_id: str, step: str) -> None:
        self._path = _path(layout, run_id)
        self._written_at = 0.0
        now = datetime.now(UTC)
        before = find_progress(layout, run_id) or Progress(step, now, now)
        self._state = replace(
            before, step=step, step_started_at=now, done=0, total=None, share=None
        )
        _sweep(self._path.parent)
        self._write()

    def records_read(self, records: int, articles: int, share: float | None) -> None:
        """The records read so far, how many became articles, and the part of the dump's bytes."""
        self._advance(records=records, articles=articles, done=records, share=share)

    def articles_tagged(self, done: int, total: int, events: int) -> None:
        """The articles tagged so far, of how many, and the events found in them."""
        self._advance(
            articles=total, events=events, done=done, total=total, share=done / max(total, 1)
        )

    def _advance(self, **changes: float | None) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        is_due = time.monotonic() - self._written_at >= _SECONDS_A_WRITE
        if is_due or self._state.share == 1:
            self._write()

    def _write(self) -> None:
        self._written_at = time.monotonic()
        stated = asdict(replace(self._state, updated_at=datetime.now(UTC)))
        staged = self._path.with_name(f".{self._path.name}-{os.getpid()}")
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            staged.write_text(json.dumps(stated, default=datetime.isoformat), encoding="utf-8")
            staged.replace(self._path)


def find_progress(layout: DataLayout, run_id: str) -> Progress | None:
    """How far the run has come; None before its first step, after its end, or where it runs on
    another machine."""
    try:
        stated = json.loads(_path(layout, run_id).read_text(encoding="utf-8"))
        times = ("step_started_at", "updated_at")
        return Progress(**{**stated, **{n: datetime.fromisoformat(stated[n]) for n in times}})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def forget_progress(layout: DataLayout, run_id: str) -> None:
    """Removes what was told of a run that has ended."""
    with contextlib.suppress(OSError):
        _path(layout, run_id).unlink(missing_ok=True)


def _path(layout: DataLayout, run_id: str) -> Path:
    return layout.local / "progress" / f"{run_id}.json"


def _sweep(folder: Path) -> None:
    """Removes the files of runs that another process executed and that nobody removed."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            if path.stat().st_mtime < time.time() - _LEFT_BEHIND_SECONDS:
                path.unlink(missing_ok=True)
