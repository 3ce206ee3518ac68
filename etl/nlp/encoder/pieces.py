"""Word pieces of sentences: ids for the encoder, places in the text, and how they are written.

The encoder's vocabulary is lower case; what capitals tell is given beside each piece as features.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from etl.nlp.state import Sentence

CASE_FEATURES = ("capital", "all_capitals", "inner_capital", "digit", "first_word", "in_capitals")
"""What is said of each piece's word: begins with a capital; has only capitals; has a capital after
a small letter; holds a digit; opens the sentence; stands in a sentence written in capitals."""

KINDS = ("none", "company", "person", "product")
"""What a piece is known to be part of before the encoder reads it."""

LONGEST_SENTENCE = 112
"""Pieces of one sentence that are read; the rest of a longer one is not."""

_MANY_CAPITALS = 0.6
_EDGES = "-&\"'\u201c\u201d\u2018\u2019()[],;:!?."

Floats = npt.NDArray[np.floating[Any]]


@dataclass(slots=True)
class Pieces:
    """The pieces of one sentence. `starts` and `ends` are characters of the document; `kinds` are
    positions in `KINDS`."""

    ids: list[int]
    starts: list[int]
    ends: list[int]
    case: Floats
    kinds: list[int]

    def between(self, start: int, end: int) -> list[int]:
        """Positions of the pieces that lie in the characters `start` to `end`."""
        return [
            i
            for i, (left, right) in enumerate(zip(self.starts, self.ends, strict=True))
            if left < end and start < right
        ]


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of the encoder, without padding or truncation."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def read_pieces(tokenizer: Tokenizer, sentences: Sequence[Sentence]) -> list[Pieces]:
    """The pieces of each sentence, at most `LONGEST_SENTENCE` of them."""
    encodings = tokenizer.encode_batch(
        [sentence.text for sentence in sentences], add_special_tokens=False
    )
    found = []
    for sentence, encoding in zip(sentences, encodings, strict=True):
        ids = encoding.ids[:LONGEST_SENTENCE]
        offsets = encoding.offsets[:LONGEST_SENTENCE]
        own = Pieces(
            ids,
            [sentence.start + start for start, _ in offsets],
            [sentence.start + end for _, end in offsets],
            _case(sentence.text, offsets, encoding.word_ids[:LONGEST_SENTENCE]),
            [0] * len(ids),
        )
        _mark_kinds(own, sentence)
        found.append(own)
    return found


def _mark_kinds(pieces: Pieces, sentence: Sentence) -> None:
    """Set the kinds of the pieces of known names; a company counts before a product in it."""
    for mention in sorted(sentence.mentions, key=lambda m: m.kind == "company"):
        if mention.kind in KINDS and not (mention.is_guess or mention.is_hidden):
            for piece in pieces.between(mention.start, mention.end):
                pieces.kinds[piece] = KINDS.index(mention.kind)


def _case(text: str, offsets: list[tuple[int, int]], words: list[int | None]) -> Floats:
    """The `CASE_FEATURES` of each piece, those of its word."""
    case = np.zeros((len(offsets), len(CASE_FEATURES)), dtype=np.float32)
    bounds: dict[int | None, tuple[int, int]] = {}
    for (start, end), word in zip(offsets, words, strict=True):
        first = bounds.get(word, (start, end))[0]
        bounds[word] = (first, end)
    features = {
        word: _word_features(text[start:end], word == 0) for word, (start, end) in bounds.items()
    }
    for row, word in enumerate(words):
        case[row, :5] = features[word]
    capitals = sum(feature[0] for feature in features.values())
    case[:, 5] = capitals > _MANY_CAPITALS * len(features) if len(features) > 3 else 0.0
    return case


def _word_features(word: str, is_first: bool) -> tuple[bool, bool, bool, bool, bool]:
    has_digit = not word.isalpha() and any(c.isdigit() for c in word)
    if word.islower():
        return False, False, False, has_digit, is_first
    is_upper = word.isupper()
    is_inner = not is_upper and not word[1:].islower() and any(c.isupper() for c in word[1:])
    return word[:1].isupper(), is_upper and len(word) > 1, is_inner, has_digit, is_first


def whole_words(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The span widened to whole words, without punctuation at its edges and possessive 's."""
    text = sentence.text
    left, right = start - sentence.start, end - sentence.start
    while left > 0 and text[left - 1].isalnum() and text[left].isalnum():
        left -= 1
    while right and text[right - 1].isalnum() and text[right : right + 1].isalnum():
        right += 1
    for ending in ("'s", "\u2019s", "'", "\u2019"):
        if text[left:right].endswith(ending):
            right -= len(ending)
    while right > left and text[right - 1] in _EDGES:
        right -= 1
    while left < right and text[left] in _EDGES:
        left += 1
    return sentence.start + left, sentence.start + right
