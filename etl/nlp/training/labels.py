"""Labels of articles, kept without the articles' text.

A label names its article by `article_id` (the id that the ETL gives it) and by the SHA-256 of its
text, and points to evidence and date expressions by offsets. With the dump at hand the labelled
document is whole again; without it, no sentence of the article can be read from the label.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from etl.contracts import EVENT_TYPES, FIELDS, STATUSES, THEMES
from etl.errors import MotorwireError

Row = dict[str, Any]

LABELS = Path(__file__).with_name("data") / "labels.jsonl"
"""The project's own labels, one JSON object a line."""


class LabelError(MotorwireError):
    """A label is malformed, or does not belong to the article it is applied to."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """The part of an article that labels refer to, cleaned as the ETL cleans it."""

    article_id: str
    title: str
    text: str

    @property
    def text_hash(self) -> str:
        """SHA-256 of title and text."""
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()


def to_label(document: Row, article: LabelledText) -> Row:
    """A labelled document in the gold format, as a label without text.

    Raises `LabelError` where evidence is not in the article word for word.
    """
    return {
        "article_id": article.article_id,
        "text_hash": article.text_hash,
        "kind": document.get("kind", "news"),
        "events": [_event_label(event, article) for event in document["events"]],
    }


def from_label(label: Row, article: LabelledText) -> Row:
    """The labelled document in the gold format; raises `LabelError` for another text."""
    if label["text_hash"] != article.text_hash:
        raise LabelError(f"the label of {label['article_id']} was made on another text")
    return {
        "doc_id": article.article_id,
        "kind": label["kind"],
        "events": [_event_document(event, article) for event in label["events"]],
    }


def read_labels(path: Path = LABELS) -> Iterator[Row]:
    """The labels of a file, each checked for its form; raises `LabelError` with the line."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            label = json.loads(line)
            for event in label["events"]:
                for problem in _problems(event):
                    raise LabelError(f"{path.name}, line {number}: {problem}")
            yield label


def _event_label(event: Row, article: LabelledText) -> Row:
    evidence = _locate(event["evidence"], article)
    if evidence is None:
        raise LabelError(f"{article.article_id}: evidence not found: {event['evidence'][:80]!r}")
    date = event.get("date")
    return {
        "type": event["type"],
        "status": event["status"],
        "companies": [company["name"] for company in event["companies"]],
        "company_forms": [
            [_locate(form, article) for form in company.get("aliases", [])]
            for company in event["companies"]
        ],
        "people": event.get("people", []),
        "products": event.get("products", []),
        "themes": event.get("themes", []),
        "date": None if not date else {"start": date["start"], "end": date["end"]},
        "date_expression": None if not date else _locate(date.get("raw") or "", article, evidence),
        "evidence": evidence,
    }


def _event_document(event: Row, article: LabelledText) -> Row:
    date, expression = event["date"], event["date_expression"]
    return {
        "type": event["type"],
        "status": event["status"],
        "companies": [
            {"name": name, "aliases": [_quote(form, article) for form in forms if form]}
            for name, forms in zip(event["companies"], event["company_forms"], strict=True)
        ],
        "people": event["people"],
        "products": event["products"],
        "themes": event["themes"],
        "date": date and {"raw": _quote(expression, article) if expression else None, **date},
        "evidence": _quote(event["evidence"], article),
    }


def _locate(words: str, article: LabelledText, within: list[Any] | None = None) -> list[Any] | None:
    """[field, start, end] of the words, in the span `within` if they stand there."""
    if not words:
        return None
    if within is not None:
        field, start, end = within
        found = getattr(article, field).find(words, start, end)
        if found >= 0:
            return [field, found, found + len(words)]
    for field in ("text", "title"):
        found = getattr(article, field).find(words)
        if found >= 0:
            return [field, found, found + len(words)]
    return None


def _quote(span: list[Any], article: LabelledText) -> str:
    field, start, end = span
    return str(getattr(article, field)[start:end])


def _problems(event: Row) -> Iterator[str]:
    if event["type"] not in EVENT_TYPES:
        yield f"unknown type {event['type']!r}"
    if event["status"] not in STATUSES:
        yield f"unknown status {event['status']!r}"
    unknown = set(event["themes"]) - set(THEMES)
    if unknown:
        yield f"unknown themes {sorted(unknown)}"
    if not event["companies"] or len(event["companies"]) != len(event["company_forms"]):
        yield "no companies, or forms that do not belong to them"
    for span in (event["evidence"], event["date_expression"], *chain(*event["company_forms"])):
        if span is not None and (span[0] not in FIELDS or not 0 <= span[1] < span[2]):
            yield f"impossible span {span}"
    if event["date"] and event["date"]["start"] > event["date"]["end"]:
        yield f"date out of order {event['date']}"
