"""Words a second of the whole ETL with the model on, beside the encoder run on every sentence.

Reading, extraction, stories and snapshot of one dump, from the file to what the dashboard opens.
Reads the dump that MOTORWIRE_BENCH_DUMP names; default: the sample. Wall time, both contenders in
turn; MOTORWIRE_WORKERS sets the number of cores.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

from upath import UPath

from etl.contracts import ARTICLES
from etl.corrections.apply import update_checked_events
from etl.nlp.cores import core_count
from etl.nlp.extract import CONFIG, load_pipeline
from etl.nlp.tag import tag_dump
from etl.reading.load import load_dump
from etl.stories.build import update_stories
from etl.warehouse.serving import publish_snapshot
from etl.warehouse.store import Warehouse

_DEFAULT = Path(__file__).resolve().parent.parent / "data" / "samples" / "motorwire_sample.jsonl"
_ROUNDS = 3


def _quiet(_note: str) -> None:
    """Progress that nobody reads."""


def _run(dump: Path, nlp: object, folder: Path) -> dict[str, float]:
    """Seconds of each step."""
    warehouse = Warehouse(UPath(folder / "warehouse"))
    steps = {}
    start = time.perf_counter()

    def done(name: str) -> None:
        nonlocal start
        now = time.perf_counter()
        steps[name] = now - start
        start = now

    load_dump(
        dump,
        dump.name,
        warehouse,
        index=folder / "known.sqlite",
        lock=folder / "load.lock",
        progress=_quiet,
    )
    done("reading")
    tag_dump(dump.name, warehouse, nlp, progress=_quiet)  # type: ignore[arg-type]
    done("extraction")
    update_checked_events(warehouse, folder / "log.jsonl", lock=folder / "publish.lock")
    update_stories(warehouse, index=folder / "stories.sqlite", lock=folder / "publish.lock")
    publish_snapshot(warehouse, folder / "serving", lock=folder / "publish.lock")
    done("stories, snapshot")
    return steps


def _words(folder: Path, dump: Path) -> int:
    """Words of the accepted articles; those of repeated records are not counted."""
    articles = Warehouse(UPath(folder / "warehouse")).batches(ARTICLES, dump.name, columns=["text"])
    return sum(len(row["text"].split()) for rows in articles for row in rows)


def main() -> None:
    """Prints the table."""
    dump = Path(os.environ.get("MOTORWIRE_BENCH_DUMP") or _DEFAULT)
    words = 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        every = folder / "every.cfg"
        text = CONFIG.read_text(encoding="utf-8")
        every.write_text(text.replace("choose = true", "choose = false"), encoding="utf-8")
        contenders = {
            "candidates chosen": load_pipeline(),
            "every sentence": load_pipeline(every),
        }
        rounds: dict[str, list[dict[str, float]]] = {name: [] for name in contenders}
        for number in range(_ROUNDS):
            for name, nlp in contenders.items():
                own = folder / f"{number}-{name}"
                own.mkdir()
                rounds[name].append(_run(dump, nlp, own))
                words = words or _words(own, dump)
    print(f"{dump.name}: {words:,} words, {core_count()} cores, medians of {_ROUNDS} rounds")
    for name, runs in rounds.items():
        total = statistics.median(sum(run.values()) for run in runs)
        steps = {step: statistics.median(run[step] for run in runs) for step in runs[0]}
        shown = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in steps.items())
        print(f"  {name:<20} {words / total:10,.0f} words/s   {total:6.1f} s ({shown})")
