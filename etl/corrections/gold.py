"""Writing checked articles in the format of the gold files, to train and test the next model."""

import json
from collections.abc import Iterator
from pathlib import Path

from etl.contracts import ARTICLES, CHECKED_EVENTS, EVENTS, MENTIONS
from etl.corrections.log import Row
from etl.nlp.gold import to_gold
from etl.nlp.types import ArticleText
from etl.reading.dates import day_of
from etl.warehouse.store import Warehouse

ARTICLES_FILE, GOLD_FILE = "articles.jsonl", "gold.jsonl"


def export_gold(warehouse: Warehouse, folder: Path, *, with_partial: bool = False) -> int:
    """Writes `articles.jsonl` and `gold.jsonl` into the folder; returns the number of articles.

    An article is written once readers have checked every event that the extraction found in it;
    `with_partial` writes all of which at least one event was checked, with what stands then.
    Events that the extraction missed are in the files only where a reader's correction has put them
    back. The files are what `motorwire evaluate` and `motorwire train` read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with (
        (folder / ARTICLES_FILE).open("w", encoding="utf-8") as articles,
        (folder / GOLD_FILE).open("w", encoding="utf-8") as gold,
    ):
        for article, document in _documents(warehouse, with_partial=with_partial):
            articles.write(json.dumps(article, ensure_ascii=False) + "\n")
            gold.write(json.dumps(document, ensure_ascii=False) + "\n")
            count += 1
    return count


def _documents(warehouse: Warehouse, *, with_partial: bool) -> Iterator[tuple[Row, Row]]:
    checked: dict[str, list[Row]] = {}
    if warehouse.path(CHECKED_EVENTS).exists():
        for rows in warehouse.batches(CHECKED_EVENTS):
            for row in rows:
                checked.setdefault(row["article_id"], []).append(row)
    for dump in warehouse.matching_dumps(EVENTS, ARTICLES) if checked else []:
        found = {
            table: warehouse.rows_of(table, dump, checked) for table in (ARTICLES, EVENTS, MENTIONS)
        }
        for article in found[ARTICLES]:
            key = article["article_id"]
            own = checked[key]
            seen = {row["event_of"] for row in own}
            unchecked = [
                row
                for row in found[EVENTS]
                if row["article_id"] == key and row["event_id"] not in seen
            ]
            if unchecked and not with_partial:
                continue
            right = [row for row in own if row["check"] != "rejected"]
            mentions = [row for row in found[MENTIONS] if row["article_id"] == key]
            day = day_of(article["published_at"])
            text = ArticleText(key, article["title"], article["text"], day)
            events = sorted([*right, *unchecked], key=lambda row: int(row["evidence_start"]))
            yield (
                {
                    "doc_id": key,
                    "title": article["title"],
                    "text": article["text"],
                    "published_at": day.isoformat() if day else None,
                    "source": article["source"],
                    "url": article["url"],
                },
                to_gold(events, text, mentions),
            )
