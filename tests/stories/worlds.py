"""Small worlds of events for the tests of stories."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from etl.contracts import ARTICLES, EVENTS, STORIES
from etl.stories.build import StoriesReport, update_stories
from etl.warehouse.store import Row, Warehouse
from tests.warehouse.rows import article, event

START = datetime(2024, 3, 1, tzinfo=UTC)
Dump = tuple[list[Row], list[Row]]

SENTENCES = {
    "recall": (
        "{c} recalls {n} vans because a battery cell may catch fire.",
        "The carmaker {c} calls back {n} vans as a battery cell may burn.",
        "{c} said {n} vans go back to the workshop over burning battery cells.",
    ),
    "facility_closure": (
        "{c} will close its plant in Genk with {n} workers by the end of the year.",
        "The plant of {c} in Genk, where {n} people work, is to close.",
        "{c} shuts the Genk plant and {n} jobs go.",
    ),
}


def invent(seed: int, count: int = 60) -> Dump:
    """Articles with one or two events, many of which tell one happening again."""
    chance = Random(seed)
    articles, events = [], []
    for number in range(count):
        key = f"a{seed}-{number}"
        day = START + timedelta(days=chance.randrange(700), hours=chance.randrange(24))
        source = chance.choice(("Wire", "Herald", "Post"))
        articles.append(article(key, published_at=day, source=source, title=f"News {number}"))
        for place in range(chance.choice((1, 1, 2))):
            kind = chance.choice(list(SENTENCES))
            company = chance.choice(("Ford", "Kia"))
            told = chance.choice(SENTENCES[kind])
            events.append(
                event(
                    f"e{seed}-{number}-{place}",
                    article_id=key,
                    event_type=kind,
                    companies=[company],
                    company_ids=[company.lower()],
                    status=chance.choice(("happened", "planned", "rumoured")),
                    evidence=told.format(c=company, n=chance.choice((900, 1200, 45000))),
                    score=round(chance.random(), 3),
                )
            )
    return articles, events


def fill(warehouse: Warehouse, dump: str, content: Dump, **metadata: Any) -> None:
    """Publishes a dump's articles and events as its run would."""
    for table, rows in zip((ARTICLES, EVENTS), content, strict=True):
        with warehouse.stage(table, dump, source_hash="same", **metadata) as staged:
            staged.append({**row, "dump": dump} for row in rows)
            staged.publish()


def update(warehouse: Warehouse) -> StoriesReport:
    """Brings the stories up to date."""
    folder = Path(str(warehouse.root)).parent
    return update_stories(warehouse, index=folder / "stories.sqlite", lock=folder / "lock")


def read(warehouse: Warehouse) -> list[Row]:
    """All stories, the first one told first."""
    rows = [
        row
        for period in warehouse.dumps(STORIES)
        for batch in warehouse.batches(STORIES, period)
        for row in batch
    ]
    return sorted(rows, key=lambda row: (str(row["first_seen_at"]), row["story_id"]))


def files(warehouse: Warehouse) -> dict[str, bytes]:
    """The bytes of each file of the table."""
    return {p: warehouse.path(STORIES, p).read_bytes() for p in warehouse.dumps(STORIES)}
