"""Scoring of predicted events against gold labels.

The unit is the pair (article, event type, company): the headline figure `event_f1` is its
micro-averaged F1. Everything that is not about the pair itself (status, date, people, products,
evidence) is counted on the pairs that gold and prediction share.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from etl.evaluation.names import company_forms, count_common_names

Document = Mapping[str, Any]
Event = Mapping[str, Any]

_COUNTED = ("event", "type", "company", "theme", "date", "people", "product")
_LEAST_COMMON_WORDS = 0.5


@dataclass
class Tally:
    """Counts of one measure, and its precision, recall and F1 (0 where undefined)."""

    common: int = 0
    gold: int = 0
    predicted: int = 0

    def add(self, common: int, gold: int, predicted: int) -> None:
        """Adds the counts of one article."""
        self.common += common
        self.gold += gold
        self.predicted += predicted

    @property
    def precision(self) -> float:
        """Share of the predictions that are right."""
        return self.common / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.common / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass
class Scores:
    """All figures by name, and the tally of each event type."""

    figures: dict[str, float | int]
    by_type: dict[str, Tally]


@dataclass
class _Item:
    """Something of an article that is told by one or more events: a pair, or a company."""

    label: str
    forms: set[str]
    events: list[Event] = field(default_factory=list)


def score_documents(gold: Sequence[Document], predicted: Sequence[Document]) -> Scores:
    """Scores predictions against gold; both in the gold format, joined by `doc_id`.

    A gold article without a prediction counts as one with no events; predictions for other
    articles are not looked at.
    """
    prediction_of = {document["doc_id"]: document for document in predicted}
    tallies = {name: Tally() for name in _COUNTED}
    by_type: dict[str, Tally] = defaultdict(Tally)
    statuses, evidences = Tally(), Tally()
    for document in gold:
        events = document.get("events", [])
        found = prediction_of.get(document["doc_id"], {}).get("events", [])
        hits = _score_pairs(events, found, tallies, by_type)
        _score_companies(events, found, tallies)
        for gold_item, found_item in hits:
            _score_details(gold_item.events, found_item.events, tallies)
            statuses.add(_same_status(gold_item.events, found_item.events), 1, 1)
            evidences.add(_same_evidence(gold_item.events, found_item.events), 1, 1)
    typed = [tally.f1 for tally in by_type.values() if tally.gold]
    figures: dict[str, float | int] = {f"{k}_f1": round(t.f1, 4) for k, t in tallies.items()}
    figures |= {
        "event_p": round(tallies["event"].precision, 4),
        "event_r": round(tallies["event"].recall, 4),
        "event_macro": round(sum(typed) / len(typed), 4) if typed else 0.0,
        "status_acc": round(statuses.recall, 4),
        "evidence": round(evidences.recall, 4),
        "gold_pairs": tallies["event"].gold,
        "pred_pairs": tallies["event"].predicted,
    }
    return Scores(figures, dict(by_type))


def _score_pairs(
    gold: Sequence[Event],
    found: Sequence[Event],
    tallies: Mapping[str, Tally],
    by_type: dict[str, Tally],
) -> list[tuple[_Item, _Item]]:
    gold_pairs = _items(gold, by_event_type=True)
    found_pairs = _items(found, by_event_type=True)
    hits = _match(gold_pairs, found_pairs)
    tallies["event"].add(len(hits), len(gold_pairs), len(found_pairs))
    gold_types, found_types = {p.label for p in gold_pairs}, {p.label for p in found_pairs}
    tallies["type"].add(len(gold_types & found_types), len(gold_types), len(found_types))
    for label in gold_types | found_types:
        by_type[label].add(
            sum(hit[0].label == label for hit in hits),
            sum(pair.label == label for pair in gold_pairs),
            sum(pair.label == label for pair in found_pairs),
        )
    return hits


def _score_companies(
    gold: Sequence[Event], found: Sequence[Event], tallies: Mapping[str, Tally]
) -> None:
    gold_companies = _items(gold, by_event_type=False)
    found_companies = _items(found, by_event_type=False)
    common = len(_match(gold_companies, found_companies))
    tallies["company"].add(common, len(gold_companies), len(found_companies))
    gold_themes, found_themes = _themed(gold_companies), _themed(found_companies)
    common = len(_match(gold_themes, found_themes))
    tallies["theme"].add(common, len(gold_themes), len(found_themes))


def _items(events: Iterable[Event], *, by_event_type: bool) -> list[_Item]:
    """The companies of the events, each once (a type, if asked for), with their events."""
    items: list[_Item] = []
    for event in events:
        label = event["type"] if by_event_type else ""
        for company in event.get("companies", []):
            forms = company_forms(company)
            same = next((i for i in items if i.label == label and i.forms & forms), None)
            if same is None:
                same = _Item(label, set())
                items.append(same)
            same.forms |= forms
            same.events.append(event)
    return items


def _themed(companies: Iterable[_Item]) -> list[_Item]:
    return [
        _Item(theme, company.forms)
        for company in companies
        for theme in sorted({t for event in company.events for t in event.get("themes", [])})
    ]


def _match(gold: Iterable[_Item], found: Iterable[_Item]) -> list[tuple[_Item, _Item]]:
    """Greedy one-to-one matching: same label, a company form in common."""
    left = list(found)
    hits = []
    for item in gold:
        for other in left:
            if item.label == other.label and item.forms & other.forms:
                hits.append((item, other))
                left.remove(other)
                break
    return hits


def _score_details(
    gold: Sequence[Event], found: Sequence[Event], tallies: Mapping[str, Tally]
) -> None:
    gold_dates, found_dates = _dates(gold), _dates(found)
    if gold_dates or found_dates:
        tallies["date"].add(bool(gold_dates & found_dates), bool(gold_dates), bool(found_dates))
    for tally, key in (("people", "people"), ("product", "products")):
        gold_names, found_names = _names(gold, key), _names(found, key)
        common = count_common_names(gold_names, found_names)
        tallies[tally].add(common, len(gold_names), len(found_names))


def _dates(events: Iterable[Event]) -> set[tuple[str, str]]:
    return {
        (event["date"]["start"], event["date"]["end"])
        for event in events
        if event.get("date") and event["date"].get("start")
    }


def _names(events: Iterable[Event], key: str) -> list[str]:
    return sorted({name for event in events for name in event.get(key, []) if name})


def _same_status(gold: Iterable[Event], found: Iterable[Event]) -> bool:
    return bool({e.get("status") for e in gold} & {e.get("status") for e in found})


def _same_evidence(gold: Iterable[Event], found: Iterable[Event]) -> bool:
    found_words = [_words(event) for event in found]
    return any(
        len(words & others) >= _LEAST_COMMON_WORDS * min(len(words), len(others))
        for words in map(_words, gold)
        for others in found_words
        if words and others
    )


def _words(event: Event) -> set[str]:
    return set(re.findall(r"\w+", event.get("evidence", "").lower()))
