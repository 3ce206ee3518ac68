"""The page of unlinked names: most frequent first, what can be said of one, and taking it back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import name_queries
from etl.lexicon.files import own_companies_file
from etl.lexicon.own_companies import decided
from etl.runs.requests import pending_requests
from etl.settings import DATA_VARIABLE, data_layout
from etl.warehouse.serving import current_snapshot
from tests.dashboard import invented
from tests.dashboard.screens import reader_data, words

Open = Callable[..., AppTest]
HOSTILE = "100%_\\ ![x](http://evil.example)"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Invented events of which some companies are not in the catalogue."""
    made = invented.invent(40)
    for rows, name, key in ((made.mentions, "entity_name", "entity_id"),):
        for row in rows:
            if row[name] in ("Tesla", "BYD"):
                row[key] = None
    for event in made.events:
        event["company_ids"] = [
            "" if name in ("Tesla", "BYD") else key
            for name, key in zip(event["companies"], event["company_ids"], strict=True)
        ]
    invented.add_event(
        made, article_id="odd", title="Odd", text=f"{HOSTILE} recalled cars.",
        evidence=f"{HOSTILE} recalled cars.", cue="recalled", day=invented.NEWEST, kind="recall",
        status="happened", companies=[HOSTILE], themes=[],
    )  # fmt: skip
    for row in made.mentions:
        if row["article_id"] == "odd" and row["kind"] == "company":
            row["entity_id"] = None
    made.events[-1]["company_ids"] = [""]
    invented.publish(made, tmp_path)
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    return tmp_path


def press(app: AppTest, key: str) -> AppTest:
    return next(found for found in app.button if found.key == key).click().run()


def test_names_are_listed_with_their_sentences(data: Path, open_app: Open) -> None:
    app = open_app(data, "names.py")
    assert not app.exception
    table = app.dataframe[0].value
    assert set(table["name"]) == {"Tesla", "BYD", HOSTILE}
    assert table["events"].is_monotonic_decreasing
    assert (table["events"] > 0).all()
    assert table["name"].iloc[0] in reader_data(app, "fields")["1"]


@pytest.mark.parametrize(("text", "count"), [("tes", 1), ("%", 1), ("_", 1), ("\\", 1), ("'", 0)])
def test_a_search_takes_its_text_as_it_is(data: Path, text: str, count: int) -> None:
    snapshot = current_snapshot(data / "serving")
    assert name_queries.count_names(snapshot, text) == count
    assert name_queries.list_names(snapshot, text).num_rows == count


def test_a_name_is_made_an_alias_and_taken_back(data: Path, open_app: Open) -> None:
    app = open_app(data, "names.py", find="tesla")
    assert next(b for b in app.button if b.key == "name-alias").disabled
    app.selectbox(key="alias-of-Tesla").select("ford").run()
    press(app, "name-alias")
    assert not app.exception
    assert decided(own_companies_file())["Tesla"] == "Ford"
    assert app.dataframe[0].value["said"].tolist() == ["is Ford"]
    press(app, "name-rerun")
    assert [request.dump for request in pending_requests(data_layout())] == ["ev_news"]
    press(app, "name-undo")
    assert decided(own_companies_file()) == {}


def test_a_name_that_is_none_and_one_of_its_own(data: Path, open_app: Open) -> None:
    press(open_app(data, "names.py", find="tesla"), "name-none")
    press(open_app(data, "names.py", find="byd"), "name-company")
    assert decided(own_companies_file()) == {"Tesla": "", "BYD": "BYD"}


def test_a_broken_file_is_told_and_kept(data: Path, open_app: Open) -> None:
    path = own_companies_file()
    path.parent.mkdir(parents=True)
    path.write_text("not,these,columns\n", encoding="utf-8")
    app = open_app(data, "names.py", find="tesla")
    assert not app.exception
    assert "the columns must be" in words(app)
    press(app, "name-none")
    assert not app.exception
    assert "the columns must be" in app.toast[0].value
    assert path.read_text(encoding="utf-8") == "not,these,columns\n"


def test_no_unlinked_name(published: Path, open_app: Open) -> None:
    app = open_app(published, "names.py", find="no such name")
    assert "No such name" in words(app)


def test_nothing_published(tmp_path: Path, open_app: Open) -> None:
    app = open_app(tmp_path, "names.py")
    assert not app.exception
    assert "No events yet" in words(app)
