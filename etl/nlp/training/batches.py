"""Batches: windows padded to one length, and rows of sentences, pairs and arguments over them.

Keys and shapes (B windows, L pieces, S sentences, C companies, E events, A arguments):
`ids`, `kinds`, `mask`, `tags` (B, L) · `case` (B, L, features) · `sentence_pieces`, `title_pieces`
(S, ·) · `types`, `type_weights` (S, types) · `name_pieces` (C, ·) · `pair_*` (C, …) · `stated_*`
(E, …) · `argument_*` (A, …). Pieces are positions in the windows laid end to end; each `*_mask`
says which of them count.
"""

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from etl.contracts import EVENT_TYPES, THEMES
from etl.nlp.encoder.layout import ARGUMENT_FLAGS, PAIR_FLAGS
from etl.nlp.training.items import IGNORED, Item

Array = npt.NDArray[Any]
_LIKE = 24


def collate(items: Sequence[Item]) -> dict[str, Tensor]:
    """One batch of the items; see the module for keys and shapes."""
    width = max(len(item.ids) for item in items)
    batch = _padded(items, width)
    sentences: list[list[int]] = []
    titles: list[list[int]] = []
    names: list[list[int]] = []
    pairs: list[tuple[Any, ...]] = []
    stated: list[tuple[Any, ...]] = []
    spots: list[list[int]] = []
    arguments: list[tuple[Any, ...]] = []
    for number, item in enumerate(items):
        shift, first = number * width, len(sentences)
        sentences += [_shifted(spot, shift) for spot in item.sentences]
        titles += [_shifted(item.title, shift)] * len(item.sentences)
        for pair in item.pairs:
            row = (first + pair.sentence, len(names), pair.flags, pair.wanted, pair.weight)
            pairs.append(row)
            names.append(_shifted(pair.pieces, shift))
        stated += [
            (first + event.sentence, event.type, event.status, event.themes, event.terms)
            for event in item.stated
        ]
        for one in item.arguments:
            spots.append(_shifted(one.pieces, shift))
            arguments.append((first + one.sentence, one.type, one.start, one.flags, one.wanted))
    for key, rows in (
        ("sentence", sentences),
        ("title", titles),
        ("name", names),
        ("argument", spots),
    ):
        batch[f"{key}_pieces"], batch[f"{key}_mask"] = _pad(rows)
    for key, own in (
        ("types", [row for item in items for row in item.types]),
        ("type_weights", [row for item in items for row in item.type_weights]),
    ):
        batch[key] = np.asarray(own, dtype=_REAL).reshape(-1, len(EVENT_TYPES))
    batch |= _columns(pairs, "pair", _PAIR)
    batch |= _columns(stated, "stated", _STATED)
    batch |= _columns(arguments, "argument", _ARGUMENT)
    return {key: torch.from_numpy(np.ascontiguousarray(value)) for key, value in batch.items()}


def batches(items: list[Item], size: int, chance: random.Random) -> Iterator[dict[str, Tensor]]:
    """Batches of about `size` pieces, of windows of like length, in random order."""
    groups: list[list[Item]] = [[]]
    for item in sorted(items, key=lambda item: len(item.ids) + chance.random() * _LIKE):
        if groups[-1] and (len(groups[-1]) + 1) * len(item.ids) > size:
            groups.append([])
        groups[-1].append(item)
    chance.shuffle(groups)
    for group in groups:
        yield collate(group)


_WHOLE, _REAL = np.int64, np.float32
_PAIR = {
    "sentence": (_WHOLE, 0),
    "name": (_WHOLE, 0),
    "flags": (_REAL, len(PAIR_FLAGS)),
    "wanted": (_REAL, len(EVENT_TYPES)),
    "weight": (_REAL, len(EVENT_TYPES)),
}
_STATED = {
    "sentence": (_WHOLE, 0),
    "type": (_WHOLE, 0),
    "status": (_WHOLE, 0),
    "themes": (_REAL, len(THEMES)),
    "terms": (_REAL, 2 * len(THEMES)),
}
_ARGUMENT = {
    "sentence": (_WHOLE, 0),
    "type": (_WHOLE, 0),
    "start": (_WHOLE, 0),
    "flags": (_REAL, len(ARGUMENT_FLAGS)),
    "wanted": (_REAL, 0),
}


def _columns(
    rows: list[tuple[Any, ...]], prefix: str, columns: dict[str, tuple[Any, int]]
) -> dict[str, Array]:
    """The rows turned into one array a column, of the given type and width (0: one number)."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return {
        f"{prefix}_{name}": np.asarray(column, dtype=kind).reshape((-1, width) if width else (-1,))
        for (name, (kind, width)), column in zip(columns.items(), values, strict=True)
    }


def _padded(items: Sequence[Item], width: int) -> dict[str, Array]:
    count = len(items)
    batch: dict[str, Array] = {
        "ids": np.zeros((count, width), dtype=np.int64),
        "kinds": np.zeros((count, width), dtype=np.int64),
        "mask": np.zeros((count, width), dtype=np.int64),
        "case": np.zeros((count, width, items[0].case.shape[1]), dtype=np.float32),
        "tags": np.full((count, width), IGNORED, dtype=np.int64),
    }
    for number, item in enumerate(items):
        length = len(item.ids)
        batch["ids"][number, :length] = item.ids
        batch["kinds"][number, :length] = item.kinds
        batch["mask"][number, :length] = 1
        batch["case"][number, :length] = item.case
        batch["tags"][number, :length] = item.tags
    return batch


def _shifted(spot: list[int], shift: int) -> list[int]:
    return [i + shift for i in spot]


def _pad(rows: list[list[int]]) -> tuple[Array, Array]:
    width = max(1, *(len(row) for row in rows)) if rows else 1
    pieces = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=bool)
    for number, row in enumerate(rows):
        pieces[number, : len(row)] = row
        mask[number, : len(row)] = True
    return pieces, mask
