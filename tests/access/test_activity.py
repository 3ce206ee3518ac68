"""The page Activity with a log that is long, damaged and hostile."""

import json
import time
from io import BytesIO
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.parts import activity
from etl import audit
from tests.access.conftest import Team
from tests.dashboard.screens import words

HOSTILE = [
    {"who": "a\nb\u202e", "subject": "\udc80dump.jsonl"},  # a file's name that is no UTF-8
    {"who": "\ud800", "role": "\ud800", "action": "\ud800", "subject": "=1+1"},
    {"who": {"a": 1}, "role": None, "action": ["x"], "subject": 5, "allowed": 1},
    {"who": "[x](javascript:1)", "subject": "\x1b[31m\x00" * 100},
    {"at": "0001-01-01T00:00:00+14:00"},
    {"at": "9999-12-31T23:59:59.999999-12:00"},
    {"at": "2026-01-01T00:00:00"},
]


def entry(**values: object) -> str:
    whole = {
        "at": "2026-11-01T12:00:00.000+00:00", "who": "vera@example.com", "role": "viewer",
        "action": "download", "subject": "motorwire-events.csv", "allowed": True,
    }  # fmt: skip
    return json.dumps(whole | values) + "\n"


def opened(team: Team) -> tuple[AppTest, float]:
    app = team.open("olaf")
    start = time.perf_counter()
    app.switch_page("app_pages/activity.py").run()
    return app, time.perf_counter() - start


@pytest.mark.parametrize("values", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_entry_hides_no_other(team: Team, values: dict[str, object]) -> None:
    team.layout.audit.parent.mkdir()
    team.layout.audit.write_text(entry(who="first") + entry(**values) + entry(who="last"))
    app, _ = opened(team)
    assert not app.exception
    assert list(app.dataframe[0].value["Who"])[::2] == ["last", "first"]
    assert len(app.dataframe[0].value) == 3
    made = activity._make_csv(audit.latest(team.layout.audit))
    assert isinstance(made, BytesIO)
    assert made.getvalue().decode().count("motorwire-events.csv") >= 2


def test_a_name_that_is_no_utf8_is_noted_and_shown(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    audit.record(path, "start run", "\udcffdump.jsonl", who="\ud83d")
    (found,) = audit.latest(path)
    assert list(activity._table([found])["Subject"]) == ["dump.jsonl"]


def test_a_log_of_200000_entries(team: Team) -> None:
    team.layout.audit.parent.mkdir()
    with team.layout.audit.open("w") as file:
        file.write(entry(who="the first of all"))
        for number in range(200_000):
            values = {"who": f"u{number % 3000}@example.com"} if number % 2 else HOSTILE[number % 4]
            file.write(entry(**values))
    app, seconds = opened(team)
    assert not app.exception
    assert len(app.dataframe[0].value) == 1000
    assert seconds < 5, "about one second; five on a machine that is busy"
    assert "Older ones are not shown" in words(app)
