"""Checking events on the page: the buttons write the log, the log shows at once, and undo works."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import corrections
from etl.corrections.log import append, read_log, reject
from etl.runs.requests import pending_requests
from etl.settings import DATA_VARIABLE, data_layout
from tests.dashboard import invented
from tests.dashboard.screens import words

Open = Callable[..., AppTest]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory of its own: the tests write into it."""
    made = invented.invent(30)
    invented.publish(made, tmp_path)
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    return tmp_path


def button(app: AppTest, key: str):  # type: ignore[no-untyped-def]
    return next(found for found in app.button if found.key == key)


def test_right_wrong_and_undo(data: Path, open_app: Open) -> None:
    app = open_app(data, "events.py")
    assert "Is this right?" in words(app)
    button(app, "check-right").click().run()
    log = read_log(data_layout().corrections)
    assert [c.action for c in log.standing] == ["accept"]
    assert "Is this right?" not in words(app)
    assert button(app, "check-right").disabled
    assert len(pending_requests(data_layout())) == 1
    button(app, "check-wrong").click().run()
    assert [c.action for c in read_log(data_layout().corrections).standing][-1] == "reject"
    assert len(pending_requests(data_layout())) == 1  # one waits already
    button(app, "check-undo").click().run()
    button(app, "check-undo").click().run()
    assert read_log(data_layout().corrections).standing == ()
    assert "Is this right?" in words(app)


def test_the_table_tells_what_is_checked_before_it_is_published(data: Path, open_app: Open) -> None:
    app = open_app(data, "events.py")
    assert not any(map(len, app.dataframe[0].value["check"]))
    button(app, "check-right").click().run()
    shown = [list(said) for said in app.dataframe[0].value["check"]]
    assert shown.count(["Right"]) == 1
    assert shown.count([]) == len(shown) - 1


def test_a_disk_that_cannot_be_written_is_told(
    data: Path, open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(data, "events.py")

    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(corrections, "append", fail)
    button(app, "check-right").click().run()
    assert not app.exception
    assert "could not be written" in app.toast[0].value


def test_the_page_of_checks(data: Path, open_app: Open) -> None:
    app = open_app(data, "checks.py")
    assert not app.exception
    assert "Nothing is checked yet" in words(app)
    event = invented.invent(30).events[0]
    append(data_layout().corrections, [reject(event, "ann *bold* ![x](http://evil.example)")])
    app = open_app(data, "checks.py")
    assert not app.exception
    assert [metric.value for metric in app.metric] == ["1", "0%", "0", "1"]
    by_type, log = (frame.value for frame in app.dataframe)
    assert by_type["Checked"].tolist() == [1]
    assert log["Who"].tolist() == ["ann *bold* ![x](http://evil.example)"]


def test_a_damaged_log_is_told_and_the_pages_stay_up(data: Path, open_app: Open) -> None:
    path = data_layout().corrections
    path.parent.mkdir(parents=True)
    path.write_text("{broken\n", encoding="utf-8")
    for page in ("overview.py", "events.py", "stories.py", "checks.py"):
        app = open_app(data, page)
        assert not app.exception
    assert "cannot be read" in words(app)
    path.write_bytes(b"\xff\xfe")
    for page in ("events.py", "stories.py", "checks.py"):
        app = open_app(data, page)
        assert not app.exception
        assert "restore it from a backup" in words(app)


def test_rejected_events_are_hidden_until_asked_for(data: Path, open_app: Open) -> None:
    made = invented.invent(30)
    checked = {"event_of": made.events[0]["event_id"], "check": "rejected", "checked_by": "ann"}
    moment = made.articles[0]["published_at"]
    invented.publish(made, data, [{**made.events[0], **checked, "checked_at": moment}])
    app = open_app(data, "events.py")
    assert "29 events" in words(app)
    app = open_app(data, "events.py", check="rejected")
    assert "1 event." in words(app)
    assert app.dataframe[0].value["check"].map(list).tolist() == [["Wrong"]]
