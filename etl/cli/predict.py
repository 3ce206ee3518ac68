"""`motorwire predict`: events of a dump as JSON lines in the gold format; nothing is stored."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from etl.cli.console import err, out
from etl.lexicon.in_use import load_lexicon
from etl.nlp.extract import extract, load_pipeline
from etl.nlp.gold import to_gold
from etl.nlp.types import ArticleText
from etl.reading.articles import ReadingCounts, judge_records
from etl.reading.dates import day_of
from etl.reading.dump import read_dump
from etl.reading.load import describe_outcomes

CONFIG_HELP = "Another pipeline: a spaCy configuration such as etl/nlp/cuewords.cfg."


def predict(
    dump: Annotated[Path, typer.Argument(help="A dump: a file, or a folder of articles.")],
    config: Annotated[Path | None, typer.Option(help=CONFIG_HELP)] = None,
) -> None:
    """Print the events of each article of DUMP as one JSON line in the gold format."""
    counts = ReadingCounts()
    tell_lexicon_problems()
    for document in predict_events(dump, counts, config):
        out.print(json.dumps(document, ensure_ascii=False))
    err.print(f"{counts.records:,} records: {describe_outcomes(counts.outcomes)}")


def tell_lexicon_problems() -> None:
    """Says which entries of the user's lexicon are left out."""
    for problem in load_lexicon().problems:
        err.print(f"left out of the lexicon: {problem}")


def predict_events(
    dump: Path, counts: ReadingCounts, config: Path | None = None
) -> Iterator[dict[str, Any]]:
    """The articles of a dump with their events, as the gold files hold them.

    `config` describes another pipeline than the one that ships.

    `doc_id` is the dump's own id of the article, else its address, else its number in the dump.
    Each record is judged by itself: repetitions are read like any other. Records that are no
    English articles are left out and counted in `counts`.
    """
    pending: dict[str, tuple[str, ArticleText]] = {}

    def articles() -> Iterator[ArticleText]:
        for outcome in judge_records(read_dump(dump), dump.name, None, counts):
            row = outcome.article
            if row is None:
                continue
            doc_id = row["external_id"] or row["url"] or f"{dump.stem}#{row['record_number']}"
            # Repetitions are read too: the number tells them apart.
            number = f"{row['article_id']}-{row['record_number']}"
            article = ArticleText(number, row["title"], row["text"], day_of(row["published_at"]))
            pending[number] = (doc_id, article)
            yield article

    for found in extract(load_pipeline(config), articles()):
        doc_id, article = pending.pop(found.article_id)
        document = to_gold(found.events, article, found.mentions)
        document["doc_id"] = doc_id
        yield document
