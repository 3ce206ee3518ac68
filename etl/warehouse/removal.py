"""Taking articles out of a dump's tables, with all that was extracted from them."""

import heapq
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from etl.contracts import ARTICLES, EVENTS, MENTIONS, REJECTS, Table
from etl.warehouse.store import StagedTable, Warehouse

Row = dict[str, Any]

_RAW_CHARACTERS = 2_000


def move_to_rejects(
    articles: StagedTable, rejects: StagedTable, reasons: Mapping[int, Row]
) -> list[Row]:
    """Moves articles, named by their record numbers, from one staged table to the other.

    `reasons` holds for each the `reason`, `detail` and `article_id` of its reject. Both tables are
    closed; rejects stay in the order of the records. Returns the articles.
    """
    taken = articles.take_out(lambda row: row["record_number"] in reasons)
    new = [_reject(row, reasons[row["record_number"]]) for row in taken]
    numbers = {row["record_number"] for row in taken}

    def order(row: Row) -> int:
        return int(row["record_number"])

    rejects.rewrite(
        lambda rows: heapq.merge(
            (row for row in rows if row["record_number"] not in numbers), new, key=order
        )
    )
    return taken


def remove_articles(warehouse: Warehouse, dump: str, reasons: Mapping[int, Row]) -> None:
    """Moves published articles of one dump to its rejects (see `move_to_rejects`).

    What was extracted from the articles goes first, and `articles` last: where this ends half way,
    doing it again ends it.
    """
    with ExitStack() as stack:
        articles = stack.enter_context(_copied(warehouse, ARTICLES, dump))
        rejects = stack.enter_context(_copied(warehouse, REJECTS, dump))
        gone = {row["article_id"] for row in move_to_rejects(articles, rejects, reasons)}
        for table in (EVENTS, MENTIONS):
            if warehouse.path(table, dump).exists():
                copy = stack.enter_context(_copied(warehouse, table, dump))
                copy.take_out(lambda row: row["article_id"] in gone)
                copy.publish()
        rejects.publish()
        articles.publish()


def _reject(article: Row, reason: Row) -> Row:
    return {
        "dump": article["dump"],
        "record_number": article["record_number"],
        "source": article["source"],
        "url": article["url"],
        "raw": f"{article['title']}\n{article['text']}"[:_RAW_CHARACTERS],
        **reason,
    }


def _copied(warehouse: Warehouse, table: Table, dump: str) -> StagedTable:
    """A staged copy of a published file."""
    staged = warehouse.stage(table, dump, **warehouse.metadata(table, dump))
    for rows in warehouse.batches(table, dump):
        staged.append(rows)
    return staged
