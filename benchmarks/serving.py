"""Filtering and searching events: the snapshot against what a user would do with the Parquet files.

The events are invented: MOTORWIRE_BENCH_EVENTS of them (default 200,000), with words drawn so that
some are frequent and some rare.
"""

import os
import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
from upath import UPath

from benchmarks.timing import compare, print_table
from etl.contracts import ARTICLES, EVENT_TYPES, EVENTS, THEMES
from etl.warehouse.serving import publish_snapshot
from etl.warehouse.store import Row, Warehouse

EVENT_COUNT = int(os.environ.get("MOTORWIRE_BENCH_EVENTS", "200000"))
_EVENTS_AN_ARTICLE = 5
_WORDS = [f"word{number}" for number in range(5_000)]
_COMPANIES = [f"Company {number}" for number in range(400)]
_FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)


def _sentence(chance: random.Random) -> str:
    # The product of two uniform draws makes low numbers frequent and high ones rare.
    count = len(_WORDS)
    picks = (int(chance.random() * chance.random() * count) for _ in range(22))
    return " ".join(_WORDS[pick] for pick in picks)


def _articles(chance: random.Random) -> Iterator[Row]:
    for number in range(EVENT_COUNT // _EVENTS_AN_ARTICLE):
        yield {
            "article_id": f"a{number}",
            "external_id": None,
            "dump": "bench",
            "record_number": number + 1,
            "source": "bench",
            "url": None,
            "title": f"Title {number}",
            "authors": [],
            "language": "en",
            "published_at": _FIRST_DAY + timedelta(hours=chance.randrange(40_000)),
            "published_basis": "field",
            "text": "text",
            "word_count": 1,
            "content_hash": f"h{number}",
        }


def _events(chance: random.Random) -> Iterator[Row]:
    for number in range(EVENT_COUNT):
        companies = chance.sample(_COMPANIES, chance.choice((1, 1, 1, 2)))
        evidence = _sentence(chance)
        yield {
            "event_id": f"e{number}",
            "article_id": f"a{number // _EVENTS_AN_ARTICLE}",
            "dump": "bench",
            "event_type": chance.choice(EVENT_TYPES),
            "status": "happened",
            "companies": companies,
            "company_ids": companies,
            "people": [],
            "products": [],
            "themes": chance.sample(THEMES, chance.choice((0, 1, 2))),
            "event_start": None,
            "event_end": None,
            "date_text": None,
            "date_basis": "none",
            "edtf": None,
            "evidence": evidence,
            "evidence_field": "text",
            "evidence_start": 0,
            "evidence_end": len(evidence),
            "trigger_start": None,
            "trigger_end": None,
            "score": 0.5,
            "extractor": "bench",
        }


def main() -> None:
    """Prints the tables."""
    chance = random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Warehouse(UPath(folder) / "warehouse")
        for table, rows in ((ARTICLES, _articles(chance)), (EVENTS, _events(chance))):
            with warehouse.stage(table, "bench") as staged:
                staged.append(rows)
                staged.publish()
        serving = Path(folder) / "serving"
        snapshot, _ = publish_snapshot(warehouse, serving, lock=Path(folder) / "lock")
        size = snapshot.database.stat().st_size / 1e6
        print(f"{EVENT_COUNT:,} events; snapshot {size:.0f} MB")
        with duckdb.connect(str(snapshot.database), read_only=True) as connection:
            _compare(connection, str(warehouse.root / "events"))


def _compare(connection: duckdb.DuckDBPyConnection, folder: str) -> None:
    frame = pd.read_parquet(folder)

    def snapshot(condition: str) -> object:
        query = f"SELECT * FROM events WHERE {condition} ORDER BY event_key LIMIT 1000"
        return connection.execute(query).fetchall()

    def indexed(word: str) -> object:
        return snapshot(f"event_key IN (SELECT event_key FROM words WHERE word = '{word}')")

    company = "Company 7"
    by_company = compare(
        {
            "snapshot": lambda: snapshot(
                f"event_key IN (SELECT event_key FROM event_companies WHERE company = '{company}')"
            ),
            "pandas, frame in memory": lambda: frame[
                frame["companies"].map(lambda names: company in names)
            ].head(1000),
            "pandas, read_parquet each time": lambda: pd.read_parquet(folder).pipe(
                lambda loaded: loaded[loaded["companies"].map(lambda names: company in names)]
            ),
        },
        rounds=5,
    )
    print_table("events of one company, newest 1,000", by_company)
    for title, word in (("frequent", "word3"), ("rare", "word4900")):
        found = compare(
            {
                "snapshot, word index": lambda word=word: indexed(word),
                "snapshot, text scan": lambda word=word: snapshot(f"contains(evidence, '{word} ')"),
                "pandas, str.contains in memory": lambda word=word: frame[
                    frame["evidence"].str.contains(f"{word} ", regex=False)
                ],
            },
            rounds=5,
        )
        print_table(f"search for a {title} word", found)
