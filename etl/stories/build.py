"""Keeping the table `stories` up to date: what a new dump does not come near is not looked at.

Two events are linked where they may tell one happening (`etl.stories.similarity`). Each set of
events that links hold together is sorted into stories by itself (`etl.stories.cluster`). So the
stories depend on which events there are and not on the order in which they came, and a change
touches only the sets that it falls into.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
from filelock import FileLock

from etl.contracts import ARTICLES, DAY, EVENTS, STORIES, TIME
from etl.stories.cluster import NEVER, cluster
from etl.stories.index import Links, StoryIndex
from etl.stories.rows import period_of, story_row
from etl.stories.similarity import JOINED, likeness, rules, window_days
from etl.stories.sources import mark_of, read_checked, read_links, read_repeats, read_told
from etl.stories.told import Row, Told
from etl.warehouse.checks import BLOCKING_CHECKS, CheckResult
from etl.warehouse.index import with_index
from etl.warehouse.publish import TableReport, publish_tables
from etl.warehouse.store import Warehouse

_LARGEST_SET = 2_000
"""Events that are sorted at once. A larger set (one text that thousands of articles repeat) is one
story as it is: sorting it would take hours and tell nothing."""


@dataclass(frozen=True)
class StoriesReport:
    """How many stories there are, how many were sorted anew, and the table as it was written."""

    story_count: int
    changed_count: int
    table: TableReport


def update_stories(warehouse: Warehouse, *, index: Path, lock: Path) -> StoriesReport:
    """Brings the table `stories` up to date with `articles`, `rejects`, `events`, and what readers
    said of these (`checked_events`, `story_links`).

    `index` is a file that makes it fast; where it is missing, all is built anew. Two updates never
    run at once: the second waits on the file `lock`. Raises
    `etl.warehouse.publish.CheckFailedError`.
    """
    with FileLock(lock):
        return with_index(index, lambda: _update(warehouse, index))


def _update(warehouse: Warehouse, index: Path) -> StoriesReport:
    with closing(StoryIndex(index, rules())) as found:
        changed, periods = _follow(found, warehouse)
        report = _publish(found, warehouse, periods)
        count = found.story_count()
        found.commit()
        return StoriesReport(count, changed, replace(report, row_count=count))


def _follow(index: StoryIndex, warehouse: Warehouse) -> tuple[int, set[str]]:
    """Bring the index up to date; returns the number of stories that were sorted anew, and the
    periods whose stories changed."""
    changed: set[str] = set()
    told_again: set[str] = set()
    periods: set[str] = set()
    marks = index.marks()
    checked = read_checked(warehouse)
    dumps = set(warehouse.matching_dumps(EVENTS, ARTICLES))
    for dump in sorted(dumps | set(marks)):
        own = checked.get(dump, [])
        mark = mark_of(warehouse, dump, own) if dump in dumps else None
        if mark == marks.get(dump):
            continue
        wanted = {t.event_id: t for t in read_told(warehouse, dump, own)} if mark else {}
        before = index.of_dump(dump)
        gone = set(before) - set(wanted)
        news = {i for i, told in wanted.items() if before.get(i) != told.to_json()}
        for event_id in sorted(gone | (news & set(before))):
            changed.update(told.event_id for told in _linked(index, event_id))
            periods |= index.drop_stories_of([event_id])
            index.remove(event_id)
        for event_id in sorted(news):
            index.add(dump, wanted[event_id])
        changed |= news
        told_again |= index.set_repeats(dump, read_repeats(warehouse, dump) if mark else set())
        index.set_mark(dump, mark)
    changed |= index.set_links(read_links(warehouse)) | index.of_articles(told_again)
    count, sorted_anew = _sort_anew(index, changed)
    return count, periods | sorted_anew


def _sort_anew(index: StoryIndex, changed: set[str]) -> tuple[int, set[str]]:
    """Sort the sets that hold these events into stories; returns how many stories these are, and
    the periods that changed."""
    count = 0
    periods = set()
    done: set[str] = set()
    for event_id in sorted(changed):
        if event_id in done or index.get(event_id) is None:
            continue
        members = _set_of(index, event_id)
        done.update(told.event_id for told in members)
        periods |= index.drop_stories_of(told.event_id for told in members)
        for story in sort_into_stories(members, _links_among(index, members)):
            again = index.sources_again({told.article_id for told in story})
            row = story_row(story, again)
            periods.add(period_of(row))
            index.add_story(row, period_of(row))
            count += 1
    return count, periods


def _set_of(index: StoryIndex, event_id: str) -> list[Told]:
    """All events that a chain of links ties to this one, in the order of their ids."""
    found: dict[str, Told] = {}
    waiting = [event_id]
    while waiting:
        told = index.get(waiting.pop())
        if told is not None and told.event_id not in found:
            found[told.event_id] = told
            waiting += [
                other.event_id
                for other in _linked(index, told.event_id)
                if other.event_id not in found
            ]
    return [found[key] for key in sorted(found)]


def _linked(index: StoryIndex, event_id: str) -> Iterator[Told]:
    """The events that are linked with this one."""
    told = index.get(event_id)
    if told is None:
        return
    for other in index.near(told, window_days(told.event_type)):
        if likeness(told, other) >= JOINED:
            yield other
    for pair, is_same in index.links(event_id).items():
        if is_same:
            other_id = pair[1] if pair[0] == event_id else pair[0]
            joined = index.get(other_id)
            if joined is not None:
                yield joined


def _links_among(index: StoryIndex, members: Sequence[Told]) -> Links:
    ids = {told.event_id for told in members}
    return {
        pair: is_same
        for told in members
        for pair, is_same in index.links(told.event_id).items()
        if ids.issuperset(pair)
    }


def sort_into_stories(members: Sequence[Told], links: Links | None = None) -> list[list[Told]]:
    """The events by story; the result depends on the set of events only."""
    members = sorted(members, key=lambda told: told.event_id)
    if len(members) == 1 or len(members) > _LARGEST_SET:
        return [members]
    places = {told.event_id: place for place, told in enumerate(members)}
    alike = np.zeros((len(members), len(members)))
    for place, one in enumerate(members):
        for other_place in range(place):
            alike[place, other_place] = alike[other_place, place] = likeness(
                one, members[other_place]
            )
    together = []
    for (one_id, other_id), is_same in (links or {}).items():
        pair = places[one_id], places[other_id]
        if is_same:
            together.append(pair)
        else:
            alike[pair] = alike[pair[::-1]] = NEVER
    numbers = cluster(alike, JOINED, sorted(together))
    stories: dict[int, list[Told]] = {}
    for told, number in zip(members, numbers, strict=True):
        stories.setdefault(number, []).append(told)
    return list(stories.values())


def _publish(index: StoryIndex, warehouse: Warehouse, periods: set[str]) -> TableReport:
    """Writes the files of the periods that changed or are missing, and removes those without
    stories; reports on them as one table."""
    wanted, present = index.periods(), set(warehouse.dumps(STORIES))
    with ExitStack() as stack:
        staged = []
        for period in sorted((periods | (wanted - present)) & wanted):
            file = stack.enter_context(warehouse.stage(STORIES, period))
            file.append(_typed(row) for row in index.stories(period))
            staged.append(file)
        reports = publish_tables(staged)
    for period in sorted(present - wanted):
        warehouse.path(STORIES, period).unlink()
    checks = {check.name: check for report in reports for check in report.checks}
    passed = [
        checks.get(name, CheckResult(name, True, "no file changed"))
        for name in BLOCKING_CHECKS[STORIES.name]
    ]
    preview = tuple(row for report in reports[-1:] for row in report.preview)
    return TableReport(STORIES, 0, tuple(passed), preview)


def _typed(row: Row) -> Row:
    """A stored row with its dates and times."""
    for column in STORIES.columns:
        value = row[column.name]
        if value is not None and column.type == DAY:
            row[column.name] = date.fromisoformat(value)
        elif value is not None and column.type == TIME:
            row[column.name] = datetime.fromisoformat(value)
    return row
