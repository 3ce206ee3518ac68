"""The page Guide: its figures are those of the files, its numbers those of the rows."""

import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters.selection import Selection
from dashboard.labels import theme_label, type_label
from dashboard.pages import GUIDE, PAGES
from dashboard.queries.quality import scores_by_extractor
from etl.contracts import EVENT_TYPES, REJECT_REASONS, STATUSES, TABLES, THEMES
from etl.corrections.log import accept, append, edit, reject
from etl.evaluation.figures import read_figures
from etl.nlp.encoder.manifest import MANIFEST, MODEL_VARIABLE, read_model_facts
from etl.settings import data_layout
from tests.dashboard import invented
from tests.dashboard.screens import words
from tests.warehouse.rows import event

SURE, EVENT, TABLES_PART = "How sure are we?", "What an event is", "Tables"
PARTS = ["First steps", SURE, EVENT, TABLES_PART]


@pytest.fixture
def open_guide(open_app):
    def run(data: Path, part: str = "", **parameters: str) -> AppTest:
        app: AppTest = open_app(data)
        for name, value in (parameters | ({"part": part} if part else {})).items():
            app.query_params[name] = value
        app.switch_page(GUIDE.path).run()
        assert not app.exception
        return app

    return run


def links(app: AppTest) -> dict[str, str]:
    """The links of the page: what they say, and the parameters that they open Events with."""
    return {node.proto.label: node.proto.query_string for node in app.get("page_link")}


def published_events(data: Path) -> pd.DataFrame:
    """The rows behind what the pages show; no reader has called one wrong."""
    return pd.read_parquet(data / "warehouse" / "events")


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_there_without_data(tmp_path: Path, open_guide, part: str) -> None:
    app = open_guide(tmp_path, part)
    assert app.header
    assert not app.error


def test_the_tour_names_every_other_page(published: Path, open_guide) -> None:
    app = open_guide(published)
    told = words(app)
    for page in PAGES:
        if page is not GUIDE:
            assert page.tour in told
            assert f"**{page.title}**" in links(app)


def test_the_measured_figures_are_those_of_the_file(published: Path, snapshot, open_guide) -> None:
    app = open_guide(published, SURE)
    figures = read_figures()
    whole = figures.measurements["development"]
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Right, of those found"] == f"{whole.precision:.0%}"
    assert shown["Found, of those told"] == f"{whole.recall:.0%}"
    events = published_events(published)
    assert shown["Right here, by the scores"] == f"{events['score'].mean():.0%}"
    assert shown["Right here, by readers"] == "-"
    table = app.dataframe[0].value.set_index("Type")
    counts = Counter(events["event_type"])
    assert set(table.index) == {type_label(name) for name in EVENT_TYPES}
    for name, own in figures.types.items():
        row = table.loc[type_label(name)]
        assert (row["Right"], row["of found"]) == (own.precision, own.found)
        assert (row["Found"], row["of told"]) == (own.recall, own.gold)
        assert (row["Both"], row["of pairs"]) == (own.held_out_f1, own.held_out_pairs)
        assert row["Events here"] == counts[name]
    assert table.loc[type_label("funding"), "likely"] == "69 to 93 %"


def test_events_of_another_version_are_told(published: Path, snapshot, open_guide) -> None:
    (row,) = scores_by_extractor(snapshot).to_pylist()
    assert row["extractor"] == "motorwire-en 1.0"
    app = open_guide(published, SURE)
    assert f"{row['events']:,} of motorwire" in app.info[0].value
    assert not app.warning


def test_another_model_in_use_is_told(
    published: Path, tmp_path: Path, open_guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps({"name": "<b>mine</b>/2.0", "threshold": 0.5}))
    monkeypatch.setenv(MODEL_VARIABLE, str(tmp_path))
    app = open_guide(published, SURE)
    assert r"\<b\>mine\<\/b\>\/2\.0" in app.warning[0].value
    assert read_figures().extractor in app.warning[0].value
    assert "there is no picture" in words(app)
    assert not app.get("vega_lite_chart")


def test_the_calibration_is_that_of_the_model(published: Path, open_guide) -> None:
    app = open_guide(published, SURE)
    (chart,) = app.get("vega_lite_chart")
    assert chart.proto.alt.startswith("Share of right pairs")
    pairs = sum(own.pairs for own in read_model_facts().reliability)
    assert f"{pairs:,} proposed pairs" in words(app)


def test_what_readers_said_stands_beside(tmp_path: Path, open_guide) -> None:
    invented.publish(invented.invent(20), tmp_path)
    app = open_guide(tmp_path, SURE)
    append(
        data_layout().corrections,
        [
            accept(event("e1"), "ann"),
            accept(event("e2"), "ann"),
            reject(event("e3"), "ann"),
            edit(event("e4", event_type="layoffs"), {"status": "planned"}, "ann"),
        ],
    )
    app.run()
    assert not app.exception
    table = app.dataframe[0].value.set_index("Type")
    said = ["Readers: right", "changed", "wrong"]
    assert table.loc[type_label("recall"), said].tolist() == [2, 0, 1]
    assert table.loc[type_label("layoffs"), said].tolist() == [0, 1, 0]
    assert next(m.value for m in app.metric if "readers" in m.label) == "50%"
    assert "4 checked" in links(app)


def test_statuses_types_and_themes_lead_to_their_events(published: Path, open_guide) -> None:
    events = published_events(published)
    found = links(open_guide(published, EVENT))
    for field, names, label, parameter in (
        ("status", STATUSES, str.capitalize, "status"),
        ("event_type", EVENT_TYPES, type_label, "type"),
    ):
        counts = Counter(events[field])
        for name in names:
            assert found.pop(f"**{escaped(label(name))}** · {counts[name]:,}") == (
                f"{parameter}={name}"
            )
    counts = Counter(theme for themes in events["themes"] for theme in themes)
    for name in THEMES:
        assert found.pop(f"**{escaped(theme_label(name))}** · {counts[name]:,}") == f"theme={name}"


def escaped(label: str) -> str:
    return label.replace("-", r"\-").replace(",", r"\,")


def test_the_filters_of_other_pages_do_not_come_along(published: Path, open_app) -> None:
    app: AppTest = open_app(published, "overview.py", company="Toyota", parents="true")
    app.query_params["part"] = EVENT
    app.switch_page(GUIDE.path).run()
    found = {query for label, query in links(app).items() if "Happened" in label}
    assert found == {"status=happened&parents=true"}


def test_an_own_entry_is_no_markdown(tmp_path: Path, open_guide) -> None:
    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / "themes.toml").write_text(
        '[themes.own_theme]\nlabel = "[x](http://evil.example)"\n'
        'definition = "![p](http://evil.example/p.png)"\nterms = ["gigacasting"]\n'
    )
    app = open_guide(tmp_path, EVENT)
    label = next(name for name in links(app) if "evil" in name)
    assert label.startswith(r"**\[x\]\(http")
    assert any(c.value.startswith(r"\!\[p\]\(http") for c in app.caption)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_dictionary_has_every_column(published: Path, open_guide, table) -> None:
    app = open_guide(published, TABLES_PART, table=table.name)
    assert app.header[0].value == table.name
    shown = app.table[0].value
    assert shown["Column"].tolist() == [f"`{column.name}`" for column in table.columns]
    for column, allowed in zip(table.columns, shown["Allowed values"], strict=True):
        for value in column.values or ():
            assert value.replace("_", r"\_") in allowed
    if table.name == "rejects":
        assert app.table[1].value["Reason"].tolist() == [f"`{name}`" for name in REJECT_REASONS]
    else:
        assert len(app.table) == 1


def test_all_events_are_counted(snapshot) -> None:
    from dashboard.queries.events import count_events

    rows = scores_by_extractor(snapshot).to_pylist()
    assert sum(row["events"] for row in rows) == count_events(snapshot, Selection())
