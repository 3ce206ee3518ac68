"""Fitting the calibration and choosing the threshold, on articles that were held out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from spacy.language import Language

from etl.contracts import EVENT_TYPES
from etl.evaluation.names import company_forms
from etl.nlp.assembly import read_signs
from etl.nlp.encoder.calibration import SIGNS, Calibration, PairSigns
from etl.nlp.extract import read_documents
from etl.nlp.training.labels import Row
from etl.nlp.types import ArticleText

_OFFSET_PENALTY = 2.0
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair that the model proposes for an article, and whether the labels have it; a labelled
    pair that is not proposed has no signs."""

    article: int
    event_type: str
    signs: PairSigns | None
    is_right: bool


def judge(nlp: Language, documents: Iterable[tuple[ArticleText, Sequence[Row]]]) -> list[Judged]:
    """The pairs of labelled articles, as the pipeline up to its encoder proposes them."""
    documents = list(documents)
    judged = []
    docs = read_documents(nlp, (article for article, _ in documents))
    for number, (doc, (_, events)) in enumerate(zip(docs, documents, strict=True)):
        wanted = _labelled(events)
        names: dict[str, set[str]] = defaultdict(set)
        for mention in doc._.mentions:
            if mention.kind == "company":
                names[mention.key] |= company_forms(
                    {"name": mention.name, "aliases": [mention.text]}
                )
        met: set[int] = set()
        signs = read_signs(doc)
        for (event_type, key), own in sorted(signs.items(), key=lambda item: -item[1].best):
            same = next(
                (
                    i
                    for i, (kind, forms) in enumerate(wanted)
                    if kind == event_type and forms & names[key] and i not in met
                ),
                None,
            )
            met |= set() if same is None else {same}
            judged.append(Judged(number, event_type, own, same is not None))
        judged += [
            Judged(number, kind, None, True) for i, (kind, _) in enumerate(wanted) if i not in met
        ]
    return judged


def _labelled(events: Sequence[Row]) -> list[tuple[str, set[str]]]:
    wanted: list[tuple[str, set[str]]] = []
    for event in events:
        for company in event["companies"]:
            forms = company_forms(company)
            same = next((w for w in wanted if w[0] == event["type"] and w[1] & forms), None)
            if same is None:
                wanted.append((event["type"], set(forms)))
            else:
                same[1].update(forms)
    return wanted


def fit_calibration(judged: Sequence[Judged]) -> dict[str, Any]:
    """Weights of the signs and offsets of the types, as the manifest holds them."""
    seen = [(j, j.signs.values()) for j in judged if j.signs is not None]
    values = torch.tensor([v for _, v in seen], dtype=torch.float64)
    kinds = torch.tensor([EVENT_TYPES.index(j.event_type) for j, _ in seen])
    right = torch.tensor([float(j.is_right) for j, _ in seen], dtype=torch.float64)
    weights = torch.tensor([0.0, 1.0] + [0.0] * (len(SIGNS) - 2), dtype=torch.float64)
    weights.requires_grad_()
    offsets = torch.zeros(len(EVENT_TYPES), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [weights, offsets], max_iter=_STEPS, line_search_fn="strong_wolfe"
    )

    def step() -> torch.Tensor:
        optimizer.zero_grad()
        logits = values @ weights + offsets[kinds]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, right, reduction="sum")
        loss = loss + _OFFSET_PENALTY * (offsets**2).sum()
        loss.backward()
        return loss

    optimizer.step(step)
    return {
        "weights": dict(zip(SIGNS, (round(w, 4) for w in weights.tolist()), strict=True)),
        "offsets": dict(zip(EVENT_TYPES, (round(o, 4) for o in offsets.tolist()), strict=True)),
    }


def best_threshold(judged: Sequence[Judged], stored: dict[str, Any]) -> tuple[float, float]:
    """The probability from which on pairs are kept, for the highest F1, and that F1."""
    calibration = Calibration.of_stored(stored)
    wanted = sum(j.is_right for j in judged)
    scored = sorted(
        (
            (calibration.probability(j.event_type, j.signs), j.is_right)
            for j in judged
            if j.signs is not None
        ),
        reverse=True,
    )
    best, at, right = 0.0, 0.5, 0
    for count, (score, is_right) in enumerate(scored, start=1):
        right += is_right
        f1 = 2 * right / (count + wanted)
        if f1 > best:
            best, at = f1, score
    return at, best


def crossed_f1(judged: Sequence[Judged], parts: int = 5) -> float:
    """The F1 of the pairs by cross-validation: calibration and threshold are fitted without a part
    of the articles and applied to it, for each part in turn."""
    right = kept = 0
    for part in range(parts):
        apart = [j for j in judged if j.article % parts == part]
        rest = [j for j in judged if j.article % parts != part]
        stored = fit_calibration(rest)
        least, _ = best_threshold(rest, stored)
        calibration = Calibration.of_stored(stored)
        taken = [
            j
            for j in apart
            if j.signs is not None and calibration.probability(j.event_type, j.signs) >= least
        ]
        kept += len(taken)
        right += sum(j.is_right for j in taken)
    return 2 * right / max(1, kept + sum(j.is_right for j in judged))


def reliability(
    judged: Sequence[Judged], stored: dict[str, Any], edges: Sequence[float]
) -> list[tuple[float, float, float, int]]:
    """(from, mean score, share right, pairs) of the pairs in each range of scores."""
    calibration = Calibration.of_stored(stored)
    scores = np.array(
        [calibration.probability(j.event_type, j.signs) for j in judged if j.signs is not None]
    )
    right = np.array([j.is_right for j in judged if j.signs is not None])
    rows = []
    for low, high in pairwise(edges):
        inside = (scores >= low) & (scores < high)
        if inside.any():
            rows.append(
                (low, float(scores[inside].mean()), float(right[inside].mean()), int(inside.sum()))
            )
    return rows
