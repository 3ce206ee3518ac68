"""Loading `themes.toml`: what each theme is about and which terms speak of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.contracts import EVENT_TYPES, THEMES
from etl.lexicon.errors import LexiconError
from etl.lexicon.patterns import Pattern, PatternError, compile_pattern
from etl.lexicon.toml_files import FOLDER, check_ids, check_keys, read_table, text, texts

THEMES_FILE = FOLDER / "themes.toml"
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


def _types(path: Path, name: str, table: dict[str, Any], key: str) -> frozenset[str]:
    found = frozenset(texts(path, name, table, key))
    unknown = sorted(found.difference(EVENT_TYPES))
    if unknown:
        raise LexiconError(path, f"{name}.{key}", f"unknown event type {unknown[0]!r}")
    return found


def load_themes(path: Path = THEMES_FILE) -> dict[str, Theme]:
    """The themes of the file by id, in the order of `etl.contracts.THEMES`.

    Raises `LexiconError` for a theme that is missing or unknown, an unknown key, or a bad term.
    """
    tables = read_table(path, "themes")
    check_ids(path, tables, THEMES)
    themes = {}
    for name in THEMES:
        table = tables[name]
        check_keys(path, name, table, _KEYS)
        patterns: dict[str, tuple[Pattern, ...]] = {}
        for key in ("terms", "not"):
            try:
                patterns[key] = tuple(map(compile_pattern, texts(path, name, table, key)))
            except PatternError as error:
                raise LexiconError(path, f"{name}.{key}", str(error)) from error
        if not patterns["terms"]:
            raise LexiconError(path, name, "has no terms")
        themes[name] = Theme(
            name,
            text(path, name, table, "label"),
            text(path, name, table, "definition"),
            text(path, name, table, "group"),
            patterns["terms"],
            patterns["not"],
            _types(path, name, table, "implied_by"),
            _types(path, name, table, "foreign_to"),
        )
    return themes
