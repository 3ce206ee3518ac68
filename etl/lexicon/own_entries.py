"""What the entries of the user's own files must satisfy beside the form of each file.

A broken entry is left out and told; it never takes the program down.
"""

import re
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from etl.contracts import ID_PATTERN
from etl.lexicon.errors import LexiconError
from etl.lexicon.toml_files import Entry

_ID = re.compile(ID_PATTERN)
_MOST_CHARACTERS = 60


class Labelled(Protocol):
    """A theme or an event type: something that the dashboard shows by its label."""

    @property
    def label(self) -> str:
        """The words that the dashboard shows."""
        ...


_Shown = TypeVar("_Shown", bound=Labelled)


def lay_over(
    shipped: Mapping[str, _Shown],
    entries: Mapping[str, Entry],
    extend: Callable[[_Shown, Entry], _Shown],
    build: Callable[[Entry], _Shown],
) -> tuple[dict[str, _Shown], list[LexiconError]]:
    """What ships with the user's entries over it, and what is wrong with those that were left out:
    `extend` adds an entry to the one of its id, `build` makes a new one."""
    found, problems = dict(shipped), []
    for name, entry in entries.items():
        try:
            if name in shipped:
                built = extend(shipped[name], entry)
            else:
                check_id(entry)
                built = build(entry)
            check_label(entry, built.label, found)
        except LexiconError as error:
            problems.append(error)
        else:
            found[name] = built
    return found, problems


def check_id(entry: Entry) -> None:
    """Raise `LexiconError` for an id that the tables cannot hold."""
    if not _ID.fullmatch(entry.name):
        raise entry.error(
            "is no id; use 2 to 40 small letters, digits and underscores, a letter first"
        )


def check_label(entry: Entry, label: str, others: Mapping[str, Labelled]) -> None:
    """Raise `LexiconError` for a label that a screen cannot show, or that another entry has:
    addresses and filters know entries by their labels."""
    if len(label) > _MOST_CHARACTERS or not label.isprintable() or label != label.strip():
        raise entry.error(f"must be one line of at most {_MOST_CHARACTERS} characters", "label")
    for name, other in others.items():
        if name != entry.name and other.label.casefold() == label.casefold():
            raise entry.error(f"is the label of {name!r} already", "label")
