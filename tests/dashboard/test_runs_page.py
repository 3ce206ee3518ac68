from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from upath import UPath

from dashboard import orchestration
from dashboard.downloads.csv_files import make_rejects_csv
from dashboard.queries.database import read_table
from dashboard.queries.events import reject_counts
from etl.cli.processes import free_port
from etl.errors import DumpError
from etl.runs.automation import read_automation
from etl.runs.launching import URL_VARIABLE
from etl.runs.views import CheckView, InboxFile, LogLine, Progress, RunView, StepView
from etl.settings import DataLayout
from tests.dashboard.screens import words

NOW = datetime(2024, 11, 21, 9, tzinfo=UTC)


class FakeRuns:
    """What `dashboard.orchestration` offers, without worker and Dagster."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files: list[InboxFile] = []
        self.runs: list[RunView] = []
        self.lines: list[LogLine] = []
        self.started: list[str] = []
        self.canceled: list[str] = []
        self.steps: list[StepView] = []
        self.checks: list[CheckView] = []
        self.progress: Progress | None = None
        self.alive = True
        monkeypatch.setattr(orchestration, "inbox_files", lambda layout: self.files)
        monkeypatch.setattr(orchestration, "recent_runs", lambda layout: self.runs)
        monkeypatch.setattr(orchestration, "log_lines", lambda layout, run_id: self.lines)
        monkeypatch.setattr(orchestration, "worker_runs", lambda layout: self.alive)
        monkeypatch.setattr(orchestration, "start_runs", self.start)
        monkeypatch.setattr(orchestration, "steps", lambda layout, run_id: self.steps)
        monkeypatch.setattr(orchestration, "checks", lambda layout, run_id: self.checks)
        monkeypatch.setattr(orchestration, "progress", lambda layout, run_id: self.progress)
        monkeypatch.setattr(
            orchestration, "cancel_run", lambda layout, run_id: self.canceled.append(run_id)
        )

    def start(self, layout: object, dumps: list[str]) -> list[str]:
        self.started.extend(dumps)
        return dumps


def choose(app: AppTest, rows: list[int]) -> None:
    """Ticks rows of the inbox."""
    app.session_state[app.dataframe[0].key] = {
        "selection": {"rows": rows, "columns": [], "cells": []}
    }
    app.run()


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
    assert app.button(key="runs-start").label == "Run 2 dumps", "those that are not loaded"
    choose(app, [0, 1])
    assert "1 of them loaded before" in words(app)
    app.button(key="runs-start").click().run()
    assert not app.exception
    assert fake_runs.started == ["new", "old"]
    assert app.button(key="runs-start").disabled
    assert "Choose dumps in the table" in words(app)


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


def test_runs_page_shows_in_the_inbox_what_is_under_way(
    tmp_path: Path, open_app, fake_runs
) -> None:
    fake_runs.files = [
        InboxFile(name, name, 10, NOW, "new") for name in ("waits", "runs", "failed", "other")
    ]
    fake_runs.runs = [
        RunView("1", "waits", "queued", NOW, None, None, {}, None, None),
        RunView("2", "runs", "running", NOW, NOW, None, {}, None, None),
        RunView("3", "failed", "failed", NOW, NOW, NOW, {}, None, "why"),
    ]
    app: AppTest = open_app(tmp_path, "runs.py")
    assert not app.exception
    states = app.dataframe[0].value["State"]
    assert list(states) == ["Waiting", "Running", "Failed", "New"]
    assert app.button(key="runs-start").label == "Run 2 dumps", "not those that are under way"
    assert "runs · Running" in words(app), "the one that is going on, not the one that waits"


def test_runs_page_puts_uploads_into_the_inbox(tmp_path: Path, open_app, fake_runs) -> None:
    app: AppTest = open_app(tmp_path, "runs.py")
    app.file_uploader[0].upload("../../My news.csv", b"title,text\na,b\n").run()
    assert not (tmp_path / "inbox").exists(), "told before it is added"
    told = app.dataframe[0].value.iloc[0]
    assert (told["Holds"], told["Size"]) == ("CSV or TSV", 15)
    app.button(key="runs-upload-add").click().run()
    assert not app.exception
    assert [path.name for path in (tmp_path / "inbox").iterdir()] == ["My news.csv"]


@pytest.mark.parametrize(
    ("name", "data", "remark"),
    [
        (".hidden", b"x", "cannot be used"),
        ("a\0b.csv", b"x", "cannot be used"),
        ("\u202egpj.csv", b"x", "cannot be used"),
        ("x" * 300, b"x", "cannot be used"),
        ("news.csv", b"%PDF-1.7", "news.csv is a PDF file"),
        ("news.gz", b"\x1f\x8bbroken", "damaged"),
        ("news.csv", b"", "is empty"),
    ],
)
def test_runs_page_says_why_it_leaves_out_a_file(
    tmp_path: Path, open_app, fake_runs, name: str, data: bytes, remark: str
) -> None:
    app: AppTest = open_app(tmp_path, "runs.py")
    app.file_uploader[0].upload(name, data).run()
    assert not app.exception
    assert remark in words(app)
    assert app.button(key="runs-upload-add").disabled
    assert not (tmp_path / "inbox").exists()


def test_runs_page_renames_what_the_inbox_has(tmp_path: Path, open_app, fake_runs) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "news.jsonl.gz").write_bytes(b"another")
    (inbox / "same.csv").write_bytes(b"title,text\na,b\n")
    app: AppTest = open_app(tmp_path, "runs.py")
    uploader = app.file_uploader[0]
    uploader.upload("news.jsonl.gz", b'{"title": "a"}\n')
    uploader.upload("same.csv", b"title,text\na,b\n").run()
    assert (
        "news.jsonl.gz: its name says gz, but it is JSON Lines; will be called news-2.jsonl.gz\n"
        "same.csv: the inbox has this very file already"
    ) in words(app)
    app.button(key="runs-upload-add").click().run()
    assert not app.exception
    assert (inbox / "news-2.jsonl.gz").read_bytes() == b'{"title": "a"}\n'
    assert (inbox / "news.jsonl.gz").read_bytes() == b"another"
    assert len(list(inbox.iterdir())) == 3


def test_runs_page_has_a_size_cap(tmp_path: Path, open_app, fake_runs, monkeypatch) -> None:
    real = st.get_option
    monkeypatch.setattr(
        st, "get_option", lambda name: 1 if name == "server.maxUploadSize" else real(name)
    )
    app: AppTest = open_app(tmp_path, "runs.py")
    app.file_uploader[0].upload("big.txt", b"word " * 300_000).run()
    assert "big.txt: left out: it is larger than 1 MB" in words(app)
    assert app.button(key="runs-upload-add").disabled


def test_runs_page_tells_how_far_a_run_is_and_cancels_it(
    tmp_path: Path, open_app, fake_runs
) -> None:
    fake_runs.runs = [RunView("1", "new", "running", NOW, NOW)]
    fake_runs.progress = Progress(
        "tag", NOW, NOW + timedelta(seconds=10), 250, 1_000, 0.25, 1_100, 1_000, 1_234
    )
    fake_runs.steps = [
        StepView("load", "success", NOW, 3.25),
        StepView("tag", "running", NOW, None),
    ]
    app: AppTest = open_app(tmp_path, "runs.py")
    assert not app.exception
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Records read"] == "1,100"
    assert shown["Articles"] == "1,000"
    assert shown["Events"] == "1,234"
    assert shown["Articles a second"] == "25"
    (bar,) = app.get("progress")
    assert bar.proto.text == "Extracting: about 30 s left"
    assert bar.proto.value == 25
    assert list(app.dataframe[1].value["Step"]) == ["Reading", "Extracting"]
    app.button(key="run-cancel-1").click().run()
    assert not app.exception
    assert fake_runs.canceled == ["1"]


def test_runs_page_retries_and_rebuilds(tmp_path: Path, open_app, fake_runs) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "good.csv").write_text("title,text\n")
    fake_runs.runs = [RunView("1", "good.csv", "failed", NOW, NOW, NOW, failure="broken")]
    app: AppTest = open_app(tmp_path, "runs.py")
    app.button(key="run-again-1").click().run()
    app.button(key="runs-rebuild").click().run()
    assert not app.exception
    assert fake_runs.started == ["good.csv", ""]
    (inbox / "good.csv").unlink()
    app.run()
    assert not [b for b in app.button if b.key == "run-again-1"], "its dump is gone"


def test_runs_page_lists_checks_those_that_failed_first(
    tmp_path: Path, open_app, fake_runs
) -> None:
    fake_runs.runs = [RunView("1", "new", "success", NOW, NOW, NOW, {"accepted": 1}, 1)]
    fake_runs.checks = [
        CheckView("articles", "mostly_accepted", False, False, "1 of 40 [x](http://evil.example)"),
        CheckView("articles", "keys_unique", True, True, ""),
    ]
    app: AppTest = open_app(tmp_path, "runs.py")
    assert not app.exception
    (expander,) = app.expander
    assert expander.label == "1 of 2 checks failed"
    table = expander.dataframe[0].value
    assert list(table["Result"]) == ["Failed", "Passed"]
    assert list(table["If it fails"]) == ["a warning", "nothing is published"]


def test_runs_page_switches_what_runs_by_itself(
    tmp_path: Path, open_app, fake_runs, layout
) -> None:
    app: AppTest = open_app(tmp_path, "runs.py")
    app.toggle(key="runs-watch").set_value(True).run()
    app.toggle(key="runs-nightly").set_value(True).run()
    app.toggle(key="runs-watch").set_value(False).run()
    assert not app.exception
    found = read_automation(DataLayout(UPath(tmp_path)))
    assert (found.is_inbox_watched, found.is_nightly) == (False, True)
    app = open_app(tmp_path, "runs.py")
    assert [toggle.value for toggle in app.toggle] == [False, True]


def test_runs_page_without_the_server_that_it_should_use(
    tmp_path: Path, open_app, monkeypatch
) -> None:
    monkeypatch.setenv(URL_VARIABLE, f"http://127.0.0.1:{free_port('127.0.0.1', None, 18695)}")
    app: AppTest = open_app(tmp_path, "runs.py")
    assert not app.exception
    assert "No run can be started" in words(app)
    app.button(key="runs-rebuild").click().run()
    assert not app.exception
    assert "No run was started." in words(app)
    assert "does not answer as it should" in words(app)
