"""What a dump gives, before anything is made of it: records, broken records, notices."""

from dataclasses import dataclass, field
from typing import Any

RAW_CHARACTERS = 2_000
"""How much of a record is kept to look at when it is rejected."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a dump: its fields under the dump's own names.

    `name` is the file name of a record that is a file of its own. `basis` says where a publication
    date among the fields comes from: `field`, or `page` where it was read off an HTML page.
    """

    fields: dict[str, Any]
    raw: str
    name: str | None = None
    basis: str = "field"


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that is no article, known from its form alone, and why.

    `reason` is one of `etl.contracts.REJECT_REASONS`.
    """

    detail: str
    raw: str = field(default="")
    reason: str = "unparsable"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the dump that is no record: counted as a warning under `name`."""

    name: str
    detail: str


Found = Record | BrokenRecord
"""A record, whole or not."""

AnyRecord = Found | Notice
"""What reading a dump gives, in its order."""
