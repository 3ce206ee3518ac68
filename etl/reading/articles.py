"""From records to articles: what becomes of each record, counted.

Every record ends in exactly one outcome: `accepted`, or one of `etl.contracts.REJECT_REASONS`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from courlan import normalize_url

from etl.reading.dates import date_in_url, parse_published
from etl.reading.fields import as_names, as_text, map_fields
from etl.reading.language import language_of
from etl.reading.records import AnyRecord, BrokenRecord, Record
from etl.reading.text import clean_line, clean_text, content_hash, short_hash

Row = dict[str, Any]

SHORTEST_WORDS = 8
"""Fewer words than this (title and text together) are no article."""

LONGEST_CHARACTERS = 1_000_000
"""spaCy's own limit for one text; a longer record is no single article."""

_LANGUAGES = ("en",)


@dataclass
class KnownArticles:
    """Which articles the warehouse holds already, by canonical URL id and by text hash."""

    ids: set[str] = field(default_factory=set)
    id_of_hash: dict[str, str] = field(default_factory=dict)

    def add(self, article_id: str, text_hash: str) -> None:
        """Remembers an accepted article."""
        self.ids.add(article_id)
        self.id_of_hash.setdefault(text_hash, article_id)


@dataclass
class ReadingCounts:
    """What happened while a dump was read."""

    records: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    unknown_fields: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record: an article row, or a reject row."""

    article: Row | None = None
    reject: Row | None = None


@dataclass(frozen=True, slots=True)
class _Problem:
    """Why a record is no article."""

    reason: str
    detail: str
    article_id: str | None = None


def judge_records(
    records: Iterable[AnyRecord],
    dump: str,
    known: KnownArticles,
    counts: ReadingCounts,
) -> Iterator[Outcome]:
    """Turns each record into an article or a reject, in order, and counts it.

    Articles that are accepted are added to `known`.
    """
    for number, record in enumerate(records, start=1):
        counts.records += 1
        outcome = _judge(record, dump, number, known, counts)
        reason = "accepted" if outcome.reject is None else outcome.reject["reason"]
        counts.outcomes[reason] += 1
        if outcome.article is not None:
            known.add(outcome.article["article_id"], outcome.article["content_hash"])
        yield outcome


def _judge(
    record: AnyRecord, dump: str, number: int, known: KnownArticles, counts: ReadingCounts
) -> Outcome:
    reject = {
        "dump": dump,
        "record_number": number,
        "article_id": None,
        "source": None,
        "url": None,
        "raw": clean_text(record.raw),
    }
    if isinstance(record, BrokenRecord):
        return Outcome(reject={**reject, "reason": "unparsable", "detail": record.detail})
    found, unknown = map_fields(record.fields)
    counts.unknown_fields.update(unknown)
    article = _article_row(record, found, dump, number, counts)
    problem = (
        _field_problem(found)
        or _text_problem(article)
        or _language_problem(article)
        or _repetition(article, known)
    )
    if problem is None:
        return Outcome(article=article)
    return Outcome(
        reject={
            **reject,
            "reason": problem.reason,
            "detail": problem.detail,
            "article_id": problem.article_id,
            "source": article["source"],
            "url": article["url"],
        }
    )


def _field_problem(found: Row) -> _Problem | None:
    for attribute in ("text", "title"):
        if attribute in found and as_text(found[attribute]) is None:
            kind = type(found[attribute]).__name__
            return _Problem("unparsable", f"the {attribute} is no text but {kind}")
    return None


def _text_problem(article: Row) -> _Problem | None:
    text: str = article["text"]
    if not text:
        return _Problem("empty", "the record has no text")
    if len(text) > LONGEST_CHARACTERS:
        return _Problem("too_long", f"{len(text):,} characters, limit {LONGEST_CHARACTERS:,}")
    words = article["word_count"] + len(article["title"].split())
    if words < SHORTEST_WORDS:
        return _Problem("too_short", f"{words} words, at least {SHORTEST_WORDS} are needed")
    return None


def _language_problem(article: Row) -> _Problem | None:
    article["language"] = language_of(f"{article['title']}\n{article['text']}")
    if article["language"] in _LANGUAGES:
        return None
    return _Problem("not_english", f"language {article['language']}")


def _repetition(article: Row, known: KnownArticles) -> _Problem | None:
    if article["article_id"] in known.ids:
        detail = "same article id (address or text)"
        return _Problem("duplicate", detail, article["article_id"])
    first = known.id_of_hash.get(article["content_hash"])
    if first is not None:
        return _Problem("duplicate", "same text under another address", first)
    return None


def _article_row(record: Record, found: Row, dump: str, number: int, counts: ReadingCounts) -> Row:
    text = clean_text(as_text(found.get("text")) or as_text(found.get("summary")) or "")
    title = clean_line(as_text(found.get("title")) or "")
    url = clean_line(as_text(found.get("url")) or "") or None
    published = parse_published(found.get("published"))
    basis = "field"
    if published is None:
        if "published" in found:
            counts.warnings["bad_date"] += 1
        published = date_in_url(url) if url else None
        basis = "url" if published else "none"
    text_hash = content_hash(f"{title} {text}")
    return {
        "article_id": short_hash("url", canonical_url(url)) if url else short_hash(text_hash),
        "external_id": clean_line(as_text(found.get("external_id")) or record.name or "") or None,
        "dump": dump,
        "record_number": number,
        "source": clean_line(as_text(found.get("source")) or "") or None,
        "url": url,
        "title": title,
        "authors": [clean_line(name) for name in as_names(found.get("authors"))],
        "language": "",
        "published_at": published,
        "published_basis": basis,
        "text": text,
        "word_count": len(text.split()),
        "content_hash": text_hash,
    }


def canonical_url(url: str) -> str:
    """The address without scheme, fragment, tracking parameters and differences in case of host."""
    try:
        normal = str(normalize_url(url, trailing_slash=False))
    except ValueError:
        normal = url
    without_scheme = normal.partition("#")[0].split("://", 1)[-1]
    return without_scheme.removeprefix("www.").rstrip("/")
