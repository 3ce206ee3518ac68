"""`motorwire evaluate`: how well the extraction does on labelled articles."""

import json
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.console import err, out
from etl.cli.predict import CONFIG_HELP, predict_events, tell_lexicon_problems
from etl.errors import DumpError
from etl.evaluation.score import Scores, score_documents
from etl.reading.articles import ReadingCounts


def evaluate(
    articles: Annotated[Path, typer.Argument(help="The articles: any dump.")],
    gold: Annotated[Path, typer.Argument(help="Their labels: JSON lines in the gold format.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
    types: Annotated[bool, typer.Option("--types", help="Print the scores of each type.")] = False,
    config: Annotated[Path | None, typer.Option(help=CONFIG_HELP)] = None,
) -> None:
    """Extract the events of ARTICLES and score them against the labels in GOLD."""
    if not gold.is_file():
        raise DumpError(gold.name, f"{gold} does not exist; give a file of gold labels")
    with gold.open(encoding="utf-8") as file:
        gold_documents = [json.loads(line) for line in file if line.strip()]
    counts = ReadingCounts()
    tell_lexicon_problems()
    scores = score_documents(gold_documents, list(predict_events(articles, counts, config)))
    if as_json:
        out.print(json.dumps(scores.figures))
        return
    _print(scores, types=types)
    err.print(f"{len(gold_documents)} labelled articles, {counts.records} records read")


def _print(scores: Scores, *, types: bool) -> None:
    for name, value in scores.figures.items():
        out.print(f"{name:<14} {value:.4f}" if isinstance(value, float) else f"{name:<14} {value}")
    if types:
        out.print(f"\n{'type':<24} {'gold':>5} {'found':>5}  {'P':>5} {'R':>5} {'F1':>5}")
        for name, tally in sorted(scores.by_type.items(), key=lambda item: -item[1].gold):
            out.print(
                f"{name:<24} {tally.gold:>5} {tally.predicted:>5}"
                f"  {tally.precision:5.2f} {tally.recall:5.2f} {tally.f1:5.2f}"
            )
