"""The themes and event types in use: those of the pack, with the user's own on top; and what is
wrong in the user's files."""

from dataclasses import dataclass
from functools import lru_cache

from etl.contracts import EVENT_TYPES
from etl.lexicon.catalogue import load_catalogue
from etl.lexicon.errors import LexiconError
from etl.lexicon.event_types import EventType, extend_event_types, read_event_types
from etl.lexicon.files import LexiconFiles, files_in_use
from etl.lexicon.themes import Theme, extend_themes, read_themes


@dataclass(frozen=True)
class Lexicon:
    """Event types and themes by id; `problems` tell of entries of the user's, companies among them,
    that were left out."""

    types: dict[str, EventType]
    themes: dict[str, Theme]
    problems: tuple[LexiconError, ...] = ()

    @property
    def own_types(self) -> dict[str, EventType]:
        """The event types that the model does not know: the user's."""
        return {name: kind for name, kind in self.types.items() if name not in EVENT_TYPES}


def load_lexicon() -> Lexicon:
    """The themes and event types of the files in use (`etl.lexicon.files.files_in_use`), as they
    are at this moment.

    Raises `ConfigurationError` for an unknown pack and `LexiconError` where a file that ships is
    broken; what is wrong in the user's files is in `Lexicon.problems`.
    """
    files = files_in_use()
    return _load(files, files.fingerprint())


@lru_cache(maxsize=2)
def _load(files: LexiconFiles, content: str) -> Lexicon:  # noqa: ARG001
    """The lexicon of the files; `content` makes a changed file be read again."""
    problems: list[LexiconError] = []
    types, themes = read_event_types(files.event_types), read_themes(files.themes)
    if files.own_event_types is not None:
        types, found = extend_event_types(types, files.own_event_types)
        problems += found
    if files.own_themes is not None:
        themes, found = extend_themes(themes, files.own_themes, types)
        problems += found
    problems += load_catalogue().problems
    return Lexicon(types, themes, tuple(problems))
