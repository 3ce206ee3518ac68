"""Turning what the pipeline put on a `Doc` into rows of `mentions` and `events`."""

import hashlib
from collections.abc import Iterable

from spacy.tokens import Doc

from etl.nlp.state import Draft, Mention
from etl.nlp.types import ArticleText, Row


def mention_rows(doc: Doc, article: ArticleText) -> list[Row]:
    """Rows of `etl.contracts.MENTIONS` without `dump`, each key once, in the order of the text."""
    rows: dict[tuple[str, int, int, str], Row] = {}
    for mention in doc._.mentions or ():
        field, start, end = _place(doc, mention.start, mention.end)
        rows[field, start, end, mention.kind] = {
            "article_id": article.article_id,
            "field": field,
            "start": start,
            "end": end,
            "text": _slice(article, field, start, end),
            "kind": mention.kind,
            "entity_id": mention.entity_id,
            "entity_name": mention.name,
            "score": round(mention.score, 3),
        }
    order = {"title": 0, "text": 1}
    return sorted(rows.values(), key=lambda r: (order[r["field"]], r["start"], r["end"], r["kind"]))


def event_rows(doc: Doc, article: ArticleText, extractor: str) -> list[Row]:
    """Rows of `etl.contracts.EVENTS` without `dump`, in the order of the evidence."""
    rows: dict[str, Row] = {}
    for draft in doc._.drafts or ():
        row = _event_row(doc, article, draft, extractor)
        rows.setdefault(row["event_id"], row)
    return list(rows.values())


def _event_row(doc: Doc, article: ArticleText, draft: Draft, extractor: str) -> Row:
    finding = draft.finding
    sentence = doc._.sentences[finding.sentence]
    field, start, end = _place(doc, sentence.start, sentence.end)
    evidence = _slice(article, field, start, end)
    _, trigger_start, trigger_end = _place(doc, finding.start, finding.end)
    when = finding.when
    return {
        "event_id": _event_id(article.article_id, finding.event_type, evidence, draft.companies),
        "article_id": article.article_id,
        "event_type": finding.event_type,
        "status": finding.status,
        "companies": [m.name for m in draft.companies],
        "company_ids": [m.entity_id or "" for m in draft.companies],
        "people": [m.name for m in finding.people],
        "products": [m.text for m in finding.products],
        "themes": list(finding.themes),
        "event_start": when.first if when else None,
        "event_end": when.last if when else None,
        "date_text": when.text if when else None,
        "date_basis": when.basis if when else "none",
        "edtf": (when.edtf or None) if when else None,
        "evidence": evidence,
        "evidence_field": field,
        "evidence_start": start,
        "evidence_end": end,
        "trigger_start": trigger_start,
        "trigger_end": trigger_end,
        "score": round(draft.score, 3),
        "extractor": draft.extractor or extractor,
    }


def _event_id(article_id: str, event_type: str, evidence: str, companies: Iterable[Mention]) -> str:
    """16 hex digits that stay the same while the article, type, evidence and companies do."""
    keys = sorted(m.entity_id or m.name for m in companies)
    parts = "\x1f".join([article_id, event_type, evidence, *keys])
    return hashlib.blake2b(parts.encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()


def _place(doc: Doc, start: int, end: int) -> tuple[str, int, int]:
    """The field that the offsets of `doc.text` lie in, and the offsets in that field."""
    body = doc._.body_start
    return ("text", start - body, end - body) if start >= body else ("title", start, end)


def _slice(article: ArticleText, field: str, start: int, end: int) -> str:
    return (article.title if field == "title" else article.text)[start:end]
