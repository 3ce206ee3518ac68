"""When two events may tell one happening, and what a story says of its events."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from etl.stories.rows import period_of, story_row
from etl.stories.similarity import JOINED, likeness, window_days
from etl.stories.told import Told
from etl.stories.words import cosine, weigh
from tests.warehouse.rows import article, event

SAME = "The carmaker Ford calls back 900 vans because a battery cell may be faulty."


def told(
    days: int = 0, source: str = "The Paper", title: str = "Ford recalls vans", **changes: Any
) -> Told:
    when = datetime(2024, 3, 28, tzinfo=UTC) + timedelta(days=days)
    values = {"event_id": "e1", "article_id": "a1", **changes}
    return Told.of(event(**values), article(published_at=when, source=source, title=title))


def other(days: int = 1, **changes: Any) -> Told:
    values = {"event_id": "e2", "article_id": "a2", "evidence": SAME, **changes}
    return told(days, source="Wire", **values)


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        ({}, True),
        ({"companies": ["Ford", "Kia"], "company_ids": ["ford", "kia"]}, True),
        ({"event_type": "lawsuit"}, False),
        ({"companies": ["Kia"], "company_ids": ["kia"]}, False),
        (
            {
                "evidence": "Ford said its pickup needs new software for the camera.",
                "title": "Pickups with cameras",
            },
            False,
        ),
    ],
)
def test_same_type_company_and_words(changes: dict[str, Any], is_same: bool) -> None:
    assert (likeness(told(), other(**changes)) >= JOINED) is is_same


def test_it_does_not_matter_which_one_comes_first() -> None:
    assert likeness(told(), other()) == likeness(other(), told())


def test_articles_far_apart_are_not_compared() -> None:
    days = window_days("recall")
    assert likeness(told(), other(days)) > 0
    assert likeness(told(), other(days + 1)) == 0


def test_dates_that_exclude_each_other_speak_against_it() -> None:
    march = {"event_start": date(2024, 3, 1), "event_end": date(2024, 3, 31)}
    day = {"event_start": date(2024, 3, 5), "event_end": date(2024, 3, 5)}
    april = {"event_start": date(2024, 4, 1), "event_end": date(2024, 4, 1)}
    assert likeness(told(**march), other(**day)) > likeness(told(**march), other(**april))


def test_unlinked_companies_match_by_name() -> None:
    unlinked = {"companies": ["Qianli"], "company_ids": [""]}
    assert likeness(told(**unlinked), other(**unlinked)) > 0
    assert likeness(told(**unlinked), other(companies=["Momenta"], company_ids=[""])) == 0


def test_rare_words_count_more_than_common_ones() -> None:
    assert cosine(weigh("new lidar"), weigh("its lidar")) > cosine(
        weigh("new lidar"), weigh("new price")
    )
    assert cosine(weigh(""), weigh("van")) == 0


def test_what_is_stored_comes_back() -> None:
    full = told(event_start=date(2024, 3, 1), event_end=date(2024, 3, 2), people=["Ann Ode"])
    assert Told.from_json(full.to_json()) == full


def test_a_story_sums_up_its_events() -> None:
    row = story_row(
        [
            told(event_id="e2", article_id="a2", days=2, source="Wire", score=0.95,
                 event_start=date(2024, 3, 27), event_end=date(2024, 3, 27), themes=["sensors"]),
            told(score=0.6, status="planned"),
        ],
        ["Gazette"],
    )  # fmt: skip
    assert row["event_ids"] == ["e1", "e2"]
    assert row["best_event_id"] == "e2"
    assert (row["statuses"], row["status"]) == (["planned", "happened"], "happened")
    assert row["themes"] == ["sensors", "battery"]
    assert (row["article_count"], row["source_count"]) == (2, 3)
    assert row["sources"] == ["Gazette", "The Paper", "Wire"]
    assert row["first_seen_at"] < row["last_seen_at"]
    assert period_of(row) == "2024-03"


@pytest.mark.parametrize(
    ("told_in_turn", "statuses"),
    [
        (["rumoured", "planned", "happened"], ["rumoured", "planned", "happened"]),
        (["rumoured", "denied", "happened"], ["rumoured", "denied", "happened"]),
        (["happened", "planned"], ["happened"]),
        (["planned", "planned"], ["planned"]),
    ],
)
def test_statuses_over_time(told_in_turn: list[str], statuses: list[str]) -> None:
    members = [told(n, event_id=f"e{n}", status=status) for n, status in enumerate(told_in_turn)]
    assert story_row(members)["statuses"] == statuses
