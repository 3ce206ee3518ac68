"""What can be wrong with a data directory, and mending what is derived.

Nothing here changes what is derived from nothing: the tables of articles, rejects, mentions and
events, the log of corrections, the user's files.
"""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.contracts import ARTICLES, EVENTS, TABLES
from etl.corrections.log import read_log
from etl.errors import DumpError, MotorwireError, storage_error
from etl.lexicon.in_use import load_lexicon
from etl.nlp.encoder.model import load_model
from etl.runs.instance import open_instance
from etl.runs.requests import pending_requests
from etl.runs.worker_state import worker_is_alive
from etl.settings import DataLayout
from etl.upkeep.history import damaged_databases, put_aside
from etl.warehouse import serving
from etl.warehouse.index import database_is_damaged, remove_database
from etl.warehouse.parquet import DERIVED
from etl.warehouse.serving import current_snapshot
from etl.warehouse.soundness import check_snapshot
from etl.warehouse.store import Warehouse

_PROBE = b"x" * 65_536
_LITTLE_ROOM = 100_000_000


@dataclass(frozen=True)
class Problem:
    """What is wrong and how to mend it. `mend` does it, where that is safe, and returns what it
    did; `needs_rebuild` where a run that rebuilds stories and snapshot (also) has to follow."""

    text: str
    mend: Callable[[], str] | None = None
    needs_rebuild: bool = False

    @property
    def is_mendable(self) -> bool:
        """Whether `etl.upkeep.mending` can do anything about it."""
        return self.mend is not None or self.needs_rebuild


def find_problems(layout: DataLayout) -> Iterator[Problem]:
    """All that is wrong, found by reading everything through."""
    refused = list(_of_folder(layout))
    yield from refused
    warehouse = Warehouse(layout.warehouse)
    damaged = list(_of_tables(warehouse, layout))
    yield from damaged
    if not damaged:
        yield from _of_dumps(warehouse)
    yield from _of_snapshot(layout, has_tables=bool(warehouse.dumps(ARTICLES)))
    yield from _of_indexes(layout)
    yield from _of_history(layout, is_writable=not refused)
    yield from _of_leftovers(warehouse, layout)
    yield from _of_queue(layout)
    yield from _of_what_users_keep(layout)


def _of_folder(layout: DataLayout) -> Iterator[Problem]:
    probe = layout.local / ".doctor"
    try:
        layout.local.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(_PROBE)
        left = shutil.disk_usage(layout.local).free
    except OSError as error:
        yield Problem(str(storage_error(error) or error))
    else:
        if left < _LITTLE_ROOM:
            room = f"{left / 1e6:,.0f} MB"
            yield Problem(f"only {room} are free on the disk of the data directory: make room")
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)


def _of_tables(warehouse: Warehouse, layout: DataLayout) -> Iterator[Problem]:
    for table in TABLES:
        for dump in warehouse.dumps(table):
            try:
                warehouse.check(table, dump)
            except DumpError as error:
                if table in DERIVED:
                    yield Problem(str(error), lambda: _forget_stories(layout), needs_rebuild=True)
                else:
                    yield Problem(str(error))


def _forget_stories(layout: DataLayout) -> str:
    """Without their index, the next run writes all files of stories."""
    index = layout.local / "stories.sqlite"
    remove_database(index)
    return f"{index} is removed, so that all stories are written anew"


def _of_dumps(warehouse: Warehouse) -> Iterator[Problem]:
    loaded, tagged = set(warehouse.dumps(ARTICLES)), set(warehouse.dumps(EVENTS))
    for dump in sorted(loaded - tagged):
        yield Problem(f"{dump} has articles but no events: run `motorwire ingest` on it again")
    for dump in sorted((loaded & tagged) - set(warehouse.matching_dumps(EVENTS, ARTICLES))):
        yield Problem(f"the events of {dump} are not those of its articles: ingest it again")


def _of_snapshot(layout: DataLayout, *, has_tables: bool) -> Iterator[Problem]:
    try:
        check_snapshot(current_snapshot(layout.serving).database, is_thorough=True)
    except MotorwireError as error:
        if has_tables:
            yield Problem(str(error), needs_rebuild=True)


def _of_indexes(layout: DataLayout) -> Iterator[Problem]:
    for name in ("known.sqlite", "stories.sqlite"):
        path = layout.local / name
        if path.exists() and database_is_damaged(path):
            text = f"{path} is damaged; the next run makes it anew"
            yield Problem(text, _removing(path))


def _removing(path: Path) -> Callable[[], str]:
    def remove() -> str:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            remove_database(path)
        return f"{path} is removed"

    return remove


def _of_history(layout: DataLayout, *, is_writable: bool) -> Iterator[Problem]:
    damaged = damaged_databases(layout)
    for path in damaged:
        text = (
            f"{path} is damaged: a part of the history of runs is lost, no table is;"
            " `motorwire doctor --mend` puts it aside"
        )
        yield Problem(text, _putting_aside(layout, path))
    if is_writable and not damaged:
        try:
            open_instance(layout)
        except MotorwireError as error:
            yield Problem(str(error))


def _putting_aside(layout: DataLayout, path: Path) -> Callable[[], str]:
    return lambda: f"{path} is now {put_aside(layout, path)}"


def _of_leftovers(warehouse: Warehouse, layout: DataLayout) -> Iterator[Problem]:
    for path in [*warehouse.left_behind(), *serving.left_behind(layout.serving)]:
        yield Problem(f"{path} was left by a run that was killed", _removing(path))


def _of_queue(layout: DataLayout) -> Iterator[Problem]:
    waiting = pending_requests(layout)
    if waiting and not worker_is_alive(layout):
        yield Problem(f"{len(waiting)} request(s) wait, but no worker runs: start `motorwire up`")


def _of_what_users_keep(layout: DataLayout) -> Iterator[Problem]:
    try:
        log = read_log(layout.corrections)
        if log.unreadable:
            lines = ", ".join(map(str, log.unreadable[:20]))
            yield Problem(
                f"{layout.corrections}: restore or remove the lines {lines}; they do not count"
            )
    except MotorwireError as error:
        yield Problem(str(error))
    try:
        for problem in load_lexicon().problems:
            yield Problem(f"left out of the lexicon: {problem}")
    except MotorwireError as error:
        yield Problem(str(error))
    try:
        load_model()
    except MotorwireError as error:
        yield Problem(str(error))
