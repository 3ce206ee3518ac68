"""What each part of the model is worth: variants trained on the same articles, in one run.

    python benchmarks/variants.py --dump DUMP… --articles A --gold G --avoid DEV [--share 0.2]

Needs the extra `train`. Part of the stories is held out; each variant is trained on the same share
of the rest for a few passes, calibrated and scored on what was held out (F1 of the pairs article,
type, company; the best threshold of each). The figures compare variants; the shipped model is
trained longer and on everything.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from etl.cli.train import start_weights
from etl.evaluation.score import score_documents
from etl.nlp.encoder import heads as heads_module
from etl.nlp.encoder.pieces import Pieces
from etl.nlp.encoder.windows import CLS, SEP, Window
from etl.nlp.extract import CONFIG, extract, load_pipeline
from etl.nlp.gold import to_gold
from etl.nlp.state import Sentence
from etl.nlp.training import corpora
from etl.nlp.training.corpora import Document
from etl.nlp.training.fit import Schedule
from etl.nlp.training.learn import Plan
from etl.nlp.training.run import fit_and_calibrate

_HELD = 300


def alone(
    _sentences: Sequence[Sentence], pieces: dict[int, Pieces], targets: Sequence[int]
) -> list[Window]:
    """Windows of one sentence each: no title, no sentence before."""
    made = []
    for index in targets:
        window = Window()
        window.mark(CLS)
        window.add(index, pieces[index], len(pieces[index].ids))
        window.mark(SEP)
        window.targets.append(index)
        made.append(window)
    return made


def everyone(_heads: Any, view: Any, kinds: list[int], names: Any, flags: Any) -> Any:
    """Every company of the sentence is a principal of whatever the sentence states."""
    odds = np.repeat(view.types[kinds][None], len(names), axis=0)
    odds[flags[:, 0] == 0] = -20.0
    return odds


def unmarked(_pieces: Pieces, _sentence: Sentence) -> None:
    """The encoder is not told which pieces are names."""


def cue_words_f1(held: Sequence[Document]) -> float:
    """What the cue words alone reach on the held-out articles, as they ship."""
    nlp = load_pipeline(CONFIG.with_name("cuewords.cfg"))
    found = extract(nlp, [document.article for document in held])
    told = [
        to_gold(own.events, document.article, own.mentions)
        for document, own in zip(held, found, strict=True)
    ]
    wanted = [{"doc_id": d.article.article_id, "events": d.events} for d in held]
    return float(score_documents(wanted, told).figures["event_f1"])


@dataclass(frozen=True)
class Variant:
    """One row of the table."""

    name: str
    context: bool = True
    principals: bool = True
    names: bool = True
    layers: int = 4
    frozen: int = 0
    share: float = 1.0
    written: bool = True


VARIANTS = (
    Variant(
        "frozen embeddings, heads only",
        context=False,
        principals=False,
        names=False,
        frozen=6,
        layers=6,
    ),
    Variant("fine-tuned, sentence alone", context=False, principals=False, names=False),
    Variant("… with context", principals=False, names=False),
    Variant("… and principals", names=False),
    Variant("… and known names marked (as it ships)"),
    Variant("    six layers", layers=6),
    Variant("    two layers", layers=2),
    Variant("    half of the articles", share=0.5),
    Variant("    without the written texts", written=False),
)


@contextmanager
def changed(variant: Variant) -> Iterator[None]:
    """While entered, the code behaves as the variant says."""
    patches = []
    if not variant.context:
        patches += [
            mock.patch("etl.nlp.training.items.build_windows", alone),
            mock.patch("etl.nlp.encoder.reader.build_windows", alone),
        ]
    if not variant.names:
        patches.append(mock.patch("etl.nlp.encoder.pieces._mark_kinds", unmarked))
    if not variant.principals:
        patches.append(mock.patch.object(heads_module.Heads, "pairs", everyone))
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dump", type=Path, nargs="*", default=[])
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--avoid", type=Path, nargs="*", default=[])
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--epochs", type=int, default=3)
    options = parser.parse_args()
    if not options.articles or not options.gold:
        print("variants: name labelled articles to train on (see the module's text)")
        return
    found = [
        *corpora.labelled_articles(options.articles, options.gold),
        *corpora.own_labels(options.dump),
    ]
    avoided = [article for path in options.avoid for article in corpora.read_articles(path)]
    held, rest = corpora.hold_out(corpora.without_known(found, avoided), 5, seed=1)
    held, rest = held[:_HELD], rest[: max(1, int(len(rest) * options.share))]
    written = list(corpora.written())
    os.environ.pop("MOTORWIRE_MODEL", None)
    print(f"{len(rest)} articles to train on, {len(held)} held out, {options.epochs} passes")
    print(f"  {'cue words':<40} pair F1 {cue_words_f1(held):.3f}", flush=True)
    for variant in VARIANTS:
        _print_row(variant, rest, held, written, options.epochs)


def _print_row(
    variant: Variant,
    rest: Sequence[Document],
    held: Sequence[Document],
    written: Sequence[Document],
    epochs: int,
) -> None:
    own = list(rest[: int(len(rest) * variant.share)])
    own += written[:: max(1, len(written) // len(rest))] if variant.written else []
    plan = Plan(
        variant.name,
        start_weights(),
        layers=variant.layers,
        schedule=replace(Schedule(), epochs=epochs, frozen=variant.frozen),
    )
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch, changed(variant):
        manifest = fit_and_calibrate(own, held, plan, Path(scratch), lambda _note: None)
    figures = manifest["held_out"]
    minutes = (time.monotonic() - start) / 60
    print(f"  {variant.name:<40} pair F1 {figures['pair_f1']:.3f}   {minutes:.1f} min", flush=True)


if __name__ == "__main__":
    main()
