"""Putting the findings of cue words together into events, one for each happening."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc

from etl.nlp.cuewords.finding import CueFinding
from etl.nlp.cuewords.principals import choose_companies, choose_people, choose_products
from etl.nlp.cuewords.scoring import check_weights, probability, read_signals
from etl.nlp.encoder.layout import ArticleNames
from etl.nlp.merging import merge_drafts
from etl.nlp.state import Draft, Mention, register_attributes

_OFFICE = re.compile(
    r"\b(?:CEO|CFO|COO|CTO|chief|Chief|chairman|Chairman|president|President|founder"
    r"|co-founder|head"
    r"|director|executive|boss|vice)\b"
)


@Language.factory(
    "motorwire_cue_assembly",
    requires=["doc._.sentences", "doc._.mentions", "doc._.findings"],
    assigns=["doc._.drafts"],
)
def create_cue_assembler(
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    threshold: float,
    weights: dict[str, float],
    offsets: dict[str, float],
) -> "CueAssembler":
    """The component; see `etl.nlp.cuewords.scoring` for `weights` and `offsets`.

    Events that score below `threshold` are dropped. Raises `LexiconError` for an unknown signal.
    """
    register_attributes()
    check_weights(weights, offsets)
    return CueAssembler(threshold, weights, offsets)


class CueAssembler:
    """Sets `doc._.drafts`."""

    def __init__(
        self, threshold: float, weights: dict[str, float], offsets: dict[str, float]
    ) -> None:
        self._threshold = threshold
        self._weights = weights
        self._offsets = offsets

    def __call__(self, doc: Doc) -> Doc:
        """Assemble the events of one document."""
        doc._.drafts = self.assemble(doc, doc._.findings)
        return doc

    def assemble(self, doc: Doc, findings: Iterable[CueFinding]) -> list[Draft]:
        """The events that findings of a document make, in the order of the text."""
        drafts = self._drafts(doc, findings)
        counts = Counter((d.finding.event_type, m.key) for d in drafts for m in d.companies)
        title_keys = _title_keys(doc)
        for draft in drafts:
            finding = cast(CueFinding, draft.finding)
            signals = read_signals(finding, draft.companies, draft.score, doc, title_keys, counts)
            offset = self._offsets.get(finding.event_type, 0.0)
            draft.score = probability(signals, self._weights, offset)
        drafts = [d for d in drafts if d.score >= self._threshold]
        return merge_drafts(drafts, doc._.sentences, _may_add)

    @staticmethod
    def _drafts(doc: Doc, findings: Iterable[CueFinding]) -> list[Draft]:
        """Findings with their participants; `score` is the certainty of the companies."""
        owners = find_owners(doc)
        drafts = []
        for finding in findings:
            sentence = doc._.sentences[finding.sentence]
            companies, certainty = choose_companies(finding, sentence, owners)
            if companies:
                finding.people = choose_people(finding, sentence)
                finding.products = choose_products(finding, sentence)
                drafts.append(Draft(finding, companies, certainty))
        return drafts


def _may_add(kept: Draft, other: Draft) -> bool:
    ours, theirs = cast(CueFinding, kept.finding), cast(CueFinding, other.finding)
    return ours.side == "all" or bool(theirs.named)


def _title_keys(doc: Doc) -> set[str]:
    """The companies of the title; without a title, the company that the text is about."""
    titles = [s for s in doc._.sentences if s.field == "title"]
    if titles:
        return {m.key for s in titles for m in s.of_kind("company")}
    main = ArticleNames.of(doc._.sentences).main
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
