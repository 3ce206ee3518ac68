"""What the screens and the command line show of runs and of the inbox, as plain values."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

RunStatus = Literal["queued", "running", "canceling", "success", "failed", "canceled"]
InboxState = Literal["new", "changed", "loaded"]

STEPS = ("load", "tag", "review", "group", "serving")
"""The steps of a run over one dump, in their order; a run over all dumps begins with `review`."""


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
    """One run of the ETL over one dump ('' for a run over all). Times are UTC.

    `snapshot` is the version that the run published.
    """

    run_id: str
    dump: str
    status: RunStatus
    requested_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    outcomes: dict[str, int] = field(default_factory=dict)
    event_count: int | None = None
    failure: str | None = None
    snapshot: str | None = None

    @property
    def seconds(self) -> float | None:
        """How long the run took, 0 where the clock was set back; None while it has not ended."""
        if self.started_at is None or self.ended_at is None:
            return None
        return max(0.0, (self.ended_at - self.started_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: its step, and in it `done` of `total` records or articles.

    `share` is the part of the step that is done, 0 to 1, None where it is not known.
    """

    step: str
    step_started_at: datetime
    updated_at: datetime
    done: int = 0
    total: int | None = None
    share: float | None = None
    records: int = 0
    articles: int = 0
    events: int = 0

    @property
    def rate(self) -> float | None:
        """Records or articles a second in this step; None before there is one to count."""
        seconds = (self.updated_at - self.step_started_at).total_seconds()
        return self.done / seconds if self.done and seconds > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """How long this step will still take at its speed so far; None where that is unknown."""
        if not self.share:
            return None
        seconds = (self.updated_at - self.step_started_at).total_seconds()
        return seconds * (1 - self.share) / self.share


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a run; `seconds` is None while it has not ended."""

    name: str
    status: Literal["running", "success", "failed"]
    started_at: datetime | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check of a table in a run; where a blocking one fails, the table is not published."""

    table: str
    name: str
    is_passed: bool
    is_blocking: bool
    detail: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a run's log; `step` is None for lines about the run as a whole."""

    at: datetime
    level: str
    step: str | None
    message: str
