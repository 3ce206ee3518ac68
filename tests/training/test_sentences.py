"""The project's own training sentences: sound, each once, with hard negatives among them."""

import json
from pathlib import Path
from typing import Any

import pytest

from etl.nlp.training.labels import LabelError
from etl.nlp.training.sentences import read_sentences

EXAMPLE: dict[str, Any] = {
    "title": "",
    "before": "",
    "sentence": "Ford recalls vans.",
    "published": "2024-03-28",
    "events": [
        {
            "type": "recall",
            "status": "happened",
            "companies": ["Ford"],
            "people": [],
            "products": [],
            "themes": [],
        }
    ],
    "mentions": [{"text": "Ford", "kind": "company"}],
}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"mentions": [{"text": "Kia", "kind": "company"}]}, "impossible mention"),
        ({"events": [{**EXAMPLE["events"][0], "type": "party"}]}, "unknown type"),
        ({"events": [{**EXAMPLE["events"][0], "themes": ["x"]}]}, "unknown themes"),
        ({"events": [{**EXAMPLE["events"][0], "companies": ["Kia"]}]}, "not in the example"),
    ],
)
def test_unsound_examples_are_named(tmp_path: Path, change: Any, problem: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps(EXAMPLE | change), encoding="utf-8")
    with pytest.raises(LabelError, match=f"line 1: .*{problem}"):
        list(read_sentences(path))


def test_the_projects_sentences_are_sound() -> None:
    examples = list(read_sentences())
    assert len(examples) == len({example["sentence"] for example in examples}) >= 1_100
    negatives = sum(not example["events"] for example in examples)
    assert 0.2 * len(examples) <= negatives <= 0.4 * len(examples)
