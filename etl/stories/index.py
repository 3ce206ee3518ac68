"""The events by type, company and day, and the stories they are in: an index on disk.

It makes stories incremental: a new dump is compared with what lies near it and with nothing else.
It is derived from the warehouse, follows it dump by dump, and can be deleted at any time.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from etl.stories.told import Row, Told
from etl.warehouse.index import open_index

_TABLES = """
CREATE TABLE IF NOT EXISTS dump (name TEXT PRIMARY KEY, mark TEXT);
CREATE TABLE IF NOT EXISTS event (
    event_id TEXT PRIMARY KEY, dump TEXT, article_id TEXT, told TEXT, story TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS event_by_dump ON event (dump);
CREATE INDEX IF NOT EXISTS event_by_article ON event (article_id);
CREATE INDEX IF NOT EXISTS event_by_story ON event (story);
CREATE TABLE IF NOT EXISTS block (
    type TEXT, company TEXT, day INTEGER, event_id TEXT, PRIMARY KEY (type, company, day, event_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS repeat (
    dump TEXT, article_id TEXT, source TEXT, PRIMARY KEY (article_id, source, dump)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS repeat_by_dump ON repeat (dump);
CREATE TABLE IF NOT EXISTS link (one TEXT, other TEXT, is_same INTEGER, PRIMARY KEY (one, other));
CREATE TABLE IF NOT EXISTS story (story_id TEXT PRIMARY KEY, period TEXT, row TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS story_by_period ON story (period);
"""
_VERSION = 1
_NO_DAY = 0
_KEPT = 50_000

Repeat = tuple[str, str]
"""An article and a source that told it again."""

Links = dict[tuple[str, str], bool]
"""Pairs of events that a reader has joined (True) or parted (False)."""


class StoryIndex:
    """The index. Changes are kept by `commit`. One that was made by other `rules` is made anew."""

    def __init__(self, path: Path, rules: int) -> None:
        self._db = open_index(path, _TABLES, rules ^ _VERSION)
        self._read: dict[str, Told] = {}

    def close(self) -> None:
        """Close the index; what was not committed is forgotten."""
        self._db.close()

    def commit(self) -> None:
        """Keep all changes."""
        self._db.commit()

    def marks(self) -> dict[str, str]:
        """The dumps that the index holds, each with the mark of its files."""
        return dict(self._db.execute("SELECT name, mark FROM dump"))

    def set_mark(self, dump: str, mark: str | None) -> None:
        """Note which files of a dump the index holds now; None for a dump that is gone."""
        self._db.execute("DELETE FROM dump WHERE name = ?", (dump,))
        if mark is not None:
            self._db.execute("INSERT INTO dump VALUES (?, ?)", (dump, mark))

    def of_dump(self, dump: str) -> dict[str, str]:
        """The events of a dump by id, as `Told.to_json` writes them."""
        return dict(self._db.execute("SELECT event_id, told FROM event WHERE dump = ?", (dump,)))

    def add(self, dump: str, told: Told) -> None:
        """Add an event, or put it in the place of the one with its id."""
        self.remove(told.event_id)
        values = (told.event_id, dump, told.article_id, told.to_json())
        self._db.execute("INSERT INTO event VALUES (?, ?, ?, ?, NULL)", values)
        self._db.executemany(
            "INSERT INTO block VALUES (?, ?, ?, ?)",
            [(told.event_type, key, told.day or _NO_DAY, told.event_id) for key in told.keys],
        )

    def remove(self, event_id: str) -> None:
        """Remove an event, if it is there."""
        told = self.get(event_id)
        if told is None:
            return
        self._read.pop(event_id, None)
        self._db.execute("DELETE FROM event WHERE event_id = ?", (event_id,))
        self._db.executemany(
            "DELETE FROM block WHERE type = ? AND company = ? AND day = ? AND event_id = ?",
            [(told.event_type, key, told.day or _NO_DAY, event_id) for key in told.keys],
        )

    def get(self, event_id: str) -> Told | None:
        """One event."""
        found = self._read.get(event_id)
        if found is None:
            row = self._db.execute(
                "SELECT told FROM event WHERE event_id = ?", (event_id,)
            ).fetchone()
            if row is None:
                return None
            if len(self._read) >= _KEPT:
                self._read.clear()
            found = self._read[event_id] = Told.from_json(row[0])
        return found

    def near(self, told: Told, days: int) -> Iterator[Told]:
        """The other events of its type with a company in common, told at most `days` before or
        after it; of events without any day those that have none either."""
        low, high = (told.day - days, told.day + days) if told.day else (_NO_DAY, _NO_DAY)
        ids = {
            event_id
            for key in told.keys
            for (event_id,) in self._db.execute(
                "SELECT event_id FROM block WHERE type = ? AND company = ? AND day BETWEEN ? AND ?",
                (told.event_type, key, low, high),
            )
        }
        for event_id in sorted(ids - {told.event_id}):
            found = self.get(event_id)
            if found is not None:
                yield found

    def of_articles(self, article_ids: Iterable[str]) -> set[str]:
        """The ids of the events of these articles."""
        return {
            event_id
            for article_id in article_ids
            for (event_id,) in self._db.execute(
                "SELECT event_id FROM event WHERE article_id = ?", (article_id,)
            )
        }

    def set_repeats(self, dump: str, repeats: set[Repeat]) -> set[str]:
        """Note the articles that a dump tells again; returns those for which that is news."""
        before = set(
            self._db.execute("SELECT article_id, source FROM repeat WHERE dump = ?", (dump,))
        )
        self._db.execute("DELETE FROM repeat WHERE dump = ?", (dump,))
        self._db.executemany(
            "INSERT INTO repeat VALUES (?, ?, ?)", [(dump, *repeat) for repeat in repeats]
        )
        return {article_id for article_id, _ in before ^ repeats}

    def sources_again(self, article_ids: Iterable[str]) -> set[str]:
        """The sources that told one of these articles again."""
        return {
            source
            for article_id in article_ids
            for (source,) in self._db.execute(
                "SELECT source FROM repeat WHERE article_id = ?", (article_id,)
            )
        }

    def set_links(self, links: Links) -> set[str]:
        """Note which pairs of events readers have joined or parted; returns the events for which
        that is news."""
        before: Links = {
            (one, other): bool(is_same)
            for one, other, is_same in self._db.execute("SELECT one, other, is_same FROM link")
        }
        self._db.execute("DELETE FROM link")
        self._db.executemany(
            "INSERT INTO link VALUES (?, ?, ?)", [(*pair, same) for pair, same in links.items()]
        )
        changed = before.items() ^ links.items()
        return {event_id for pair, _ in changed for event_id in pair}

    def links(self, event_id: str) -> Links:
        """The links of one event."""
        return {
            (one, other): bool(is_same)
            for one, other, is_same in self._db.execute(
                "SELECT one, other, is_same FROM link WHERE one = ? OR other = ?",
                (event_id, event_id),
            )
        }

    def drop_stories_of(self, event_ids: Iterable[str]) -> set[str]:
        """Remove the stories that these events are in; returns the periods that they were in."""
        stories = {
            story
            for event_id in event_ids
            for (story,) in self._db.execute(
                "SELECT story FROM event WHERE event_id = ?", (event_id,)
            )
            if story is not None
        }
        return self.drop_stories(stories)

    def drop_stories(self, story_ids: Iterable[str]) -> set[str]:
        """Remove stories; returns the periods that they were in."""
        periods = set()
        for story_id in story_ids:
            for (period,) in self._db.execute(
                "SELECT period FROM story WHERE story_id = ?", (story_id,)
            ):
                periods.add(period)
            self._db.execute("DELETE FROM story WHERE story_id = ?", (story_id,))
            # A story that is sorted anew may get the same id: its former events must not take it.
            self._db.execute("UPDATE event SET story = NULL WHERE story = ?", (story_id,))
        return periods

    def story_of(self, event_id: str) -> str | None:
        """The id of the story that an event is in."""
        row = self._db.execute("SELECT story FROM event WHERE event_id = ?", (event_id,)).fetchone()
        return row[0] if row else None

    def add_story(self, row: Row, period: str) -> None:
        """Add a story, a row of the table `stories`."""
        text = json.dumps(row, default=lambda value: value.isoformat())
        self._db.execute("INSERT INTO story VALUES (?, ?, ?)", (row["story_id"], period, text))
        self._db.executemany(
            "UPDATE event SET story = ? WHERE event_id = ?",
            [(row["story_id"], event_id) for event_id in row["event_ids"]],
        )

    def stories(self, period: str) -> Iterator[Row]:
        """The stories of a period in the order of their ids; dates and times are text."""
        for (text,) in self._db.execute(
            "SELECT row FROM story WHERE period = ? ORDER BY story_id", (period,)
        ):
            yield json.loads(text)

    def periods(self) -> set[str]:
        """The periods that have stories."""
        return {period for (period,) in self._db.execute("SELECT DISTINCT period FROM story")}

    def story_count(self) -> int:
        """How many stories there are."""
        return int(self._db.execute("SELECT count(*) FROM story").fetchone()[0])
