"""Loading `event_types.toml`: what each event type is and which words cue it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.contracts import EVENT_TYPES
from etl.lexicon.errors import LexiconError
from etl.lexicon.patterns import SIDES, Pattern, PatternError, compile_pattern
from etl.lexicon.toml_files import FOLDER, check_ids, check_keys, read_table, text, texts

EVENT_TYPES_FILE = FOLDER / "event_types.toml"
STRENGTHS = {"strong": 0.9, "cues": 0.7, "weak": 0.5}
"""The lists of patterns of a type and the weight that a match of each gives an event."""
_KEYS = ("label", "definition", "principals", "yields_to", *STRENGTHS, "not")


@dataclass(frozen=True)
class EventType:
    """One event type: `cues` are (pattern, weight); `negatives` drop a match that they overlap;
    `principals` is the side where its companies stand; of the types that it `yields_to` one in the
    same sentence is the more specific reading."""

    name: str
    label: str
    definition: str
    principals: str
    cues: tuple[tuple[Pattern, float], ...]
    negatives: tuple[Pattern, ...]
    yields_to: frozenset[str] = frozenset()


def _compile(path: Path, name: str, key: str, table: dict[str, Any]) -> tuple[Pattern, ...]:
    patterns = []
    for source in texts(path, name, table, key):
        try:
            patterns.append(compile_pattern(source))
        except PatternError as error:
            raise LexiconError(path, f"{name}.{key}", f"pattern {source!r}: {error}") from error
    return tuple(patterns)


def _yields(path: Path, name: str, table: dict[str, Any]) -> frozenset[str]:
    others = texts(path, name, table, "yields_to")
    for other in others:
        if other not in EVENT_TYPES and other != "*":
            raise LexiconError(path, f"{name}.yields_to", f"unknown type {other!r}")
    return frozenset(EVENT_TYPES if "*" in others else others) - {name}


def load_event_types(path: Path = EVENT_TYPES_FILE) -> dict[str, EventType]:
    """The event types of the file by id, in the order of `etl.contracts.EVENT_TYPES`.

    Raises `LexiconError` for a type that is missing or unknown, an unknown key, or a bad pattern.
    """
    tables = read_table(path, "types")
    check_ids(path, tables, EVENT_TYPES)
    types = {}
    for name in EVENT_TYPES:
        table = tables[name]
        check_keys(path, name, table, _KEYS)
        principals = text(path, name, table, "principals")
        if principals not in SIDES:
            raise LexiconError(path, name, f"principals must be one of {', '.join(SIDES)}")
        cues = tuple(
            (pattern, weight)
            for key, weight in STRENGTHS.items()
            for pattern in _compile(path, name, key, table)
        )
        if not cues:
            raise LexiconError(path, name, "has no cue pattern")
        types[name] = EventType(
            name,
            text(path, name, table, "label"),
            text(path, name, table, "definition"),
            principals,
            cues,
            _compile(path, name, "not", table),
            _yields(path, name, table),
        )
    return types
