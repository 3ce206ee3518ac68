"""What the screens and the command line show of runs and of the inbox, as plain values."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

RunStatus = Literal["queued", "running", "success", "failed", "canceled"]
InboxState = Literal["new", "changed", "loaded"]


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A dump in the inbox. `dump` is its partition name, times are UTC."""

    name: str
    dump: str
    size_bytes: int
    modified_at: datetime
    state: InboxState


@dataclass(frozen=True, slots=True)
class RunView:
    """One run of the ETL over one dump ('' for a run over all). Times are UTC."""

    run_id: str
    dump: str
    status: RunStatus
    requested_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    outcomes: dict[str, int] = field(default_factory=dict)
    event_count: int | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a run's log; `step` is None for lines about the run as a whole."""

    at: datetime
    level: str
    step: str | None
    message: str
