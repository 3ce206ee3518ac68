"""Writing extractions in the format of the gold files, to measure them."""

from collections.abc import Sequence
from typing import Any

from etl.nlp.types import ArticleText, Row


def to_gold(events: Sequence[Row], article: ArticleText, mentions: Sequence[Row] = ()) -> Row:
    """One object as the gold files hold it: `doc_id` and its events.

    A company's `aliases` are the forms in which `mentions` has it in the article.
    """
    forms: dict[str, list[str]] = {}
    for mention in mentions:
        if mention["kind"] == "company":
            known = forms.setdefault(mention["entity_name"], [])
            if mention["text"] not in known:
                known.append(mention["text"])
    return {"doc_id": article.article_id, "events": [_event(row, forms) for row in events]}


def _event(row: Row, forms: dict[str, list[str]]) -> dict[str, Any]:
    start, end = row["event_start"], row["event_end"]
    return {
        "type": row["event_type"],
        "status": row["status"],
        "companies": [
            {"name": name, "aliases": [f for f in forms.get(name, []) if f != name]}
            for name in row["companies"]
        ],
        "people": row["people"],
        "products": row["products"],
        "themes": row["themes"],
        "date": {"raw": row["date_text"], "start": start.isoformat(), "end": end.isoformat()}
        if start and end
        else None,
        "evidence": row["evidence"],
    }
