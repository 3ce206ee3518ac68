"""Sorting a handful of events into stories: agglomerative clustering with average linkage.

The result depends on the set of events only, not on the order in which they were found.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Square = npt.NDArray[np.float64]
NEVER = -np.inf
"""Likeness of two events that must not be in one story."""


def cluster(likeness: Square, least: float, together: Iterable[tuple[int, int]] = ()) -> list[int]:
    """The number of the cluster of each of n events, numbered in the order of their first events.

    `likeness` is symmetric (n, n). Two clusters are joined while the mean likeness of their pairs
    is at least `least`; the most alike ones first, among equals those with the earlier events. The
    pairs of `together` are joined before all others.
    """
    count = len(likeness)
    alike = likeness.astype(np.float64, copy=True)
    np.fill_diagonal(alike, NEVER)
    sizes = np.ones(count)
    leader = np.arange(count)
    for one, other in together:
        first, second = sorted((int(leader[one]), int(leader[other])))
        if first != second:
            _join(alike, sizes, leader, first, second)
    best = alike.argmax(axis=1) if count else np.zeros(0, dtype=int)
    rows = np.arange(count)
    while count > 1:
        first = int(alike[rows, best].argmax())
        second = int(best[first])
        if alike[first, second] < least:
            break
        first, second = min(first, second), max(first, second)
        _join(alike, sizes, leader, first, second)
        stale = np.flatnonzero((best == first) | (best == second))
        better = alike[:, first] > alike[rows, best]
        best[better] = first
        for row in {first, *stale.tolist()}:
            best[row] = alike[row].argmax()
    _, numbers = np.unique(leader, return_inverse=True)
    return [int(number) for number in numbers]


def _join(
    alike: Square, sizes: Square, leader: npt.NDArray[np.int_], first: int, second: int
) -> None:
    """Put the cluster `second` into `first`; its row and column are out of the game then."""
    total = sizes[first] + sizes[second]
    mean = (alike[first] * sizes[first] + alike[second] * sizes[second]) / total
    alike[first] = alike[:, first] = mean
    alike[first, first] = NEVER
    alike[second] = alike[:, second] = NEVER
    sizes[first] = total
    leader[leader == second] = first
