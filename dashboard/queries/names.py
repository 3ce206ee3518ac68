"""The questions about names that the catalogue lacks.

Beside `dashboard.queries.events`, by the same rules: bound parameters only.
"""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

import pyarrow as pa

from dashboard.queries.database import read_table
from dashboard.queries.events import MAX_ROWS
from etl.lexicon.catalogue import load_catalogue
from etl.warehouse.serving import Snapshot

_BEFORE, _AFTER = 140, 180
"""Characters that are shown before a name, and from its start on."""
_MATCHES = r"(? = '' OR name ILIKE '%' || ? || '%' ESCAPE '\')"


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
    """What stands around a name in different articles: in the text, else in the title; of a
    principal that no mention names, the event's evidence."""
    found = read_table(
        snapshot,
        "WITH mentioned AS (SELECT article_id, min(\"start\") FILTER (field = 'text') AS place"
        " FROM mentions WHERE kind = 'company' AND entity_id IS NULL AND entity_name = ?"
        " GROUP BY article_id ORDER BY place IS NULL, article_id LIMIT ?)"
        " SELECT article_id, CASE WHEN place IS NULL THEN title ELSE"
        f" CASE WHEN place > {_BEFORE} THEN '…' ELSE '' END"
        f" || substring(text, greatest(1, place + 1 - {_BEFORE}),"
        f" least(place, {_BEFORE}) + {_AFTER})"
        f" || CASE WHEN length(text) > place + {_AFTER} THEN '…' ELSE '' END END AS told"
        " FROM mentioned JOIN articles USING (article_id)"
        " UNION ALL"
        " SELECT article_id, min(evidence) FROM event_companies JOIN events USING (event_key)"
        " WHERE company = ? AND company_id = '' AND \"check\" <> 'rejected'"
        " AND article_id NOT IN (SELECT article_id FROM mentioned) GROUP BY article_id"
        " ORDER BY article_id LIMIT ?",
        (name, limit, name, limit),
    )
    told: list[str] = found["told"].to_pylist()
    return told


def company_choices() -> dict[str, str]:
    """The companies of the catalogue as it is now, the user's own among them: id and name, in
    order of names. Raises `LexiconError` where a file that ships is broken."""
    companies = sorted(load_catalogue().companies.values(), key=lambda c: c.name.casefold())
    return {company.company_id: company.name for company in companies}
