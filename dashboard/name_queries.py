"""The questions about names that the catalogue lacks.

Beside `dashboard.queries`, by the same rules: bound parameters only.
"""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

from dataclasses import dataclass

import pyarrow as pa

from dashboard.database import read_table
from dashboard.queries import MAX_ROWS
from etl.warehouse.serving import Snapshot

_BEFORE, _AFTER = 140, 180
_MATCHES = r"(? = '' OR name ILIKE '%' || ? || '%' ESCAPE '\')"


@dataclass(frozen=True)
class CompanyChoice:
    """A company of the catalogue, to choose from."""

    company_id: str
    name: str


def _pattern(text: str) -> str:
    """The text as it is, for LIKE."""
    return text.strip().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def count_names(snapshot: Snapshot, text: str = "") -> int:
    """Number of unlinked names that hold the text."""
    found = read_table(
        snapshot,
        f"SELECT count(*) AS n FROM unlinked_names WHERE {_MATCHES}",
        (_pattern(text), _pattern(text)),
    )
    return int(found["n"][0].as_py())


def list_names(
    snapshot: Snapshot, text: str = "", *, limit: int = MAX_ROWS, offset: int = 0
) -> pa.Table:
    """Unlinked names that hold the text, those in most events first: `name`, `events`, `articles`,
    `dumps`; at most `MAX_ROWS`."""
    return read_table(
        snapshot,
        f"SELECT name, events, articles, dumps FROM unlinked_names WHERE {_MATCHES}"
        " ORDER BY events DESC, articles DESC, name LIMIT ? OFFSET ?",
        (_pattern(text), _pattern(text), max(0, min(limit, MAX_ROWS)), max(0, offset)),
    )


def sentences_of(snapshot: Snapshot, name: str, *, limit: int = 5) -> list[str]:
    """What stands around a name in different articles."""
    found = read_table(
        snapshot,
        'WITH places AS (SELECT article_id, min("start") AS place FROM mentions'
        " WHERE kind = 'company' AND entity_id IS NULL AND entity_name = ? AND field = 'text'"
        " GROUP BY article_id ORDER BY article_id LIMIT ?)"
        f" SELECT CASE WHEN place > {_BEFORE} THEN '…' ELSE '' END"
        f" || substring(text, greatest(1, place + 1 - {_BEFORE}), {_BEFORE + _AFTER}) || '…'"
        " AS told FROM places JOIN articles USING (article_id) ORDER BY article_id",
        (name, limit),
    )
    told: list[str] = found["told"].to_pylist()
    return told


def company_choices(snapshot: Snapshot) -> list[CompanyChoice]:
    """The companies of the catalogue by name."""
    found = read_table(snapshot, "SELECT company_id, name FROM companies ORDER BY lower(name)")
    return [CompanyChoice(**row) for row in found.to_pylist()]
