"""Putting findings, participants, dates and themes together into events, one for each happening.

The same happening told in several sentences is one event: same type, a company in common, and no
contradiction in persons, products or dates. The fullest sentence is its evidence; a sentence of the
body is preferred to the title.
"""

import re
from collections import Counter

from spacy.language import Language
from spacy.tokens import Doc

from etl.nlp.candidates import main_company
from etl.nlp.principals import choose_companies, choose_people, choose_products
from etl.nlp.scoring import check_weights, probability, read_signals
from etl.nlp.state import Draft, Mention, Sentence, register_attributes

_OFFICE = re.compile(
    r"\b(?:CEO|CFO|COO|CTO|chief|Chief|chairman|Chairman|president|President|founder"
    r"|co-founder|head"
    r"|director|executive|boss|vice)\b"
)
_PERSON_TYPES = frozenset({"executive_departure", "executive_appointment"})


@Language.factory(
    "motorwire_assembly",
    requires=["doc._.sentences", "doc._.mentions", "doc._.findings"],
    assigns=["doc._.drafts"],
)
def create_event_assembler(
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    threshold: float,
    weights: dict[str, float],
    offsets: dict[str, float],
) -> "EventAssembler":
    """The component; see `etl.nlp.scoring` for `weights` and `offsets`.

    Events that score below `threshold` are dropped. Raises `LexiconError` for an unknown signal.
    """
    register_attributes()
    check_weights(weights, offsets)
    return EventAssembler(threshold, weights, offsets)


class EventAssembler:
    """Sets `doc._.drafts`."""

    def __init__(
        self, threshold: float, weights: dict[str, float], offsets: dict[str, float]
    ) -> None:
        self._threshold = threshold
        self._weights = weights
        self._offsets = offsets

    def __call__(self, doc: Doc) -> Doc:
        """Assemble the events of one document."""
        drafts = self._drafts(doc)
        counts = Counter((d.finding.event_type, m.key) for d in drafts for m in d.companies)
        title_keys = _title_keys(doc)
        for draft in drafts:
            signals = read_signals(draft, doc, title_keys, counts)
            offset = self._offsets.get(draft.finding.event_type, 0.0)
            draft.score = probability(signals, self._weights, offset)
        drafts = [d for d in drafts if d.score >= self._threshold]
        doc._.drafts = merge_drafts(drafts, doc._.sentences)
        return doc

    @staticmethod
    def _drafts(doc: Doc) -> list[Draft]:
        """Findings with their participants; `score` is the certainty of the companies."""
        owners = find_owners(doc)
        drafts = []
        for finding in doc._.findings:
            sentence = doc._.sentences[finding.sentence]
            companies, certainty = choose_companies(finding, sentence, owners)
            if companies:
                people = choose_people(finding, sentence)
                products = choose_products(finding, sentence)
                drafts.append(Draft(finding, companies, people, products, certainty))
        return drafts


def _title_keys(doc: Doc) -> set[str]:
    """The companies of the title; without a title, the company that the text is about."""
    titles = [s for s in doc._.sentences if s.field == "title"]
    if titles:
        return {m.key for s in titles for m in s.of_kind("company")}
    main = main_company(doc)
    return {main.key} if main else set()


def find_owners(doc: Doc) -> dict[str, Mention]:
    """The company of each product (from the catalogue) and person (from the text)."""
    companies: dict[str, Mention] = {}
    owners: dict[str, Mention] = {}
    for sentence in doc._.sentences:
        named = [m for m in sentence.of_kind("company") if not m.is_source]
        for mention in named:
            companies.setdefault(mention.key, mention)
        for person in sentence.of_kind("person"):
            if person.key in owners or not named:
                continue
            nearest = min(named, key=lambda m: max(m.start - person.end, person.start - m.end))
            low, high = min(nearest.end, person.end), max(nearest.start, person.start)
            between = doc._.source[low:high]
            if len(between) < 60 and (
                _OFFICE.search(between) or between.strip() in ("'s", "\u2019s")
            ):
                owners[person.key] = nearest
    for sentence in doc._.sentences:
        for product in sentence.of_kind("product"):
            if product.owner in companies:
                owners.setdefault(product.key, companies[product.owner])
    return owners


def _agrees(one: Draft, other: Draft) -> bool:
    """Whether two drafts of one type can tell the same happening."""
    if not {m.key for m in one.companies} & {m.key for m in other.companies}:
        return False
    if one.finding.event_type in _PERSON_TYPES and one.people and other.people:
        return {m.key for m in one.people} == {m.key for m in other.people}
    products, others = {m.key for m in one.products}, {m.key for m in other.products}
    if products and others and not products & others:
        return False
    a, b = one.finding.when, other.finding.when
    if a and b and a.first and b.first and a.last and b.last:
        return a.first <= b.last and b.first <= a.last
    return True


def merge_drafts(drafts: list[Draft], sentences: list[Sentence]) -> list[Draft]:
    """One draft for each happening, in the order of the evidence."""

    def fullness(draft: Draft) -> tuple[float, ...]:
        in_body = sentences[draft.finding.sentence].field == "text"
        parts = bool(draft.finding.when) + bool(draft.people) + 0.5 * bool(draft.products)
        return in_body, draft.score + 0.05 * parts, -draft.finding.sentence

    kept: list[Draft] = []
    for draft in sorted(drafts, key=fullness, reverse=True):
        same = next(
            (
                k
                for k in kept
                if k.finding.event_type == draft.finding.event_type and _agrees(k, draft)
            ),
            None,
        )
        if same is None:
            kept.append(draft)
            continue
        _absorb(same, draft)
    return sorted(kept, key=lambda d: (d.finding.start, d.finding.event_type))


def _absorb(kept: Draft, other: Draft) -> None:
    """Take over what the other telling of the same happening adds."""
    known = {m.key for m in kept.companies}
    if kept.finding.side == "all" or other.finding.named:
        kept.companies += [m for m in other.companies if m.key not in known][: 8 - len(known)]
    kept.people = kept.people or other.people
    if not kept.finding.when:
        kept.finding.when = other.finding.when
    kept.score = max(kept.score, other.score)
