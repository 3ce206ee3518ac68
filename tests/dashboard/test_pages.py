from collections import Counter
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters.selection import Selection
from dashboard.queries import database, timeline
from dashboard.queries import events as event_queries
from dashboard.queries import stories as story_queries
from dashboard.queries.facets import facet_counts
from etl.contracts import EVENT_TYPES
from etl.warehouse.serving import Snapshot
from tests.dashboard import invented
from tests.dashboard.screens import reader_data, reader_text, words

PAGES = ["overview.py", "events.py"]


@pytest.mark.parametrize("page", PAGES)
def test_says_what_to_do_when_nothing_is_published(tmp_path: Path, open_app, page: str) -> None:
    app: AppTest = open_app(tmp_path, page)
    assert not app.exception
    assert "No events yet" in words(app)
    assert "run the ETL" in words(app)
    assert not app.sidebar.multiselect


@pytest.mark.parametrize("page", PAGES)
def test_says_so_when_the_dumps_hold_no_event(tmp_path: Path, open_app, page: str) -> None:
    made = invented.invent(3)
    made.events, made.stories = [], []
    invented.publish(made, tmp_path)
    app: AppTest = open_app(tmp_path, page)
    assert not app.exception
    assert "No events found in the dumps" in words(app)


@pytest.mark.parametrize("page", PAGES)
def test_says_so_when_no_event_fits(published: Path, open_app, page: str) -> None:
    app: AppTest = open_app(published, page, q="zeppelin")
    assert not app.exception
    assert "No event fits these filters" in words(app)
    assert app.button(key="chip-0").label == "Text: **zeppelin**"


def test_overview_counts_the_selection(published: Path, snapshot: Snapshot, open_app) -> None:
    app: AppTest = open_app(published, company="Toyota")
    assert not app.exception
    chosen = Selection(companies=("Toyota",))
    figures = event_queries.figures(snapshot, chosen)
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown == {
        "Events": f"{figures.events:,}",
        "Stories": f"{story_queries.count_stories(snapshot, chosen):,}",
        "Articles": f"{figures.articles:,}",
        "Companies": f"{figures.companies:,}",
        "Sources": f"{figures.sources:,}",
    }
    assert len(app.get("vega_lite_chart")) == 3
    assert len(app.dataframe[0].value) == 10
    assert not any(metric.delta for metric in app.metric)


def test_overview_compares_a_period_with_the_one_before(published: Path, open_app) -> None:
    app: AppTest = open_app(published, period="quarter")
    assert not app.exception
    assert all(metric.delta for metric in app.metric)


def test_a_new_snapshot_is_shown_on_the_next_run(tmp_path: Path, open_app) -> None:
    invented.publish(invented.invent(5), tmp_path)
    app: AppTest = open_app(tmp_path)
    assert app.metric[0].value == "5"
    invented.publish(invented.invent(9), tmp_path)
    app.run()
    assert not app.exception
    assert app.metric[0].value == "9"


@pytest.mark.parametrize("count", [1, 6, 7, 8])
def test_overview_draws_any_number_of_types(tmp_path: Path, open_app, count: int) -> None:
    made = invented.invent(20)
    for number, event in enumerate(made.events):
        event["event_type"] = EVENT_TYPES[number % count]
    invented.publish(made, tmp_path)
    app: AppTest = open_app(tmp_path)
    assert not app.exception
    legend = next(e.value for e in app.markdown if "foreground" in e.value)
    assert legend.count("foreground") == min(count, 7)
    assert ("Other&nbsp;types" in legend) is (count > 7)


def test_overview_without_themes_says_so(tmp_path: Path, open_app) -> None:
    made = invented.invent(5)
    for event in made.events:
        event["themes"] = []
    invented.publish(made, tmp_path)
    app: AppTest = open_app(tmp_path)
    assert not app.exception
    assert "None of these events has a theme" in words(app)


def test_events_page_shows_the_newest_event_first(published: Path, snapshot, open_app) -> None:
    app: AppTest = open_app(published, "events.py")
    assert not app.exception
    assert "1 to 100 of 302 events" in words(app)
    assert len(app.dataframe[0].value) == 100
    newest = event_queries.list_events(snapshot, Selection(), limit=1).to_pylist()[0]
    assert reader_data(app, "fields")["Status"] == newest["status"].capitalize()
    assert reader_text(app).count(newest["evidence"]) == 1


def test_events_page_opens_the_event_of_the_address(published: Path, open_app) -> None:
    app: AppTest = open_app(published, "events.py", event="e-a00007", q="zzz OR the")
    assert not app.exception
    app = open_app(published, "events.py", event="e-a00007")
    assert reader_data(app, "fields")["Dump"] == "ev_news, record 8"
    assert app.get("link_button")[0].url == "https://news.example/a00007"


def test_hostile_event_is_shown_without_markdown_or_link(published: Path, open_app) -> None:
    app: AppTest = open_app(published, "events.py", event="e-hostile")
    assert not app.exception
    assert not app.get("link_button")
    assert "<script>window.hacked=1</script>" in reader_text(app)
    interpreted = [*app.markdown, *app.caption, *app.title, *app.header, *app.subheader]
    assert not any("hacked" in str(e.value) or "evil" in str(e.value) for e in interpreted)


def test_search_without_words_is_told(published: Path, open_app) -> None:
    app: AppTest = open_app(published, "events.py", q="%")
    assert "holds no words" in words(app)
    assert "302 events" in words(app)


def test_a_slow_answer_is_told_in_plain_words(published: Path, open_app, monkeypatch) -> None:
    def too_slow(*_: object, **__: object) -> None:
        raise database.QueryTimeoutError

    monkeypatch.setattr(event_queries, "count_events", too_slow)
    app: AppTest = open_app(published, "events.py")
    assert not app.exception
    assert "takes too long" in words(app)


def test_a_broken_snapshot_is_told_in_plain_words(tmp_path: Path, open_app) -> None:
    snapshot = invented.publish(invented.invent(3), tmp_path)
    snapshot.database.write_bytes(b"broken" * 5000)
    app: AppTest = open_app(tmp_path)
    assert not app.exception
    assert "rebuild it" in words(app)


def test_unknown_errors_are_not_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    def script() -> None:
        import duckdb

        from dashboard.parts import notices

        with notices.plain_errors():
            raise duckdb.Error("secret words")

    app = AppTest.from_function(script).run()
    assert not app.exception
    assert "secret" not in words(app)
    assert "could not be read" in words(app)


@pytest.mark.parametrize(
    ("by", "field"), [("Type", "event_types"), ("Theme", "themes"), ("Status", "statuses")]
)
def test_bars_are_stacked_by_what_is_asked_for(
    published: Path, snapshot: Snapshot, open_app, by: str, field: str
) -> None:
    app: AppTest = open_app(published, by=by, shares="true")
    assert not app.exception
    assert app.session_state["by"] == field
    told = facet_counts(snapshot, Selection(), field)
    drawn = timeline.events_over_time(snapshot, Selection(), field)
    counted = Counter()
    for row in drawn.rows.to_pylist():
        counted[row["value"]] += row["events"]
    assert set(counted) <= set(told)
    assert all(counted[value] <= told[value] for value in counted)
    assert sum(told.values()) - sum(counted.values()) <= 2 * (drawn.outside + drawn.undated)


@pytest.mark.parametrize("order", list(event_queries.ORDERS))
def test_the_whole_list_is_put_in_order(published: Path, snapshot: Snapshot, order: str) -> None:
    rows = event_queries.list_events(snapshot, Selection(), order=order).to_pylist()
    keys = {
        "surest": lambda row: -row["score"],
        "least_sure": lambda row: row["score"],
        "company": lambda row: row["companies"][0].lower(),
        "type": lambda row: row["event_type"],
        "source": lambda row: row["source"].lower(),
    }
    ids = [row["event_id"] for row in rows]
    newest = [
        row["event_id"] for row in event_queries.list_events(snapshot, Selection()).to_pylist()
    ]
    assert sorted(ids) == sorted(newest)
    if order in keys:
        found = [keys[order](row) for row in rows]
        assert found == sorted(found)
    else:
        assert ids == (newest if order == "newest" else newest[::-1])
