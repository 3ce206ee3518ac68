"""The card of trending themes on the overview: it tells what changed, or why it cannot tell."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.dashboard import invented
from tests.dashboard.screens import words

NEWEST = datetime(2024, 11, 20, 8, 30, tzinfo=UTC)


def publish(root: Path, recent: int, before: int) -> None:
    """Events about sensors in the last days, about batteries in the months before."""
    made = invented.invent(recent + before)
    for number, (article, event) in enumerate(zip(made.articles, made.events, strict=True)):
        age = number % 60 if number < recent else 120 + number % 200
        day = NEWEST - timedelta(days=age)
        article["published_at"] = day
        event["event_start"] = event["event_end"] = day.date()
        event["themes"] = ["sensors"] if number < recent else ["battery"]
    invented.publish(made, root)


def test_a_rise_and_a_fall_are_told(tmp_path: Path, open_app) -> None:
    publish(tmp_path, 40, 60)
    app: AppTest = open_app(tmp_path)
    assert not app.exception
    shown = app.dataframe[0].value.set_index("theme")
    assert shown.loc["Sensors", "change"] == "▲ clear rise"
    assert shown.loc["Sensors", "share"] == 1.0
    assert shown.loc["Sensors", "before"] == 0.0
    assert shown.loc["Batteries", "change"] == "▼ clear fall"
    assert "22 Aug 2024 to 20 Nov 2024, compared with the year before" in words(app)


def test_too_few_events_are_told(tmp_path: Path, open_app) -> None:
    publish(tmp_path, 40, 5)
    app: AppTest = open_app(tmp_path)
    assert not app.exception
    assert "Too few events to compare: 40 in the days" in words(app)
    assert "5 in the year before" in words(app)


def test_events_without_a_date_are_told(tmp_path: Path, open_app) -> None:
    made = invented.invent(3)
    for article, event in zip(made.articles, made.events, strict=True):
        article["published_at"] = None
        event.update(event_start=None, event_end=None, status="planned")
    invented.publish(made, tmp_path)
    app: AppTest = open_app(tmp_path)
    assert not app.exception
    assert "None of these events has a date" in words(app)
