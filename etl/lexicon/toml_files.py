"""Reading the lexicon's TOML files strictly: unknown keys and wrong types are errors.

Belongs here: checks that every TOML file needs. What the values mean is the business of the loader
that calls these functions.
"""

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from etl.lexicon.errors import LexiconError

FOLDER = Path(__file__).parent
"""Where the lexicon that ships lies."""


def read_toml(path: Path) -> dict[str, Any]:
    """The file's contents; raises `LexiconError` where it is missing or is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise LexiconError(path, "file", "not found; restore it or pass another path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(path, "file", f"is not valid TOML in UTF-8: {error}") from error


def read_table(path: Path, name: str) -> dict[str, dict[str, Any]]:
    """The tables `[name.*]`, the only top-level key that the file may hold."""
    data = read_toml(path)
    for key in data:
        if key != name:
            raise LexiconError(path, key, f"unknown key; only [{name}.*] may stand here")
    tables = data.get(name)
    if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
        raise LexiconError(path, name, f"expected tables [{name}.<id>]")
    return tables


def check_ids(path: Path, found: Collection[str], expected: Collection[str]) -> None:
    """Raise `LexiconError` unless the file describes exactly the ids of the contract."""
    for name in found:
        if name not in expected:
            raise LexiconError(path, name, "unknown id; it is not in etl/contracts.py")
    for name in expected:
        if name not in found:
            raise LexiconError(path, name, "missing; every id of etl/contracts.py needs an entry")


def check_keys(path: Path, entry: str, table: dict[str, Any], allowed: Collection[str]) -> None:
    """Raise `LexiconError` for a key of `table` that is not `allowed`."""
    for key in table:
        if key not in allowed:
            known = ", ".join(sorted(allowed))
            raise LexiconError(path, entry, f"unknown key {key!r}; known keys are {known}")


def text(path: Path, entry: str, table: dict[str, Any], key: str) -> str:
    """A required, non-empty text."""
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise LexiconError(path, entry, f"key {key!r} must be a text that is not empty")
    return value


def texts(path: Path, entry: str, table: dict[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts; empty where the key is absent."""
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise LexiconError(path, entry, f"key {key!r} must be a list of texts")
    if len(set(value)) != len(value):
        twice = next(v for v in value if value.count(v) > 1)
        raise LexiconError(path, entry, f"key {key!r} lists {twice!r} twice")
    return tuple(value)
