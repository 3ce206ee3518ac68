"""What surrounds an expression: publication date, dates told before, tense, neighbouring words."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from etl.nlp.dates.lookalikes import is_past_attribute
from etl.nlp.dates.tense import TenseCues, read_tenses
from etl.nlp.dates.types import Expression, Sentence, Span, Tense

_REPORTED: Final = re.compile(
    r"[\s-]*(?:\w+\s+){0,2}?(?:results?|earnings|deliver\w+|revenues?|sales|profits?|loss\w*"
    r"|production|report|numbers|figures|call|margins?|income|shipments|registrations)\b"
)
_SUPERLATIVE: Final = re.compile(r"\b(?:[a-z]{3,}est|worst|first|best|most|least)\b[^,.;:]{0,60}$")


class Context:
    """What an expression of one sentence can lean on.

    `published` is the publication date, `previous` the last date told before. The tense is the
    caller's, or read from the sentence once it is asked for.
    """

    def __init__(
        self, sentence: Sentence, published: date | None, tense: Tense, previous: Span | None
    ) -> None:
        self.sentence = sentence
        self.published = published
        self.previous = previous
        self._tense = tense
        self._cues: TenseCues | None = None

    def tense_of(self, item: Expression) -> Tense:
        """The tense of the clause that an expression stands in."""
        if self._tense != "unknown":
            return self._tense
        if self._cues is None:
            self._cues = read_tenses(self.sentence)
        return self._cues.tense_at(item.start, item.end)

    def is_reported(self, item: Expression) -> bool:
        """ "third-quarter results": what is reported lies behind, whenever the report comes."""
        return _REPORTED.match(self.sentence.folded, item.end) is not None

    def is_past_attribute(self, item: Expression) -> bool:
        """ "a January crash", "the Thursday announcement", "back in March"."""
        if self.sentence.folded.endswith("back in ", 0, item.start):
            return True
        return is_past_attribute(self.sentence, item.start, item.end)

    def is_duration(self, item: Expression) -> bool:
        """ "built in two years", "the lowest in five years": a length of time, not a date."""
        if not item.needs_future:
            return False
        before = self.sentence.folded[max(0, item.start - 80) : item.start]
        if _SUPERLATIVE.search(before):
            return True
        return self.tense_of(item) == "past"
