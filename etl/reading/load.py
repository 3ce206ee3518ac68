"""Loading one dump: from the file to the tables `articles` and `rejects`."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from etl.contracts import ARTICLES, REJECTS
from etl.errors import DumpError
from etl.reading.articles import KnownArticles, ReadingCounts, judge_records
from etl.reading.dump import list_files, read_dump
from etl.warehouse.checks import mostly_accepted, outcomes_add_up
from etl.warehouse.publish import TableReport, publish_tables
from etl.warehouse.store import Warehouse

Progress = Callable[[str], None]
_RECORDS_A_NOTE = 5_000
_FIELDS_NAMED = 20


@dataclass(frozen=True)
class LoadReport:
    """What became of a dump's records, and the tables that were written."""

    counts: ReadingCounts
    tables: list[TableReport]


def load_dump(
    path: Path, dump: str, warehouse: Warehouse, *, lock: Path, progress: Progress = print
) -> LoadReport:
    """Reads the dump at `path` and publishes its partition of `articles` and `rejects`.

    An article that another dump brought before is a duplicate here; so two loads never run at once
    (`lock` is the file that they wait on). Raises `DumpError` when the dump cannot be read as a
    whole and `CheckFailedError` when the result is not sound; the old tables then stay.
    """
    if not path.exists():
        raise DumpError(dump, f"{path} does not exist; put the dump into the inbox and run again")
    source = {
        "source_hash": hash_source(path),
        "source_bytes": str(sum(file.stat().st_size for file in list_files(path))),
    }
    counts = ReadingCounts()
    with (
        FileLock(lock),
        warehouse.stage(ARTICLES, dump, **source) as articles,
        warehouse.stage(REJECTS, dump, **source) as rejects,
    ):
        known = known_articles(warehouse, without=dump)
        for outcome in judge_records(read_dump(path), dump, known, counts):
            if outcome.article is not None:
                articles.append([outcome.article])
            if outcome.reject is not None:
                rejects.append([outcome.reject])
            if counts.records % _RECORDS_A_NOTE == 0:
                progress(f"{counts.records:,} records read, {counts.outcomes['accepted']:,} kept")
        if not counts.records:
            raise DumpError(dump, "it holds no records, so nothing was changed; check the file")
        articles.close()
        rejects.close()
        accepted, rejected = articles.row_count, rejects.row_count
        checks = [
            outcomes_add_up(counts.records, accepted, rejected),
            mostly_accepted(counts.records, accepted),
        ]
        tables = publish_tables([articles, rejects], more_checks={"articles": checks})
    progress(f"{counts.records:,} records: " + describe_outcomes(counts.outcomes))
    for what, tally in (("fields not used", counts.unknown_fields), ("warnings", counts.warnings)):
        if tally:
            named = dict(tally.most_common(_FIELDS_NAMED))
            progress(f"{what}: " + ", ".join(f"{name} ({n:,})" for name, n in named.items()))
    return LoadReport(counts, tables)


def describe_outcomes(outcomes: dict[str, int]) -> str:
    """The outcomes in words, most frequent first: `355 accepted, 90 empty, 3 duplicate`."""
    ordered = sorted(outcomes.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count:,} {reason}" for reason, count in ordered) or "none"


def known_articles(warehouse: Warehouse, without: str) -> KnownArticles:
    """The articles of all dumps but one."""
    known = KnownArticles()
    for dump in warehouse.dumps(ARTICLES):
        if dump != without:
            for rows in warehouse.batches(
                ARTICLES, dump, columns=["article_id", "content_hash"], batch_size=50_000
            ):
                for row in rows:
                    known.add(row["article_id"], row["content_hash"])
    return known


def hash_source(path: Path) -> str:
    """SHA-256 over the names and contents of the dump's files."""
    whole = hashlib.sha256()
    path = path.resolve()
    for file in list_files(path):
        whole.update(os.fsencode(file.relative_to(path.parent)))
        with file.open("rb") as stream:
            whole.update(hashlib.file_digest(stream, "sha256").digest())
    return whole.hexdigest()
