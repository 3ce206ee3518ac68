"""Stories against labels: which events of a type and company tell one happening.

    python benchmarks/stories.py DATA

DATA is a data directory (as MOTORWIRE_DATA) into which the dumps were loaded that the labels are
about; labels of other dumps are left out. The labels (`data/stories.jsonl`) hold ids and offsets
only: blocks of events of one type and company, each event with a letter for its happening, `x` for
what is no such event and `?` for what cannot be told; these two are not scored.

Pairwise precision, recall and F1, and B-cubed (Bagga and Baldwin 1998,
https://aclanthology.org/P98-1012/), beside stories by text similarity alone, by MinHash alone (runs
of three words), and every event for itself; these with the threshold that suits them best.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from upath import UPath

from etl.contracts import ARTICLES, EVENTS, STORIES
from etl.reading.text import fold_words
from etl.settings import DataLayout
from etl.stories.told import Row
from etl.stories.words import cosine, weigh
from etl.warehouse.store import Warehouse

_LABELS = Path(__file__).parent / "data" / "stories.jsonl"
_UNSCORED = ("x", "?")
_THRESHOLDS = [step / 20 for step in range(1, 20)]

Block = list[tuple[Row, str]]
"""Events of today, each with its label."""

Sorter = Callable[[list[Row]], list[object]]
"""Gives each event of a block the name of its story."""


@dataclass
class Score:
    """Sums over all blocks."""

    events: int = 0
    precision: float = 0.0
    recall: float = 0.0
    both: int = 0
    told: int = 0
    wanted: int = 0

    def add(self, labels: Sequence[str], found: Sequence[object]) -> None:
        """Count one block."""
        for label, name in zip(labels, found, strict=True):
            own = {i for i, other in enumerate(found) if other == name}
            right = {i for i, other in enumerate(labels) if other == label}
            self.precision += len(own & right) / len(own)
            self.recall += len(own & right) / len(right)
            self.events += 1
        for one, other in combinations(range(len(labels)), 2):
            is_told, is_wanted = found[one] == found[other], labels[one] == labels[other]
            self.told += is_told
            self.wanted += is_wanted
            self.both += is_told and is_wanted

    @property
    def b_cubed(self) -> tuple[float, float, float]:
        """Precision, recall, F1."""
        return _with_f1(self.precision / self.events, self.recall / self.events)

    @property
    def pairs(self) -> tuple[float, float, float]:
        """Precision, recall, F1."""
        return _with_f1(self.both / max(1, self.told), self.both / max(1, self.wanted))


def _with_f1(precision: float, recall: float) -> tuple[float, float, float]:
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def read_blocks(warehouse: Warehouse) -> list[Block]:
    """The labelled blocks with the events of today; labels without their event are left out."""
    labels = [json.loads(line) for line in _LABELS.read_text(encoding="utf-8").splitlines()]
    wanted = {label["article_id"] for label in labels}
    events: dict[str, list[Row]] = defaultdict(list)
    for dump in warehouse.matching_dumps(EVENTS, ARTICLES):
        for row in warehouse.rows_of(EVENTS, dump, wanted):
            events[row["article_id"]].append(row)
    blocks: dict[str, Block] = defaultdict(list)
    for label in labels:
        found = _find(label, events[label["article_id"]])
        if found is not None and label["story"] not in _UNSCORED:
            blocks[label["block"]].append((found, label["story"]))
    return [block for block in blocks.values() if block]


def _find(label: Row, events: Sequence[Row]) -> Row | None:
    """The event of today that a label is about."""
    for event in events:
        pairs = zip(event["companies"], event["company_ids"], strict=True)
        is_same = (
            event["event_type"] == label["type"]
            and event["evidence_field"] == label["field"]
            and event["evidence_start"] < label["end"]
            and label["start"] < event["evidence_end"]
        )
        if is_same and label["company"] in {key or name for name, key in pairs}:
            return event
    return None


def score(blocks: Sequence[Block], sort: Sorter) -> Score:
    """How well a way of sorting does."""
    total = Score()
    for block in blocks:
        total.add([label for _, label in block], sort([event for event, _ in block]))
    return total


def by_threshold(alike: Callable[[Row, Row], float], least: float) -> Sorter:
    """Stories are what pairs of at least so much likeness hold together."""

    def sort(events: list[Row]) -> list[object]:
        names: list[object] = list(range(len(events)))
        for one, other in combinations(range(len(events)), 2):
            if names[one] != names[other] and alike(events[one], events[other]) >= least:
                old = names[other]
                names = [names[one] if name == old else name for name in names]
        return names

    return sort


def _text(one: Row, other: Row) -> float:
    return cosine(weigh(one["evidence"]), weigh(other["evidence"]))


def _runs(one: Row, other: Row) -> float:
    first, second = (
        set(zip(words, words[1:], words[2:], strict=False))
        for words in (fold_words(one["evidence"]), fold_words(other["evidence"]))
    )
    return len(first & second) / max(1, len(first | second))


def main() -> None:
    """Prints the table."""
    if len(sys.argv) != 2:
        print("stories: name a data directory with the labelled dumps (see the module's text)")
        return
    warehouse = Warehouse(DataLayout(UPath(sys.argv[1])).warehouse)
    blocks = read_blocks(warehouse)
    story_of = {
        event_id: row["story_id"]
        for period in warehouse.dumps(STORIES)
        for rows in warehouse.batches(STORIES, period, columns=["story_id", "event_ids"])
        for row in rows
        for event_id in row["event_ids"]
    }
    ways: dict[str, Score] = {
        "as shipped": score(blocks, lambda events: [story_of[e["event_id"]] for e in events])
    }
    for name, alike in (("text similarity", _text), ("MinHash", _runs)):
        scores = [score(blocks, by_threshold(alike, least)) for least in _THRESHOLDS]
        ways[f"{name} alone"] = max(scores, key=lambda own: own.b_cubed[2])
    ways["each for itself"] = score(blocks, lambda events: list(range(len(events))))
    count = ways["as shipped"]
    print(f"{len(blocks)} blocks, {count.events} events, {count.wanted} pairs of one happening")
    print(f"  {'':<24} pairs P     R     F1    B-cubed P     R     F1")
    for name, own in ways.items():
        pairs = " ".join(f"{value:.3f}" for value in own.pairs)
        cubed = " ".join(f"{value:.3f}" for value in own.b_cubed)
        print(f"  {name:<24} {pairs}       {cubed}")


if __name__ == "__main__":
    main()
