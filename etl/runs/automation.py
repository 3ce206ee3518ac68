"""What the embedded worker does by itself: watch the inbox, and rebuild every night.

The switches are kept in `data/settings.json`, so that they outlive the worker; what the watch has
asked for is kept in `data/watched.json`, so that a dump that fails is not run again and again.
"""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from etl.runs.inbox import list_inbox
from etl.runs.requests import pending_requests, submit
from etl.runs.views import InboxFile
from etl.settings import DataLayout

NIGHTLY_AT = time(3, 0, tzinfo=UTC)
"""When the rebuild of the night is due; the same as the schedule of Dagster's own server."""

_SETTLED_SECONDS = 5
"""A file that was written to within so many seconds may not be complete."""


@dataclass(frozen=True, slots=True)
class Automation:
    """Which of the two are switched on."""

    is_inbox_watched: bool = False
    is_nightly: bool = False

    def words(self) -> str:
        """The state of both in words."""
        watch = "on" if self.is_inbox_watched else "off"
        return (
            f"watch of the inbox {watch}, rebuild of the night {'on' if self.is_nightly else 'off'}"
        )


def read_automation(layout: DataLayout) -> Automation:
    """The switches as they were last set; both off where they never were, or cannot be read."""
    stated = _read(_settings(layout))
    return Automation(
        is_inbox_watched=stated.get("is_inbox_watched") is True,
        is_nightly=stated.get("is_nightly") is True,
    )


def write_automation(layout: DataLayout, automation: Automation) -> None:
    """Keeps the switches; the worker follows them within seconds."""
    _write(_settings(layout), asdict(automation))


class Automaton:
    """Asks for the runs that are due by themselves."""

    def __init__(
        self, layout: DataLayout, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._layout = layout
        self._now = now
        self._looked_at = now()

    def look(self) -> list[str]:
        """Submits what is due and returns the dumps of it ('' for the rebuild)."""
        automation = read_automation(self._layout)
        before, self._looked_at = self._looked_at, self._now()
        due = self._new_dumps() if automation.is_inbox_watched else []
        if automation.is_nightly and _passed(before, self._looked_at):
            due.append("")
        for dump in due:
            submit(self._layout, dump)
        return due

    def _new_dumps(self) -> list[str]:
        """The dumps that are new or changed, complete, and not asked for in this state before."""
        path = self._layout.local / "watched.json"
        asked = _read(path)
        waiting = {request.dump for request in pending_requests(self._layout)}
        due = {
            file.dump: _state(file)
            for file in list_inbox(self._layout)
            if file.state != "loaded"
            and file.dump not in waiting
            and asked.get(file.dump) != _state(file)
            and (self._looked_at - file.modified_at).total_seconds() > _SETTLED_SECONDS
        }
        if due:
            # Before they are asked for: a dump that kills the worker is tried once.
            _write(path, {**asked, **due})
        return sorted(due)


def _state(file: InboxFile) -> str:
    return f"{file.size_bytes}:{file.modified_at.timestamp()}"


def _passed(before: datetime, now: datetime) -> bool:
    """Whether the hour of the night lies between the two moments. What was due while no worker was
    up is not made up for."""
    due = datetime.combine(now.date(), NIGHTLY_AT)
    return before < due <= now


def _settings(layout: DataLayout) -> Path:
    return layout.local / "settings.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stated if isinstance(stated, dict) else {}


def _write(path: Path, stated: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f".{path.name}-{os.getpid()}")
    with staged.open("w", encoding="utf-8") as file:
        json.dump(stated, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    staged.replace(path)
