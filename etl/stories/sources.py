"""What stories are made of, read from the warehouse dump by dump."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from etl.contracts import ARTICLES, CHECKED_EVENTS, EVENTS, REJECTS, STORY_LINKS
from etl.stories.index import Links, Repeat
from etl.stories.told import ARTICLE_COLUMNS, EVENT_COLUMNS, Row, Told
from etl.warehouse.store import Warehouse

_SURE = 1.0
"""The score of an event that a reader has called right."""


def mark_of(warehouse: Warehouse, dump: str, checked: Sequence[Row]) -> str:
    """Changes with every file of the dump that stories are made of, and with what readers said of
    its events."""
    marks = [warehouse.fingerprint(table, dump) for table in (ARTICLES, EVENTS, REJECTS)]
    said = hashlib.blake2b(repr(checked).encode(), digest_size=8).hexdigest() if checked else ""
    return " ".join([*marks, said])


def read_told(warehouse: Warehouse, dump: str, checked: Sequence[Row]) -> Iterator[Told]:
    """The events of a dump, as readers have corrected them.

    Events whose article has gone to another dump, or is a repetition by now, are not told by anyone
    any more.
    """
    columns = ["article_id", *ARTICLE_COLUMNS]
    articles = {
        row["article_id"]: row
        for rows in warehouse.batches(ARTICLES, dump, columns=columns)
        for row in rows
    }
    seen = {row["event_of"] for row in checked}
    for rows in warehouse.batches(EVENTS, dump, columns=list(EVENT_COLUMNS)):
        for row in rows:
            if row["article_id"] in articles and row["event_id"] not in seen:
                yield Told.of(row, articles[row["article_id"]])
    for row in checked:
        if row["article_id"] in articles and row["check"] != "rejected":
            yield Told.of(row | {"score": _SURE}, articles[row["article_id"]])


def read_checked(warehouse: Warehouse) -> dict[str, list[Row]]:
    """The rows of `checked_events` by dump."""
    found: dict[str, list[Row]] = defaultdict(list)
    if warehouse.path(CHECKED_EVENTS).exists():
        for rows in warehouse.batches(CHECKED_EVENTS):
            for row in rows:
                found[row["dump"]].append(row)
    return found


def read_links(warehouse: Warehouse) -> Links:
    """The rows of `story_links`."""
    if not warehouse.path(STORY_LINKS).exists():
        return {}
    return {
        (row["one_event_id"], row["other_event_id"]): row["is_same"]
        for rows in warehouse.batches(STORY_LINKS)
        for row in rows
    }


def read_repeats(warehouse: Warehouse, dump: str) -> set[Repeat]:
    """Articles that the dump's rejects repeat, with the source of each repetition."""
    if dump not in warehouse.dumps(REJECTS):
        return set()
    columns = ["article_id", "source"]
    return {
        (row["article_id"], row["source"])
        for rows in warehouse.batches(REJECTS, dump, columns=columns)
        for row in rows
        if row["article_id"] and row["source"]
    }
