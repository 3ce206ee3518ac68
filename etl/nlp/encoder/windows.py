"""What the encoder reads at once: the title and some sentences in their order.

A window holds sentences to judge (`targets`) and sentences that only give context: the title, and
the sentence before each target. Each target is judged in one window only, a title in its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from etl.nlp.encoder.pieces import CASE_FEATURES, Floats, Pieces
from etl.nlp.state import Sentence

LONGEST_WINDOW = 224
"""Pieces a window holds at most, unless one sentence with its context is longer."""

LONGEST_TITLE = 40
CLS, SEP = 101, 102


@dataclass(slots=True)
class Window:
    """Pieces in a row. `places` tells where each sentence's pieces stand (first, end), `title` are
    the positions of the title's pieces."""

    ids: list[int] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    case: list[Floats] = field(default_factory=list)
    places: dict[int, tuple[int, int]] = field(default_factory=dict)
    targets: list[int] = field(default_factory=list)
    title: list[int] = field(default_factory=list)

    def add(self, index: int, pieces: Pieces, limit: int) -> None:
        """Append the first `limit` pieces of a sentence."""
        first = len(self.ids)
        self.ids += pieces.ids[:limit]
        self.kinds += pieces.kinds[:limit]
        self.case.append(pieces.case[:limit])
        self.places[index] = (first, len(self.ids))

    def mark(self, piece: int) -> None:
        """Append one of the encoder's own marks."""
        self.ids.append(piece)
        self.kinds.append(0)
        self.case.append(np.zeros((1, len(CASE_FEATURES)), np.float32))


def context_of(targets: Sequence[int], sentences: Sequence[Sentence]) -> list[int]:
    """The targets of the body with the sentence before each, in order."""
    wanted = set()
    for index in targets:
        if sentences[index].field == "text":
            wanted.add(index)
            if index and sentences[index - 1].field == "text":
                wanted.add(index - 1)
    return sorted(wanted)


def build_windows(
    sentences: Sequence[Sentence], pieces: dict[int, Pieces], targets: Sequence[int]
) -> list[Window]:
    """Windows in which each of `targets` is judged once.

    `pieces` must hold those of the title's sentences and of `context_of(targets, sentences)`. A
    title that is to be judged has a window of its own.
    """
    windows = _title_window(sentences, pieces, targets)
    wanted = {index for index in targets if sentences[index].field == "text"}
    if not wanted:
        return windows
    window = _start(sentences, pieces)
    windows.append(window)
    for index in context_of(targets, sentences):
        is_full = len(window.ids) + len(pieces[index].ids) > LONGEST_WINDOW
        if is_full and any(sentences[i].field == "text" for i in window.places):
            window.mark(SEP)
            window = _start(sentences, pieces)
            windows.append(window)
            before = index - 1
            if index in wanted and before in pieces and sentences[before].field == "text":
                window.add(before, pieces[before], len(pieces[before].ids))
        window.add(index, pieces[index], len(pieces[index].ids))
        if index in wanted:
            window.targets.append(index)
    window.mark(SEP)
    return [w for w in windows if w.targets]


def _start(sentences: Sequence[Sentence], pieces: dict[int, Pieces]) -> Window:
    """A window that holds the title only."""
    window = Window()
    window.mark(CLS)
    room = LONGEST_TITLE
    for sentence in sentences:
        if sentence.field != "title":
            break
        window.add(sentence.index, pieces[sentence.index], max(0, room))
        window.title += range(*window.places[sentence.index])
        room -= len(pieces[sentence.index].ids)
    window.mark(SEP)
    return window


def _title_window(
    sentences: Sequence[Sentence], pieces: dict[int, Pieces], targets: Sequence[int]
) -> list[Window]:
    titles = [index for index in targets if sentences[index].field == "title"]
    if not titles:
        return []
    window = _start(sentences, pieces)
    window.targets += titles
    return [window]
