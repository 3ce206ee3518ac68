"""The row of a story from its events."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from etl.reading.text import short_hash
from etl.stories.told import Row, Told

_LONG_EVIDENCE = 400
_SURE = 0.15
"""Scores that differ by less count as equal."""

NO_PERIOD = "undated"


def story_row(members: Sequence[Told], sources_again: Iterable[str] = ()) -> Row:
    """A row of `etl.contracts.STORIES`. `sources_again` are publications that repeat one of the
    articles and bring no event of their own."""
    ordered = sorted(members, key=lambda told: told.order)
    best = max(ordered, key=_fullness)
    by_worth = [best, *ordered]
    seen = [told.published_at for told in ordered if told.published_at is not None]
    companies: dict[str, str] = {}
    for told in by_worth:
        for name, company_id in zip(told.companies, told.company_ids, strict=True):
            companies[name] = companies.get(name) or company_id
    dated = next((told for told in by_worth if told.event_start), best)
    statuses = _statuses(ordered)
    sources = {told.source for told in ordered if told.source} | set(sources_again)
    return {
        "story_id": short_hash("story", ordered[0].event_id),
        "event_type": best.event_type,
        "status": statuses[-1],
        "statuses": statuses,
        "companies": list(companies),
        "company_ids": list(companies.values()),
        "people": _all(told.people for told in by_worth),
        "products": _all(told.products for told in by_worth),
        "themes": _all(told.themes for told in by_worth),
        "event_start": dated.event_start,
        "event_end": dated.event_end,
        "first_seen_at": min(seen, default=None),
        "last_seen_at": max(seen, default=None),
        "event_ids": [told.event_id for told in ordered],
        "best_event_id": best.event_id,
        "evidence": best.evidence,
        "article_count": len({told.article_id for told in ordered}),
        "sources": sorted(sources),
        "source_count": len(sources),
    }


def period_of(row: Row) -> str:
    """The file that a story stands in: the month in which it was first told."""
    first: datetime | None = row["first_seen_at"]
    return NO_PERIOD if first is None else f"{first:%Y-%m}"


def _fullness(told: Told) -> tuple[object, ...]:
    """How well an event tells its story: surely, fully, from a source that is named."""
    filled = (told.event_start, told.people, told.products, told.themes, told.source)
    length = len(told.evidence)
    return (
        round(told.score / _SURE),
        sum(map(bool, filled)) + min(len(told.companies), 3),
        min(length, _LONG_EVIDENCE) - max(0, length - _LONG_EVIDENCE),
        told.score,
        told.event_id,
    )


def _statuses(ordered: Sequence[Told]) -> list[str]:
    """The statuses in the order of telling, each change once. An article that tells of a plan after
    it was carried out is behind, and does not turn the story back."""
    found: list[str] = []
    for told in ordered:
        is_behind = "happened" in found and told.status in ("planned", "rumoured")
        if not is_behind and told.status not in found[-1:]:
            found.append(told.status)
    return found


def _all(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(value for values in lists for value in values))
