"""The page of stories, and the story in the detail pane."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import corrections
from dashboard.filters.selection import Selection
from dashboard.queries import stories as story_queries
from etl.corrections.log import read_log
from etl.settings import DATA_VARIABLE, data_layout
from etl.warehouse.serving import Snapshot, current_snapshot
from tests.dashboard import invented
from tests.dashboard.screens import words

Open = Callable[..., AppTest]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Invented events, of which the first three are one story of two sources."""
    made = invented.invent(30)
    story = made.stories[0]
    first = made.articles[0]["published_at"]
    for number in (1, 2):
        made.articles[number]["published_at"] = first + timedelta(days=number)
        story["event_ids"].append(made.events[number]["event_id"])
    story |= {
        "statuses": ["rumoured", "happened"],
        "article_count": 3,
        "sources": ["Gazette", *{a["source"] for a in made.articles[:3]}],
        "last_seen_at": first + timedelta(days=2),
    }
    story["source_count"] = len(story["sources"])
    del made.stories[1:3]
    invented.publish(made, tmp_path)
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    return tmp_path


def test_one_row_a_happening(data: Path, open_app: Open) -> None:
    app = open_app(data, "stories.py")
    assert not app.exception
    assert "28 stories" in words(app)
    app = open_app(data, "stories.py", several="true")
    assert "1 story" in words(app)
    row = app.dataframe[0].value.iloc[0]
    assert row["articles"] == 3
    assert list(row["status"]) == ["Rumoured", "Happened"]


def test_the_timeline_tells_who_said_it_when(data: Path, open_app: Open) -> None:
    app = open_app(data, "stories.py", several="true")
    assert "3 articles" in words(app)
    assert "rumoured → happened" in words(app)
    assert "Repeated by Gazette" in words(app)
    timeline = app.dataframe[1].value
    assert timeline["told"].is_monotonic_increasing
    assert len(timeline) == 3


def test_an_event_can_be_parted_from_its_story(data: Path, open_app: Open) -> None:
    app = open_app(data, "stories.py", several="true")
    next(b for b in app.button if b.key == "story-part").click().run()
    assert not app.exception
    said = read_log(data_layout().corrections).standing
    assert [c.action for c in said] == ["part", "part"]
    assert len({c.event["event_id"] for c in said}) == 1
    corrections.take_back(data_layout(), said[0].correction_id, "ann")
    assert read_log(data_layout().corrections).standing == ()


def test_no_story_of_several_sources_says_so(published: Path, open_app: Open) -> None:
    app = open_app(published, "stories.py", several="true")
    assert "told by one source only" in words(app)


def test_near_stories_share_type_and_company(data: Path) -> None:
    snapshot = current_snapshot(data / "serving")
    assert isinstance(snapshot, Snapshot)
    stories = story_queries.list_stories(snapshot, Selection()).to_pylist()
    for row in stories:
        story = story_queries.find_story(snapshot, row["story_id"])
        assert story is not None
        for other in story_queries.near_stories(snapshot, story):
            assert set(other["companies"]) & set(story["companies"])
            assert other["story_id"] != story["story_id"]
    assert story_queries.find_story(snapshot, "' OR 1=1 --") is None
    assert story_queries.find_story(snapshot, None) is None
