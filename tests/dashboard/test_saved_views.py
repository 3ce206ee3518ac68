"""Saved views: the file, and the part of the screen that saves, opens, renames and deletes them."""

import json
import threading
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters.selection import Selection
from dashboard.filters.view import View
from dashboard.saved_views import (
    LONGEST_NAME,
    SavedViewsError,
    delete_view,
    find_view,
    read_views,
    rename_view,
    save_view,
)
from tests.dashboard import invented
from tests.dashboard.screens import words

VIEW = View(Selection(("Škoda",), ("battery",), date_from=date(2024, 1, 1), text="x"), "30d")
HOSTILE = "![x](http://evil.example/p.png) <b>:red[a]</b>/../"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "views.json"


def names(path: Path) -> list[str]:
    return [view.name for view in read_views(path)]


def test_a_view_comes_back_as_it_was_saved(path: Path) -> None:
    assert read_views(path) == ()
    save_view(path, "  Batteries \n in   Bohemia ", VIEW)
    save_view(path, "all", View())
    assert names(path) == ["all", "Batteries in Bohemia"]
    assert find_view(read_views(path), "BATTERIES in bohemia").view == VIEW
    assert find_view(read_views(path), "all").view == View()
    assert {file.name for file in path.parent.iterdir()} <= {"views.json", "views.lock"}


def test_a_name_is_taken_whatever_its_capitals_and_accents(path: Path) -> None:
    save_view(path, "Škoda", VIEW)
    for same in ("škoda", " S\u030ckoda "):
        with pytest.raises(SavedViewsError, match="saved already"):
            save_view(path, same, View())
    assert find_view(read_views(path), "Škoda").view == VIEW
    save_view(path, "ŠKODA", View(), replaces=True)
    assert names(path) == ["ŠKODA"]
    assert read_views(path)[0].view == View()


@pytest.mark.parametrize("name", ["", "  \n", "\u202e", "x" * (LONGEST_NAME + 1)])
def test_what_is_no_name_is_told(path: Path, name: str) -> None:
    with pytest.raises(SavedViewsError, match=r"give the view a name|at most 60"):
        save_view(path, name, VIEW)
    assert not path.exists()


def test_the_longest_name_is_a_name(path: Path) -> None:
    save_view(path, "x" * LONGEST_NAME, VIEW)
    assert names(path) == ["x" * LONGEST_NAME]


def test_views_are_renamed_and_deleted(path: Path) -> None:
    save_view(path, "one", VIEW)
    save_view(path, "two", View())
    with pytest.raises(SavedViewsError, match="saved already"):
        rename_view(path, "one", "TWO")
    with pytest.raises(SavedViewsError, match="saved are: one, two"):
        rename_view(path, "three", "four")
    rename_view(path, "one", "One")
    rename_view(path, "One", "first")
    assert names(path) == ["first", "two"]
    assert find_view(read_views(path), "first").view == VIEW
    delete_view(path, "FIRST")
    delete_view(path, "nobody")
    assert names(path) == ["two"]


def test_an_unknown_view_names_the_known_ones(path: Path) -> None:
    with pytest.raises(SavedViewsError, match="none is saved yet"):
        find_view(read_views(path), "x")
    save_view(path, "a", VIEW)
    with pytest.raises(SavedViewsError, match="no saved view 'x'; saved are: a"):
        find_view(read_views(path), "x")


ONE = {"name": "a", "parameters": {"company": ["BMW"]}}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000,
        {"format": 2, "views": []},
        {"format": 1},
        {"format": 1, "views": 1},
        {"format": 1, "views": ["a"]},
        {"format": 1, "views": [ONE, {**ONE, "name": "A"}]},
        {"format": 1, "views": [{**ONE, "name": 3}]},
        {"format": 1, "views": [{**ONE, "name": " a\u202e"}]},
        {"format": 1, "views": [{**ONE, "parameters": ["x"]}]},
        {"format": 1, "views": [{**ONE, "parameters": {"company": "BMW"}}]},
        {"format": 1, "views": [{**ONE, "parameters": {"company": [1]}}]},
    ],
)  # fmt: skip
def test_a_broken_file_is_told_and_left_as_it_is(path: Path, content: object) -> None:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.parent.mkdir()
    path.write_bytes(raw)
    for use in (
        lambda: read_views(path),
        lambda: save_view(path, "b", VIEW, replaces=True),
        lambda: rename_view(path, "a", "b"),
        lambda: delete_view(path, "a"),
    ):
        with pytest.raises(SavedViewsError, match=r"cannot be read \(.+\); mend the file"):
            use()
    assert path.read_bytes() == raw


def test_what_a_view_holds_beyond_this_version_is_kept(path: Path) -> None:
    told = {"name": "a", "parameters": {"company": ["BMW"], "mood": ["good"], "theme": ["No Id"]}}
    path.parent.mkdir()
    path.write_text(json.dumps({"format": 1, "views": [told]}))
    assert read_views(path)[0].view == View(Selection(("BMW",)))
    save_view(path, "b", VIEW)
    assert json.loads(path.read_text())["views"][0] == told


def test_a_failing_write_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_view(path, "a", VIEW)

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        save_view(path, "b", VIEW)
    assert names(path) == ["a"]
    assert not list(path.parent.glob(".*"))


def test_writers_at_the_same_time_lose_nothing(path: Path) -> None:
    writers = [
        threading.Thread(target=save_view, args=(path, f"view {number}", VIEW))
        for number in range(12)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(names(path)) == 12


@pytest.fixture
def data(tmp_path: Path) -> Path:
    invented.publish(invented.invent(30), tmp_path)
    return tmp_path


def save_by_hand(app: AppTest, name: str) -> None:
    app.text_input(key="view-name").set_value(name).run()
    app.button(key="view-save").click().run()
    assert not app.exception


def test_a_reader_saves_opens_renames_and_deletes_a_view(data: Path, open_app) -> None:
    app: AppTest = open_app(data, company="Toyota", period="year")
    box = app.selectbox(key="saved-view")
    assert box.disabled and box.value is None
    save_by_hand(app, "Toyota")
    asked = View(Selection(("Toyota",)), "year")
    assert read_views(data / "views.json")[0].view == asked
    assert app.selectbox(key="saved-view").value == "Toyota"

    next(b for b in app.sidebar.button if b.label == "Reset filters").click().run()
    assert app.selectbox(key="saved-view").value is None
    app.selectbox(key="saved-view").select("Toyota").run()
    assert app.session_state["view"] == asked
    assert app.query_params["company"] == "Toyota" and app.query_params["period"] == "year"

    app.multiselect(key="type").select("recall").run()
    assert app.selectbox(key="saved-view").value is None
    app.multiselect(key="type").unselect("recall").run()

    app.session_state["edit-view"] = True
    app.text_input(key="view-new-name").set_value("Aichi").run()
    app.button(key="view-rename").click().run()
    assert names(data / "views.json") == ["Aichi"]
    assert app.selectbox(key="saved-view").value == "Aichi"
    app.button(key="view-delete").click().run()
    assert read_views(data / "views.json") == ()
    assert app.session_state["view"] == asked
    assert not app.exception


def test_saving_over_a_view_asks(data: Path, open_app) -> None:
    save_view(data / "views.json", "Mine", View(Selection(("BMW",))))
    app: AppTest = open_app(data, company="Toyota")
    app.text_input(key="view-name").set_value("mine").run()
    assert app.button(key="view-save").label == "Replace"
    assert "saved already" in words(app)
    assert read_views(data / "views.json")[0].view == View(Selection(("BMW",)))
    app.button(key="view-save").click().run()
    assert read_views(data / "views.json")[0].view == View(Selection(("Toyota",)))


def test_a_view_of_two_names_keeps_the_one_that_was_chosen(data: Path, open_app) -> None:
    for name in ("a", "b"):
        save_view(data / "views.json", name, View(Selection(("BMW",))))
    app: AppTest = open_app(data)
    app.selectbox(key="saved-view").select("b").run()
    assert app.selectbox(key="saved-view").value == "b"


def test_a_hostile_name_is_plain_text(data: Path, open_app) -> None:
    app: AppTest = open_app(data, company="Toyota")
    save_by_hand(app, HOSTILE)
    assert app.selectbox(key="saved-view").options == [HOSTILE]
    assert HOSTILE not in "".join(str(m.value) for m in app.markdown)
    assert HOSTILE not in "".join(str(c.value) for c in app.caption)
    assert all(HOSTILE not in button.label for button in app.button)


def test_no_name_is_told_and_nothing_saved(data: Path, open_app) -> None:
    app: AppTest = open_app(data)
    save_by_hand(app, "  ")
    assert [toast.value for toast in app.toast] == ["give the view a name"]
    assert not (data / "views.json").exists()


def test_a_broken_file_does_not_stop_the_page(data: Path, open_app) -> None:
    (data / "views.json").write_text("{broken")
    app: AppTest = open_app(data)
    assert not app.exception
    assert "Your saved views cannot be read." in words(app)
    assert "mend the file" in words(app)
    assert app.metric[0].value == "30"
    assert (data / "views.json").read_text() == "{broken"


@pytest.mark.parametrize("page", ["names.py", "runs.py"])
def test_pages_without_filters_have_no_saved_views(data: Path, open_app, page: str) -> None:
    app: AppTest = open_app(data, page)
    assert not app.exception
    assert not app.sidebar.selectbox


def test_nothing_published_shows_no_saved_views(tmp_path: Path, open_app) -> None:
    app: AppTest = open_app(tmp_path)
    assert not app.exception
    assert not app.sidebar.selectbox
