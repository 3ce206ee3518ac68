"""Words for ids: what the screen calls an event type, a theme, a status, a kind of mention.

The labels of types and themes come from the lexicon in use, which is data that a domain expert
edits. An id that it does not know (of another pack, or of an entry that is gone) keeps its own
words.
"""

import os
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel import Locale

from etl.lexicon.files import PACK_VARIABLE
from etl.lexicon.in_use import Lexicon, load_lexicon
from etl.lexicon.own_entries import Labelled
from etl.settings import DATA_VARIABLE

_ENGLISH = Locale("en")

_CHECKS = {
    "unchecked": "Not checked",
    "accepted": "Right",
    "edited": "Changed",
    "rejected": "Wrong",
}

OTHER_GROUP = "Other"
"""The group of themes that the lexicon lacks."""

_KINDS_OF_COMPANIES = {"ai": "AI", "retail_rental": "Retail and rental"}

_BASES = {
    "explicit": "stated in the text",
    "published": "from the text and the publication date",
    "unknown_year": "the year is not known",
    "reader": "set by a reader",
    "none": "no date in the text",
}


def _lexicon() -> Lexicon:
    # A page asks for thousands of labels: files are looked at again after a second, not each time.
    return _lexicon_at(
        int(time.monotonic()), os.environ.get(PACK_VARIABLE), os.environ.get(DATA_VARIABLE)
    )


@lru_cache(maxsize=1)
def _lexicon_at(second: int, pack: str | None, data: str | None) -> Lexicon:  # noqa: ARG001
    return load_lexicon()


def _plain(identifier: str) -> str:
    words = identifier.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _label(entries: Mapping[str, Labelled], identifier: str) -> str:
    """The label of an id; of one that the lexicon lacks, its own words, with the id where an entry
    has these words for its label: no two ids of a filter may read the same."""
    if identifier in entries:
        return entries[identifier].label
    words = _plain(identifier)
    taken = {entry.label.casefold() for entry in entries.values()}
    return f"{words} ({identifier})" if words.casefold() in taken else words


def type_label(event_type: str) -> str:
    """The words for an event type."""
    return _label(_lexicon().types, event_type)


def theme_label(theme: str) -> str:
    """The words for a theme."""
    return _label(_lexicon().themes, theme)


def theme_definition(theme: str) -> str:
    """What a theme is about, in the words of the lexicon; empty where it has none."""
    known = _lexicon().themes
    return known[theme].definition if theme in known else ""


def known_types(used: Iterable[str]) -> list[str]:
    """The ids of the event types in use and of those `used` in the data, in order of labels."""
    return sorted({*_lexicon().types, *used}, key=lambda name: type_label(name).casefold())


def known_themes(used: Iterable[str]) -> list[str]:
    """The ids of the themes in use and of those `used` in the data, in order of labels."""
    return sorted({*_lexicon().themes, *used}, key=lambda name: theme_label(name).casefold())


def theme_groups(themes: Iterable[str]) -> dict[str, list[str]]:
    """The themes by their group, groups in the order of the lexicon; those it lacks come last."""
    known = _lexicon().themes
    groups: dict[str, list[str]] = {entry.group: [] for entry in known.values()}
    for name in themes:
        groups.setdefault(known[name].group if name in known else OTHER_GROUP, []).append(name)
    return {group: names for group, names in groups.items() if names}


def status_label(status: str) -> str:
    """The words for a status."""
    return _plain(status)


def check_label(check: str) -> str:
    """The words for what readers said of an event."""
    return _CHECKS.get(check, _plain(check))


def kind_label(kind: str) -> str:
    """The words for a kind of mention."""
    return _plain(kind)


def country_label(code: str) -> str:
    """The English name of a country, by its code of ISO 3166 (Unicode CLDR)."""
    return str(_ENGLISH.territories.get(code, code))


def language_label(code: str) -> str:
    """The English name of a language, by its code of ISO 639-1 (Unicode CLDR)."""
    return str(_ENGLISH.languages.get(code, code))


def kind_of_company_label(kind: str) -> str:
    """The words for a kind of company of the catalogue."""
    return _KINDS_OF_COMPANIES.get(kind, _plain(kind))


def basis_label(basis: str) -> str:
    """The words for how a date was found."""
    return _BASES.get(basis, _plain(basis))
