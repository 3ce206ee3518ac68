import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from upath import UPath

from dashboard.parts import activity
from etl import audit
from etl.settings import DataLayout
from tests.dashboard import invented
from tests.dashboard.screens import words


@pytest.fixture
def data(published: Path, tmp_path: Path) -> Path:
    shutil.copytree(published, tmp_path / "data", ignore=shutil.ignore_patterns("audit"))
    return tmp_path / "data"


def test_nothing_was_done(data: Path, open_app: Callable[..., AppTest]) -> None:
    app = open_app(data, "activity.py")
    assert not app.exception
    assert "Nothing was done yet" in words(app)


def test_what_was_done_newest_first_and_by_whom(
    data: Path, open_app: Callable[..., AppTest]
) -> None:
    log = DataLayout(UPath(data)).audit
    audit.record(log, "start run", "news.jsonl", who="olaf", role="operator")
    audit.record(log, "correct", invented.HOSTILE, who="vera", role="viewer", allowed=False)
    app = open_app(data, "activity.py")
    assert not app.exception
    table = app.dataframe[0].value
    assert list(table["Who"]) == ["vera", "olaf"]
    assert list(table["Result"]) == ["Refused", "Done"]
    assert "\u202e" not in table["Subject"][0]
    app.multiselect(key="activity-who").select("olaf").run()
    assert list(app.dataframe[0].value["Subject"]) == ["news.jsonl"]


def test_the_file_has_no_formulas(data: Path) -> None:
    log = DataLayout(UPath(data)).audit
    audit.record(log, "add dump", "=HYPERLINK(1)", who="@SUM(1)")
    text = activity._make_csv(audit.latest(log)).getvalue().decode("utf-8-sig")
    header, row = text.splitlines()
    assert header.replace('"', "") == "When,Who,Role,What,Subject,Result"
    assert '"\'=HYPERLINK(1)"' in row
    assert '"\'@SUM(1)"' in row


def test_a_log_that_cannot_be_read_is_told(data: Path, open_app: Callable[..., AppTest]) -> None:
    DataLayout(UPath(data)).audit.mkdir(parents=True)
    app = open_app(data, "activity.py")
    assert not app.exception
    assert "cannot be read" in words(app)
