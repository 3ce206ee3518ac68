"""Records as they stand in a dump, before anything is made of them."""

from dataclasses import dataclass, field
from typing import Any

RAW_CHARACTERS = 2_000
"""How much of a record is kept to look at when it is rejected."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a dump: its fields under the dump's own names."""

    fields: dict[str, Any]
    raw: str
    name: str | None = None
    """File name of a record that is a file of its own."""


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that could not be read, and why."""

    detail: str
    raw: str = field(default="")


AnyRecord = Record | BrokenRecord
