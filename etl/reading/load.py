"""Loading one dump: from the file to the tables `articles` and `rejects`."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from etl.contracts import ARTICLES, REJECTS
from etl.errors import DumpError
from etl.reading.articles import Outcome, ReadingCounts, judge_records
from etl.reading.dump import list_files, read_dump
from etl.reading.known import known_articles
from etl.reading.meter import Meter
from etl.warehouse.checks import mostly_accepted, outcomes_add_up
from etl.warehouse.index import with_index
from etl.warehouse.publish import TableReport, publish_tables
from etl.warehouse.removal import move_to_rejects, remove_articles
from etl.warehouse.store import StagedTable, Warehouse

Progress = Callable[[str], None]
Advance = Callable[[int, int, float | None], None]
"""Called often, with the records read, the articles kept, and the part of the dump that was read (0
to 1; None where that is not known)."""

Reasons = dict[str, dict[int, dict[str, Any]]]
"""Articles that have lost their place: dump, record number, and what their reject says."""

_RECORDS_A_NOTE = 5_000
_RECORDS_AN_ADVANCE = 20
_FIELDS_NAMED = 20


@dataclass(frozen=True)
class LoadReport:
    """What became of a dump's records, and the tables that were written."""

    counts: ReadingCounts
    tables: list[TableReport]


def load_dump(
    path: Path,
    dump: str,
    warehouse: Warehouse,
    *,
    index: Path,
    lock: Path,
    progress: Progress = print,
    advance: Advance = lambda _records, _articles, _share: None,
) -> LoadReport:
    """Reads the dump at `path` and publishes its partition of `articles` and `rejects`.

    What other dumps brought before counts as known; so two loads never run at once (`lock` is the
    file that they wait on), and `index` is where the known articles are looked up. An article of
    another dump that comes in a newer version is taken out there. Raises `DumpError` when the dump
    cannot be read as a whole and `CheckFailedError` when the result is not sound; the old tables
    then stay.
    """
    if not path.exists():
        raise DumpError(dump, f"{path} does not exist; put the dump into the inbox and run again")
    with FileLock(lock):
        return with_index(index, lambda: _load(path, dump, warehouse, index, (progress, advance)))


def _load(
    path: Path, dump: str, warehouse: Warehouse, index: Path, told: tuple[Progress, Advance]
) -> LoadReport:
    progress, advance = told
    state = _state(path)
    counts = ReadingCounts()
    with known_articles(index, warehouse, dump) as (known, place):
        source = {
            "source_hash": hash_source(path),
            "source_bytes": str(sum(size for _, size, _ in state)),
            "place": str(place),
        }
        _note_twin(warehouse, dump, source["source_hash"], counts)
        with (
            warehouse.stage(ARTICLES, dump, **source) as articles,
            warehouse.stage(REJECTS, dump, **source) as rejects,
        ):
            lost: Reasons = defaultdict(dict)
            meter = Meter()
            for outcome in judge_records(read_dump(path, meter), dump, known, counts, place):
                _write(outcome, articles, rejects, lost)
                kept = counts.outcomes["accepted"]
                if counts.records % _RECORDS_AN_ADVANCE == 0:
                    advance(counts.records, kept, meter.share())
                if counts.records % _RECORDS_A_NOTE == 0:
                    progress(f"{counts.records:,} records read, {kept:,} kept")
            advance(counts.records, counts.outcomes["accepted"], 1.0)
            if not counts.records:
                raise DumpError(dump, "it holds no records, so nothing was changed; check the file")
            if _state(path) != state:
                raise DumpError(
                    dump, "it changed while it was read; run it again when it is complete"
                )
            touched = {dump, *lost}
            tables = _publish(warehouse, dump, articles, rejects, lost, counts)
            known.keep(warehouse, touched)
    progress(f"{counts.records:,} records: " + describe_outcomes(counts.outcomes))
    for what, tally in (("fields not used", counts.unknown_fields), ("warnings", counts.warnings)):
        if tally:
            named = dict(tally.most_common(_FIELDS_NAMED))
            progress(f"{what}: " + ", ".join(f"{name} ({n:,})" for name, n in named.items()))
    return LoadReport(counts, tables)


def _write(outcome: Outcome, articles: StagedTable, rejects: StagedTable, lost: Reasons) -> None:
    if outcome.reject is not None:
        rejects.append([outcome.reject])
    elif outcome.article is not None:
        articles.append([outcome.article])
    if outcome.instead_of is not None and outcome.because is not None:
        because = outcome.because
        lost[outcome.instead_of.dump][outcome.instead_of.record_number] = {
            "reason": because.reason,
            "detail": because.detail,
            "article_id": because.article_id,
        }


def _publish(
    warehouse: Warehouse,
    dump: str,
    articles: StagedTable,
    rejects: StagedTable,
    lost: Reasons,
    counts: ReadingCounts,
) -> list[TableReport]:
    """Publishes the tables. Articles that lost their place to new ones go first, so that no id ever
    stands in two dumps; a run that ends in between is mended by running the dump again."""
    own = lost.pop(dump, {})
    if own:
        move_to_rejects(articles, rejects, own)
    articles.close()
    rejects.close()
    accepted, rejected = articles.row_count, rejects.row_count
    checks = [
        outcomes_add_up(counts.records, accepted, rejected),
        mostly_accepted(counts.records, accepted),
    ]
    if checks[0].passed:
        for other, reasons in sorted(lost.items()):
            remove_articles(warehouse, other, reasons)
    return publish_tables([articles, rejects], more_checks={"articles": checks})


def _note_twin(warehouse: Warehouse, dump: str, source_hash: str, counts: ReadingCounts) -> None:
    """Count a warning where the same content has been loaded under another name."""
    for other in warehouse.dumps(ARTICLES):
        if other != dump and warehouse.metadata(ARTICLES, other).get("source_hash") == source_hash:
            counts.warnings[f"same_content_as {other}"] += 1


def _state(path: Path) -> list[tuple[str, int, int]]:
    """Name, size and time of change of each of the dump's files."""
    found = ((file, file.stat()) for file in list_files(path))
    return [(str(file), stat.st_size, stat.st_mtime_ns) for file, stat in found]


def describe_outcomes(outcomes: dict[str, int]) -> str:
    """The outcomes in words, most frequent first: `355 accepted, 90 empty, 3 duplicate`."""
    ordered = sorted(outcomes.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count:,} {reason}" for reason, count in ordered) or "none"


def hash_source(path: Path) -> str:
    """SHA-256 over the contents of the dump's files, and in a folder over their names there."""
    whole = hashlib.sha256()
    for file in list_files(path):
        name = file.relative_to(path)
        whole.update(os.fsencode(name))
        with file.open("rb") as stream:
            whole.update(hashlib.file_digest(stream, "sha256").digest())
    return whole.hexdigest()
