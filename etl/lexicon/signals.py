"""Loading `signals.toml`: word lists that tell companies, persons, places and sources apart."""

from dataclasses import dataclass
from pathlib import Path

from etl.lexicon.errors import LexiconError
from etl.lexicon.toml_files import read_entries

SIGNALS_FILE = Path(__file__).with_name("signals.toml")
_LISTS = (
    "legal_suffixes",
    "name_suffixes",
    "company_nouns",
    "company_heads",
    "company_after",
    "company_verbs",
    "market_moves",
    "executive_titles",
    "first_names",
    "chinese_surnames",
    "said_verbs",
    "places",
    "outlets",
    "institution_words",
    "openers",
    "not_names",
)


@dataclass(frozen=True)
class Signals:
    """The lists of the file, as sets of words or short phrases in the case that the file gives.

    What each list is for is said in the file.
    """

    legal_suffixes: frozenset[str]
    name_suffixes: frozenset[str]
    company_nouns: frozenset[str]
    company_heads: frozenset[str]
    company_after: frozenset[str]
    company_verbs: frozenset[str]
    market_moves: frozenset[str]
    executive_titles: frozenset[str]
    first_names: frozenset[str]
    chinese_surnames: frozenset[str]
    said_verbs: frozenset[str]
    places: frozenset[str]
    outlets: frozenset[str]
    institution_words: frozenset[str]
    openers: frozenset[str]
    not_names: frozenset[str]


def load_signals(path: Path = SIGNALS_FILE) -> Signals:
    """The word lists of the file; raises `LexiconError` for an unknown or missing list.

    A list's words may stand in one text, separated by `|`, to keep long lists readable.
    """
    entries = read_entries(path, "lists")
    for name, entry in entries.items():
        if name not in _LISTS:
            raise entry.error(f"unknown list; known lists are {', '.join(_LISTS)}")
    values = {}
    for name in _LISTS:
        if name not in entries:
            raise LexiconError(path, name, "missing; the file needs every list")
        entries[name].check_keys(("meaning", "words"))
        lines = entries[name].texts("words")
        values[name] = frozenset(w.strip() for line in lines for w in line.split("|") if w.strip())
    return Signals(**values)
