"""The dashboard with a lexicon of the user's, of another pack, and with ids that are gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import labels
from dashboard.charts.timeline import timeline_frame
from dashboard.filters.selection import Selection
from dashboard.filters.view import View
from dashboard.queries.timeline import events_over_time
from etl.lexicon.files import PACK_VARIABLE
from etl.warehouse.serving import Snapshot
from tests.dashboard import invented
from tests.dashboard.screens import words

OWN = """\
[themes.hail_damage]
label = "Hail *and* [ice](http://evil.example)"
terms = ["hail~"]

[themes.broken]
label = "Broken <b>"
"""


@pytest.fixture(autouse=True)
def _labels_are_read_anew() -> Iterator[None]:
    labels._lexicon_at.cache_clear()
    yield
    labels._lexicon_at.cache_clear()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Events of which two have a theme and a type that no lexicon knows any more."""
    made = invented.invent(20)
    made.events[0]["themes"] = ["hail_damage", "gone_theme"]
    made.events[1]["event_type"] = "gone_type"
    made.events[2]["themes"] = ["batteries"]
    invented.publish(made, tmp_path)
    return tmp_path


@pytest.fixture
def own(data: Path) -> Path:
    (data / "lexicon").mkdir()
    (data / "lexicon" / "themes.toml").write_text(OWN, encoding="utf-8")
    return data


def test_a_theme_of_the_users_can_be_filtered(own: Path, open_app) -> None:
    label = "Hail *and* [ice](http://evil.example)"
    app: AppTest = open_app(own, theme="hail_damage")
    assert not app.exception
    options = app.multiselect(key="theme").options
    assert f"{label} · 1" in options
    assert not any("broken" in option for option in options)
    assert app.session_state["selection"] == Selection(themes=("hail_damage",))
    assert app.metric[0].value == "1"
    app.switch_page("app_pages/events.py").run()
    assert not app.exception
    assert [label, "Gone theme"] in [list(v) for v in app.dataframe[0].value["themes"]]


def test_ids_that_are_gone_are_shown_and_can_be_filtered(data: Path, open_app) -> None:
    app: AppTest = open_app(data, theme=["gone_theme", "hail_damage"], type="gone_type")
    assert not app.exception
    assert app.session_state["selection"] == Selection(
        themes=("gone_theme", "hail_damage"), event_types=("gone_type",)
    )
    app.session_state["view"] = View()
    options = app.run().multiselect(key="theme").options
    named = [option.rsplit(" · ", 1)[0] for option in options]
    assert "Batteries" in named
    assert "Batteries (batteries)" in named
    assert len(set(options)) == len(options)
    app.switch_page("app_pages/events.py").run()
    assert not app.exception


def test_tables_of_another_pack_are_shown(data: Path, open_app, monkeypatch) -> None:
    monkeypatch.setenv(PACK_VARIABLE, "aviation")
    app: AppTest = open_app(data)
    assert not app.exception
    assert not app.error
    options = app.multiselect(key="theme").options
    assert "Sustainable aviation fuel · 0" in options  # of the pack
    assert any(option.startswith("Battery · ") for option in options)  # of the tables


def test_the_runs_page_tells_what_is_broken(own: Path, open_app) -> None:
    app: AppTest = open_app(own, "runs.py")
    assert not app.exception
    (told,) = [w.value for w in app.warning if "lexicon" in w.value]
    assert "left out" in told
    assert "lexicon/themes.toml: line 5: broken: has no terms" in words(app)


def test_the_runs_page_says_nothing_of_a_sound_lexicon(data: Path, open_app) -> None:
    app: AppTest = open_app(data, "runs.py")
    assert not any("lexicon" in w.value for w in app.warning)


def test_an_unknown_pack_is_a_plain_message(data: Path, open_app, monkeypatch) -> None:
    monkeypatch.setenv(PACK_VARIABLE, "shipping")
    app: AppTest = open_app(data)
    assert not app.exception
    assert "one of automotive, aviation" in words(app)


def test_a_label_in_the_legend_is_no_markdown(own: Path, open_app) -> None:
    (own / "lexicon" / "event_types.toml").write_text(
        '[types.gone_type]\nlabel = "![x](http://evil.example) :red[a]"\ncues = ["a"]\n'
    )
    app: AppTest = open_app(own, type="gone_type")
    assert not app.exception
    (legend,) = [m.value for m in app.markdown if "⬤" in m.value]
    assert r"\!\[x\]\(http\:\/\/evil\.example\)&nbsp;\:red\[a\]" in legend


def test_the_timeline_names_types_that_are_gone(data: Path, monkeypatch) -> None:
    from etl.warehouse.serving import current_snapshot

    snapshot: Snapshot = current_snapshot(data / "serving")
    timeline = events_over_time(snapshot, Selection(event_types=("gone_type",)))
    _, domain = timeline_frame(timeline)
    assert domain == ["Gone type"]
