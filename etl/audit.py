"""The audit log: who started, changed, corrected or took away what, and who was refused.

One JSON object a line, added and never changed: `at` (ISO 8601, UTC), `who`, `role`, `action`,
`subject`, `allowed`. A line is written before the thing is done, so that nothing is done unseen.
"""

import contextlib
import getpass
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from etl.append_only import append_lines, read_last_lines

_MOST_BYTES = 4_000_000
_LONGEST = 500


LOCAL = "local"
"""Stands for the role where nobody logs in."""


class Action(StrEnum):
    """What can be done, in the words of the log."""

    DOWNLOAD = "download"
    CORRECT = "correct"
    SAY_NAME = "say name"
    KEEP_VIEW = "keep view"
    ADD_DUMP = "add dump"
    START_RUN = "start run"
    CANCEL_RUN = "cancel run"
    SWITCH = "switch"
    READ_AUDIT = "read audit log"
    BACK_UP = "back up"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log. `role` is what the person's role was then, or `LOCAL`."""

    at: datetime
    who: str
    role: str
    action: str
    subject: str
    is_allowed: bool = True


def local_user() -> str:
    """The name of this machine's user."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user: a container's number, Windows
        return "unknown"


def record(
    path: Path,
    action: str,
    subject: str,
    *,
    who: str = "",
    role: str = LOCAL,
    allowed: bool = True,
) -> None:
    """Adds a line to the log at `path`; without `who`, this machine's user did it. Raises
    `OSError`."""
    line = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "who": (who or local_user())[:_LONGEST],
        "role": role,
        "action": action,
        "subject": subject[:_LONGEST],
        "allowed": allowed,
    }
    append_lines(path, [json.dumps(line, ensure_ascii=True)])


def record_export(path: Path, subject: str) -> None:
    """Adds a line on data that this machine's user takes away by a command, if the log can be
    written: what can only be read can be taken away, too."""
    with contextlib.suppress(OSError):
        record(path, Action.DOWNLOAD, subject)


def latest(path: Path) -> list[Entry]:
    """The latest entries (of the last 4 MB), newest first; lines that cannot be read are left out.
    Raises `OSError`."""
    entries = (_read(line) for line in reversed(read_last_lines(path, _MOST_BYTES)))
    return [entry for entry in entries if entry is not None]


def has_older(path: Path) -> bool:
    """Whether the log holds entries before those that `latest` reads. Raises `OSError`."""
    return path.stat().st_size > _MOST_BYTES


def _read(line: str) -> Entry | None:
    try:
        values: dict[str, Any] = json.loads(line)
        return Entry(
            at=datetime.fromisoformat(values["at"]),
            who=str(values["who"]),
            role=str(values["role"]),
            action=str(values["action"]),
            subject=str(values["subject"]),
            is_allowed=values["allowed"] is True,
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
