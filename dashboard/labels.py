"""Words for ids: what the screen calls an event type, a theme, a status, a kind of mention.

The labels of types and themes come from the lexicon, which is data that a domain expert edits. An
id that the lexicon does not know keeps its own words.
"""

import tomllib
from functools import cache
from typing import Any

from etl.lexicon.event_types import EVENT_TYPES_FILE
from etl.lexicon.themes import THEMES_FILE

_FILES = {"types": EVENT_TYPES_FILE, "themes": THEMES_FILE}

_CHECKS = {
    "unchecked": "Not checked",
    "accepted": "Right",
    "edited": "Changed",
    "rejected": "Wrong",
}

_BASES = {
    "explicit": "stated in the text",
    "published": "from the text and the publication date",
    "unknown_year": "the year is not known",
    "reader": "set by a reader",
    "none": "no date in the text",
}


@cache
def _labels(table: str) -> dict[str, str]:
    """The labels of a lexicon file. Its patterns are not compiled: only words are needed here."""
    try:
        content = _FILES[table].read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    entries: dict[str, dict[str, Any]] = tomllib.loads(content).get(table, {})
    return {name: str(entry["label"]) for name, entry in entries.items() if "label" in entry}


def _plain(identifier: str) -> str:
    words = identifier.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _label(table: str, identifier: str) -> str:
    return _labels(table).get(identifier) or _plain(identifier)


def type_label(event_type: str) -> str:
    """The words for an event type."""
    return _label("types", event_type)


def theme_label(theme: str) -> str:
    """The words for a theme."""
    return _label("themes", theme)


def status_label(status: str) -> str:
    """The words for a status."""
    return _plain(status)


def check_label(check: str) -> str:
    """The words for what readers said of an event."""
    return _CHECKS.get(check, _plain(check))


def kind_label(kind: str) -> str:
    """The words for a kind of mention."""
    return _plain(kind)


def basis_label(basis: str) -> str:
    """The words for how a date was found."""
    return _BASES.get(basis, _plain(basis))
