"""From labelled articles to what the model is asked about each sentence.

A label says which sentence states an event best; other sentences may tell the same happening, so a
pair (event type, company) of the article is counted against the model only where the article has
no such pair at all (see `Example.known_pairs`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

from spacy.tokens import Doc

from etl.evaluation.names import company_forms, count_common_names
from etl.nlp.dates.find import DateMention, find_dates
from etl.nlp.lexicon_match import share_mentions
from etl.nlp.state import Mention, Sentence
from etl.nlp.training.labels import Row
from etl.nlp.types import ArticleText

_LEAST_LIKENESS = 0.6


@dataclass(slots=True)
class Stated:
    """What a label says of one event in its sentence; `date` is None where it is not known which
    of the sentence's dates is meant, and empty where none is."""

    event_type: str
    companies: set[str]
    status: str
    themes: list[str]
    people: set[int] = field(default_factory=set)
    products: set[int] = field(default_factory=set)
    dates: set[int] | None = field(default_factory=set)


@dataclass(slots=True)
class Example:
    """One labelled article. `stated` is keyed by the sentence's index; `known_pairs` are the
    article's pairs (event type, company key); from the character `complete_from` on, all names are
    mentioned."""

    sentences: list[Sentence]
    stated: dict[int, list[Stated]]
    dates: dict[int, list[DateMention]]
    known_pairs: set[tuple[str, str]]
    known_types: set[str]
    complete_from: int | None = None
    lost: int = 0

    def companies(self) -> Iterator[Mention]:
        """Mentions of companies in the order of the text."""
        for sentence in self.sentences:
            yield from sentence.of_kind("company")


def make_example(
    article: ArticleText, events: list[Row], doc: Doc, names: Sequence[Row] = ()
) -> Example:
    """The example of an article, `doc` being the article with sentences and mentions.

    Principals that the components did not find are added as mentions, and so are `names` (text and
    kind; those of a sentence that was written for training); the encoder is not told of them, as it
    will not be when the model is used. Events whose sentence is not found are
    left out of `stated` and counted in `lost`.
    """
    for name in names:
        _mention(doc, [name["text"]], name["kind"], f"name:{name['text']}")
    _add_missing(doc, events)
    sentences: list[Sentence] = doc._.sentences
    example = Example(sentences, {}, {}, set(), set())
    for event in events:
        keys = {key for c in event["companies"] for key in _keys_of(c, example.companies())}
        example.known_types.add(event["type"])
        example.known_pairs |= {(event["type"], key) for key in keys}
        sentence = find_sentence(event["evidence"], sentences)
        if sentence is None or not keys:
            example.lost += 1
            continue
        dates = _dates(example, sentence, article.published)
        example.stated.setdefault(sentence.index, []).append(
            Stated(
                event["type"],
                keys,
                event["status"],
                list(event["themes"]),
                _named(sentence.of_kind("person"), event["people"]),
                _named(sentence.of_kind("product"), event["products"]),
                _right_dates(event["date"], dates),
            )
        )
    return example


def find_sentence(evidence: str, sentences: list[Sentence]) -> Sentence | None:
    """The sentence that holds most of the evidence; None where no sentence is like it."""
    wanted = " ".join(evidence.split())

    def overlap(sentence: Sentence) -> int:
        text = " ".join(sentence.text.split())
        if text in wanted:
            return len(text)
        return len(wanted) if wanted in text else 0

    best = max(sentences, key=lambda s: (overlap(s), s.field == "text"), default=None)
    if best is None:
        return None
    if overlap(best) >= min(25, len(wanted)):
        return best
    words = set(wanted.lower().split())

    def likeness(sentence: Sentence) -> float:
        others = set(sentence.text.lower().split())
        return len(words & others) / max(1, len(words | others))

    best = max(sentences, key=likeness)
    ratio = SequenceMatcher(None, wanted, best.text, autojunk=False).ratio()
    return best if ratio >= _LEAST_LIKENESS else None


def _keys_of(company: Row, mentions: Iterator[Mention]) -> set[str]:
    forms = company_forms(company)
    return {m.key for m in mentions if forms & company_forms({"name": m.name, "aliases": [m.text]})}


def _add_missing(doc: Doc, events: list[Row]) -> None:
    """Add mentions of labelled names that no component found."""
    for event in events:
        for company in event["companies"]:
            sentences = doc._.sentences
            known = (m for s in sentences for m in s.of_kind("company"))
            if not _keys_of(company, known):
                names = [company["name"], *company.get("aliases", [])]
                _mention(doc, names, "company", f"name:{company['name']}")
        for kind, names in (("person", event["people"]), ("product", event["products"])):
            for name in names:
                found = [m.text for s in doc._.sentences for m in s.of_kind(kind)]
                if not count_common_names([name], found):
                    _mention(doc, [name], kind, f"{kind}:{name}")


def _mention(doc: Doc, names: list[str], kind: str, key: str) -> None:
    made: list[Mention] = []
    for name in sorted(names, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", doc._.source):
            start, end = match.span()
            if not any(m.start < end and start < m.end for m in made):
                made.append(Mention(start, end, match.group(), kind, names[0], key, is_hidden=True))
    kept = [
        m
        for m in doc._.mentions
        if not any(m.start < n.end and n.start < m.end for n in made)
        or m.kind == "date"
        or (m.kind == "company" and kind != "company")
    ]
    made = [n for n in made if not any(m.start < n.end and n.start < m.end for m in kept)]
    doc._.mentions = [*kept, *made]
    share_mentions(doc)


def _named(mentions: list[Mention], names: list[str]) -> set[int]:
    """Starts of the mentions that one of the names means."""
    return {m.start for m in mentions if count_common_names(names, [m.text])}


def _dates(example: Example, sentence: Sentence, published: date | None) -> list[DateMention]:
    if sentence.index not in example.dates:
        found = [d for d in find_dates(sentence.text, published) if d.kind == "date"]
        example.dates[sentence.index] = found
    return example.dates[sentence.index]


def _right_dates(labelled: Row | None, dates: list[DateMention]) -> set[int] | None:
    """Positions of the dates that the label means; None where it means one that is not there."""
    if labelled is None:
        return set()
    bounds = (labelled["start"], labelled["end"])
    right = {
        i
        for i, d in enumerate(dates)
        if d.first and d.last and (d.first.isoformat(), d.last.isoformat()) == bounds
    }
    raw = labelled.get("raw")
    if not right and raw:
        right = {i for i, d in enumerate(dates) if raw in d.text or d.text in raw}
    return right or None
