"""Words a second of the whole extraction, beside spaCy's tokenizer alone, any pipeline's floor.

Reads the dump that MOTORWIRE_BENCH_DUMP names; default: the sample. CPU time of this process, so
that other work on the machine counts less.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

import spacy

from etl.nlp.extract import extract, load_pipeline
from etl.nlp.training.corpora import read_articles

_DEFAULT = Path(__file__).resolve().parent.parent / "data" / "samples" / "motorwire_sample.jsonl"
_ROUNDS = 3


def _cpu_seconds(call: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(_ROUNDS):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    """Prints the table."""
    articles = read_articles(Path(os.environ.get("MOTORWIRE_BENCH_DUMP") or _DEFAULT))
    words = sum(len(article.text.split()) for article in articles)
    nlp = load_pipeline()
    blank = spacy.blank("en")
    print(f"{len(articles):,} articles, {words:,} words")
    for name, call in (
        ("tokenizer alone", lambda: [blank.make_doc(article.text) for article in articles]),
        ("whole extraction", lambda: list(extract(nlp, articles))),
    ):
        print(f"  {name:<20} {words / _cpu_seconds(call):12,.0f} words/s of one core")
