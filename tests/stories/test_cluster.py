"""Clustering: what belongs together, whatever the order; what readers joined or parted."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from etl.stories.cluster import NEVER, cluster


def square(pairs: dict[tuple[int, int], float], count: int) -> np.ndarray:
    found = np.zeros((count, count))
    for (one, other), value in pairs.items():
        found[one, other] = found[other, one] = value
    return found


def test_a_chain_holds_together_only_where_its_ends_allow() -> None:
    chain = {(0, 1): 0.9, (1, 2): 0.6}
    assert cluster(square(chain, 3), 0.5) == [0, 0, 1]
    assert cluster(square(chain | {(0, 2): 0.4}, 3), 0.5) == [0, 0, 0]


def test_none_and_one() -> None:
    assert cluster(np.zeros((0, 0)), 0.5) == []
    assert cluster(np.zeros((1, 1)), 0.5) == [0]


def test_a_reader_joins_what_is_not_alike_and_parts_what_is() -> None:
    assert cluster(np.zeros((3, 3)), 0.5, [(2, 0)]) == [0, 1, 0]
    alike = square({(0, 1): NEVER, (0, 2): 1.0, (1, 2): 1.0}, 3)
    assert len(set(cluster(alike, 0.5)[:2])) == 2


@given(st.data())
def test_the_order_of_events_does_not_matter(data: st.DataObject) -> None:
    count = data.draw(st.integers(2, 9))
    values = st.sampled_from([0.0, 0.31, 0.52, 0.64, 0.78, 0.93])
    noise = np.random.default_rng(data.draw(st.integers(0, 9))).random((count, count)) * 1e-6
    alike = noise + noise.T
    for one in range(count):
        for other in range(one):
            alike[one, other] = alike[other, one] = data.draw(values) + alike[one, other]
    order = data.draw(st.permutations(range(count)))
    plain = cluster(alike, 0.5)
    mixed = cluster(alike[np.ix_(order, order)], 0.5)
    back = {event: mixed[place] for place, event in enumerate(order)}
    for one in range(count):
        for other in range(one):
            assert (plain[one] == plain[other]) == (back[one] == back[other])
