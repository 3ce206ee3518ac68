"""Building the table `stories`: events of several articles that tell the same happening."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from filelock import FileLock

from etl.contracts import ARTICLES, EVENTS, STORIES
from etl.nlp.types import Row
from etl.reading.text import short_hash
from etl.stories.similarity import WINDOW, EventFacts, content_words, is_same_happening
from etl.warehouse.publish import TableReport, publish_tables
from etl.warehouse.store import Warehouse

_ARTICLE_COLUMNS = ["article_id", "published_at", "source"]


def build_stories(warehouse: Warehouse, *, lock: Path) -> TableReport:
    """Groups all events of the warehouse into stories and publishes the table.

    Two builds never run at once: the second waits on the file `lock`.
    """
    with FileLock(lock):
        return _build(warehouse)


def _build(warehouse: Warehouse) -> TableReport:
    articles = {
        row["article_id"]: row
        for dump in warehouse.dumps(ARTICLES)
        for rows in warehouse.batches(ARTICLES, dump, columns=_ARTICLE_COLUMNS)
        for row in rows
    }
    events = {
        row["event_id"]: row
        for dump in warehouse.matching_dumps(EVENTS, ARTICLES)
        for rows in warehouse.batches(EVENTS, dump)
        for row in rows
        # Events whose article was since loaded anew and is gone are not told by anyone any more.
        if row["article_id"] in articles
    }
    with warehouse.stage(STORIES) as staged:
        for members in group_events(events, articles):
            staged.append([_story_row([events[event_id] for event_id in members], articles)])
        return publish_tables([staged])[0]


def group_events(events: dict[str, Row], articles: dict[str, Row]) -> list[list[str]]:
    """The events' ids, grouped by happening; groups and members in a fixed order.

    Only events of one type with a principal in common are compared, and only within the
    publication window; groups are the connected components of the pairs found.
    """
    facts = {event_id: _facts(row, articles) for event_id, row in events.items()}
    leader = {event_id: event_id for event_id in facts}

    def find(event_id: str) -> str:
        while leader[event_id] != event_id:
            leader[event_id] = leader[leader[event_id]]
            event_id = leader[event_id]
        return event_id

    for one, other in _close_pairs(facts.values()):
        first, second = find(one.event_id), find(other.event_id)
        if first != second and is_same_happening(one, other):
            leader[max(first, second)] = min(first, second)
    groups: dict[str, list[str]] = defaultdict(list)
    for event_id in sorted(facts):
        groups[find(event_id)].append(event_id)
    return [groups[key] for key in sorted(groups)]


def _close_pairs(facts: Any) -> Iterator[tuple[EventFacts, EventFacts]]:
    blocks: dict[tuple[str, str], list[EventFacts]] = defaultdict(list)
    for fact in facts:
        for company in fact.companies:
            blocks[fact.event_type, company].append(fact)
    for block in blocks.values():
        block.sort(key=lambda fact: (fact.published or date.min, fact.event_id))
        for position, one in enumerate(block):
            for other in block[position + 1 :]:
                if one.published and other.published and other.published - one.published > WINDOW:
                    break
                yield one, other


def _facts(row: Row, articles: dict[str, Row]) -> EventFacts:
    published = articles[row["article_id"]]["published_at"]
    return EventFacts(
        event_id=row["event_id"],
        event_type=row["event_type"],
        companies=frozenset(
            company_id or name.casefold()
            for company_id, name in zip(row["company_ids"], row["companies"], strict=True)
        ),
        published=published.date() if published else None,
        start=row["event_start"],
        end=row["event_end"],
        words=content_words(row["evidence"]),
    )


def _story_row(members: list[Row], articles: dict[str, Row]) -> Row:
    told = {row["article_id"]: articles[row["article_id"]] for row in members}
    seen = [a["published_at"] for a in told.values() if a["published_at"] is not None]
    best = max(members, key=lambda row: (row["score"], len(row["companies"]), row["event_id"]))
    first = min(members, key=lambda row: (_seen_at(row, articles), row["event_id"]))
    companies = dict.fromkeys(
        pair
        for row in [best, *members]
        for pair in zip(row["companies"], row["company_ids"], strict=True)
    )
    dated = best if best["event_start"] else next((r for r in members if r["event_start"]), best)
    return {
        "story_id": short_hash("story", first["event_id"]),
        "event_type": best["event_type"],
        "status": best["status"],
        "companies": [name for name, _ in companies],
        "company_ids": [company_id for _, company_id in companies],
        "themes": list(dict.fromkeys(t for row in [best, *members] for t in row["themes"])),
        "event_start": dated["event_start"],
        "event_end": dated["event_end"],
        "first_seen_at": min(seen, default=None),
        "last_seen_at": max(seen, default=None),
        "event_ids": [row["event_id"] for row in members],
        "best_event_id": best["event_id"],
        "article_count": len(told),
        "source_count": len({a["source"] for a in told.values() if a["source"]}),
    }


def _seen_at(row: Row, articles: dict[str, Row]) -> datetime:
    last = datetime.combine(date.max, time(), tzinfo=UTC)
    return articles[row["article_id"]]["published_at"] or last
