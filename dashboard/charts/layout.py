"""Places for the points of a network, computed beforehand: the same network always looks the same,
and does not move when the page is drawn again."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

ASPECT = 1.3
"""Width of the picture by its height, about."""

UNIT = 40.0
"""Length of an edge. ECharts draws in these units and rounds lines to halves of them."""

Places = NDArray[np.float64]

_ROUNDS = 120
_PULL_TO_MIDDLE = 0.02
_MARGIN = 0.6
_SPOT = 0.5
"""Distance of the spots at which a group may stand; lengths here are in edges."""
_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


def place_points(count: int, edges: Sequence[tuple[int, int]]) -> Places:
    """A place (x, y) for each of `count` points: those with an edge near each other, groups that
    hang together side by side, the largest in the middle."""
    places = np.zeros((count, 2))
    groups = _find_groups(count, edges)
    shapes = [_spread(len(group), _within(group, edges)) for group in groups]
    radii = [float(np.linalg.norm(shape, axis=1).max(initial=0.0)) + _MARGIN for shape in shapes]
    for group, shape, middle in zip(groups, shapes, _pack(radii), strict=True):
        places[group] = (shape + middle) * UNIT
    return places


def _find_groups(count: int, edges: Sequence[tuple[int, int]]) -> list[list[int]]:
    near: list[set[int]] = [set() for _ in range(count)]
    for one, other in edges:
        near[one].add(other)
        near[other].add(one)
    groups = []
    seen: set[int] = set()
    for start in range(count):
        found, waiting = [], [start]
        while waiting:
            point = waiting.pop()
            if point not in seen:
                seen.add(point)
                found.append(point)
                waiting += near[point]
        if found:
            groups.append(sorted(found))
    return sorted(groups, key=lambda group: (-len(group), group))


def _within(group: list[int], edges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    number = {point: index for index, point in enumerate(group)}
    return tuple((number[one], number[other]) for one, other in edges if one in number)


@lru_cache(maxsize=1_000)
def _spread(count: int, edges: tuple[tuple[int, int], ...]) -> Places:
    """The points of one group around its middle.

    Fruchterman and Reingold, "Graph drawing by force-directed placement" (Software: Practice and
    Experience 21, 1991), with a pull to the middle. Points begin on a spiral, so that nothing is
    left to chance.
    """
    places = _spiral(count, np.sqrt(count))
    ends = np.array(edges, dtype=np.intp).reshape(-1, 2)
    for step in np.linspace(np.sqrt(count) / 4, 0.02, _ROUNDS):
        moves = _repulsion(places) - _PULL_TO_MIDDLE * places
        along = places[ends[:, 0]] - places[ends[:, 1]]
        pull = along * np.linalg.norm(along, axis=1, keepdims=True)
        np.add.at(moves, ends[:, 0], -pull)
        np.add.at(moves, ends[:, 1], pull)
        length = np.linalg.norm(moves, axis=1, keepdims=True)
        places += moves / np.maximum(length, 1e-9) * np.minimum(length, step)
    middle: Places = (places.min(axis=0) + places.max(axis=0)) / 2
    return places - middle


def _repulsion(places: Places) -> Places:
    x, y = places[:, 0], places[:, 1]
    dx, dy = x[:, None] - x, y[:, None] - y
    force = 1 / np.maximum(dx * dx + dy * dy, 1e-9)
    away: Places = np.stack([(dx * force).sum(axis=1), (dy * force).sum(axis=1)], axis=1)
    return away


def _spiral(count: int, radius: float) -> Places:
    number = np.arange(count)
    turn, out = number * _GOLDEN_ANGLE, radius * np.sqrt((number + 0.5) / max(count, 1))
    places: Places = np.stack([out * np.cos(turn), out * np.sin(turn)], axis=1)
    return places


def _pack(radii: list[float]) -> list[Places]:
    """The middles of circles, given by decreasing radius, that do not overlap: each as near to the
    middle of all as there is room.

    A circle may not stand nearer to an earlier one than the sum of their radii, at most twice the
    larger: a disc of more than twice the root of the sum of the squares always has room.
    """
    reach = 3 * float(np.sqrt(np.square(radii).sum()))
    spots = _spiral(int((2 * reach / _SPOT) ** 2), reach) * (ASPECT, 1)
    free = np.full(len(spots), np.inf)
    middles = []
    for radius in radii:
        middle = spots[int(np.argmax(free >= radius))]
        free = np.minimum(free, np.linalg.norm(spots - middle, axis=1) - radius)
        middles.append(middle)
    return middles
