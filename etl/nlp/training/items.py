"""What the network should say of one window of an example.

Targets of types and pairs are 1 where a label's sentence states them, else 0; where the article
tells the same elsewhere, a 0 counts little (`TOLD_ELSEWHERE`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from etl.contracts import EVENT_TYPES, STATUSES
from etl.nlp.encoder.layout import (
    TAGS,
    ArticleNames,
    argument_flags,
    companies_near,
    piece_positions,
    theme_bits,
)
from etl.nlp.encoder.pieces import Floats, Pieces, read_pieces
from etl.nlp.encoder.windows import Window, build_windows
from etl.nlp.state import Mention, Sentence
from etl.nlp.training.examples import Example, Stated

TOLD_ELSEWHERE = 0.1
"""Weight of "no" for a pair that the article tells in another sentence; for a title it is 0."""

IGNORED = -100
"""The tag of pieces of which it is not known what they are (torch's own default)."""

ThemeTerms = Callable[[str], Sequence[str]]

_TYPE = {name: i for i, name in enumerate(EVENT_TYPES)}
_TAG = {name: i for i, name in enumerate(TAGS)}


@dataclass(frozen=True, slots=True)
class PairTarget:
    """One company beside a sentence: the sentence's row in the item, pieces of the company, flags,
    and for each type whether it is a principal and how much that counts."""

    sentence: int
    pieces: list[int]
    flags: list[float]
    wanted: Floats
    weight: Floats


@dataclass(frozen=True, slots=True)
class StatedTarget:
    """One event of a sentence: its type, status, themes, and the terms of themes in its words."""

    sentence: int
    type: int
    status: int
    themes: Floats
    terms: Floats


@dataclass(frozen=True, slots=True)
class ArgumentTarget:
    """A person, product or date beside an event; `start` is its first piece in the sentence."""

    sentence: int
    type: int
    pieces: list[int]
    start: int
    flags: list[float]
    wanted: float


@dataclass(slots=True)
class Item:
    """One window with its targets; positions are those of the window's pieces."""

    ids: list[int]
    kinds: list[int]
    case: Floats
    tags: npt.NDArray[np.int64]
    sentences: list[list[int]] = field(default_factory=list)
    title: list[int] = field(default_factory=list)
    types: list[Floats] = field(default_factory=list)
    type_weights: list[Floats] = field(default_factory=list)
    pairs: list[PairTarget] = field(default_factory=list)
    stated: list[StatedTarget] = field(default_factory=list)
    arguments: list[ArgumentTarget] = field(default_factory=list)


def make_items(
    example: Example, targets: Sequence[int], tokenizer: Tokenizer, terms: ThemeTerms
) -> list[Item]:
    """The windows of an example in which the sentences `targets` are judged."""
    found = read_pieces(tokenizer, example.sentences)
    pieces = {s.index: p for s, p in zip(example.sentences, found, strict=True)}
    names = ArticleNames.of(example.sentences)
    title = [t for s in example.sentences if s.field == "title" for t in terms(s.text)]
    return [
        _Builder(example, window, pieces, names, terms, theme_bits(title)).build()
        for window in build_windows(example.sentences, pieces, targets)
    ]


@dataclass(slots=True)
class _Builder:
    """Makes the item of one window."""

    example: Example
    window: Window
    pieces: dict[int, Pieces]
    names: ArticleNames
    terms: ThemeTerms
    title_terms: Floats

    def build(self) -> Item:
        window, example = self.window, self.example
        tags = tags_of(window, self.pieces, example.sentences, example.complete_from)
        item = Item(window.ids, window.kinds, np.concatenate(window.case), tags)
        item.title = window.title
        for index in window.targets:
            self._add_sentence(item, index)
            terms = theme_bits(self.terms(example.sentences[index].text))
            for stated in example.stated.get(index, ()):
                self._add_stated(item, stated, np.concatenate([terms, self.title_terms]))
                self._add_arguments(item, stated, index)
        return item

    def _add_sentence(self, item: Item, index: int) -> None:
        example = self.example
        near = companies_near(
            example.sentences[index], self.window, example.sentences, self.pieces, self.names
        )
        stated = example.stated.get(index, [])
        row = len(item.sentences)
        item.sentences.append(list(range(*self.window.places[index])) or [0])
        elsewhere = [
            kind
            for kind in example.known_types
            if any((kind, name.mention.key) in example.known_pairs for name in near)
        ]
        # Labels seldom take a title as evidence: what it tells is told again in the body.
        told = 0.0 if example.sentences[index].field == "title" else TOLD_ELSEWHERE
        types, weights = _targets([event.event_type for event in stated], elsewhere, told)
        item.types.append(types)
        item.type_weights.append(weights)
        for name in near:
            key = name.mention.key
            here = [event.event_type for event in stated if key in event.companies]
            elsewhere = [kind for kind, other in example.known_pairs if other == key]
            wanted, weight = _targets(here, elsewhere, told)
            item.pairs.append(PairTarget(row, name.pieces, name.flags, wanted, weight))

    @staticmethod
    def _add_stated(item: Item, stated: Stated, terms: Floats) -> None:
        item.stated.append(
            StatedTarget(
                len(item.sentences) - 1,
                _TYPE[stated.event_type],
                STATUSES.index(stated.status),
                theme_bits(stated.themes),
                terms,
            )
        )

    def _add_arguments(self, item: Item, stated: Stated, index: int) -> None:
        sentence = self.example.sentences[index]
        row = len(item.sentences) - 1

        def add(mention: Mention, flags: list[float], wanted: bool) -> None:
            spot = piece_positions(mention, index, self.window, self.pieces)
            if spot:
                start = spot[0] - item.sentences[row][0]
                kind = _TYPE[stated.event_type]
                item.arguments.append(ArgumentTarget(row, kind, spot, start, flags, float(wanted)))

        for name, right in (("person", stated.people), ("product", stated.products)):
            mentions = sentence.of_kind(name)
            for order, mention in enumerate(mentions):
                flags = argument_flags(name, mention.text, order, len(mentions), has_days=False)
                add(mention, flags, mention.start in right)
        if stated.dates is None:
            return
        dates = self.example.dates.get(index, [])
        for order, found in enumerate(dates):
            start, end = sentence.start + found.start, sentence.start + found.end
            has_days = found.first is not None
            flags = argument_flags("date", found.text, order, len(dates), has_days=has_days)
            add(Mention(start, end, found.text, "date", "", ""), flags, order in stated.dates)


def tags_of(
    window: Window,
    pieces: dict[int, Pieces],
    sentences: Sequence[Sentence],
    complete_from: int | None,
) -> npt.NDArray[np.int64]:
    """The tag of each piece of a window; IGNORED for marks and for capitals that may be an unknown
    name, which none is from the character `complete_from` on."""
    tags = np.full(len(window.ids), IGNORED, dtype=np.int64)
    for index, (first, end) in window.places.items():
        own, sentence = pieces[index], sentences[index]
        is_sure = complete_from is not None and sentence.start >= complete_from
        for i in range(end - first):
            is_name = own.case[i, 0] > 0 and not own.case[i, 4] > 0
            if is_sure or not is_name:
                tags[first + i] = 0
        for mention in sentence.mentions:
            tag = IGNORED if mention.is_guess else _TAG[mention.kind]
            for i in own.between(mention.start, mention.end):
                if first + i < end:
                    tags[first + i] = tag
    return tags


def _targets(here: Sequence[str], elsewhere: Sequence[str], told: float) -> tuple[Floats, Floats]:
    """Per type: 1 for those told here, and weights that are `told` for those told elsewhere."""
    wanted = np.zeros(len(EVENT_TYPES), dtype=np.float32)
    weight = np.ones(len(EVENT_TYPES), dtype=np.float32)
    weight[[_TYPE[kind] for kind in elsewhere]] = told
    for kind in here:
        wanted[_TYPE[kind]] = weight[_TYPE[kind]] = 1.0
    return wanted, weight


__all__ = [
    "IGNORED",
    "ArgumentTarget",
    "Item",
    "PairTarget",
    "StatedTarget",
    "make_items",
    "tags_of",
]
