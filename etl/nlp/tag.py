"""Tagging one dump: from its articles to the tables `mentions` and `events`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.language import Language

from etl.contracts import ARTICLES, EVENTS, MENTIONS
from etl.errors import DumpError
from etl.nlp.extract import extractor_of
from etl.nlp.parallel import extract_on_all_cores
from etl.nlp.types import ArticleText
from etl.reading.dates import day_of
from etl.warehouse.publish import TableReport, publish_tables
from etl.warehouse.store import Warehouse

Progress = Callable[[str], None]
Advance = Callable[[int, int, int], None]
"""Called often, with the articles tagged, the articles there are, and the events found."""

_ARTICLES_A_NOTE = 500
_COLUMNS = ["article_id", "title", "text", "published_at"]


@dataclass(frozen=True)
class TagReport:
    """How many articles were read, and the tables that were written."""

    article_count: int
    tables: list[TableReport]


def tag_dump(
    dump: str,
    warehouse: Warehouse,
    nlp: Language,
    *,
    progress: Progress = print,
    advance: Advance = lambda _done, _total, _events: None,
) -> TagReport:
    """Extracts the events of a dump's articles; publishes its `mentions` and `events`.

    Raises `DumpError` when the dump was not loaded and `CheckFailedError` when the result is not
    sound; the old tables then stay.
    """
    articles_path = warehouse.path(ARTICLES, dump)
    if not articles_path.exists():
        raise DumpError(dump, "its articles are not loaded; run the asset `articles` first")
    total = warehouse.row_count(ARTICLES, dump)
    source_hash = warehouse.metadata(ARTICLES, dump).get("source_hash", "")
    metadata = {"source_hash": source_hash, "extractor": extractor_of(nlp)}
    done = event_count = 0
    with (
        warehouse.stage(MENTIONS, dump, **metadata) as mentions,
        warehouse.stage(EVENTS, dump, **metadata) as events,
    ):
        for found in extract_on_all_cores(nlp, _article_texts(warehouse, dump)):
            mentions.append({**row, "dump": dump} for row in found.mentions)
            events.append({**row, "dump": dump} for row in found.events)
            done += 1
            event_count += len(found.events)
            advance(done, total, event_count)
            if done % _ARTICLES_A_NOTE == 0:
                progress(f"{done:,} of {total:,} articles tagged, {event_count:,} events")
        tables = publish_tables([mentions, events], articles=articles_path)
    progress(f"{done:,} articles tagged: {event_count:,} events")
    return TagReport(done, tables)


def _article_texts(warehouse: Warehouse, dump: str) -> Iterator[ArticleText]:
    for rows in warehouse.batches(ARTICLES, dump, columns=_COLUMNS):
        for row in rows:
            yield ArticleText(
                row["article_id"], row["title"], row["text"], day_of(row["published_at"])
            )
