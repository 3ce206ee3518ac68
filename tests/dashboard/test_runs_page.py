from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import orchestration
from dashboard.downloads.csv_files import make_rejects_csv
from dashboard.queries.database import read_table
from dashboard.queries.events import reject_counts
from etl.errors import DumpError
from etl.runs.views import InboxFile, LogLine, RunView
from tests.dashboard.screens import words

NOW = datetime(2024, 11, 21, 9, tzinfo=UTC)


class FakeRuns:
    """What `dashboard.orchestration` offers, without worker and Dagster."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files: list[InboxFile] = []
        self.runs: list[RunView] = []
        self.lines: list[LogLine] = []
        self.started: list[str] = []
        self.alive = True
        monkeypatch.setattr(orchestration, "inbox_files", lambda layout: self.files)
        monkeypatch.setattr(orchestration, "recent_runs", lambda layout: self.runs)
        monkeypatch.setattr(orchestration, "log_lines", lambda layout, run_id: self.lines)
        monkeypatch.setattr(orchestration, "worker_runs", lambda layout: self.alive)
        monkeypatch.setattr(orchestration, "start_runs", self.start)

    def start(self, layout: object, dumps: list[str]) -> list[str]:
        self.started.extend(dumps)
        return dumps


@pytest.fixture
def fake_runs(monkeypatch: pytest.MonkeyPatch) -> FakeRuns:
    return FakeRuns(monkeypatch)


def test_runs_page_says_what_to_do_at_first(tmp_path: Path, open_app, fake_runs) -> None:
    fake_runs.alive = False
    app: AppTest = open_app(tmp_path, "runs.py")
    assert not app.exception
    said = words(app)
    assert "The inbox is empty" in said
    assert str(tmp_path / "inbox") in said
    assert "motorwire up" in said
    assert "No run yet" in said
    assert not app.sidebar.multiselect


def test_runs_page_starts_chosen_dumps(tmp_path: Path, open_app, fake_runs) -> None:
    fake_runs.files = [
        InboxFile("new.csv", "new", 1200, NOW, "new"),
        InboxFile("old.csv", "old", 1200, NOW, "loaded"),
        InboxFile("![x](http://evil.example)", "![x](http://evil.example)", 5, NOW, "changed"),
    ]
    app: AppTest = open_app(tmp_path, "runs.py")
    assert not app.exception
    assert app.multiselect[0].value == ["new", "![x](http://evil.example)"]
    app.multiselect[0].set_value(["new", "old"]).run()
    app.button(key="runs-start").click().run()
    assert not app.exception
    assert fake_runs.started == ["new", "old"]
    assert app.multiselect[0].value == []
    assert app.button(key="runs-start").disabled


def test_runs_page_says_why_a_run_cannot_be_asked_for(
    tmp_path: Path, open_app, fake_runs, monkeypatch
) -> None:
    def refuse(*_: object) -> None:
        raise DumpError("new", "the file is gone")

    fake_runs.files = [InboxFile("new.csv", "new", 1200, NOW, "new")]
    monkeypatch.setattr(orchestration, "start_runs", refuse)
    app: AppTest = open_app(tmp_path, "runs.py")
    app.button(key="runs-start").click().run()
    assert not app.exception
    assert "new: the file is gone" in words(app)


def test_runs_page_tells_what_went_wrong(tmp_path: Path, open_app, fake_runs) -> None:
    fake_runs.runs = [
        RunView("1", "![x](http://evil.example)", "failed", NOW, NOW, NOW + timedelta(seconds=75),
                {}, None, "dump.tar: the archive is broken :red[x]"),
        RunView("2", "good", "success", NOW, NOW, NOW + timedelta(seconds=9),
                {"accepted": 120, "duplicate": 3, "too_short": 1}, 88, None),
    ]  # fmt: skip
    fake_runs.lines = [LogLine(NOW, "error", "articles", "broken <b>")]
    app: AppTest = open_app(tmp_path, "runs.py")
    assert not app.exception
    said = words(app)
    assert "This run failed" in said
    assert "the archive is broken" in said
    assert "ERROR    articles: broken <b>" in said
    assert not any("evil" in str(e.value) for e in [*app.markdown, *app.error, *app.caption])
    table = app.dataframe[0].value
    assert list(table["Status"]) == ["Failed", "Done"]
    assert list(table["Duration"]) == ["1 min 15 s", "9 s"]
    assert list(table["Rejected"].fillna(-1)) == [-1, 4]


def test_runs_page_counts_what_became_of_the_records(tmp_path: Path, open_app, fake_runs) -> None:
    fake_runs.runs = [
        RunView("2", "good", "success", NOW, NOW, NOW, {"duplicate": 3, "accepted": 120}, 88, None)
    ]
    app: AppTest = open_app(tmp_path, "runs.py")
    assert not app.exception
    outcomes = app.dataframe[1].value
    assert list(outcomes["Outcome"]) == ["Accepted", "Duplicate"]
    assert list(outcomes["Records"]) == [120, 3]
    assert "123 records read" in words(app)


def test_runs_page_shows_the_rejected_records_of_a_dump(
    published: Path, snapshot, open_app, fake_runs
) -> None:
    dump, total = (
        read_table(
            snapshot, "SELECT dump, count(*) FROM rejects GROUP BY dump ORDER BY dump LIMIT 1"
        )
        .to_pylist()[0]
        .values()
    )
    fake_runs.runs = [RunView("2", dump, "success", NOW, NOW, NOW, {"accepted": 9}, 8, None)]
    app: AppTest = open_app(published, "runs.py")
    assert not app.exception
    assert str(total) in app.expander[0].label
    shown = app.expander[0].dataframe[0].value
    assert len(shown) == min(total, 1_000)
    assert list(shown["Record"]) == sorted(shown["Record"])
    reason = next(iter(reject_counts(snapshot, dump)))
    lines = make_rejects_csv(snapshot, dump, (reason,)).getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + reject_counts(snapshot, dump)[reason]
    assert lines[0].startswith('"dump","record_number","reason"')


@pytest.mark.parametrize("status", ["queued", "running"])
def test_runs_page_follows_an_active_run(tmp_path: Path, open_app, fake_runs, status) -> None:
    fake_runs.runs = [RunView("1", "new", status, NOW)]
    app: AppTest = open_app(tmp_path, "runs.py")
    assert not app.exception
    assert "new · " in words(app)


def test_runs_page_puts_uploads_into_the_inbox(tmp_path: Path, open_app, fake_runs) -> None:
    app: AppTest = open_app(tmp_path, "runs.py")
    app.file_uploader[0].upload("../../My news.csv", b"title,text\na,b\n")
    app.form_submit_button[0].click().run()
    assert not app.exception
    assert [path.name for path in (tmp_path / "inbox").iterdir()] == ["My news.csv"]


def test_runs_page_refuses_bad_names(tmp_path: Path, open_app, fake_runs) -> None:
    app: AppTest = open_app(tmp_path, "runs.py")
    app.file_uploader[0].upload(".hidden", b"x")
    app.form_submit_button[0].click().run()
    assert not app.exception
    assert "The file was not added" in words(app)
