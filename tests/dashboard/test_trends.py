"""Trends of themes: the statistic, the spans that are compared, and the numbers against rows."""

import random
from dataclasses import replace
from datetime import date, timedelta
from math import log
from pathlib import Path

import pytest

from dashboard.filters.selection import Selection
from dashboard.log_odds import CLEAR, Group, score_change
from dashboard.queries import trends
from dashboard.queries.trends import trending_themes
from etl.warehouse.serving import Snapshot
from tests.dashboard import invented


def draw(chance: random.Random, events: int, share: float) -> Group:
    return Group(sum(chance.random() < share for _ in range(events)), events)


@pytest.mark.parametrize(("now", "before", "share"), [(60, 240, 0.3), (400, 900, 0.05)])
def test_chance_alone_is_seldom_called_clear(now: int, before: int, share: float) -> None:
    chance = random.Random(3)
    called = sum(
        abs(score_change(draw(chance, now, share), draw(chance, before, share))) >= CLEAR
        for _ in range(2_000)
    )
    assert called <= 0.015 * 2_000


def test_a_real_change_is_called_clear() -> None:
    chance = random.Random(3)
    called = sum(
        score_change(draw(chance, 300, 0.30), draw(chance, 900, 0.15)) >= CLEAR for _ in range(200)
    )
    assert called >= 0.95 * 200


def test_the_score_is_that_of_the_paper() -> None:
    # Worked by hand: pooled share 1/4, so the prior is 12.5 hits and 37.5 others in each group.
    odds = [(30 + 12.5) / (70 + 37.5), (20 + 12.5) / (80 + 37.5)]
    counts = (42.5, 107.5, 32.5, 117.5)
    expected = (log(odds[0]) - log(odds[1])) / sum(1 / n for n in counts) ** 0.5
    assert score_change(Group(30, 100), Group(20, 100)) == pytest.approx(expected)
    assert score_change(Group(20, 100), Group(30, 100)) == pytest.approx(-expected)


def test_nothing_to_compare_has_no_score() -> None:
    assert score_change(Group(0, 100), Group(0, 400)) == 0
    assert score_change(Group(100, 100), Group(400, 400)) == 0
    assert score_change(Group(0, 0), Group(0, 0)) == 0


def test_one_happening_told_often_is_no_trend() -> None:
    before = Group(40, 400)
    assert score_change(Group(40, 100), before) > CLEAR
    assert score_change(Group(40, 100, design_effect=40), before) < CLEAR


def expected_counts(made: invented.Invented, first: date, last: date) -> dict[str, int]:
    found: dict[str, int] = {}
    for event, article in zip(made.events, made.articles, strict=True):
        day = event["event_start"] or (article["published_at"].date())
        if first <= day <= last:
            for theme in ("", *event["themes"]):
                found[theme] = found.get(theme, 0) + 1
    return found


@pytest.fixture
def dated(tmp_path: Path) -> tuple[invented.Invented, Snapshot]:
    made = invented.invent(900)
    for event in made.events:
        event["status"] = "happened"
    return made, invented.publish(made, tmp_path)


def test_counts_are_those_of_the_rows(dated: tuple[invented.Invented, Snapshot]) -> None:
    made, snapshot = dated
    found = trending_themes(snapshot, Selection(themes=("battery",)))
    assert found is not None
    newest = max(a["published_at"].date() for a in made.articles)
    assert (found.recent.first, found.recent.last) == (newest - timedelta(days=90), newest)
    assert found.before.last == found.recent.first - timedelta(days=1)
    assert found.before.first == found.recent.first - timedelta(days=365)
    now = expected_counts(made, found.recent.first, found.recent.last)
    before = expected_counts(made, found.before.first, found.before.last)
    assert (found.recent.events, found.before.events) == (now.pop(""), before.pop(""))
    assert {row.theme: row.events for row in found.rows if row.events} == now
    assert {row.theme: row.events_before for row in found.rows if row.events_before} == before
    for row in found.rows:
        assert row.share == row.events / found.recent.events
        assert (row.z is None) == (row.events + row.events_before < trends.MIN_THEME_EVENTS)
    scores = [row.z for row in found.rows if row.z is not None]
    assert scores == sorted(scores, reverse=True)


def test_a_selected_period_is_the_recent_span(dated: tuple[invented.Invented, Snapshot]) -> None:
    _, snapshot = dated
    chosen = Selection(date_from=date(2024, 3, 1), date_to=date(2024, 3, 31))
    found = trending_themes(snapshot, chosen)
    assert found is not None
    assert (found.recent.first, found.recent.last) == (chosen.date_from, chosen.date_to)
    assert (found.before.first, found.before.last) == (date(2023, 3, 2), date(2024, 2, 29))
    open_ended = trending_themes(snapshot, replace(chosen, date_to=None))
    assert open_ended is not None
    assert (open_ended.recent.first, open_ended.recent.last) == (date(2024, 3, 1), invented.NEWEST)


def test_a_much_told_happening_is_damped_in_the_snapshot(tmp_path: Path) -> None:
    made = invented.invent(900)
    recent = [
        n
        for n, a in enumerate(made.articles)
        if a["published_at"].date() > invented.NEWEST - timedelta(days=60)
    ][:60]
    for number in recent:
        made.events[number]["themes"] = ["sensors"]
    apart = trending_themes(invented.publish(made, tmp_path / "apart"), Selection())
    ids = [made.events[number]["event_id"] for number in recent]
    kept = [s for s in made.stories if s["event_ids"][0] not in ids]
    joined = dict(made.stories[recent[0]], event_ids=ids)
    made.stories = [*kept, joined]
    together = trending_themes(invented.publish(made, tmp_path / "together"), Selection())
    assert apart is not None
    assert together is not None
    assert apart.of("sensors").events == together.of("sensors").events >= 60
    assert apart.of("sensors").is_clear
    assert not together.of("sensors").is_clear


def test_few_events_have_no_score(tmp_path: Path) -> None:
    found = trending_themes(invented.publish(invented.invent(20), tmp_path), Selection())
    assert found is not None
    assert not found.is_enough
    assert found.rows
    assert all(row.z is None and not row.is_clear for row in found.rows)
    assert found.of("no_such_theme").events == 0


def test_no_event_with_a_day_has_no_trend(snapshot: Snapshot) -> None:
    assert trending_themes(snapshot, Selection(text="zeppelin")) is None
