"""Which articles the warehouse holds: an index to look records up in, on disk.

It is derived from the table `articles`, follows it by comparing each dump's file, and can be
deleted at any time. Memory stays the same however many articles there are.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.contracts import ARTICLES, REJECTS
from etl.errors import DumpError
from etl.reading.similarity import (
    SAME_DAYS,
    SAME_REPORT,
    Traits,
    bands,
    likeness,
    share_figures,
    traits_of,
)
from etl.warehouse.index import open_index
from etl.warehouse.store import Warehouse

Row = dict[str, Any]

_COLUMNS = (
    "article_id",
    "record_number",
    "content_hash",
    "title",
    "text",
    "published_at",
    "updated_at",
)
_TABLES = """
CREATE TABLE IF NOT EXISTS dump (name TEXT PRIMARY KEY, mark TEXT);
CREATE TABLE IF NOT EXISTS article (
    number INTEGER PRIMARY KEY, article_id TEXT, dump TEXT, record_number INTEGER,
    content_hash TEXT, body_hash TEXT, title TEXT, fit REAL, published REAL, updated REAL,
    signature BLOB, figures TEXT
);
CREATE INDEX IF NOT EXISTS by_id ON article (article_id);
CREATE INDEX IF NOT EXISTS by_content ON article (content_hash);
CREATE INDEX IF NOT EXISTS by_body ON article (body_hash);
CREATE INDEX IF NOT EXISTS by_dump ON article (dump);
CREATE TABLE IF NOT EXISTS band (
    hash INTEGER, article INTEGER, PRIMARY KEY (hash, article)
) WITHOUT ROWID;
"""
_VERSION = 3
_SAME_SECONDS = SAME_DAYS * 86_400


@dataclass(frozen=True, slots=True)
class Known:
    """An article that is known. `place` orders the dumps by when they were first loaded; `fit` says
    how well the title fits the text; times are seconds since 1970."""

    number: int
    article_id: str
    dump: str
    place: int
    record_number: int
    content_hash: str
    title: str
    fit: float | None
    published: float | None
    updated: float | None


class KnownArticles:
    """The index. In memory without a path."""

    def __init__(self, path: Path | None = None) -> None:
        self._db = open_index(path, _TABLES, _VERSION)
        self._places: dict[str, int] = {}

    def close(self) -> None:
        """Close the index; what was not kept is forgotten."""
        self._db.close()

    def follow(self, warehouse: Warehouse, dump: str) -> int:
        """Bring the index up to date with the warehouse, leaving `dump` out; its place in the order
        of the dumps is returned."""
        marks = dict(self._db.execute("SELECT name, mark FROM dump"))
        wanted = {}
        places = {}
        for name in warehouse.dumps(ARTICLES):
            places[name] = _place(warehouse, name, is_rewritten=name == dump)
            if name != dump:
                wanted[name] = warehouse.fingerprint(ARTICLES, name)
        for name in set(marks) - set(wanted):
            self._forget(name)
        for name, mark in wanted.items():
            if marks.get(name) != mark:
                self._forget(name)
                for rows in warehouse.batches(ARTICLES, name, columns=list(_COLUMNS)):
                    for row in rows:
                        self.add({**row, "dump": name})
                self._db.execute("INSERT INTO dump VALUES (?, ?)", (name, mark))
        self._db.commit()
        self._places = places
        return places.setdefault(dump, max(places.values(), default=0) + 1)

    def keep(self, warehouse: Warehouse, dumps: Iterable[str]) -> None:
        """Keep what was added and dropped, as what the published files of these dumps hold."""
        for name in dumps:
            mark = warehouse.fingerprint(ARTICLES, name)
            self._db.execute("INSERT OR REPLACE INTO dump VALUES (?, ?)", (name, mark))
        self._db.commit()

    def add(self, row: Row, traits: Traits | None = None) -> None:
        """Remember an accepted article; its traits are computed where they are not given."""
        traits = traits or traits_of(row["title"], row["text"])
        found = self._db.execute(
            "INSERT INTO article VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row["article_id"],
                row["dump"],
                row["record_number"],
                row["content_hash"],
                traits.body_hash,
                row["title"],
                traits.fit,
                _seconds(row["published_at"]),
                _seconds(row.get("updated_at")),
                traits.signature,
                " ".join(traits.figures),
            ),
        )
        if traits.signature is not None:
            self._db.executemany(
                "INSERT OR IGNORE INTO band VALUES (?, ?)",
                ((band, found.lastrowid) for band in bands(traits.signature)),
            )

    def drop(self, known: Known) -> None:
        """Forget one article."""
        self._delete(self._db.execute(_SIGNED + "number = ?", (known.number,)).fetchall())

    def by_id(self, article_id: str) -> Known | None:
        """The article of this id."""
        return self._one("article_id = ?", article_id)

    def by_content(self, hashed: str) -> Known | None:
        """An article with the same title and text."""
        return self._one("content_hash = ?", hashed)

    def alike(self, article: Row, traits: Traits) -> Known | None:
        """The article whose text is the same or most like that of `article`, if it is one report:
        its text, the figures in it, and the days of publication agree."""
        signature = traits.signature
        if signature is None:
            return None
        same = self._one("body_hash = ?", traits.body_hash)
        if same is not None:
            return same
        marks, own = bands(signature), traits.figures
        moment = _seconds(article["published_at"])
        best, number = 0.0, 0
        for other, signed, told, published in self._db.execute(
            "SELECT DISTINCT number, signature, figures, published"
            " FROM band JOIN article ON number = band.article"
            f" WHERE hash IN ({','.join('?' * len(marks))}) ORDER BY number",
            marks,
        ):
            score = likeness(signature, signed)
            is_near = (
                moment is None or published is None or abs(moment - published) <= _SAME_SECONDS
            )
            if (
                score >= SAME_REPORT
                and score > best
                and is_near
                and share_figures(own, told.split())
            ):
                best, number = score, other
        return self._one("number = ?", number) if number else None

    def _one(self, condition: str, value: object) -> Known | None:
        row = self._db.execute(
            "SELECT number, article_id, dump, record_number, content_hash, title, fit, published,"
            f" updated FROM article WHERE {condition} ORDER BY number LIMIT 1",
            (value,),
        ).fetchone()
        if row is None:
            return None
        number, article_id, dump, *rest = row
        return Known(number, article_id, dump, self._places.get(dump, 0), *rest)

    def _forget(self, dump: str) -> None:
        self._delete(self._db.execute(_SIGNED + "dump = ?", (dump,)).fetchall())
        self._db.execute("DELETE FROM dump WHERE name = ?", (dump,))

    def _delete(self, signed: Iterable[tuple[int, bytes | None]]) -> None:
        for number, signature in signed:
            if signature is not None:
                self._db.executemany(
                    "DELETE FROM band WHERE hash = ? AND article = ?",
                    ((band, number) for band in bands(signature)),
                )
            self._db.execute("DELETE FROM article WHERE number = ?", (number,))


_SIGNED = "SELECT number, signature FROM article WHERE "


@contextmanager
def known_articles(
    path: Path, warehouse: Warehouse, dump: str
) -> Iterator[tuple[KnownArticles, int]]:
    """The articles of all dumps but `dump`, and the place of `dump` in their order."""
    with closing(KnownArticles(path)) as known:
        yield known, known.follow(warehouse, dump)


def _place(warehouse: Warehouse, dump: str, *, is_rewritten: bool) -> int:
    """The place of a dump in the order of the dumps. Of one that is about to be rewritten the file
    may be damaged: then its rejects tell."""
    try:
        stated = warehouse.metadata(ARTICLES, dump)
    except DumpError:
        if not is_rewritten:
            raise
        stated = warehouse.metadata(REJECTS, dump)
    return int(stated.get("place", "0"))


def _seconds(moment: Any) -> float | None:
    return None if moment is None else moment.timestamp()
