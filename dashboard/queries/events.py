"""The one query module: every figure, row and option on the screen comes from here.

Functions take a published snapshot and a `Selection` and return Arrow tables or small frozen
records. SQL lives in this package only; the connection is in `dashboard.queries.database`.
"""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from dashboard.filters.selection import Selection
from dashboard.queries.conditions import Condition, build_condition, company_table
from dashboard.queries.database import read_batches, read_table
from dashboard.queries.search import Search, parse_search
from etl.contracts import EVENTS, REJECTS
from etl.warehouse.serving import WORD_PATTERN, Snapshot

MAX_ROWS = 1_000
"""The most rows that go to the browser in one table."""

EXPORT_SECONDS = 600.0

LIST_COLUMNS = (
    "event_id, sort_date, event_type, status, companies, people, products, themes, evidence,"
    ' title, source, edtf, score, published_at, "check"'
)
"""What `parts.tables.show_events` shows of events."""

NEWEST_FIRST = "newest"
ORDERS = {
    NEWEST_FIRST: "event_key",
    "oldest": "event_key DESC",
    "surest": "score DESC, event_key",
    "least_sure": "score, event_key",
    "company": "lower(companies[1]) NULLS LAST, event_key",
    "type": "event_type, event_key",
    "source": "lower(source) NULLS LAST, event_key",
}
"""In which orders events can be listed. The key of an event goes from the newest to the oldest."""

_ADDED_COLUMNS = ("check", "checked_by", "checked_at", "sort_date", "story_id")
_ARTICLE_COLUMNS = ("published_at", "source", "url", "title", "language")
EXPORT_COLUMNS = (
    *(column.name for column in EVENTS.columns),
    *_ADDED_COLUMNS,
    *_ARTICLE_COLUMNS,
)


@dataclass(frozen=True)
class Figures:
    """Counts over the selected events."""

    events: int
    articles: int
    companies: int
    sources: int


@dataclass(frozen=True)
class EventDetail:
    """One event with the article that states it and the names and dates in that article."""

    event: dict[str, Any]
    article: dict[str, Any]
    mentions: list[dict[str, Any]]


def fold(snapshot: Snapshot, texts: Sequence[str]) -> list[list[str]]:
    """The words of each text as the index holds them: lower case, without accents.

    The database folds them itself, so that a search folds exactly as the index did.
    """
    if not texts:
        return []
    columns = ", ".join(
        f"regexp_extract_all(strip_accents(lower(?)), '{WORD_PATTERN}') AS t{number}"
        for number in range(len(texts))
    )
    row = read_table(snapshot, f"SELECT {columns}", texts).to_pylist()[0]
    return [list(words) for words in row.values()]


def selection_condition(snapshot: Snapshot, selection: Selection) -> Condition:
    """The SQL condition that a selection sets on `events`."""
    search = Search()
    if selection.text:
        search = parse_search(selection.text, lambda texts: fold(snapshot, texts))
    return build_condition(selection, search)


def has_searchable_words(snapshot: Snapshot, text: str) -> bool:
    """Whether a search text restricts anything (`%` alone does not)."""
    return not parse_search(text, lambda texts: fold(snapshot, texts)).is_empty


def count_events(snapshot: Snapshot, selection: Selection) -> int:
    """Number of selected events."""
    where = selection_condition(snapshot, selection)
    table = read_table(
        snapshot,
        f"SELECT count(*) AS n FROM events WHERE {where.sql}",
        where.values,
    )
    return int(table["n"][0].as_py())


def figures(snapshot: Snapshot, selection: Selection) -> Figures:
    """Counts over the selected events."""
    where = selection_condition(snapshot, selection)
    row = read_table(
        snapshot,
        f"WITH chosen AS MATERIALIZED (SELECT event_key, article_id, source FROM events"
        f" WHERE {where.sql})"
        " SELECT (SELECT count(*) FROM chosen) AS events,"
        " (SELECT count(DISTINCT article_id) FROM chosen) AS articles,"
        f" (SELECT count(DISTINCT company) FROM {company_table(selection)}"
        "  WHERE event_key IN (SELECT event_key FROM chosen)) AS companies,"
        " (SELECT count(DISTINCT source) FROM chosen) AS sources",
        where.values,
    ).to_pylist()[0]
    return Figures(**row)


def list_events(
    snapshot: Snapshot,
    selection: Selection,
    *,
    limit: int = MAX_ROWS,
    offset: int = 0,
    order: str = NEWEST_FIRST,
) -> pa.Table:
    """Selected events, at most `MAX_ROWS` of them, in one of the `ORDERS`."""
    where = selection_condition(snapshot, selection)
    return read_table(
        snapshot,
        f"SELECT {LIST_COLUMNS} FROM events WHERE {where.sql}"
        f" ORDER BY {ORDERS[order]} LIMIT ? OFFSET ?",
        (*where.values, max(0, min(limit, MAX_ROWS)), max(0, offset)),
    )


def top_companies(snapshot: Snapshot, selection: Selection, *, limit: int = 17) -> pa.Table:
    """The companies with the most selected events: `company`, `events`."""
    where = selection_condition(snapshot, selection)
    return read_table(
        snapshot,
        f"SELECT company, count(*) AS events FROM {company_table(selection)} WHERE event_key IN"
        f" (SELECT event_key FROM events WHERE {where.sql})"
        " GROUP BY company ORDER BY events DESC, company LIMIT ?",
        (*where.values, limit),
    )


def company_theme_matrix(snapshot: Snapshot, selection: Selection, *, limit: int = 12) -> pa.Table:
    """Events per company and theme, for the companies with the most themed events."""
    where = selection_condition(snapshot, selection)
    return read_table(
        snapshot,
        "WITH pairs AS MATERIALIZED (SELECT c.company, t.theme, c.event_key"
        f" FROM {company_table(selection)} c JOIN event_themes t USING (event_key)"
        " WHERE c.event_key IN"
        f" (SELECT event_key FROM events WHERE {where.sql})),"
        " top AS (SELECT company, count(DISTINCT event_key) AS total FROM pairs"
        "  GROUP BY company ORDER BY total DESC, company LIMIT ?)"
        " SELECT company, theme, count(*) AS events, any_value(total) AS total"
        " FROM pairs JOIN top USING (company) GROUP BY company, theme"
        " ORDER BY total DESC, company, theme",
        (*where.values, limit),
    )


def event_detail(snapshot: Snapshot, event_id: str) -> EventDetail | None:
    """One event with its article and mentions; None if the snapshot has no such event."""
    events = read_table(snapshot, "SELECT * FROM events WHERE event_id = ?", (event_id,))
    if not events.num_rows:
        return None
    event = events.to_pylist()[0]
    key = (event["article_id"],)
    articles = read_table(snapshot, "SELECT * FROM articles WHERE article_id = ?", key)
    mentions = read_table(
        snapshot,
        'SELECT field, "start", "end", text, kind, entity_id, entity_name FROM mentions'
        ' WHERE article_id = ? ORDER BY field, "start", "end" DESC',
        key,
    )
    return EventDetail(event, articles.to_pylist()[0], mentions.to_pylist())


def company_ids(snapshot: Snapshot) -> dict[str, str]:
    """The companies of the catalogue: name and id."""
    found = read_table(snapshot, "SELECT name, company_id FROM companies ORDER BY name")
    return dict(zip(found["name"].to_pylist(), found["company_id"].to_pylist(), strict=True))


def topmost_parents(snapshot: Snapshot) -> dict[str, str]:
    """The companies of events that have a parent, each with the one above all its parents."""
    found = read_table(
        snapshot,
        "SELECT DISTINCT company, topmost_name FROM event_companies JOIN companies"
        " USING (company_id) WHERE company <> topmost_name ORDER BY company",
    )
    return dict(zip(found["company"].to_pylist(), found["topmost_name"].to_pylist(), strict=True))


def has_company(snapshot: Snapshot, name: str) -> bool:
    """Whether an event names this very company."""
    found = read_table(snapshot, "SELECT 1 FROM event_companies WHERE company = ? LIMIT 1", (name,))
    return bool(found.num_rows)


def export_events(
    snapshot: Snapshot, selection: Selection, columns: Collection[str] = EXPORT_COLUMNS
) -> Iterator[pa.RecordBatch]:
    """All selected events, newest first, a batch at a time, with those of `EXPORT_COLUMNS` that are
    named, in this order."""
    where = selection_condition(snapshot, selection)
    chosen = ", ".join(f'"{name}"' for name in EXPORT_COLUMNS if name in columns)
    return read_batches(
        snapshot,
        f"SELECT {chosen} FROM events WHERE {where.sql} ORDER BY event_key",
        where.values,
        seconds=EXPORT_SECONDS,
    )


_OF_REASONS = "(? = '' OR list_contains(string_split(?, ','), reason))"


def reject_counts(snapshot: Snapshot, dump: str) -> dict[str, int]:
    """How many records of a dump were rejected, by reason, most frequent first."""
    found = read_table(
        snapshot,
        "SELECT reason, count(*) AS records FROM rejects WHERE dump = ? GROUP BY reason"
        " ORDER BY records DESC, reason",
        (dump,),
    )
    return dict(zip(found["reason"].to_pylist(), found["records"].to_pylist(), strict=True))


def list_rejects(
    snapshot: Snapshot, dump: str, reasons: Sequence[str], *, limit: int = MAX_ROWS
) -> pa.Table:
    """Rejected records of a dump in its order, at most `limit`; all reasons where none is named."""
    return read_table(
        snapshot,
        "SELECT record_number, reason, detail, source, url, raw FROM rejects WHERE dump = ?"
        f" AND {_OF_REASONS} ORDER BY record_number LIMIT ?",
        (dump, ",".join(reasons), ",".join(reasons), limit),
    )


def export_rejects(
    snapshot: Snapshot, dump: str, reasons: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """All rejected records of a dump with every column, in its order, a batch at a time."""
    columns = ", ".join(f'"{column.name}"' for column in REJECTS.columns)
    return read_batches(
        snapshot,
        f"SELECT {columns} FROM rejects WHERE dump = ? AND {_OF_REASONS} ORDER BY record_number",
        (dump, ",".join(reasons), ",".join(reasons)),
        seconds=EXPORT_SECONDS,
    )


def built_at(snapshot: Snapshot) -> datetime:
    """When the snapshot was built (UTC)."""
    found = read_table(snapshot, "SELECT built_at FROM snapshot")
    moment: datetime = found["built_at"][0].as_py()
    return moment
