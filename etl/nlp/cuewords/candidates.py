"""Choosing the sentences that may state an event: cheap, and meant to miss little.

A sentence is a candidate when a cue's word stands in it and a company is in reach: named in it, or
meant by a person, a product, a pronoun or "the company". Advice to the reader is none.
"""

import re
from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc

from etl.lexicon.event_types import EventType
from etl.lexicon.in_use import load_lexicon
from etl.lexicon.signals import Signals, load_signals
from etl.nlp.cue_index import CueIndex
from etl.nlp.encoder.layout import ArticleNames
from etl.nlp.state import Mention, Sentence, mask, register_attributes

_ADVICE = re.compile(
    r"^(?:if you|here['\u2019]?s (?:how|what|why)|how to|should you|why you|you (?:should|can"
    r"|may|might|need)"
    r"|click|read more|sign up|subscribe|follow us|what (?:is|are|do|does)|disclosure|check out)\b",
    re.IGNORECASE,
)


@Language.factory(
    "motorwire_cue_candidates",
    requires=["doc._.sentences", "doc._.mentions"],
    assigns=["doc._.candidates"],
)
def create_candidate_gate(nlp: Language, name: str) -> "CandidateGate":  # noqa: ARG001
    """The component with the cues of all types in use."""
    register_attributes()
    return CandidateGate(load_signals(), load_lexicon().types.values())


class CandidateGate:
    """Sets `doc._.candidates` to the indices of sentences, and each sentence's `masked` and
    `focus` (the companies that "the company" or "it" can mean there)."""

    def __init__(self, signals: Signals, types: Iterable[EventType]) -> None:
        patterns = [p for kind in types for p, _ in kind.cues]
        self._index = CueIndex(patterns)
        nouns = "|".join(sorted(map(re.escape, signals.company_nouns), key=len, reverse=True))
        self._anaphor = re.compile(
            rf"\b(?:it|its|they|their|we|our|us|both|the (?:[\w\u2019'-]+ ){{0,3}}?(?:{nouns}"
            rf"|corporation|companies|firms))\b",
            re.IGNORECASE,
        )

    def __call__(self, doc: Doc) -> Doc:
        """Choose the sentences of one document."""
        doc._.candidates = self.choose(doc)
        return doc

    def choose(self, doc: Doc) -> list[int]:
        """The indices of the sentences that may state an event of the types; sets what a sentence
        needs for it (`masked`, `focus`)."""
        chosen: list[int] = []
        main = ArticleNames.of(doc._.sentences).main
        if main is None:
            return chosen
        recent: list[Mention] = []
        age = 0
        for sentence in doc._.sentences:
            own = [m for m in sentence.of_kind("company") if not m.is_source]
            sentence.focus = recent if recent and age <= 2 else [main]
            if own or self._reaches(sentence):
                sentence.masked = mask(sentence)
                if not _ADVICE.match(sentence.text) and self._index.call(sentence.masked):
                    chosen.append(sentence.index)
            if own and sentence.field == "text":
                recent, age = own[:1], 0
            else:
                age += 1
        return chosen

    def _reaches(self, sentence: Sentence) -> bool:
        return bool(sentence.mentions) or self._anaphor.search(sentence.text) is not None
