"""Loading `themes.toml`: what each theme is about and which terms speak of it.

The user's file of the same form adds themes and extends those of the pack (`extend_themes`).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from etl.contracts import EVENT_TYPES, THEMES
from etl.lexicon.errors import LexiconError
from etl.lexicon.own_entries import check_id, lay_over
from etl.lexicon.patterns import Pattern, compile_patterns
from etl.lexicon.toml_files import Entry, read_entries, read_sound_entries

OWN_GROUP = "Your own"
"""The group of the user's themes that name none."""

_KEYS = ("label", "definition", "group", "terms", "not", "implied_by", "foreign_to")


@dataclass(frozen=True)
class Theme:
    """One theme. `group` gathers themes for display; `terms` are patterns of the cue grammar;
    where one of `negatives` overlaps a term, the term does not count. Events of the types in
    `implied_by` have the theme without a term, those in `foreign_to` not in spite of one."""

    name: str
    label: str
    definition: str
    group: str
    terms: tuple[Pattern, ...]
    negatives: tuple[Pattern, ...]
    implied_by: frozenset[str] = frozenset()
    foreign_to: frozenset[str] = frozenset()


def read_themes(path: Path) -> dict[str, Theme]:
    """The themes of a pack's file by id: those that the model knows in the order of
    `etl.contracts.THEMES`, then the others in the order of the file.

    Raises `LexiconError` for an unknown key, a bad id or a bad term.
    """
    entries = read_entries(path, "themes")
    for entry in entries.values():
        check_id(entry)
    order = [*(name for name in THEMES if name in entries), *entries]
    return {name: _build(entries[name], EVENT_TYPES) for name in dict.fromkeys(order)}


def extend_themes(
    themes: dict[str, Theme], path: Path, types: Collection[str]
) -> tuple[dict[str, Theme], list[LexiconError]]:
    """The themes with those of the user's file, and what is wrong with entries that were left out.

    A new id is a new theme. An entry of a theme that the pack has adds to its lists, and may change
    its label, definition and group. `types` are the event types that entries may name.
    """
    entries, problems = read_sound_entries(path, "themes")
    found, left_out = lay_over(
        themes,
        entries,
        lambda theme, entry: _extend(theme, entry, types),
        lambda entry: _build(entry, types, definition="", group=OWN_GROUP),
    )
    return found, [*problems, *left_out]


def _build(
    entry: Entry,
    types: Collection[str],
    *,
    definition: str | None = None,
    group: str | None = None,
) -> Theme:
    """The theme that an entry describes; the defaults are those of keys that may be absent."""
    entry.check_keys(_KEYS)
    terms = compile_patterns(entry, "terms")
    if not terms:
        raise entry.error("has no terms")
    return Theme(
        entry.name,
        entry.text("label"),
        entry.text("definition", definition),
        entry.text("group", group),
        terms,
        compile_patterns(entry, "not"),
        _types(entry, "implied_by", types),
        _types(entry, "foreign_to", types),
    )


def _extend(theme: Theme, entry: Entry, types: Collection[str]) -> Theme:
    entry.check_keys(_KEYS)
    return replace(
        theme,
        label=entry.text("label", theme.label),
        definition=entry.text("definition", theme.definition),
        group=entry.text("group", theme.group),
        terms=(*theme.terms, *compile_patterns(entry, "terms")),
        negatives=(*theme.negatives, *compile_patterns(entry, "not")),
        implied_by=theme.implied_by | _types(entry, "implied_by", types),
        foreign_to=theme.foreign_to | _types(entry, "foreign_to", types),
    )


def _types(entry: Entry, key: str, types: Collection[str]) -> frozenset[str]:
    found = frozenset(entry.texts(key))
    unknown = sorted(found.difference(types))
    if unknown:
        raise entry.error(f"unknown event type {unknown[0]!r}", key)
    return found
