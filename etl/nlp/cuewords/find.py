"""Reading event types off candidate sentences by the cue patterns of `event_types.toml`.

The trained model does without it; it reads the user's own types, and all types in the pipeline
that is kept to compare with.
"""

import re
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from etl.lexicon.event_types import EventType
from etl.lexicon.in_use import load_lexicon
from etl.lexicon.patterns import Pattern
from etl.nlp.cue_index import CueIndex
from etl.nlp.cuewords.finding import CueFinding
from etl.nlp.state import Mention, Sentence, register_attributes

_HYPOTHETICAL = re.compile(
    r"\b(?:if (?:\S+ ){0,6}?(?:were to|was to|could|would|had)|would have|could have|might have"
    r"|should have|what if|imagine|suppose)\b",
    re.IGNORECASE,
)
_REPEAT_BONUS = 0.05


@dataclass(slots=True)
class _Match:
    start: int
    end: int
    kind: EventType
    weight: float
    side: str
    named: tuple[tuple[int, int], ...]
    source: str


@Language.factory(
    "motorwire_cues",
    requires=["doc._.sentences", "doc._.candidates"],
    assigns=["doc._.findings"],
)
def create_cue_classifier(nlp: Language, name: str) -> "CueClassifier":  # noqa: ARG001
    """The component with the cues of all types in use."""
    register_attributes()
    return CueClassifier(load_lexicon().types)


class CueClassifier:
    """Sets `doc._.findings`: one for each type and each set of named companies in a sentence."""

    def __init__(self, types: dict[str, EventType]) -> None:
        self._types = types
        self._patterns: list[tuple[EventType, Pattern, float]] = []
        for kind in types.values():
            self._patterns += [(kind, pattern, weight) for pattern, weight in kind.cues]
            self._patterns += [(kind, pattern, 0.0) for pattern in kind.negatives]
        self._index = CueIndex([pattern for _, pattern, _ in self._patterns])

    def __call__(self, doc: Doc) -> Doc:
        """Classify the candidates of one document."""
        doc._.findings = []
        for number in doc._.candidates:
            sentence = doc._.sentences[number]
            doc._.findings += self.classify(sentence)
        return doc

    def classify(self, sentence: Sentence) -> list[CueFinding]:
        """The findings of one sentence whose names are masked."""
        matches = self._matches(sentence.masked)
        matches = [m for m in matches if not _is_inside_longer(m, matches)]
        present = {m.kind.name for m in matches}
        hypothetical = _HYPOTHETICAL.search(sentence.text)
        findings: dict[tuple[str, tuple[str, ...]], CueFinding] = {}
        for match in sorted(matches, key=lambda m: (-m.weight, m.start)):
            if match.kind.yields_to & present:
                continue
            if hypothetical and match.start > hypothetical.start():
                continue
            named = _named(sentence, match)
            key = (match.kind.name, tuple(m.key for m in named))
            known = findings.get(key) or (
                None if named else next((f for (t, _), f in findings.items() if t == key[0]), None)
            )
            if known is not None:
                known.weight = min(1.0, known.weight + _REPEAT_BONUS)
                known.cues.append(match.source)
                continue
            findings[key] = CueFinding(
                sentence.index,
                match.kind.name,
                sentence.start + match.start,
                sentence.start + match.end,
                weight=match.weight,
                side=match.side or match.kind.principals,
                named=named,
                cues=[match.source],
            )
        return list(findings.values())

    def _matches(self, masked: str) -> list[_Match]:
        """All matches of cues that no negative pattern of their type touches."""
        found: list[_Match] = []
        barred: dict[str, list[tuple[int, int]]] = {}
        for number in sorted(self._index.call(masked)):
            kind, pattern, weight = self._patterns[number]
            if weight == 0.0:
                barred.setdefault(kind.name, []).extend(
                    m.span() for m in pattern.regex.finditer(masked)
                )
                continue
            for m in pattern.regex.finditer(masked):
                named = tuple(m.span(g) for g in range(1, (m.lastindex or 0) + 1) if m.group(g))
                found.append(
                    _Match(m.start(), m.end(), kind, weight, pattern.side, named, pattern.source)
                )
        return [
            m
            for m in found
            if not any(s < m.end and m.start < e for s, e in barred.get(m.kind.name, ()))
        ]


def _is_inside_longer(match: _Match, matches: list[_Match]) -> bool:
    """Whether the match lies within a longer one of another type that weighs no less."""
    return any(
        other.kind is not match.kind
        and other.start <= match.start
        and match.end <= other.end
        and other.end - other.start > match.end - match.start
        and other.weight >= match.weight
        for other in matches
    )


def _named(sentence: Sentence, match: _Match) -> list[Mention]:
    spans = {(sentence.start + s, sentence.start + e) for s, e in match.named}
    return [m for m in sentence.mentions if (m.start, m.end) in spans and not m.is_source]
