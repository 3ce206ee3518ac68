"""Fits the weights of the signs by which stories are told, and measures them on labels unseen.

    python -m benchmarks.stories_fit DATA

DATA as for `benchmarks/stories.py`. Logistic regression over the pairs of each labelled block, a
pair of a block of n pairs counting 1/√n, so that large blocks do not rule. The figures are of
eight-fold cross-validation over blocks; the weights printed last are fitted on all of them and are
what `etl/stories/similarity.py` holds.
"""

import sys
from itertools import combinations

import numpy as np
import numpy.typing as npt
from upath import UPath

from benchmarks.stories import Block, Score, read_blocks
from etl.contracts import ARTICLES
from etl.settings import DataLayout
from etl.stories.cluster import cluster
from etl.stories.similarity import JOINED, signs
from etl.stories.told import ARTICLE_COLUMNS, Told
from etl.warehouse.store import Warehouse

Reals = npt.NDArray[np.float64]
_FOLDS = 8
_PENALTY = 1.0
_STEPS = 50


def told_blocks(warehouse: Warehouse, blocks: list[Block]) -> list[tuple[list[Told], list[str]]]:
    """The events of each block as stories see them, with their labels."""
    wanted = {event["article_id"] for block in blocks for event, _ in block}
    columns = ["article_id", *ARTICLE_COLUMNS]
    articles = {
        row["article_id"]: row
        for dump in warehouse.dumps(ARTICLES)
        for row in warehouse.rows_of(ARTICLES, dump, wanted, columns)
    }
    return [
        (
            [Told.of(event, articles[event["article_id"]]) for event, _ in block],
            [label for _, label in block],
        )
        for block in blocks
    ]


def fit(values: Reals, right: Reals, weights: Reals) -> Reals:
    """Weights of the signs and, last, the offset (Newton's method, ridge penalty)."""
    rows = np.hstack([values, np.ones((len(values), 1))])
    found = np.zeros(rows.shape[1])
    penalty = np.full(len(found), _PENALTY)
    penalty[-1] = 1e-6
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (weights * (chance - right)) + penalty * found
        curve = (rows * (weights * chance * (1 - chance))[:, None]).T @ rows + np.diag(penalty)
        found -= np.linalg.solve(curve, slope)
    return found


def main() -> None:
    """Prints the figures and the weights."""
    if len(sys.argv) != 2:
        print("stories_fit: name a data directory with the labelled dumps")
        return
    warehouse = Warehouse(DataLayout(UPath(sys.argv[1])).warehouse)
    blocks = told_blocks(warehouse, read_blocks(warehouse))
    values, right, weights, block_of = [], [], [], []
    for number, (events, labels) in enumerate(blocks):
        pairs = list(combinations(range(len(events)), 2))
        for one, other in pairs:
            values.append(list(signs(events[one], events[other]).values()))
            right.append(float(labels[one] == labels[other]))
            weights.append(len(pairs) ** -0.5)
            block_of.append(number)
    x, y, w, b = (np.array(column) for column in (values, right, weights, block_of))
    w /= w.mean()
    fold = np.random.default_rng(0).permutation(len(blocks)) % _FOLDS
    total = Score()
    for held in range(_FOLDS):
        own = fit(x[fold[b] != held], y[fold[b] != held], w[fold[b] != held])
        for number in np.flatnonzero(fold == held).tolist():
            events, labels = blocks[number]
            alike = np.zeros((len(events), len(events)))
            odds = np.hstack([x[b == number], np.ones((int((b == number).sum()), 1))]) @ own
            for (one, other), value in zip(combinations(range(len(events)), 2), odds, strict=True):
                alike[one, other] = alike[other, one] = 1 / (1 + np.exp(-value))
            total.add(labels, cluster(alike, JOINED))
    shown = " ".join(f"{value:.3f}" for value in (*total.pairs, *total.b_cubed))
    print(f"{len(blocks)} blocks, {total.events} events, {len(y)} pairs, {int(y.sum())} of one")
    print(f"  cross-validated: pairs P R F1, B-cubed P R F1: {shown}")
    names = [*signs(blocks[0][0][0], blocks[0][0][0]), "offset"]
    for name, value in zip(names, fit(x, y, w), strict=True):
        print(f"  {name:<16} {value:.2f}")


if __name__ == "__main__":
    main()
