"""From records to articles: what becomes of each record, counted.

Every record ends in exactly one outcome: `accepted`, or one of `etl.contracts.REJECT_REASONS`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from courlan import normalize_url

from etl.reading.boilerplate import strip_boilerplate
from etl.reading.dates import date_in_url, parse_published
from etl.reading.fields import as_names, as_text, map_fields
from etl.reading.known import Known, KnownArticles
from etl.reading.language import NO_LANGUAGE, language_of
from etl.reading.markup import plain_markup
from etl.reading.page_kinds import page_kind
from etl.reading.records import AnyRecord, BrokenRecord, Notice, Record
from etl.reading.repetition import Problem, Verdict, judge_repetition
from etl.reading.similarity import traits_of
from etl.reading.text import clean_line, clean_text, content_hash, short_hash

Row = dict[str, Any]

SHORTEST_WORDS = 8
"""Fewer words than this (title and text together) are no article."""

LONGEST_CHARACTERS = 1_000_000
"""spaCy's own limit for one text; a longer record is no single article."""

_LANGUAGES = ("en",)


@dataclass
class ReadingCounts:
    """What happened while a dump was read."""

    records: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    unknown_fields: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record: an article row, or a reject row.

    `instead_of` is an article accepted earlier whose place this one takes, and `because` what
    becomes of that one.
    """

    article: Row | None = None
    reject: Row | None = None
    instead_of: Known | None = None
    because: Problem | None = None


def judge_records(
    records: Iterable[AnyRecord],
    dump: str,
    known: KnownArticles | None,
    counts: ReadingCounts,
    place: int = 1,
) -> Iterator[Outcome]:
    """Turns each record into an article or a reject, in order, and counts it.

    Articles that are accepted are added to `known`; `place` is the dump's in the order of loading.
    Without `known`, each record is judged by itself: repetitions and pages that are no news are
    kept.
    """
    judge = _Judge(dump, known, counts, place)
    for record in records:
        if isinstance(record, Notice):
            counts.warnings[record.name] += 1
            continue
        counts.records += 1
        outcome = judge(record, counts.records)
        reason = "accepted" if outcome.reject is None else outcome.reject["reason"]
        counts.outcomes[reason] += 1
        if outcome.instead_of is not None and outcome.because is not None:
            if outcome.instead_of.dump == dump:
                counts.outcomes["accepted"] -= 1
                counts.outcomes[outcome.because.reason] += 1
            else:
                counts.warnings["replaced_in_other_dumps"] += 1
        yield outcome


@dataclass(slots=True)
class _Judge:
    """Judges the records of one dump."""

    dump: str
    known: KnownArticles | None
    counts: ReadingCounts
    place: int

    def __call__(self, record: Record | BrokenRecord, number: int) -> Outcome:
        if isinstance(record, BrokenRecord):
            broken = Problem(record.reason, record.detail)
            return Outcome(reject=_reject_row(self.dump, number, record, broken))
        found, unknown = map_fields(record.fields)
        self.counts.unknown_fields.update(unknown)
        article = self._article(record, found, number)
        problem = _field_problem(found) or _text_problem(article) or _language_problem(article)
        verdict = Verdict(problem)
        if problem is None and self.known is not None:
            verdict = self._compare(article, self.known)
        if verdict.problem is not None:
            reject = _reject_row(self.dump, number, record, verdict.problem)
            return Outcome(reject={**reject, "source": article["source"], "url": article["url"]})
        return Outcome(article, None, verdict.instead_of, verdict.because)

    def _compare(self, article: Row, known: KnownArticles) -> Verdict:
        """Judges kind of page and repetition; an article that passes is known from then on."""
        problem = _page_problem(article)
        if problem is not None:
            return Verdict(problem)
        traits = traits_of(article["title"], article["text"])
        article["signature"] = traits.signature
        verdict = judge_repetition(article, traits, known, self.place)
        if verdict.problem is None:
            if verdict.instead_of is not None:
                known.drop(verdict.instead_of)
            known.add(article, traits)
        return verdict

    def _article(self, record: Record, found: Row, number: int) -> Row:
        warnings = self.counts.warnings
        title = clean_line(plain_markup(as_text(found.get("title")) or ""))
        text = as_text(found.get("text")) or as_text(found.get("summary")) or ""
        stripped = strip_boilerplate(clean_text(plain_markup(text)), title)
        url = clean_line(as_text(found.get("url")) or "") or None
        published, basis = self._published(record, found, url, stripped.dateline_day)
        text_hash = content_hash(f"{title} {stripped.text}")
        authors = [clean_line(name) for name in as_names(found.get("authors"))]
        updated = parse_published(found.get("modified"))
        if updated is not None and _is_future(updated):
            warnings["future_date"] += 1
            updated = None
        return {
            "article_id": article_id(url, text_hash),
            "external_id": clean_line(as_text(found.get("external_id")) or record.name or "")
            or None,
            "dump": self.dump,
            "record_number": number,
            "source": clean_line(as_text(found.get("source")) or "") or None,
            "url": url,
            "title": title,
            "authors": authors or stripped.authors,
            "language": "",
            "published_at": published,
            "published_basis": basis,
            "updated_at": updated,
            "text": stripped.text,
            "word_count": len(stripped.text.split()),
            "content_hash": text_hash,
            "signature": None,
        }

    def _published(
        self, record: Record, found: Row, url: str | None, dateline: datetime | None
    ) -> tuple[datetime | None, str]:
        """The publication time and its basis: what the dump says, else the address, else the text.
        A time in the future is none."""
        published = parse_published(found.get("published"))
        if published is None and "published" in found:
            self.counts.warnings["bad_date"] += 1
        if published is not None and _is_future(published):
            self.counts.warnings["future_date"] += 1
            published = None
        if published is not None:
            return published, record.basis
        from_url = date_in_url(url) if url else None
        if from_url is not None and not _is_future(from_url):
            return from_url, "url"
        if dateline is not None and not _is_future(dateline):
            return dateline, "text"
        return None, "none"


def _reject_row(dump: str, number: int, record: Record | BrokenRecord, problem: Problem) -> Row:
    """A row of `rejects`, without the source and address that the record tells."""
    return {
        "dump": dump,
        "record_number": number,
        "reason": problem.reason,
        "detail": problem.detail,
        "article_id": problem.article_id,
        "source": None,
        "url": None,
        "raw": clean_text(record.raw),
    }


def _page_problem(article: Row) -> Problem | None:
    """Why a page is no news, where it is none."""
    kind = page_kind(article["title"], article["text"], article["url"])
    return None if kind is None else Problem("not_news", kind)


def article_id(url: str | None, text_hash: str) -> str:
    """The stable id: from the canonical address where it names one page, else from the text."""
    if url:
        canonical = canonical_url(url)
        if canonical.partition("/")[2] or "?" in canonical:
            return short_hash("url", canonical)
    return short_hash(text_hash)


def _is_future(moment: datetime) -> bool:
    """Whether the time lies ahead; a day is left for zones that were not given."""
    return moment > datetime.now(UTC) + timedelta(days=1)


def _field_problem(found: Row) -> Problem | None:
    for attribute in ("text", "title"):
        if attribute in found and as_text(found[attribute]) is None:
            kind = type(found[attribute]).__name__
            return Problem("unparsable", f"the {attribute} is no text but {kind}")
    return None


def _text_problem(article: Row) -> Problem | None:
    text: str = article["text"]
    if not text:
        return Problem("empty", "the record has no text")
    if len(text) > LONGEST_CHARACTERS:
        return Problem("too_long", f"{len(text):,} characters, limit {LONGEST_CHARACTERS:,}")
    words = article["word_count"] + len(article["title"].split())
    if words < SHORTEST_WORDS:
        return Problem("too_short", f"{words} words, at least {SHORTEST_WORDS} are needed")
    return None


def _language_problem(article: Row) -> Problem | None:
    article["language"] = language_of(f"{article['title']}\n{article['text']}")
    if article["language"] in _LANGUAGES:
        return None
    if article["language"] == NO_LANGUAGE:
        return Problem("not_news", "figures or codes, hardly any words")
    return Problem("not_english", f"language {article['language']}")


def canonical_url(url: str) -> str:
    """The address without scheme, fragment, tracking parameters and differences in case of host."""
    try:
        normal = str(normalize_url(url, trailing_slash=False))
    except ValueError:
        normal = url
    without_scheme = normal.partition("#")[0].split("://", 1)[-1]
    return without_scheme.removeprefix("www.").rstrip("/")
