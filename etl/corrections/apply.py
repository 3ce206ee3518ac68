"""The layer of corrections over the extraction: which events readers have checked, and how these
are to be read.

The extraction's own tables stay as they are; the results are the tables `checked_events` and
`story_links`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from etl.contracts import ARTICLES, CHECKED_EVENTS, EVENTS, STORY_LINKS
from etl.corrections.log import CHECK_OF, Correction, Log, Row, read_log
from etl.corrections.matching import find_event, place_evidence
from etl.warehouse.publish import TableReport, publish_tables
from etl.warehouse.store import Warehouse


@dataclass(frozen=True)
class Layer:
    """What the corrections come to: rows of `checked_events` and `story_links`, and corrections
    that have nothing to stand on any more (their article or its sentence is gone)."""

    rows: tuple[Row, ...]
    links: tuple[Row, ...]
    lost: tuple[Correction, ...]


def update_checked_events(
    warehouse: Warehouse, log: Path, *, lock: Path
) -> tuple[list[TableReport], Layer, Log]:
    """Writes the tables `checked_events` and `story_links` from the log of corrections and what is
    in the warehouse.

    Two updates never run at once: the second waits on the file `lock`.
    """
    with FileLock(lock):
        corrections = read_log(log)
        layer = apply_corrections(corrections.standing, *_concerned(warehouse, corrections))
        with warehouse.stage(CHECKED_EVENTS) as events, warehouse.stage(STORY_LINKS) as links:
            events.append(layer.rows)
            links.append(layer.links)
            reports = publish_tables([events, links])
        return reports, layer, corrections


def apply_corrections(
    corrections: Sequence[Correction], articles: dict[str, Row], events: Iterable[Row]
) -> Layer:
    """What the corrections come to for these articles by id and these events of theirs.

    Of several corrections of one event the last one counts. An accepted or changed event that the
    extraction finds no more is put back.
    """
    by_article: dict[str, list[Row]] = defaultdict(list)
    for event in events:
        by_article[event["article_id"]].append(event)
    rows: dict[str, Row] = {}
    links: dict[tuple[str, str], bool] = {}
    lost = []
    for correction in corrections:
        if correction.action in ("join", "part"):
            ends = [
                find_event(Correction("", correction.made_at, "", "accept", event), present)
                for event in (correction.event, correction.other)
                for present in [[*by_article[event["article_id"]], *rows.values()]]
            ]
            if ends[0] is None or ends[1] is None:
                lost.append(correction)
            else:
                first, second = sorted((ends[0]["event_id"], ends[1]["event_id"]))
                if first != second:
                    links[first, second] = correction.action == "join"
            continue
        found = find_event(correction, by_article[correction.event["article_id"]])
        article = articles.get(correction.event["article_id"])
        row = _checked(correction, found, article)
        if row is not None:
            rows[row["event_of"] or row["event_id"]] = row
        elif article is None or correction.action != "reject":
            lost.append(correction)
    ordered = sorted(rows.values(), key=lambda row: str(row["event_id"]))
    linked = [
        {"one_event_id": one, "other_event_id": other, "is_same": is_same}
        for (one, other), is_same in sorted(links.items())
    ]
    return Layer(tuple(ordered), tuple(linked), tuple(lost))


def _checked(correction: Correction, found: Row | None, article: Row | None) -> Row | None:
    """The row of `checked_events`; None where the correction has nothing to stand on."""
    if article is None:
        return None
    event = found
    if event is None:
        event = place_evidence(correction.event, article["title"], article["text"])
        if event is None or correction.action == "reject":
            return None
        event["dump"] = article["dump"]
    row: dict[str, Any] = {column.name: event[column.name] for column in EVENTS.columns}
    row |= changed_values(row, correction.changes)
    return row | {
        "event_of": found["event_id"] if found is not None else None,
        "check": CHECK_OF[correction.action],
        "checked_by": correction.made_by,
        "checked_at": correction.made_at,
    }


def changed_values(event: Row, changes: Row) -> Row:
    """The columns of an event that a reader's changes set; a date that the reader set is stated as
    such."""
    values = dict(changes)
    days = ("event_start", "event_end")
    if any(name in changes and changes[name] != event[name] for name in days):
        start, end = changes["event_start"], changes["event_end"]
        values["date_basis"] = "reader" if start else "none"
        values["date_text"] = None
        values["edtf"] = None if not start else f"{start}" if start == end else f"{start}/{end}"
    return values


def _concerned(warehouse: Warehouse, log: Log) -> tuple[dict[str, Row], list[Row]]:
    """The articles that corrections are about, by id, and the events of these articles."""
    wanted = {event["article_id"] for c in log.standing for event in (c.event, c.other) if event}
    if not wanted:
        return {}, []
    articles: dict[str, Row] = {}
    for dump in warehouse.dumps(ARTICLES):
        columns = ["article_id", "dump", "title", "text"]
        articles |= {
            row["article_id"]: row for row in warehouse.rows_of(ARTICLES, dump, wanted, columns)
        }
    events = [
        row
        for dump in warehouse.matching_dumps(EVENTS, ARTICLES)
        for row in warehouse.rows_of(EVENTS, dump, wanted)
        if articles.get(row["article_id"], {}).get("dump") == dump
    ]
    return articles, events
