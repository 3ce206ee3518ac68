"""Corrections survive re-runs and other models: found again by evidence, put back where lost."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from etl import audit
from etl.cli.main import build_app
from etl.contracts import ARTICLES, CHECKED_EVENTS, EVENTS, MENTIONS, STORY_LINKS
from etl.corrections.apply import Layer, apply_corrections, update_checked_events
from etl.corrections.gold import export_gold
from etl.corrections.log import Correction, accept, append, edit, join, part, reject, undo
from etl.corrections.matching import find_event
from etl.settings import DataLayout
from etl.warehouse.store import Row, Warehouse
from tests.warehouse.rows import article, event, mention

TEXT = "Ford recalls 900 vans over a faulty cell. Kia opened a plant in Zilina. Ford sued Kia."


def layer(said: list[Correction], *events: Row, text: str = TEXT) -> Layer:
    return apply_corrections(said, {"a1": article(text=text)}, events)


def at(sentence: str, event_id: str, **changes: Any) -> Row:
    start = TEXT.index(sentence)
    return event(
        event_id,
        evidence=sentence,
        evidence_start=start,
        evidence_end=start + len(sentence),
        trigger_start=start,
        trigger_end=start + 4,
        **changes,
    )


RECALL = at("Ford recalls 900 vans over a faulty cell.", "e1")
SUIT = at("Ford sued Kia.", "e2", event_type="lawsuit")


@pytest.mark.parametrize(
    ("today", "is_found"),
    [
        ({"event_id": "new"}, True),
        ({"event_id": "new", "companies": ["Ford", "Kia"], "company_ids": ["ford", "kia"]}, True),
        ({"event_id": "new", "company_ids": [""]}, True),
        ({"event_id": "new", "evidence": "Ford recalls 900 vans", "evidence_end": 21}, True),
        ({"event_id": "new", "event_type": "lawsuit"}, False),
        ({"event_id": "new", "companies": ["Kia"], "company_ids": ["kia"]}, False),
        ({"event_id": "new", "article_id": "a2"}, False),
        (
            {
                "event_id": "new",
                "evidence": "Kia opened a plant in Zilina.",
                "evidence_start": 42,
                "evidence_end": 71,
            },
            False,
        ),
    ],
)
def test_an_event_is_found_again_by_its_evidence(today: dict[str, Any], is_found: bool) -> None:
    found = find_event(accept(RECALL, "ann"), [SUIT, RECALL | today])
    assert (found is not None) is is_found
    if found is not None:
        assert found["event_id"] == "new"


def test_a_type_that_the_next_model_gets_right_is_found_too() -> None:
    correction = edit(RECALL, {"event_type": "lawsuit"}, "ann")
    today = RECALL | {"event_id": "new", "event_type": "lawsuit"}
    assert find_event(correction, [today]) == today


def test_accepted_edited_and_rejected_events() -> None:
    changes = {"event_type": "regulatory_action", "themes": ["trade_policy"]}
    found = layer([accept(RECALL, "ann"), edit(SUIT, changes, "bob")], RECALL, SUIT)
    first, second = found.rows
    assert (first["event_of"], first["check"], first["checked_by"]) == ("e1", "accepted", "ann")
    assert {name: first[name] for name in RECALL} == RECALL
    assert (second["check"], second["event_type"]) == ("edited", "regulatory_action")
    assert second["themes"] == ["trade_policy"]
    (row,) = layer([reject(RECALL, "ann")], RECALL).rows
    assert (row["check"], row["event_of"]) == ("rejected", "e1")


def test_a_date_that_a_reader_sets_says_so() -> None:
    days = {"event_start": date(2024, 3, 1), "event_end": date(2024, 3, 2)}
    (row,) = layer([edit(RECALL, days, "ann")], RECALL).rows
    assert (row["date_basis"], row["edtf"], row["date_text"]) == (
        "reader",
        "2024-03-01/2024-03-02",
        None,
    )
    none = {"event_start": None, "event_end": None}
    (row,) = layer([edit(RECALL | days, none, "ann")], RECALL | days).rows
    assert (row["date_basis"], row["edtf"]) == ("none", None)


def test_the_last_word_counts() -> None:
    (row,) = layer([reject(RECALL, "ann"), accept(RECALL, "bob")], RECALL).rows
    assert (row["check"], row["checked_by"]) == ("accepted", "bob")


def test_what_the_extraction_finds_no_more_is_put_back() -> None:
    moved = "Detroit. " + TEXT
    found = layer([accept(RECALL, "ann"), reject(SUIT, "ann")], text=moved)
    (row,) = found.rows
    assert row["event_of"] is None
    assert moved[row["evidence_start"] : row["evidence_end"]] == RECALL["evidence"]
    assert row["trigger_start"] == RECALL["trigger_start"] + len("Detroit. ")
    assert found.lost == ()


def test_what_has_nothing_to_stand_on_is_counted_as_lost() -> None:
    said = [accept(RECALL, "ann"), reject(SUIT, "ann")]
    found = layer(said, text="Another text altogether.")
    assert (found.rows, found.lost) == ((), (said[0],))
    gone = apply_corrections(said, {}, [])
    assert (gone.rows, gone.lost) == ((), tuple(said))


def test_pairs_of_a_story_are_found_again_too() -> None:
    said = [join(SUIT, RECALL, "ann")]
    (link,) = layer(said, RECALL | {"event_id": "new"}, SUIT).links
    assert link == {"one_event_id": "e2", "other_event_id": "new", "is_same": True}
    said.append(part(RECALL, SUIT, "ann"))
    assert [row["is_same"] for row in layer(said, RECALL, SUIT).links] == [False]
    assert layer(said, RECALL).lost == tuple(said)


def fill(warehouse: Warehouse, *events: Row, text: str = TEXT) -> None:
    tables = ((ARTICLES, [article(text=text)]), (EVENTS, events), (MENTIONS, [mention()]))
    for table, rows in tables:
        with warehouse.stage(table, "d", source_hash="same") as staged:
            staged.append(rows)
            staged.publish()


def test_the_tables_follow_the_log_and_the_warehouse(warehouse: Warehouse, tmp_path: Path) -> None:
    log, lock = tmp_path / "log.jsonl", tmp_path / "lock"
    fill(warehouse, RECALL, SUIT)
    reports, _, _ = update_checked_events(warehouse, log, lock=lock)
    assert [report.row_count for report in reports] == [0, 0]
    said = [
        accept(RECALL, "ann"),
        edit(SUIT, {"status": "planned"}, "ann"),
        part(RECALL, SUIT, "a"),
    ]
    append(log, said)
    fill(warehouse, RECALL | {"event_id": "r2", "score": 0.5, "extractor": "another 2.0"})
    update_checked_events(warehouse, log, lock=lock)
    (rows,) = warehouse.batches(CHECKED_EVENTS)
    assert {row["event_id"]: row["event_of"] for row in rows} == {"r2": "r2", "e2": None}
    assert {row["status"] for row in rows} == {"happened", "planned"}
    (links,) = warehouse.batches(STORY_LINKS)
    assert len(links) == 1
    append(log, [undo(c.correction_id, "ann") for c in said])
    reports, _, _ = update_checked_events(warehouse, log, lock=lock)
    assert [report.row_count for report in reports] == [0, 0]


def test_checked_articles_are_written_as_gold(warehouse: Warehouse, tmp_path: Path) -> None:
    log, lock = tmp_path / "log.jsonl", tmp_path / "lock"
    fill(warehouse, RECALL, SUIT)
    append(log, [edit(RECALL, {"themes": ["sensors"]}, "ann")])
    update_checked_events(warehouse, log, lock=lock)
    assert export_gold(warehouse, tmp_path / "none") == 0
    assert export_gold(warehouse, tmp_path / "part", with_partial=True) == 1
    append(log, [reject(SUIT, "ann")])
    update_checked_events(warehouse, log, lock=lock)
    assert export_gold(warehouse, tmp_path / "whole") == 1
    gold = json.loads((tmp_path / "whole" / "gold.jsonl").read_text(encoding="utf-8"))
    told = json.loads((tmp_path / "whole" / "articles.jsonl").read_text(encoding="utf-8"))
    assert gold["doc_id"] == told["doc_id"] == "a1"
    (only,) = gold["events"]
    assert (only["type"], only["themes"], only["evidence"]) == (
        "recall",
        ["sensors"],
        RECALL["evidence"],
    )
    assert only["companies"][0]["name"] == "Ford"


def test_the_command_tells_the_precision_and_writes_the_files(
    layout: DataLayout, warehouse: Warehouse, tmp_path: Path
) -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(
            build_app("corrections", "publish"), ["corrections", *arguments]
        )
        assert result.exit_code == 0, result.output
        return result.output

    assert "nothing checked" in run()
    fill(warehouse, RECALL, SUIT)
    append(layout.corrections, [accept(RECALL, "ann"), reject(SUIT, "ann")])
    update_checked_events(warehouse, layout.corrections, lock=tmp_path / "lock")
    told = run(str(tmp_path / "gold"))
    assert "recall                   1 checked, 100% right, 0 changed, 0 wrong" in told
    assert "all                      2 checked, 50% right, 0 changed, 1 wrong" in told
    assert "1 articles written" in told
    assert (tmp_path / "gold" / "gold.jsonl").read_text(encoding="utf-8").count("\n") == 1
    (noted,) = audit.latest(layout.audit)
    assert (noted.action, noted.subject) == ("download", "gold files")
