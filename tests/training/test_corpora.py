"""Labelled articles: read, kept apart from what is measured, held together by story."""

import json
from pathlib import Path

from etl.contracts import EVENT_TYPES, STATUSES, THEMES
from etl.nlp.training.corpora import (
    Document,
    by_story,
    hold_out,
    labelled_articles,
    without_known,
    written,
)
from etl.nlp.types import ArticleText

WORDS = [f"word{i}" for i in range(200)]


def document(name: str, text: str) -> Document:
    return Document(ArticleText(name, "", text), [], "test")


LONG = document("a", " ".join(WORDS))
CHANGED = document("b", " ".join([*WORDS[:150], *(f"other{i}" for i in range(50))]))
OTHER = document("c", " ".join(f"else{i}" for i in range(200)))


def test_what_is_like_a_measured_article_is_left_out() -> None:
    kept = without_known([LONG, CHANGED, OTHER, OTHER], [CHANGED.article])
    assert [d.article.article_id for d in kept] == ["c"]


def test_stories_are_kept_together() -> None:
    groups = by_story([OTHER, CHANGED, LONG])
    assert [[d.article.article_id for d in group] for group in groups] == [["a", "b"], ["c"]]


def test_labels_join_by_the_dumps_own_ids(tmp_path: Path) -> None:
    articles, gold = tmp_path / "articles.jsonl", tmp_path / "gold.jsonl"
    text = "Kia will close its plant in Gwangju next year, the company said on Monday in Seoul."
    rows = [{"doc_id": f"x{i}", "title": "Kia", "text": f"{text} {i}"} for i in range(2)]
    articles.write_text("\n".join(map(json.dumps, rows)))
    gold.write_text(json.dumps({"doc_id": "x1", "events": [{"type": "recall"}]}))
    (found,) = labelled_articles(articles, gold)
    assert found.article.text.endswith("1")
    assert found.events == [{"type": "recall"}]


def test_the_projects_own_articles_are_sound() -> None:
    documents = [d for d in written() if not d.is_sentence]
    assert len(documents) >= 100
    for found in documents:
        both = f"{found.article.title}\n{found.article.text}"
        for event in found.events:
            assert event["type"] in EVENT_TYPES
            assert event["status"] in STATUSES
            assert set(event["themes"]) <= set(THEMES)
            assert event["evidence"] in both
            assert event["companies"]
            names = [n for c in event["companies"] for n in (c["name"], *c.get("aliases", []))]
            assert all(name in both for name in [*names, *event["people"], *event["products"]])


def test_written_texts_are_never_held_out_and_stories_stay_whole() -> None:
    own = list(written())[:50]
    held, rest = hold_out([*own, LONG, CHANGED, OTHER], one_in=1, seed=1)
    assert sorted(d.article.article_id for d in held) == ["a", "b", "c"]
    assert rest == own
    held, rest = hold_out([LONG, CHANGED, OTHER], one_in=2, seed=1)
    assert sorted(d.article.article_id for d in held) in (["a", "b"], ["c"])
    assert len(held) + len(rest) == 3


def test_a_short_copy_of_a_measured_article_is_left_out() -> None:
    short = document("s", "Kia will close its plant in Gwangju next year, it said on Monday.")
    assert without_known([short], [short.article]) == []
