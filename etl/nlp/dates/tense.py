"""Whether a date belongs to what happened or to what is to come, judged from the words near it.

One pass over the words collects verb cues and clause boundaries. For a date the nearest cue
decides; a cue across a boundary counts as farther away, and so does one that follows the date, as
English mostly puts the time after its verb.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate
from typing import Final

from etl.nlp.dates.types import Sentence, Tense
from etl.nlp.dates.words import word_set

_MODALS: Final = word_set(
    "will would shall may might should could must can won't wouldn't couldn't can't i'll he'll"
    " she'll it'll we'll they'll you'll that'll i'd he'd she'd it'd we'd they'd you'd"
)
_BETWEEN: Final = word_set("be have been not also soon then only now still likely never even first")
_PLANS: Final = word_set(
    "plans planned planning plan aims aim aimed aiming intends intend intended intending expects"
    " expect expected expecting hopes hoping scheduled slated poised upcoming forecast forecasts"
    " forecasting proposes proposed seeks seeking wants targets targeted targeting promises"
    " pledges projects projected estimates eyes eyeing commits committed"
)
# These are plans as verbs ("it targets 2025") and mean nothing as nouns ("its targets").
_ALSO_NOUNS: Final = word_set(
    "targets forecasts forecast estimates projects plan plans aim aims promises pledges hopes eyes"
)
_VERB_SUBJECTS: Final = word_set(
    "it he she they we now also and which who company group maker carmaker automaker firm startup"
    " that to has have had"
)
# "to" with a verb lies ahead after these and shares the tense of any other verb before it.
_LEADS: Final = _PLANS | word_set(
    "decided set due vowed agreed wanted asked ordered required allowed told likely ready about"
    " promised pledged going unlikely hoped sought is are approved authorized"
)
_NOT_VERBS: Final = word_set(
    "the a an its his her their our my your this that these those them him it us me you about"
    " around nearly almost more less over under at least most all any each every both some many"
    " date market production customers investors shareholders consumers employees workers record"
    " reporters analysts life public speed power court china europe one two three four five six"
    " seven eight nine ten"
)
_PAST: Final = word_set(
    "said says was were had has have did rose fell sold made began took came went won lost built"
    " bought grew saw told got became gave led left held met paid sent spent stood kept found"
    " brought hit cut ran drew shot sank slid swung quit put broke sought struck wrote spoke"
    " thought knew chose shut beat fallen risen been ago slipped stopped"
)
_NOT_PAST: Final = word_set("hundred")
_BOUNDARY_WORDS: Final = word_set(
    "that which while but because although though whereas when who and as"
)
_MARKS: Final = word_set(", ; : - \u2013 \u2014")
_TOLD: Final = _MARKS | _BOUNDARY_WORDS | _MODALS | _PLANS | _PAST | {"to", "due", "for"}
_WORD: Final = re.compile(
    r"[^\W\d_][^\W\d_'-]*(?:['-][^\W\d_]+)*|[,;:\u2014]|(?<=\s)[\u2013-](?=\s)"
)
_BOUNDARY_COST: Final = 30
_COMMA_COST: Final = 12
_AFTER_COST: Final = 35
_NO_CUE: Final = 10_000
_REACH: Final = 12  # cues looked at on either side

Cue = tuple[int, int, Tense, bool]  # start, end, tense, whether it counts for a date before it


class TenseCues:
    """The verb cues and clause boundaries of one sentence, in order.

    An infinitive says nothing of a date before it. A boundary is (start, cost).
    """

    def __init__(self, cues: list[Cue], boundaries: list[tuple[int, int]]) -> None:
        self._cues = cues
        self._starts = [cue[0] for cue in cues]
        self._places = [place for place, _ in boundaries]
        self._costs = [0, *accumulate(cost for _, cost in boundaries)]

    def tense_at(self, start: int, end: int) -> Tense:
        """The tense of the clause that the text from `start` to `end` stands in."""
        lowest = _NO_CUE
        best: Tense = "unknown"
        index = bisect_left(self._starts, start)
        for cue in reversed(self._cues[max(0, index - _REACH) : index]):
            cost = start - cue[1]
            if cost >= lowest:
                break
            cost += self._crossing_cost(cue[1], start)
            if cost < lowest:
                lowest, best = cost, cue[2]
        for cue in self._cues[index : index + _REACH]:
            cost = cue[0] - end + _AFTER_COST
            if cost >= lowest:
                break
            cost += self._crossing_cost(end, cue[0])
            if cue[3] and cue[0] >= end and cost < lowest:
                lowest, best = cost, cue[2]
        return best

    def _crossing_cost(self, low: int, high: int) -> int:
        """What the boundaries between two places cost."""
        first, last = bisect_left(self._places, low), bisect_left(self._places, high)
        return max(0, self._costs[last] - self._costs[first])


def read_tenses(sentence: Sentence) -> TenseCues:
    """The cues of a sentence. Future: modals, plans, "to" with a verb; past: said, fell, opened."""
    reader = _CueReader(sentence)
    for match in _WORD.finditer(sentence.folded.replace("\u2019", "'")):
        word = match[0]
        if word in _TOLD or word.endswith("ed") or reader.pending:
            reader.read(word, *match.span())
        reader.step(word, match.end())
    return TenseCues(reader.cues, reader.boundaries)


class _CueReader:
    """Takes the words of a sentence one by one and keeps what they say about tense."""

    def __init__(self, sentence: Sentence) -> None:
        self.cues: list[Cue] = []
        self.boundaries: list[tuple[int, int]] = []
        self._sentence = sentence
        self._last, self._before, self._last_end = "", "", -1  # the two words before
        self.pending = ""  # "modal" or "to" while its verb is awaited

    def read(self, word: str, start: int, end: int) -> None:
        """Note the cue or the boundary that a word is."""
        if word in _MARKS:
            self.boundaries.append((start, _COMMA_COST if word == "," else _BOUNDARY_COST))
            self.pending = ""
            return
        if word in _BOUNDARY_WORDS:
            self.boundaries.append((start, _BOUNDARY_COST))
        if word in _MODALS and not (word == "may" and self._sentence.text[start] == "M"):
            self.cues.append((start, end, "future", True))
            self.pending = "modal"
        elif self.pending == "modal":
            begin, _, tense, counts_before = self.cues[-1]
            self.cues[-1] = (begin, end, tense, counts_before)
            if word not in _BETWEEN and not word.endswith("ly"):
                self.pending = ""
        elif self.pending == "to":
            self._read_infinitive(word, start, end)
        elif word == "to":
            self.pending = "to"
            if self._last == "due" and self._follows_cue(start - 1):
                self.cues.pop()  # "due to" gives a reason
        else:
            self._read_verb(word, start, end)

    def step(self, word: str, end: int) -> None:
        """Move on behind a word."""
        self._before, self._last, self._last_end = self._last, word, end

    def _follows_cue(self, end: int) -> bool:
        return bool(self.cues) and self.cues[-1][1] == end

    def _read_infinitive(self, word: str, start: int, end: int) -> None:
        """A verb after "to": ahead, unless it completes a past one ("rushed to reopen")."""
        self.pending = ""
        is_next = start == self._last_end + 1 and self._sentence.text[start].islower()
        if not is_next or word in _NOT_VERBS:
            return
        completes = self._follows_cue(start - 4) and self.cues[-1][2] == "past"
        tense: Tense = "past" if completes and self._before not in _LEADS else "future"
        self.cues.append((start, end, tense, False))
        if word in ("be", "have"):
            self.pending = "modal"

    def _read_verb(self, word: str, start: int, end: int) -> None:
        is_plan = word in _PLANS and (word not in _ALSO_NOUNS or self._has_subject())
        if is_plan or word == "due" or (word == "for" and self._last == "set"):
            self.cues.append((start, end, "future", True))
        elif word in _PAST or (word.endswith("ed") and self._is_regular_past(word, start)):
            self.cues.append((start, end, "past", True))

    def _has_subject(self) -> bool:
        """Whether the word before can be the subject: "it targets", "Ford targets"."""
        if self._last in _VERB_SUBJECTS:
            return True
        end = self._last_end
        return end > 0 and self._sentence.text[end - len(self._last)].isupper()

    def _is_regular_past(self, word: str, start: int) -> bool:
        if len(word) < 5 or word[-3] == "e" or word in _NOT_PAST:
            return False
        return "-" not in word and self._sentence.text[start].islower()
