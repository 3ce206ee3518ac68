"""The whole training: documents in, a folder with the model and its figures out.

1. Part of the articles is held out, whole stories at a time; the network and the gate are trained
   on the rest, and the calibration, the threshold and the gate's threshold are set on what was held
   out (`rehearse`).
2. The network and the gate are trained again on everything, and written with those numbers
   (`train`).

How a network is trained each time is `etl.nlp.training.learn`'s.
"""

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from spacy.language import Language

from etl.errors import ConfigurationError
from etl.nlp.encoder.gate import Gate
from etl.nlp.encoder.manifest import MODEL_VARIABLE, read_manifest
from etl.nlp.extract import load_pipeline
from etl.nlp.training.calibrate import (
    best_threshold,
    crossed_f1,
    fit_calibration,
    judge,
    reliability,
)
from etl.nlp.training.corpora import Document, hold_out
from etl.nlp.training.export import export, write_manifest
from etl.nlp.training.gate import fit_gate, threshold_for
from etl.nlp.training.learn import Plan, fit_network
from etl.nlp.training.network import EventNetwork
from etl.nlp.training.prepare import NAME_COMPONENTS, Prepared, prepare

GATE_RECALL = 0.98
"""Share of the sentences with events that the gate is to let pass."""

HELD = "held.json"
"""Ids of the articles that a rehearsal held out."""

_EDGES = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01]


Note = Callable[[str], object]


def train(
    documents: Sequence[Document], rehearsal: dict[str, Any], plan: Plan, folder: Path, note: Note
) -> dict[str, Any]:
    """Train on all documents and write the model into the folder; returns its manifest.

    `rehearsal` is the manifest of a model that `rehearse` made by the same plan: its gate's
    threshold, calibration, threshold and figures are taken over.
    """
    prepared = prepare(load_pipeline(only=NAME_COMPONENTS), documents)
    note(f"{len(documents)} documents")
    network, gate = _fit(prepared, plan, folder, note)
    manifest = {**rehearsal, "name": plan.name, "training": _description(documents, plan)}
    _write(network, gate, manifest, plan, folder)
    return manifest


def rehearse(documents: Sequence[Document], plan: Plan, folder: Path, note: Note) -> dict[str, Any]:
    """Train on part of the documents and calibrate on the rest; returns the model's manifest.

    Written documents are never held out. The model is written into the folder.
    """
    held, rest = _divided(documents, plan)
    if not any(document.events for document in held):
        raise ConfigurationError(
            f"{len(documents)} documents leave none with events to hold out; give more labelled"
            " articles (--dump, --articles and --gold)"
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / HELD).write_text(json.dumps([d.article.article_id for d in held]), encoding="utf-8")
    return fit_and_calibrate(rest, held, plan, folder, note)


def _divided(documents: Sequence[Document], plan: Plan) -> tuple[list[Document], list[Document]]:
    """The articles to hold out and the rest; those of an earlier call where its wide network is
    taken over."""
    if plan.wide is None:
        return hold_out(documents, plan.held_out, plan.schedule.seed)
    known = _held_ids(plan.wide)
    held = [d for d in documents if d.article.article_id in known and not d.is_written]
    return held, [d for d in documents if d.article.article_id not in known or d.is_written]


def _held_ids(rehearsal: Path) -> set[str]:
    try:
        return set(json.loads((rehearsal / HELD).read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"{rehearsal} has no readable {HELD}; name the folder of an earlier training"
        ) from error


def fit_and_calibrate(
    documents: Sequence[Document], held: Sequence[Document], plan: Plan, folder: Path, note: Note
) -> dict[str, Any]:
    """Train on `documents`, calibrate on `held`, which must not be among them; returns the
    manifest of the model, which is written into the folder."""
    nlp = load_pipeline(only=NAME_COMPONENTS)
    note(f"{len(documents)} documents, {len(held)} held out")
    network, gate = _fit(prepare(nlp, documents), plan, folder, note)
    apart = prepare(nlp, held)
    note(f"{sum(p.example.lost for p in apart)} labels of the held-out articles without sentence")
    seen, wanted = _gate_rows(apart)
    threshold = threshold_for(gate, seen, wanted, GATE_RECALL)
    passed = np.array([gate.score(s) >= threshold for s in seen])
    manifest: dict[str, Any] = {
        "name": plan.name,
        "gate": {
            "threshold": threshold,
            "recall_held_out": round(float(passed[wanted > 0].mean()), 4),
            "share_held_out": round(float(passed.mean()), 4),
        },
    }
    with tempfile.TemporaryDirectory() as scratch:
        _write(network, gate, manifest, plan, Path(scratch))
        manifest |= _calibrate(Path(scratch), held)
    manifest["training"] = _description(documents, plan)
    note(f"gate {manifest['gate']}, held out {manifest['held_out']}")
    _write(network, gate, manifest, plan, folder)
    return manifest


def _fit(
    prepared: Sequence[Prepared], plan: Plan, folder: Path, note: Note
) -> tuple[EventNetwork, Gate]:
    network = fit_network(prepared, plan, folder, note)
    seen, wanted = _gate_rows(prepared)
    return network, fit_gate(seen, wanted, seed=plan.schedule.seed)


def _gate_rows(prepared: Sequence[Prepared]) -> tuple[list[Any], np.ndarray]:
    rows = [(p, i) for p in prepared for i in p.labelled_sentences()]
    wanted = np.array([float(i in p.example.stated) for p, i in rows], dtype=np.float32)
    return [p.seen[i] for p, i in rows], wanted


def recalibrate(documents: Sequence[Document], rehearsal: Path, folder: Path) -> dict[str, Any]:
    """Fit calibration and threshold again with the present components, on the articles that the
    rehearsal held out, and write them into both manifests; returns the one of `folder`."""
    known = _held_ids(rehearsal)
    held = [d for d in documents if d.article.article_id in known]
    if not any(document.events for document in held):
        raise ConfigurationError(
            f"none of the articles that {rehearsal} held out is among those given; name the same"
            " ones as for the training (--dump, --articles and --gold)"
        )
    figures = _calibrate(rehearsal, held)
    for place in (rehearsal, folder):
        manifest = {**read_manifest(place), **figures}
        write_manifest(manifest, place)
    return manifest


def _calibrate(folder: Path, held: Sequence[Document]) -> dict[str, Any]:
    """Calibration, threshold and figures of the model in the folder on the held-out documents, by
    the pipeline itself."""
    with _model(folder):
        judged = judge(_reading_pipeline(), [(d.article, d.events) for d in held])
    calibration = fit_calibration(judged)
    threshold, f1 = best_threshold(judged, calibration)
    rows = reliability(judged, calibration, _EDGES)
    return {
        "calibration": calibration,
        "threshold": round(threshold, 3),
        "held_out": {
            "articles": len(held),
            "pairs": sum(j.is_right for j in judged),
            "pair_f1": round(f1, 4),
            "pair_f1_crossed": round(crossed_f1(judged), 4),
            "reliability": [[round(value, 3) for value in row] for row in rows],
        },
    }


def _reading_pipeline() -> Language:
    return load_pipeline(only=(*NAME_COMPONENTS, "candidates", "encoder"))


@contextmanager
def _model(folder: Path) -> Iterator[None]:
    """While entered, pipelines that are loaded use the model in the folder."""
    before = os.environ.get(MODEL_VARIABLE)
    os.environ[MODEL_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[MODEL_VARIABLE]
        else:
            os.environ[MODEL_VARIABLE] = before


def _write(
    network: EventNetwork, gate: Gate, manifest: dict[str, Any], plan: Plan, folder: Path
) -> None:
    export(network, gate, plan.start / "tokenizer.json", manifest, folder)


def _description(documents: Sequence[Document], plan: Plan) -> dict[str, Any]:
    """What the model was made of: counts, a fingerprint of texts and labels, and the schedule."""
    digest = hashlib.sha256()
    for document in sorted(documents, key=lambda d: d.article.article_id):
        text = json.dumps([document.article.title, document.article.text, document.events])
        digest.update(text.encode("utf-8", "backslashreplace"))
    return {
        "documents": dict(Counter(d.origin for d in documents)),
        "events": dict(Counter(e["type"] for d in documents for e in d.events)),
        "fingerprint": digest.hexdigest(),
        "layers": plan.layers,
        "inner": plan.inner,
        "schedule": asdict(plan.schedule),
        "unlabelled": len(plan.unlabelled),
        "sentences_with_names": len(plan.names),
        "torch": torch.__version__,
    }
