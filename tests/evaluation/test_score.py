"""The scorer: cases computed by hand, and agreement with the judges' own where it is at hand."""

import copy
import importlib.util
import json
import random
from pathlib import Path
from typing import Any

import pytest

from etl.evaluation.names import company_forms, count_common_names, fold_name
from etl.evaluation.score import score_documents


def event(**changes: Any) -> dict[str, Any]:
    return {
        "type": "recall",
        "status": "happened",
        "companies": [{"name": "Ford Motor Company", "aliases": ["Ford"]}],
        "people": [],
        "products": [],
        "themes": ["battery"],
        "date": None,
        "evidence": "Ford recalls 900 vans over a faulty battery cell.",
        **changes,
    }


def figures(gold: list[Any], predicted: list[Any]) -> dict[str, Any]:
    return score_documents(
        [{"doc_id": "a", "events": gold}], [{"doc_id": "a", "events": predicted}]
    ).figures


def test_the_same_events_score_one() -> None:
    found = figures([event()], [event()])
    names = ("event_f1", "event_macro", "type_f1", "company_f1", "theme_f1", "status_acc")
    assert [found[name] for name in names] == [1.0] * 6


def test_companies_match_by_any_form() -> None:
    assert figures([event()], [event(companies=[{"name": "Ford"}])])["event_f1"] == 1.0
    assert figures([event()], [event(companies=[{"name": "Fiat"}])])["event_f1"] == 0.0


def test_pairs_are_counted_not_events() -> None:
    gold = [event(companies=[{"name": "Kia"}, {"name": "Hyundai"}]), event(type="lawsuit")]
    found = figures(gold, [event(companies=[{"name": "Kia"}, {"name": "Fiat"}])])
    assert (found["gold_pairs"], found["pred_pairs"]) == (3, 2)
    assert found["event_p"] == 0.5
    assert found["event_r"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["event_f1"] == 0.4


def test_details_are_counted_on_common_pairs() -> None:
    day = {"start": "2024-03-01", "end": "2024-03-31"}
    other = {"start": "2024-03-02", "end": "2024-03-31"}
    gold = [event(people=["Jim Farley"], date=day, status="planned")]
    found = figures(gold, [event(people=["Farley", "Ann Ode"], date=other, evidence="No word.")])
    assert found["people_f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["date_f1"] == 0.0
    assert found["status_acc"] == 0.0
    assert found["evidence"] == 0.0
    assert figures(gold, gold)["date_f1"] == 1.0


def test_a_missing_article_counts_as_no_events() -> None:
    scores = score_documents([{"doc_id": "a", "events": [event()]}], [])
    assert scores.figures["event_f1"] == 0.0
    assert scores.figures["gold_pairs"] == 1


def test_names() -> None:
    assert fold_name("Citroën's ") == "citroen"
    assert company_forms({"name": "Volvo Cars AB"}) == {"volvo cars ab", "volvo"}
    assert count_common_names(["Mary T. Barra", "Jim Farley"], ["Barra"]) == 1


def test_agrees_with_the_judges_scorer(shared: Path) -> None:
    specification = importlib.util.spec_from_file_location("judge", shared / "gold" / "score.py")
    assert specification is not None
    assert specification.loader is not None
    judge = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(judge)
    lines = (shared / "training" / "silver.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [json.loads(line) for line in lines[:200]]
    chance = random.Random(7)
    predicted = copy.deepcopy(gold[:180])
    for document in predicted:
        document["events"] = [e for e in document["events"] if chance.random() < 0.8]
        for found in document["events"]:
            if chance.random() < 0.3:
                found["type"] = "recall"
            if chance.random() < 0.3:
                found["date"] = None
            if chance.random() < 0.3:
                found["companies"] = found["companies"][:1]
            if chance.random() < 0.3:
                found["themes"] = ["battery"]
                found["people"] = [name.split()[-1] for name in found["people"]]
    ours = score_documents(gold, predicted).figures
    theirs = judge.score(gold, predicted)[0]
    assert 0.5 < ours["event_f1"] < 0.95
    assert {name: ours[name] for name in theirs} == pytest.approx(theirs)
