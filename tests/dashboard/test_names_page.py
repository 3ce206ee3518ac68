"""The page of unlinked names: most frequent first, what can be said of one, and taking it back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.queries import names as name_queries
from etl.lexicon import own_names
from etl.lexicon.catalogue import load_catalogue
from etl.lexicon.files import own_companies_file
from etl.lexicon.own_names import said_of_names
from etl.runs.requests import pending_requests
from etl.settings import DATA_VARIABLE, data_layout
from etl.warehouse.serving import current_snapshot
from tests.dashboard import invented
from tests.dashboard.screens import words

Open = Callable[..., AppTest]
HOSTILE = "100%_\\ ![x](http://evil.example)"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Invented events of which some companies are not in the catalogue."""
    monkeypatch.setattr(
        invented,
        "COMPANIES",
        tuple({"Tesla": "Zorblax", "BYD": "Quandle"}.get(c, c) for c in invented.COMPANIES),
    )
    made = invented.invent(40)
    for rows, name, key in ((made.mentions, "entity_name", "entity_id"),):
        for row in rows:
            if row[name] in ("Zorblax", "Quandle"):
                row[key] = None
    for event in made.events:
        event["company_ids"] = [
            "" if name in ("Zorblax", "Quandle") else key
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
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "ev_news").write_text("{}\n", encoding="utf-8")
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    return tmp_path


def press(app: AppTest, key: str) -> AppTest:
    return next(found for found in app.button if found.key == key).click().run()


def test_names_are_listed_with_their_sentences(data: Path, open_app: Open) -> None:
    app = open_app(data, "names.py")
    assert not app.exception
    table = app.dataframe[0].value
    assert set(table["name"]) == {"Zorblax", "Quandle", HOSTILE}
    assert table["events"].is_monotonic_decreasing
    assert (table["events"] > 0).all()
    assert table["name"].iloc[0] in words(app)


@pytest.mark.parametrize(("text", "count"), [("zor", 1), ("%", 1), ("_", 1), ("\\", 1), ("'", 0)])
def test_a_search_takes_its_text_as_it_is(data: Path, text: str, count: int) -> None:
    snapshot = current_snapshot(data / "serving")
    assert name_queries.count_names(snapshot, text) == count
    assert name_queries.list_names(snapshot, text).num_rows == count


def test_a_name_is_made_an_alias_and_taken_back(data: Path, open_app: Open) -> None:
    app = open_app(data, "names.py", find="zorblax")
    assert next(b for b in app.button if b.key == "name-alias").disabled
    app.selectbox(key="alias-of-Zorblax").select("ford").run()
    press(app, "name-alias")
    assert not app.exception
    assert said_of_names()["Zorblax"] == "Ford"
    assert app.dataframe[0].value["said"].tolist() == ["is Ford"]
    press(app, "name-rerun")
    assert [request.dump for request in pending_requests(data_layout())] == ["ev_news"]
    press(app, "name-undo")
    assert said_of_names() == {}


def test_a_name_that_is_none_and_one_of_its_own(data: Path, open_app: Open) -> None:
    press(open_app(data, "names.py", find="zorblax"), "name-none")
    press(open_app(data, "names.py", find="quandle"), "name-company")
    assert said_of_names() == {"Zorblax": "", "Quandle": "Quandle"}


def test_a_new_company_with_a_name_a_parent_and_a_country(data: Path, open_app: Open) -> None:
    app = open_app(data, "names.py", find="zorblax")
    app.text_input(key="name-of-Zorblax").input("Zorblax Holding")
    app.selectbox(key="parent-of-Zorblax").select("ford")
    app.selectbox(key="country-of-Zorblax").select("AT")
    press(app, "name-company")
    assert not app.exception
    found = load_catalogue().companies["own-zorblax-holding"]
    assert (found.name, found.aliases) == ("Zorblax Holding", ("Zorblax",))
    assert (found.parent_id, found.country) == ("ford", "AT")
    assert app.dataframe[0].value["said"].tolist() == ["is Zorblax Holding"]


def test_an_own_company_can_be_chosen_before_the_next_run(data: Path, open_app: Open) -> None:
    press(open_app(data, "names.py", find="quandle"), "name-company")
    app = open_app(data, "names.py", find="zorblax")
    app.selectbox(key="alias-of-Zorblax").select("own-quandle").run()
    app.checkbox(key="context-Zorblax").check()
    press(app, "name-alias")
    assert load_catalogue().companies["own-quandle"].context_aliases == ("Zorblax",)


def test_a_name_of_another_company_is_refused_and_told(data: Path, open_app: Open) -> None:
    app = open_app(data, "names.py", find="zorblax")
    app.text_input(key="name-of-Zorblax").input("BMW")
    press(app, "name-company")
    assert not app.exception
    assert "belongs to 'bmw' already" in app.toast[0].value
    assert said_of_names() == {}


def test_what_was_said_is_listed_even_when_no_text_has_the_name(data: Path, open_app: Open) -> None:
    own_names.add_alias("ford", "Blue Oval Works")
    own_names.mark_not_company("Black Friday")
    for find in ("zorblax", "no such name"):
        app = open_app(data, "names.py", find=find)
        table = app.dataframe[-1].value
        assert dict(zip(table["Name"], table["You said"], strict=True)) == {
            "Black Friday": "is no company",
            "Blue Oval Works": "is Ford",
        }


def test_a_dump_that_left_the_inbox_is_not_offered_again(data: Path, open_app: Open) -> None:
    (data / "inbox" / "ev_news").unlink()
    app = press(open_app(data, "names.py", find="zorblax"), "name-none")
    assert next(b for b in app.button if b.key == "name-rerun").disabled
    assert "1 no longer lie in the inbox" in words(app)


def test_a_dump_that_waits_is_not_asked_for_twice(data: Path, open_app: Open) -> None:
    app = press(open_app(data, "names.py", find="zorblax"), "name-none")
    app = press(app, "name-rerun")
    assert next(b for b in app.button if b.key == "name-rerun").disabled
    assert "on their way" in words(app)


def test_a_principal_without_a_mention_and_a_name_in_a_title(tmp_path: Path) -> None:
    made = invented.invent(3)
    for article_id, name in (("odd", "Zorblax"), ("two", "Quandle")):
        invented.add_event(
            made, article_id=article_id, title=f"{name} opens", text="It recalled cars.",
            evidence="It recalled cars.", cue="recalled", day=invented.NEWEST, kind="recall",
            status="happened", companies=[name], themes=[],
        )  # fmt: skip
        made.events[-1]["company_ids"] = [""]
    made.mentions.append(
        {**made.mentions[0], "article_id": "two", "field": "title", "start": 0, "end": 7,
         "text": "Quandle", "kind": "company", "entity_name": "Quandle", "entity_id": None}
    )  # fmt: skip
    snapshot = invented.publish(made, tmp_path)
    listed = {row["name"]: row for row in name_queries.list_names(snapshot).to_pylist()}
    assert {
        name: (row["events"], row["articles"], row["dumps"]) for name, row in listed.items()
    } == {"Zorblax": (1, 1, ["ev_news"]), "Quandle": (1, 1, ["ev_news"])}
    assert name_queries.sentences_of(snapshot, "Zorblax") == ["It recalled cars."]
    assert name_queries.sentences_of(snapshot, "Quandle") == ["Quandle opens"]


def test_a_broken_file_is_told_and_kept(data: Path, open_app: Open) -> None:
    path = own_companies_file()
    path.parent.mkdir(parents=True)
    path.write_text("not,these,columns\n", encoding="utf-8")
    app = open_app(data, "names.py", find="zorblax")
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
