"""Loading `event_types.toml`: what each event type is and which words cue it.

The user's file of the same form adds types and extends those that ship (`extend_event_types`).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from etl.contracts import EVENT_TYPES
from etl.lexicon.errors import LexiconError
from etl.lexicon.own_entries import lay_over
from etl.lexicon.patterns import SIDES, Pattern, compile_patterns
from etl.lexicon.toml_files import Entry, read_entries, read_sound_entries

STRENGTHS = {"strong": 0.9, "cues": 0.7, "weak": 0.5}
"""The lists of patterns of a type and the weight that a match of each gives an event."""
_KEYS = ("label", "definition", "principals", "yields_to", *STRENGTHS, "not")
_FIXED = ("principals", "yields_to")


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


def read_event_types(path: Path) -> dict[str, EventType]:
    """The event types of a file that ships, in the order of `etl.contracts.EVENT_TYPES`.

    Raises `LexiconError` for a type that is missing or unknown, an unknown key, or a bad pattern.
    """
    entries = read_entries(path, "types")
    for name, entry in entries.items():
        if name not in EVENT_TYPES:
            raise entry.error("unknown id; it is not in etl/contracts.py")
    for name in EVENT_TYPES:
        if name not in entries:
            raise LexiconError(path, name, "missing; the model tells this type")
    return {name: _build(entries[name], entries) for name in EVENT_TYPES}


def extend_event_types(
    types: dict[str, EventType], path: Path
) -> tuple[dict[str, EventType], list[LexiconError]]:
    """The types with those of the user's file, and what is wrong with entries that were left out.

    A new id is a new type. An entry of a type that ships adds patterns, which only the pipeline of
    cue words uses, and may change its label and definition.
    """
    entries, problems = read_sound_entries(path, "types")
    known = {*types, *entries}
    found, left_out = lay_over(
        types,
        entries,
        _extend,
        lambda entry: _build(entry, known, principals="subject", definition=""),
    )
    return found, [*problems, *left_out]


def _build(
    entry: Entry,
    known: Collection[str],
    *,
    principals: str | None = None,
    definition: str | None = None,
) -> EventType:
    """The type that an entry describes; the defaults are those of keys that may be absent."""
    entry.check_keys(_KEYS)
    side = entry.text("principals", principals)
    if side not in SIDES:
        raise entry.error(f"must be one of {', '.join(SIDES)}", "principals")
    cues = _cues(entry)
    if not cues:
        raise entry.error(f"has no pattern in {', '.join(STRENGTHS)}")
    return EventType(
        entry.name,
        entry.text("label"),
        entry.text("definition", definition),
        side,
        cues,
        compile_patterns(entry, "not"),
        _yields(entry, known),
    )


def _extend(shipped: EventType, entry: Entry) -> EventType:
    entry.check_keys(_KEYS)
    for key in _FIXED:
        if key in entry.values:
            raise entry.error("of a type that ships cannot be changed", key)
    return replace(
        shipped,
        label=entry.text("label", shipped.label),
        definition=entry.text("definition", shipped.definition),
        cues=(*shipped.cues, *_cues(entry)),
        negatives=(*shipped.negatives, *compile_patterns(entry, "not")),
    )


def _cues(entry: Entry) -> tuple[tuple[Pattern, float], ...]:
    return tuple(
        (pattern, weight)
        for key, weight in STRENGTHS.items()
        for pattern in compile_patterns(entry, key)
    )


def _yields(entry: Entry, known: Collection[str]) -> frozenset[str]:
    others = entry.texts("yields_to")
    for other in others:
        if other not in known and other != "*":
            raise entry.error(f"unknown type {other!r}", "yields_to")
    return frozenset(known if "*" in others else others) - {entry.name}
