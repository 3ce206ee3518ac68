"""The one module through which the dashboard reads and writes corrections.

A correction counts from the moment it is noted: pages lay the newest ones over the published
snapshot, and a run that applies them to the tables is asked for at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.access.actions import require
from etl.audit import Action
from etl.corrections.log import CHECK_OF, Correction, Log, append, read_log, undo
from etl.corrections.precision import Checked, count_checked
from etl.runs.requests import pending_requests, submit
from etl.settings import DataLayout

Row = dict[str, Any]

_AT_ONCE = timedelta(seconds=1)


@dataclass(frozen=True)
class Standing:
    """The corrections that hold, and the last one about each event by its id."""

    log: Log
    of_event: dict[str, Correction]

    def check_of(self, event_id: str, published: str) -> str:
        """What readers said of an event: by the log where it knows the event, else as published.

        An event that was checked under another id, before the extraction changed, is known to the
        snapshot only.
        """
        correction = self.of_event.get(event_id)
        return CHECK_OF[correction.action] if correction else published


def read_standing(layout: DataLayout) -> Standing:
    """The corrections of a data directory; raises `MotorwireError` where the log is no text."""
    path = layout.corrections
    try:
        state = path.stat()
    except FileNotFoundError:
        return Standing(Log(()), {})
    return _read(path, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _size: int, _changed: int) -> Standing:
    log = read_log(path)
    last = {c.event["event_id"]: c for c in log.standing if c.action in CHECK_OF}
    return Standing(log, last)


def note(layout: DataLayout, corrections: Iterable[Correction]) -> None:
    """Adds corrections to the log and asks for a run that applies them, unless one waits already.
    Raises `MotorwireError`, `OSError`."""
    corrections = list(corrections)
    for correction in corrections:
        about = correction.event.get("event_id") or correction.undoes
        require(layout, Action.CORRECT, f"{correction.action} {about}")
    append(layout.corrections, corrections)
    if not any(not r.is_claimed and r.dump == "" for r in pending_requests(layout)):
        submit(layout, "")


def take_back(layout: DataLayout, correction_id: str, by: str) -> None:
    """Undoes a correction, and those that were noted with it (an event is parted from each other
    event of its story)."""
    standing = read_standing(layout).log.standing
    found = next((c for c in standing if c.correction_id == correction_id), None)
    together = [
        other.correction_id
        for other in standing
        if found is not None
        and (other.action, other.made_by) == (found.action, found.made_by)
        and other.event["event_id"] == found.event["event_id"]
        and abs(other.made_at - found.made_at) < _AT_ONCE
    ]
    note(layout, [undo(other, by) for other in together or [correction_id]])


def precision(layout: DataLayout) -> list[Checked]:
    """How often the extraction was right, by type, where readers have checked it."""
    return count_checked(read_standing(layout).log.standing)
