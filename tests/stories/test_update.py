"""Stories follow the warehouse: whatever the order, without looking at what a dump is far from."""

from datetime import timedelta
from itertools import permutations
from random import Random
from unittest import mock

import pytest

from etl.contracts import CHECKED_EVENTS, REJECTS, STORIES, STORY_LINKS
from etl.stories import build, similarity
from etl.warehouse.store import Warehouse
from tests.stories.worlds import START, Dump, files, fill, invent, read, update
from tests.warehouse.rows import article, event, reject


def test_every_event_is_in_one_story_and_many_are_told_twice(warehouse: Warehouse) -> None:
    for seed in (1, 2, 3):
        fill(warehouse, f"d{seed}", invent(seed))
    report = update(warehouse)
    stories = read(warehouse)
    assert report.story_count == len(stories) == report.table.row_count
    told = [event_id for row in stories for event_id in row["event_ids"]]
    assert len(told) == len(set(told)) == sum(len(invent(seed)[1]) for seed in (1, 2, 3))
    assert sum(row["source_count"] > 1 for row in stories) > 5
    assert all(check.passed for check in report.table.checks)


def test_the_order_of_dumps_does_not_matter(warehouse: Warehouse) -> None:
    dumps = {f"d{seed}": invent(seed) for seed in (1, 2, 3)}
    for name, content in dumps.items():
        fill(warehouse, name, content)
    update(warehouse)
    at_once = files(warehouse)
    assert len(at_once) > 8
    for number, order in enumerate(permutations(dumps)):
        other = Warehouse(warehouse.root.parent / f"world{number}" / "warehouse")
        for name in order:
            fill(other, name, dumps[name])
            update(other)
        assert files(other) == at_once


def test_a_dump_that_comes_changed_and_one_that_goes(warehouse: Warehouse) -> None:
    fill(warehouse, "d1", invent(1))
    update(warehouse)
    before = files(warehouse)
    fill(warehouse, "d2", invent(2))
    update(warehouse)
    articles, events = invent(1)
    fill(warehouse, "d1", (articles, events[:20]))
    update(warehouse)
    changed = files(warehouse)
    fresh = Warehouse(warehouse.root.parent / "fresh" / "warehouse")
    fill(fresh, "d1", (articles, events[:20]))
    fill(fresh, "d2", invent(2))
    update(fresh)
    assert changed == files(fresh)
    fill(warehouse, "d1", invent(1))
    fill(warehouse, "d2", ([], []))
    update(warehouse)
    assert files(warehouse) == before


def test_a_lost_index_is_built_anew(warehouse: Warehouse) -> None:
    fill(warehouse, "d1", invent(1))
    update(warehouse)
    before = files(warehouse)
    (warehouse.root.parent / "stories.sqlite").write_bytes(b"no database")
    warehouse.path(STORIES, "2024-03").unlink()
    with warehouse.stage(STORIES, "all") as staged:  # as an older version wrote it
        staged.publish()
    update(warehouse)
    assert files(warehouse) == before


def test_a_file_that_was_lost_is_written_again(warehouse: Warehouse) -> None:
    fill(warehouse, "d1", invent(1))
    update(warehouse)
    before = files(warehouse)
    warehouse.path(STORIES, "2024-03").unlink()
    assert update(warehouse).changed_count == 0
    assert files(warehouse) == before


def test_a_new_dump_is_compared_only_with_what_it_is_near_to(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(warehouse, "d1", invent(1))
    update(warehouse)
    before = files(warehouse)
    late = START + timedelta(days=2_000)
    far = [
        event("f1", article_id="f", companies=["Tesla"], company_ids=["tesla"]),
        event("f2", article_id="g"),
    ]
    fill(warehouse, "d2", ([article("f"), article("g", published_at=late)], far))
    compared = mock.Mock(side_effect=build.likeness)
    monkeypatch.setattr(build, "likeness", compared)
    report = update(warehouse)
    assert report.changed_count == 2
    assert compared.call_count == 0
    assert {p: b for p, b in files(warehouse).items() if p in before and p != "2024-03"} == {
        p: b for p, b in before.items() if p != "2024-03"
    }


def test_sources_that_repeat_an_article_count(warehouse: Warehouse) -> None:
    fill(warehouse, "d1", ([article()], [event()]))
    update(warehouse)
    assert read(warehouse)[0]["sources"] == ["The Paper"]
    fill(warehouse, "d2", ([], []))
    with warehouse.stage(REJECTS, "d2") as staged:
        again = {"reason": "near_duplicate", "article_id": "a1", "source": "Gazette"}
        staged.append([reject(dump="d2", **again)])
        staged.publish()
    update(warehouse)
    (story,) = read(warehouse)
    assert (story["sources"], story["article_count"]) == (["Gazette", "The Paper"], 1)


def test_what_readers_say_is_followed_and_forgotten_again(warehouse: Warehouse) -> None:
    words = "Ford recalls 900 vans because a battery cell may catch fire."
    content = (
        [article(), article("a2", source="Wire"), article("a3", title="Plants")],
        [
            event(evidence=words),
            event("e2", article_id="a2", evidence=words),
            event("e3", article_id="a3", evidence="Ford takes cars back over brakes in Spain."),
        ],
    )
    fill(warehouse, "d1", content)
    update(warehouse)
    before = files(warehouse)
    assert [row["event_ids"] for row in read(warehouse)] in (
        [["e1", "e2"], ["e3"]],
        [["e3"], ["e1", "e2"]],
    )

    def say(links: list[tuple[str, str, bool]], checked: list[dict[str, object]]) -> None:
        with warehouse.stage(STORY_LINKS) as staged:
            names = ("one_event_id", "other_event_id", "is_same")
            staged.append(dict(zip(names, link, strict=True)) for link in links)
            staged.publish()
        with warehouse.stage(CHECKED_EVENTS) as staged:
            by = {"checked_by": "ann", "checked_at": START, "dump": "d1"}
            staged.append({**event(), **by, **row} for row in checked)
            staged.publish()
        update(warehouse)

    def groups() -> list[list[str]]:
        return sorted(row["event_ids"] for row in read(warehouse))

    say([("e1", "e2", False), ("e1", "e3", True)], [])
    assert groups() == [["e1", "e3"], ["e2"]]
    wrong = {"event_of": "e1", "check": "rejected", "evidence": words}
    say([], [wrong])
    assert groups() == [["e2"], ["e3"]]
    edited = wrong | {"check": "edited", "event_type": "lawsuit"}
    say([], [edited])
    assert groups() == [["e1"], ["e2"], ["e3"]]
    say([], [])
    assert files(warehouse) == before


def test_a_set_without_end_is_one_story(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "_LARGEST_SET", 3)
    words = "Ford recalls 900 vans because a battery cell may catch fire."
    articles = [article(f"a{n}", source="Wire") for n in range(5)]
    events = [event(f"e{n}", article_id=f"a{n}", evidence=words) for n in range(5)]
    fill(warehouse, "d1", (articles, events))
    update(warehouse)
    assert [row["event_ids"] for row in read(warehouse)] == [[f"e{n}" for n in range(5)]]


@pytest.mark.parametrize("seed", range(8))
def test_any_row_of_changes_ends_where_building_anew_ends(warehouse: Warehouse, seed: int) -> None:
    chance = Random(seed)
    dumps = {f"d{number}": invent(10 * seed + number, 25) for number in range(3)}
    state: dict[str, Dump] = {}
    for _ in range(8):
        name = chance.choice(list(dumps))
        articles, events = dumps[name]
        kept = [row for row in events if chance.random() < 0.7]
        state[name] = (articles, kept)
        fill(warehouse, name, state[name])
        update(warehouse)
    fresh = Warehouse(warehouse.root.parent / "fresh" / "warehouse")
    for name, content in state.items():
        fill(fresh, name, content)
    update(fresh)
    assert files(warehouse) == files(fresh)


def test_other_rules_sort_everything_anew(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(warehouse, "d1", invent(1))
    first = update(warehouse).story_count
    monkeypatch.setattr(similarity, "_OFFSET", -20.0)
    assert update(warehouse).story_count == len(invent(1)[1]) > first
