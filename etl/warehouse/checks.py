"""Checks of a table file against its contract, before it is published.

Each check is one DuckDB query over the staged Parquet file, so that memory stays bounded. A
blocking check that fails keeps the file from being published; the others warn.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa
from upath import UPath

from etl.contracts import ARTICLES, EVENTS, MENTIONS, Column, Table


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check; `detail` says what was found, with counts."""

    name: str
    passed: bool
    detail: str
    is_blocking: bool = True


BLOCKING_CHECKS: dict[str, tuple[str, ...]] = {
    "articles": ("keys_unique", "values_allowed", "outcomes_add_up"),
    "rejects": ("keys_unique", "values_allowed"),
    "mentions": ("keys_unique", "values_allowed", "offsets_match"),
    "events": ("keys_unique", "values_allowed", "offsets_match", "dates_in_order"),
    "checked_events": ("keys_unique", "values_allowed", "dates_in_order"),
    "story_links": ("keys_unique", "values_allowed"),
    "stories": ("keys_unique", "values_allowed", "dates_in_order"),
}
WARNING_CHECKS: dict[str, tuple[str, ...]] = {
    "articles": ("mostly_accepted", "publication_dates_sane"),
    "events": ("articles_with_events",),
}
CHECK_MEANINGS = {
    "keys_unique": "No two rows have the same key.",
    "values_allowed": "Every value is one that the contract of the table allows.",
    "outcomes_add_up": "Each record read became one article or one reject.",
    "mostly_accepted": "The dump was read as it should be: not most of its records were rejected.",
    "publication_dates_sane": "No article is dated before 1950 or in the future.",
    "offsets_match": "The text at the offsets in the article is the text of the row.",
    "dates_in_order": "No event ends before it starts.",
    "articles_with_events": "At least one article in twenty holds an event.",
}
"""What each check holds a table to, for the screens."""


def check_table(table: Table, path: UPath, articles: UPath | None = None) -> Iterator[CheckResult]:
    """Runs the checks that the contract of `table` and its offsets call for.

    `articles` is the file that the offsets of `events` and `mentions` refer to.
    """
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        _register(connection, "t", path)
        yield _keys_unique(connection, table)
        yield _values_allowed(connection, table)
        if table in (EVENTS, MENTIONS) and articles is not None:
            _register(connection, "articles", articles)
            yield _offsets_match(connection, "evidence" if table is EVENTS else "text")
        if any(column.name == "event_start" for column in table.columns):
            yield _dates_in_order(connection)
        if table is EVENTS and articles is not None:
            yield _articles_with_events(connection)
        if table is ARTICLES:
            yield _publication_dates_sane(connection)


def outcomes_add_up(records: int, accepted: int, rejected: int) -> CheckResult:
    """Every record read is an article or a reject."""
    return CheckResult(
        "outcomes_add_up",
        records == accepted + rejected,
        f"{records} records read = {accepted} accepted + {rejected} rejected",
    )


def mostly_accepted(records: int, accepted: int) -> CheckResult:
    """Warns when most records of a dump were rejected: often a wrong format or field name."""
    return CheckResult(
        "mostly_accepted",
        accepted * 2 >= records,
        f"{accepted} of {records} records became articles",
        is_blocking=False,
    )


def _register(connection: duckdb.DuckDBPyConnection, name: str, path: UPath) -> None:
    if path.protocol not in ("", "file"):
        connection.register_filesystem(path.fs)
    quoted = str(path).replace("'", "''")
    connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{quoted}')")


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _keys_unique(connection: duckdb.DuckDBPyConnection, table: Table) -> CheckResult:
    keys = ", ".join(f'"{key}"' for key in table.key)
    doubled = _count(
        connection,
        f"SELECT count(*) FROM (SELECT 1 FROM t GROUP BY {keys} HAVING count(*) > 1)",
    )
    return CheckResult("keys_unique", doubled == 0, f"{doubled} doubled keys ({keys})")


def _values_allowed(connection: duckdb.DuckDBPyConnection, table: Table) -> CheckResult:
    conditions = {}
    for column in table.columns:
        name = f'"{column.name}"'
        if not column.nullable:
            conditions[f"{column.name} is missing"] = f"{name} IS NULL"
        if column.values is not None:
            listed = ", ".join(f"'{value}'" for value in column.values)
            conditions[f"{column.name} is not in its list"] = f"{name} NOT IN ({listed})"
        if column.pattern is not None:
            conditions[f"{column.name} is no id"] = _is_foreign(column)
        if column.minimum is not None:
            conditions[f"{column.name} is below {column.minimum}"] = f"{name} < {column.minimum}"
        if column.maximum is not None:
            conditions[f"{column.name} is above {column.maximum}"] = f"{name} > {column.maximum}"
    counts = ", ".join(f"count(*) FILTER ({condition})" for condition in conditions.values())
    row = connection.execute(f"SELECT {counts} FROM t").fetchone() or ()
    problems = [f"{n} rows: {what}" for what, n in zip(conditions, row, strict=True) if n]
    return CheckResult("values_allowed", not problems, "; ".join(problems) or "all values allowed")


def _is_foreign(column: Column) -> str:
    """The condition that a value, or one of a list of them, does not match its pattern."""
    if pa.types.is_list(column.type):
        is_match = f"lambda v: regexp_full_match(v, '{column.pattern}')"
        return f'len(list_filter("{column.name}", {is_match})) < len("{column.name}")'
    return f"NOT regexp_full_match(\"{column.name}\", '{column.pattern}')"


def _offsets_match(connection: duckdb.DuckDBPyConnection, kind: str) -> CheckResult:
    prefix = "evidence_" if kind == "evidence" else ""
    wrong = _count(
        connection,
        f"""SELECT count(*) FROM t LEFT JOIN articles a USING (article_id)
            WHERE a.article_id IS NULL OR substring(
                CASE t.{prefix}field WHEN 'title' THEN a.title ELSE a."text" END,
                t.{prefix}start + 1, t.{prefix}end - t.{prefix}start
            ) IS DISTINCT FROM t.{kind}""",
    )
    return CheckResult("offsets_match", wrong == 0, f"{wrong} rows whose offsets miss their text")


def _dates_in_order(connection: duckdb.DuckDBPyConnection) -> CheckResult:
    wrong = _count(
        connection,
        "SELECT count(*) FROM t WHERE event_start > event_end"
        " OR (event_start IS NULL) <> (event_end IS NULL)",
    )
    return CheckResult("dates_in_order", wrong == 0, f"{wrong} rows whose dates are out of order")


def _articles_with_events(connection: duckdb.DuckDBPyConnection) -> CheckResult:
    articles = _count(connection, "SELECT count(*) FROM articles")
    told = _count(connection, "SELECT count(DISTINCT article_id) FROM t")
    return CheckResult(
        "articles_with_events",
        articles < 20 or told * 20 >= articles,
        f"{told} of {articles} articles hold an event",
        is_blocking=False,
    )


def _publication_dates_sane(connection: duckdb.DuckDBPyConnection) -> CheckResult:
    strange = _count(
        connection,
        "SELECT count(*) FROM t WHERE published_at < TIMESTAMPTZ '1950-01-01 00:00:00+00'"
        " OR published_at > now() + INTERVAL 2 DAY",
    )
    return CheckResult(
        "publication_dates_sane",
        strange == 0,
        f"{strange} articles published before 1950 or in the future",
        is_blocking=False,
    )
