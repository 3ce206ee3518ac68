"""The measured figures: docs/evaluation.md and the data file say the same."""

import json
from pathlib import Path

import pytest

from etl.contracts import EVENT_TYPES
from etl.errors import ConfigurationError
from etl.evaluation.figures import likely_range, read_figures
from etl.nlp.encoder.manifest import MANIFEST, MODEL_VARIABLE, read_model_facts
from etl.nlp.encoder.model import load_model

DOCS = Path(__file__).parents[2] / "docs" / "evaluation.md"
MEASURED = {
    "development": "**development gold**: {articles} real articles",
    "held_out": "held out of the first training: {articles} real articles",
    "sample": "the sample dump: {articles} short articles",
}


def cells(head: str) -> list[list[str]]:
    """The rows of the table of the docs whose first line begins with `head`."""
    lines = DOCS.read_text(encoding="utf-8").splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith(head)) + 2
    rows = []
    for line in lines[first:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.mark.parametrize("name", MEASURED)
def test_the_docs_have_the_same_scores(name: str) -> None:
    own = read_figures().measurements[name]
    begin = MEASURED[name].format(articles=own.articles)
    (row,) = (row for row in cells("| articles |") if row[0].startswith(begin))
    assert [float(cell) for cell in row[1:]] == [
        own.event_f1, own.precision, own.recall, own.type_f1, own.company_f1, own.theme_f1,
        own.date_f1, own.status_accuracy, own.macro_f1,
    ]  # fmt: skip
    assert str(own.articles) in own.meaning


def test_the_docs_have_the_same_scores_of_each_type() -> None:
    told = {row[0]: [float(cell) for cell in row[1:]] for row in cells("| type |")}
    assert told == {
        name: [own.gold, own.found, own.precision, own.recall, own.f1, own.held_out_pairs,
               own.held_out_f1]
        for name, own in read_figures().types.items()
    }  # fmt: skip
    assert set(told) == set(EVENT_TYPES)


def test_the_types_add_up_to_the_whole() -> None:
    figures = read_figures()
    types, whole = figures.types.values(), figures.measurements["development"]
    right = sum(own.right for own in types)
    assert right / sum(own.found for own in types) == pytest.approx(whole.precision, abs=0.0005)
    assert right / sum(own.gold for own in types) == pytest.approx(whole.recall, abs=0.0005)
    for own in types:
        assert own.right / own.found == pytest.approx(own.precision, abs=0.0051)
        assert own.right / own.gold == pytest.approx(own.recall, abs=0.0051)


def test_the_figures_are_of_the_model_that_ships() -> None:
    figures = read_figures()
    assert figures.extractor == load_model().name == read_model_facts().name
    text = DOCS.read_text(encoding="utf-8")
    assert f"Figures of `{figures.extractor}`" in text
    assert figures.command in text
    day, extractor, event_f1 = next(r[:3] for r in reversed(cells("| day |")) if "ships" in r[1])
    assert day == figures.measured_on.isoformat()
    assert float(event_f1) == figures.measurements["development"].event_f1, extractor


def test_the_docs_have_the_calibration_of_the_model_that_ships() -> None:
    told = [
        (float(row[0].split()[0]), float(row[1]), float(row[2]), int(row[3].replace(",", "")))
        for row in cells("| scores |")
    ]
    own = read_model_facts().reliability
    assert [(r.least, r.pairs) for r in own] == [(least, pairs) for least, _, _, pairs in told]
    for found, (_, mean, right, _) in zip(own, told, strict=True):
        assert found.mean_score == pytest.approx(mean, abs=0.0051)
        assert found.share_right == pytest.approx(right, abs=0.0051)


def test_a_model_without_held_out_articles_has_no_calibration_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MODEL_VARIABLE, str(tmp_path))
    with pytest.raises(ConfigurationError, match="restore"):
        read_model_facts()
    (tmp_path / MANIFEST).write_text(json.dumps({"name": "mine/2.0", "threshold": 0.5}))
    facts = read_model_facts()
    assert (facts.name, facts.threshold, facts.reliability) == ("mine/2.0", 0.5, ())
    (tmp_path / MANIFEST).write_text(
        json.dumps({"name": "a", "threshold": 1, "held_out": {"reliability": [[0, 0.1]]}})
    )
    with pytest.raises(ConfigurationError, match="restore"):
        read_model_facts()


def test_likely_range_is_wilsons() -> None:
    # Of none right, the formula's upper end is z² / (n + z²).
    assert likely_range(0, 10) == pytest.approx((0.0, 1.96**2 / (10 + 1.96**2)))
    low, high = likely_range(25, 30)
    assert (low, high) == pytest.approx((0.664, 0.927), abs=0.001)
    assert likely_range(5, 30) == pytest.approx((1 - high, 1 - low))
    with pytest.raises(ValueError, match="counted"):
        likely_range(0, 0)
