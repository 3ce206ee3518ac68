"""One event as stories see it: what was told, by whom, when."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from etl.reading.dates import day_of
from etl.stories.words import Weighed, stems, weigh

Row = dict[str, Any]

EVENT_COLUMNS = (
    "event_id",
    "article_id",
    "event_type",
    "status",
    "companies",
    "company_ids",
    "people",
    "products",
    "themes",
    "event_start",
    "event_end",
    "evidence",
    "score",
)
ARTICLE_COLUMNS = ("title", "source", "published_at")


@dataclass(frozen=True)
class Told:
    """An event with the title, source and publication of its article. Equal where all is equal."""

    event_id: str
    article_id: str
    event_type: str
    status: str
    companies: tuple[str, ...]
    company_ids: tuple[str, ...]
    people: tuple[str, ...]
    products: tuple[str, ...]
    themes: tuple[str, ...]
    event_start: date | None
    event_end: date | None
    evidence: str
    score: float
    title: str
    source: str | None
    published_at: datetime | None

    @classmethod
    def of(cls, event: Row, article: Row) -> "Told":
        """From rows of `events` and `articles`."""
        values = {name: event[name] for name in EVENT_COLUMNS}
        values |= {name: article[name] for name in ARTICLE_COLUMNS}
        for name, value in values.items():
            if isinstance(value, list):
                values[name] = tuple(value)
        return cls(**values)

    @classmethod
    def from_json(cls, text: str) -> "Told":
        """What `to_json` wrote."""
        values: Row = json.loads(text)
        for name, value in values.items():
            if isinstance(value, list):
                values[name] = tuple(value)
        for name in ("event_start", "event_end"):
            values[name] = date.fromisoformat(values[name]) if values[name] else None
        seen = values["published_at"]
        values["published_at"] = datetime.fromisoformat(seen) if seen else None
        return cls(**values)

    def to_json(self) -> str:
        """The event as one line."""
        values = {name: getattr(self, name) for name in (*EVENT_COLUMNS, *ARTICLE_COLUMNS)}
        return json.dumps(values, default=lambda value: value.isoformat())

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What its companies are compared by: the catalogue's id, else the name."""
        pairs = zip(self.companies, self.company_ids, strict=True)
        return tuple(dict.fromkeys(company_id or name.casefold() for name, company_id in pairs))

    @cached_property
    def day(self) -> int | None:
        """The day on which it was told, as days since the year 1; else the day it happened."""
        told = day_of(self.published_at) or self.event_start
        return told.toordinal() if told else None

    @cached_property
    def words(self) -> Weighed:
        """The words of the evidence, weighed, without the names of its companies."""
        return self._weigh(self.evidence)

    @cached_property
    def title_words(self) -> Weighed:
        """The words of the title, weighed, without the names of its companies."""
        return self._weigh(self.title)

    def _weigh(self, text: str) -> Weighed:
        return weigh(text, {stem for name in self.companies for stem in stems(name)})

    @cached_property
    def order(self) -> tuple[datetime, str]:
        """Where it stands in the order of telling; what has no date comes last."""
        return self.published_at or datetime.max.replace(tzinfo=UTC), self.event_id
