"""Rows by contract for the tests, with sensible values for what a test does not care about."""

from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]


def article(article_id: str = "a1", **changes: Any) -> Row:
    return {
        "article_id": article_id,
        "external_id": None,
        "dump": "d",
        "record_number": 1,
        "source": "The Paper",
        "url": f"https://a.example/{article_id}",
        "title": "Ford recalls vans",
        "authors": [],
        "language": "en",
        "published_at": datetime(2024, 3, 28, tzinfo=UTC),
        "published_basis": "field",
        "updated_at": None,
        "text": "Ford recalls 900 vans over a faulty cell.",
        "word_count": 8,
        "content_hash": f"hash-{article_id}",
        "signature": None,
        **changes,
    }


def reject(record_number: int = 2, **changes: Any) -> Row:
    return {
        "dump": "d",
        "record_number": record_number,
        "reason": "empty",
        "detail": "no text",
        "article_id": None,
        "source": None,
        "url": None,
        "raw": "{}",
        **changes,
    }


def mention(**changes: Any) -> Row:
    return {
        "article_id": "a1",
        "dump": "d",
        "field": "text",
        "start": 0,
        "end": 4,
        "text": "Ford",
        "kind": "company",
        "entity_id": "ford",
        "entity_name": "Ford",
        "score": 0.9,
        **changes,
    }


def event(event_id: str = "e1", **changes: Any) -> Row:
    return {
        "event_id": event_id,
        "article_id": "a1",
        "dump": "d",
        "event_type": "recall",
        "status": "happened",
        "companies": ["Ford"],
        "company_ids": ["ford"],
        "people": [],
        "products": [],
        "themes": ["battery"],
        "event_start": None,
        "event_end": None,
        "date_text": None,
        "date_basis": "none",
        "edtf": None,
        "evidence": "Ford recalls 900 vans over a faulty cell.",
        "evidence_field": "text",
        "evidence_start": 0,
        "evidence_end": 41,
        "trigger_start": 5,
        "trigger_end": 12,
        "score": 0.8,
        "extractor": "test-1",
        **changes,
    }
