"""Runs with a lexicon of the user's or of another industry, the whole way into the snapshot."""

import json

import duckdb
import pytest

from etl.defs.assets import _pipeline
from etl.lexicon.files import PACK_VARIABLE
from etl.runs.execution import execute
from etl.runs.history import list_runs, run_log
from etl.runs.inbox import add_to_inbox
from etl.runs.instance import open_instance
from etl.settings import DataLayout
from etl.warehouse.serving import current_snapshot

CLOSURE = {
    "id": "c1",
    "title": "Ford closes its plant in Cologne",
    "text": "Ford closed its plant in Cologne on Monday after a hailstorm damaged the roof. The"
    " company filed a patent for a stronger one.",
    "date": "2024-06-12",
}
ORDER = {
    "id": "o1",
    "title": "Ryanair orders Boeing jets",
    "text": "Ryanair ordered 300 Boeing 737 MAX 10 aircraft on Tuesday in a deal worth $40 billion."
    " The airline is the largest in Europe.",
    "date": "2023-05-09",
}
THEME = '[themes.hail_damage]\nlabel = "Hail"\nterms = ["hailstorm~"]\n'
PATENT = '[types.patent]\nlabel = "Patent"\nstrong = ["file~ ___ patent~"]\n'


def put(layout: DataLayout, name: str, article: dict[str, str]) -> str:
    return add_to_inbox(layout, name, json.dumps(article).encode())


def rows(layout: DataLayout, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(current_snapshot(layout.serving).database), read_only=True) as db:
        return db.execute(query).fetchall()


def test_a_changed_lexicon_counts_in_the_next_run_and_a_gone_entry_does_no_harm(
    layout: DataLayout,
) -> None:
    dump, instance = put(layout, "news.jsonl", CLOSURE), open_instance(layout)
    assert execute(instance, layout, dump)
    assert rows(layout, "SELECT * FROM event_themes WHERE theme = 'hail_damage'") == []
    layout.lexicon.mkdir()
    (layout.lexicon / "themes.toml").write_text(THEME + "\n[themes.bad]\nterms = 3\n")
    (layout.lexicon / "event_types.toml").write_text(PATENT)
    assert execute(instance, layout, dump)
    types = rows(layout, "SELECT event_type, companies, extractor FROM events")
    assert ("patent", ["Ford"], "motorwire-cuewords/0.1") in types
    assert rows(layout, "SELECT * FROM event_themes WHERE theme = 'hail_damage'") != []
    (warning,) = [
        line.message
        for line in run_log(layout, list_runs(layout)[0].run_id)
        if "left out of the lexicon" in line.message
    ]
    assert "lexicon/themes.toml: line 6: bad.terms: must be a list of texts" in warning
    for path in layout.lexicon.iterdir():
        path.unlink()
    second = put(layout, "order.jsonl", ORDER)
    assert execute(instance, layout, second), "the tables of the first dump hold ids that are gone"
    assert ("patent", ["Ford"]) in rows(layout, "SELECT event_type, companies FROM stories")


def test_the_warm_pipeline_is_kept_while_the_lexicon_is_the_same(layout: DataLayout) -> None:
    first = _pipeline()
    assert _pipeline() is first
    layout.lexicon.mkdir(parents=True)
    (layout.lexicon / "themes.toml").write_text(THEME)
    assert _pipeline() is not first


def test_a_dump_of_another_industry_goes_the_whole_way(
    layout: DataLayout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PACK_VARIABLE, "aviation")
    assert execute(open_instance(layout), layout, put(layout, "air.jsonl", ORDER))
    found = rows(layout, "SELECT companies, company_ids, themes, products FROM events")
    assert (
        ["Ryanair", "Boeing"],
        ["ryanair", "boeing"],
        ["fleet_orders"],
        ["737 MAX 10"],
    ) in found
    assert rows(layout, "SELECT kind FROM companies WHERE company_id = 'boeing'") == [
        ("aircraft_maker",)
    ]
    assert rows(layout, "SELECT * FROM companies WHERE company_id = 'volkswagen'") == []


def test_an_unknown_pack_fails_the_run_with_the_packs_there_are(
    layout: DataLayout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PACK_VARIABLE, "shipping")
    assert not execute(open_instance(layout), layout, put(layout, "news.jsonl", CLOSURE))
    assert "one of automotive, aviation" in (list_runs(layout)[0].failure or "")
