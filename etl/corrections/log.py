"""The log of corrections: what readers said of events, who and when. Lines are only ever added.

It lies beside the warehouse and is not derived from anything: back it up. An event is kept whole in
the log, so that it can be found again, or put back, when an extraction comes out otherwise.
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import pyarrow as pa

from etl.append_only import append_lines
from etl.contracts import DAY, EVENTS, TEXTS
from etl.errors import ConfigurationError

Row = dict[str, Any]

Action = Literal["accept", "reject", "edit", "join", "part", "undo"]
"""An event is right, wrong, or right with changes; two events tell one happening, or do not; an
earlier correction is taken back."""

CHECK_OF = {"accept": "accepted", "edit": "edited", "reject": "rejected"}
"""What an action makes of an event (`etl.contracts.CHECKS`); the others are about stories."""

EDITABLE = (
    "event_type",
    "status",
    "companies",
    "company_ids",
    "themes",
    "event_start",
    "event_end",
)
"""The columns of an event that a reader can change."""

LONGEST_NAME = 80


@dataclass(frozen=True)
class Correction:
    """One line of the log. `event` is a row of `events` as the reader saw it, before any change;
    `other` is the second one of `join` and `part`; `undoes` is the id of another line."""

    correction_id: str
    made_at: datetime
    made_by: str
    action: Action
    event: Row = field(default_factory=dict)
    changes: Row = field(default_factory=dict)
    other: Row = field(default_factory=dict)
    undoes: str = ""


@dataclass(frozen=True)
class Log:
    """The corrections that stand, in their order, and the numbers of lines that cannot be read."""

    standing: tuple[Correction, ...]
    unreadable: tuple[int, ...] = ()


def accept(event: Row, by: str) -> Correction:
    """The event is right as it is."""
    return _make("accept", by, event=event)


def reject(event: Row, by: str) -> Correction:
    """There is no such event."""
    return _make("reject", by, event=event)


def edit(event: Row, changes: Mapping[str, Any], by: str) -> Correction:
    """The event is right with these changes; raises `ValueError` for a column that is none of
    `EDITABLE`, or dates out of order."""
    unknown = sorted(set(changes) - set(EDITABLE))
    if unknown:
        raise ValueError(f"{unknown[0]} cannot be changed")
    start, end = changes.get("event_start"), changes.get("event_end")
    if (start is None) != (end is None) or (start is not None and end is not None and start > end):
        raise ValueError("the last day must not be before the first one")
    return _make("edit", by, event=event, changes=dict(changes))


def join(event: Row, other: Row, by: str) -> Correction:
    """Two events tell one happening."""
    return _make("join", by, event=event, other=other)


def part(event: Row, other: Row, by: str) -> Correction:
    """Two events do not tell one happening."""
    return _make("part", by, event=event, other=other)


def undo(correction_id: str, by: str) -> Correction:
    """An earlier correction does not hold."""
    return _make("undo", by, undoes=correction_id)


def _make(action: Action, by: str, **parts: Any) -> Correction:
    name = " ".join(by.split())[:LONGEST_NAME] or "unknown"
    for key in ("event", "other"):
        if key in parts:
            parts[key] = {column.name: parts[key][column.name] for column in EVENTS.columns}
    return Correction(uuid.uuid4().hex, datetime.now(UTC), name, action, **parts)


def append(path: Path, corrections: Iterable[Correction]) -> None:
    """Adds lines to the log and waits until they are on the disk. Raises `OSError`."""
    append_lines(path, (json.dumps(_to_json(c), ensure_ascii=False) for c in corrections))


def read_log(path: Path) -> Log:
    """The log; empty where there is none. Raises `ConfigurationError` where it is no text."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return Log(())
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is no text in UTF-8; restore it from a backup") from error
    made: dict[str, Correction] = {}
    unreadable = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            correction = _from_json(json.loads(line))
        except (ValueError, KeyError, TypeError, RecursionError):
            unreadable.append(number)
            continue
        if correction.action == "undo":
            made.pop(correction.undoes, None)
        else:
            made[correction.correction_id] = correction
    return Log(tuple(made.values()), tuple(unreadable))


_DAYS = [column.name for column in EVENTS.columns if column.type == DAY]


def _to_json(correction: Correction) -> Row:
    values: Row = {
        "id": correction.correction_id,
        "at": correction.made_at.isoformat(),
        "by": correction.made_by,
        "action": correction.action,
    }
    for name in ("event", "changes", "other"):
        row = getattr(correction, name)
        if row:
            values[name] = {
                key: value.isoformat() if isinstance(value, date) else value
                for key, value in row.items()
            }
    if correction.undoes:
        values["undoes"] = correction.undoes
    return values


def _from_json(values: Row) -> Correction:
    action = values["action"]
    if action not in get_args(Action):
        raise ValueError(f"unknown action {action!r}")
    names = ("event", "changes", "other")
    parts = {name: dict(_with_days(values.get(name) or {})) for name in names}
    if action != "undo":
        _check_event(parts["event"] | parts["changes"])
    if action in ("join", "part"):
        _check_event(parts["other"])
    if not set(parts["changes"]) <= set(EDITABLE):
        raise ValueError("changes what cannot be changed")
    made_at = datetime.fromisoformat(values["at"])
    undoes = str(values.get("undoes", ""))
    return Correction(str(values["id"]), made_at, str(values["by"]), action, **parts, undoes=undoes)


def _with_days(row: Row) -> Iterator[tuple[str, Any]]:
    for key, value in row.items():
        yield key, date.fromisoformat(value) if key in _DAYS and value else value


def _check_event(row: Row) -> None:
    """Raise `KeyError`, `TypeError` or `ValueError` unless the row can stand for an event."""
    for column in EVENTS.columns:
        value = row[column.name]
        if value is None and not column.nullable:
            raise TypeError(f"{column.name} is missing")
        if column.type == TEXTS and not isinstance(value, list):
            raise TypeError(f"{column.name} is no list")
    pa.Table.from_pylist([row], EVENTS.schema)
