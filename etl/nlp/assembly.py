"""Putting the findings of the model together into events, one for each happening.

A company takes part in a type of event when the article as a whole says so: the log odds of all
sentences that tell of it are made one calibrated probability (`etl.nlp.encoder.calibration`). What
is probable enough is kept, and findings that tell the same happening are merged.
"""

from collections import defaultdict

from spacy.language import Language
from spacy.tokens import Doc

from etl.nlp.encoder.calibration import Calibration, PairSigns
from etl.nlp.encoder.model import load_model
from etl.nlp.merging import MOST_COMPANIES, merge_drafts
from etl.nlp.state import Draft, Finding, Mention, register_attributes

Pair = tuple[str, str]
"""An event type and the key of a company."""

_SECOND_BEST = 2.0
"""A sentence names a principal of its event when its log odds are at most this far below the best
sentence's of the article."""


@Language.factory(
    "motorwire_assembly",
    requires=["doc._.sentences", "doc._.findings"],
    assigns=["doc._.drafts"],
)
def create_event_assembler(
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    threshold: float | None = None,
) -> "EventAssembler":
    """The component; events that score below `threshold` (a probability; by default the model's
    own) are dropped."""
    register_attributes()
    model = load_model()
    calibration = Calibration.of_model(model)
    least = float(model.manifest["threshold"]) if threshold is None else threshold
    return EventAssembler(calibration, least)


class EventAssembler:
    """Sets `doc._.drafts`."""

    def __init__(self, calibration: Calibration, threshold: float) -> None:
        self._calibration = calibration
        self._threshold = threshold

    def __call__(self, doc: Doc) -> Doc:
        """Assemble the events of one document."""
        best: dict[Pair, float] = {}
        scores: dict[Pair, float] = {}
        for pair, signs in read_signs(doc).items():
            score = self._calibration.probability(pair[0], signs)
            if score >= self._threshold:
                best[pair], scores[pair] = signs.best, score
        drafts = []
        for finding in doc._.findings:
            companies = principals(finding, best)
            if companies:
                score = max(scores[finding.event_type, m.key] for m in companies)
                drafts.append(Draft(finding, companies[:MOST_COMPANIES], score))
        doc._.drafts = merge_drafts(drafts, doc._.sentences, lambda kept, other: True)  # noqa: ARG005
        return doc


def principals(finding: Finding, best: dict[Pair, float]) -> list[Mention]:
    """The companies of a finding that the article has as principals of the type."""
    chosen = []
    for mention, odds in finding.principals:
        highest = best.get((finding.event_type, mention.key))
        if highest is not None and odds >= highest - _SECOND_BEST:
            chosen.append(mention)
    return chosen


def read_signs(doc: Doc) -> dict[Pair, PairSigns]:
    """What the sentences of an article say of each pair."""
    odds: dict[Pair, list[tuple[float, int]]] = defaultdict(list)
    for finding in doc._.findings:
        for mention, value in finding.principals:
            odds[finding.event_type, mention.key].append((value, finding.sentence))
    titles = [s for s in doc._.sentences if s.field == "title"]
    title = {s.index for s in titles}
    in_title = {m.key for s in titles for m in s.of_kind("company")}
    known = {m.key for m in doc._.mentions if m.kind == "company" and not m.is_tagged}
    return {
        pair: PairSigns.of(
            [v for v, _ in told],
            in_title=any(index in title for _, index in told),
            named_in_title=pair[1] in in_title,
            only_tagged=pair[1] not in known,
        )
        for pair, told in odds.items()
    }
