"""Requests to the embedded worker: one small file each, in `data/queue`.

A request is written whole (staged, renamed), claimed by renaming, and removed when its run has
ended. Its id is the run's id, so a run can be followed from the moment it is asked for.
"""

import json
import os
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from etl.settings import DataLayout

_WAITING = ".json"
_CLAIMED = ".claimed"
_CANCEL = ".cancel"


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A run that was asked for: over one dump, or ('' as dump) over what all dumps share."""

    run_id: str
    dump: str
    requested_at: datetime
    path: Path
    is_claimed: bool


def submit(layout: DataLayout, dump: str) -> str:
    """Asks for a run over `dump` ('' to rebuild stories and snapshot); returns the run's id."""
    run_id = str(uuid.uuid4())
    layout.queue.mkdir(parents=True, exist_ok=True)
    name = f"{time.time_ns():020d}-{run_id}"
    staged = layout.queue / f".{name}"
    request = {"run_id": run_id, "dump": dump, "requested_at": datetime.now(UTC).isoformat()}
    with staged.open("w", encoding="utf-8") as file:
        json.dump(request, file)
        file.flush()
        os.fsync(file.fileno())
    staged.rename(layout.queue / f"{name}{_WAITING}")
    return run_id


def pending_requests(layout: DataLayout) -> list[RunRequest]:
    """The requests whose runs have not ended, oldest first."""
    if not layout.queue.is_dir():
        return []
    return list(_read_all(layout.queue))


def _read_all(queue: Path) -> Iterator[RunRequest]:
    for path in sorted(queue.iterdir()):
        if path.name.startswith(".") or path.suffix not in (_WAITING, _CLAIMED):
            continue
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            requested_at = datetime.fromisoformat(found["requested_at"])
            yield RunRequest(
                str(found["run_id"]),
                str(found["dump"]),
                requested_at,
                path,
                is_claimed=path.suffix == _CLAIMED,
            )
        except FileNotFoundError:
            continue  # Claimed or done since the folder was listed.
        except (ValueError, KeyError, TypeError):
            path.rename(path.with_name(f".broken-{path.name}"))


def claim_next(layout: DataLayout) -> RunRequest | None:
    """Takes the oldest waiting request; None when there is none."""
    for request in pending_requests(layout):
        if not request.is_claimed:
            claimed = request.path.with_suffix(_CLAIMED)
            try:
                request.path.rename(claimed)
            except FileNotFoundError:
                continue
            return RunRequest(request.run_id, request.dump, request.requested_at, claimed, True)
    return None


def finish(request: RunRequest) -> None:
    """Removes a request whose run has ended."""
    request.path.unlink(missing_ok=True)


def give_back(request: RunRequest) -> None:
    """Returns a claimed request to the queue."""
    request.path.rename(request.path.with_suffix(_WAITING))


def request_cancel(layout: DataLayout, run_id: str) -> None:
    """Asks for the end of a run: a waiting one is taken back, one that goes on is interrupted by
    the process that executes it."""
    layout.queue.mkdir(parents=True, exist_ok=True)
    _cancel_path(layout, run_id).touch()
    for request in pending_requests(layout):
        if request.run_id == run_id and not request.is_claimed:
            try:
                request.path.unlink()
            except FileNotFoundError:
                return  # Claimed meanwhile: the worker is told by the file.
            forget_cancel(layout, run_id)


def cancel_is_requested(layout: DataLayout, run_id: str) -> bool:
    """Whether the end of this run was asked for."""
    return _cancel_path(layout, run_id).exists()


def forget_cancel(layout: DataLayout, run_id: str) -> None:
    """Removes what asked for the end of a run that has ended."""
    _cancel_path(layout, run_id).unlink(missing_ok=True)


def forget_cancels(layout: DataLayout) -> None:
    """Removes all that asked for the end of runs, when no run goes on."""
    for path in layout.queue.glob(f"*{_CANCEL}"):
        path.unlink(missing_ok=True)


def _cancel_path(layout: DataLayout, run_id: str) -> Path:
    return layout.queue / f"{run_id}{_CANCEL}"
