"""The gate: what it sees, and that it tells news from talk."""

import numpy as np

from etl.nlp.encoder.gate import WEIGHT_COUNT, Gate, look_at
from etl.nlp.encoder.model import load_model
from tests.encoder.articles import document

TEXT = (
    "Kia will close its plant in Gwangju next year. You should compare prices before you buy. "
    "Is it worth it? Tesla is recalling 2,000 cars."
)


def test_facts_are_weights_that_exist() -> None:
    doc = document(TEXT, "News of the week")
    for seen in look_at(doc, doc._.sentences):
        assert len(seen.positions) == len(seen.amounts)
        assert seen.positions.min() >= 0
        assert seen.positions.max() < WEIGHT_COUNT


def test_same_words_and_names_are_seen_alike() -> None:
    doc = document("Kia cut 900 jobs. " * 2 + "Kia cut 900 jobs in Korea.")
    first, second, third = (set(s.positions.tolist()) for s in look_at(doc, doc._.sentences))
    assert len(first ^ second) <= 4  # where it stands and what is before it
    assert len(first ^ third) > 4


def test_passing_depends_on_the_threshold() -> None:
    doc = document(TEXT)
    weights = np.ones(WEIGHT_COUNT, dtype=np.float32)
    assert Gate(weights, 0.0, -1e9).passes(doc, doc._.sentences) == [0, 1, 2, 3]
    assert Gate(weights, 0.0, 1e9).passes(doc, doc._.sentences) == []


def test_shipped_gate_lets_news_pass_and_stops_some_talk() -> None:
    doc = document(TEXT)
    passed = load_model().gate.passes(doc, doc._.sentences)
    assert {0, 3} <= set(passed)
    assert not {1, 2} <= set(passed)


def test_empty_documents_are_no_trouble() -> None:
    doc = document(" ")
    assert load_model().gate.passes(doc, doc._.sentences) == []
