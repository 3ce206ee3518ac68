"""Training sentences that the project wrote itself, in the manner of news.

One JSON object a line: `title` and `before` (the sentence before; both may be empty), `sentence`,
`published`, the `events` that the sentence states (none for a hard negative; companies as they
stand in sentence, before or title), and the `mentions` in the sentence.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from etl.contracts import EVENT_TYPES, MENTION_KINDS, STATUSES, THEMES
from etl.nlp.training.labels import LabelError, Row

SENTENCES = Path(__file__).with_name("data") / "sentences.jsonl"


def read_sentences(path: Path = SENTENCES) -> Iterator[Row]:
    """The examples of a file, each checked; raises `LabelError` with the line."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            example = json.loads(line)
            for problem in _problems(example):
                raise LabelError(f"{path.name}, line {number}: {problem}")
            yield example


def _problems(example: Row) -> Iterator[str]:
    context = " ".join((example["title"], example["before"], example["sentence"]))
    for mention in example["mentions"]:
        if mention["text"] not in example["sentence"] or mention["kind"] not in MENTION_KINDS:
            yield f"impossible mention {mention}"
    for event in example["events"]:
        if event["type"] not in EVENT_TYPES or event["status"] not in STATUSES:
            yield f"unknown type or status: {event['type']}, {event['status']}"
        if not set(event["themes"]) <= set(THEMES):
            yield f"unknown themes in {event['themes']}"
        if not event["companies"] or any(name not in context for name in event["companies"]):
            yield f"companies that are not in the example: {event['companies']}"
