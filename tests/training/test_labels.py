"""Labels without text: whole again with the article, refused with another, sound as committed."""

import json
from pathlib import Path
from typing import Any

import pytest

from etl.nlp.training.labels import (
    LABELS,
    LabelError,
    LabelledText,
    from_label,
    read_labels,
    to_label,
)

ARTICLE = LabelledText(
    "a1",
    "Ford recalls vans",
    "Ford Motor is calling back 900 vans. It told dealers in March 2024, the company said.",
)
DOCUMENT: dict[str, Any] = {
    "doc_id": "a1",
    "kind": "news",
    "events": [
        {
            "type": "recall",
            "status": "happened",
            "companies": [{"name": "Ford", "aliases": ["Ford Motor"]}],
            "people": [],
            "products": [],
            "themes": [],
            "date": {"raw": "in March 2024", "start": "2024-03-01", "end": "2024-03-31"},
            "evidence": "It told dealers in March 2024, the company said.",
        },
        {
            "type": "recall",
            "status": "happened",
            "companies": [{"name": "Ford", "aliases": []}],
            "people": [],
            "products": ["vans"],
            "themes": [],
            "date": None,
            "evidence": "Ford recalls vans",
        },
    ],
}


def test_a_label_and_its_article_give_the_document_back() -> None:
    assert from_label(to_label(DOCUMENT, ARTICLE), ARTICLE) == DOCUMENT


def test_a_label_holds_no_sentence() -> None:
    written = json.dumps(to_label(DOCUMENT, ARTICLE))
    assert "dealers" not in written
    assert "recalls vans" not in written


def test_another_text_is_refused() -> None:
    label = to_label(DOCUMENT, ARTICLE)
    other = LabelledText("a1", ARTICLE.title, ARTICLE.text + " ")
    with pytest.raises(LabelError, match="another text"):
        from_label(label, other)


def test_evidence_must_be_in_the_article() -> None:
    event = {**DOCUMENT["events"][0], "evidence": "It told nobody."}
    with pytest.raises(LabelError, match="not found"):
        to_label({**DOCUMENT, "events": [event]}, ARTICLE)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"type": "party"}, "unknown type"),
        ({"status": "maybe"}, "unknown status"),
        ({"themes": ["weather"]}, "unknown themes"),
        ({"companies": []}, "no companies"),
        ({"evidence": ["text", 9, 3]}, "impossible span"),
        ({"date": {"start": "2024-02-01", "end": "2024-01-01"}}, "date out of order"),
    ],
)
def test_malformed_labels_are_named(tmp_path: Path, change: Any, problem: str) -> None:
    label = to_label(DOCUMENT, ARTICLE)
    label["events"][0].update(change)
    path = tmp_path / "labels.jsonl"
    path.write_text(json.dumps(label), encoding="utf-8")
    with pytest.raises(LabelError, match=f"line 1: {problem}"):
        list(read_labels(path))


def test_the_projects_labels_are_sound_and_each_article_has_one() -> None:
    labels = list(read_labels(LABELS))
    assert len(labels) == len({label["article_id"] for label in labels}) >= 400
    assert sum(len(label["events"]) for label in labels) >= 1_600
