"""The whole training: documents in, a folder with the model and its figures out.

1. Part of the articles is held out, whole stories at a time; the network and the gate are trained
   on the rest, and the calibration, the threshold and the gate's threshold are set on what was held
   out (`rehearse`).
2. The network and the gate are trained again on everything, and written with those numbers
   (`train`).
"""

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from spacy.language import Language

from etl.errors import ConfigurationError
from etl.nlp.encoder.gate import Gate
from etl.nlp.encoder.manifest import MODEL_VARIABLE
from etl.nlp.encoder.pieces import load_tokenizer
from etl.nlp.extract import load_pipeline
from etl.nlp.training.calibrate import best_threshold, fit_calibration, judge, reliability
from etl.nlp.training.corpora import Document, hold_out
from etl.nlp.training.export import export
from etl.nlp.training.fit import Schedule, fit
from etl.nlp.training.gate import fit_gate, threshold_for
from etl.nlp.training.network import EventNetwork, load_encoder
from etl.nlp.training.prepare import NAME_COMPONENTS, Prepared, Windows, prepare

GATE_RECALL = 0.98
"""Share of the sentences with events that the gate is to let pass."""

_EDGES = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train: `start` is the folder of the start weights, of which the first `layers`
    layers are used; one article in `held_out` is held out for the calibration."""

    name: str
    start: Path
    layers: int = 4
    held_out: int = 5
    schedule: Schedule = field(default_factory=Schedule)


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
    network, gate = _fit(prepared, plan, note)
    manifest = {**rehearsal, "name": plan.name, "training": _description(documents, plan)}
    _write(network, gate, manifest, plan, folder)
    return manifest


def rehearse(documents: Sequence[Document], plan: Plan, folder: Path, note: Note) -> dict[str, Any]:
    """Train on part of the documents and calibrate on the rest; returns the model's manifest.

    Written documents are never held out. The model is written into the folder.
    """
    held, rest = hold_out(documents, plan.held_out, plan.schedule.seed)
    if not any(document.events for document in held):
        raise ConfigurationError(
            f"{len(documents)} documents leave none with events to hold out; give more labelled"
            " articles (--dump, --articles and --gold)"
        )
    return fit_and_calibrate(rest, held, plan, folder, note)


def fit_and_calibrate(
    documents: Sequence[Document], held: Sequence[Document], plan: Plan, folder: Path, note: Note
) -> dict[str, Any]:
    """Train on `documents`, calibrate on `held`, which must not be among them; returns the
    manifest of the model, which is written into the folder."""
    nlp = load_pipeline(only=NAME_COMPONENTS)
    note(f"{len(documents)} documents, {len(held)} held out")
    network, gate = _fit(prepare(nlp, documents), plan, note)
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
    manifest |= _calibrate(network, gate, manifest, plan, held)
    manifest["training"] = _description(documents, plan)
    note(f"gate {manifest['gate']}, held out {manifest['held_out']}")
    _write(network, gate, manifest, plan, folder)
    return manifest


def _fit(prepared: Sequence[Prepared], plan: Plan, note: Note) -> tuple[EventNetwork, Gate]:
    torch.manual_seed(plan.schedule.seed)
    encoder, width = load_encoder(plan.start, layers=plan.layers)
    network = EventNetwork(encoder, width)
    tokenizer = load_tokenizer(plan.start / "tokenizer.json")
    fit(network, Windows(prepared, tokenizer, plan.schedule.seed), plan.schedule, note=note)
    seen, wanted = _gate_rows(prepared)
    return network, fit_gate(seen, wanted, seed=plan.schedule.seed)


def _gate_rows(prepared: Sequence[Prepared]) -> tuple[list[Any], np.ndarray]:
    rows = [(p, i) for p in prepared for i in p.labelled_sentences()]
    wanted = np.array([float(i in p.example.stated) for p, i in rows], dtype=np.float32)
    return [p.seen[i] for p, i in rows], wanted


def _calibrate(
    network: EventNetwork,
    gate: Gate,
    manifest: dict[str, Any],
    plan: Plan,
    held: Sequence[Document],
) -> dict[str, Any]:
    """Calibration, threshold and figures on the held-out documents, by the pipeline itself."""
    with tempfile.TemporaryDirectory() as scratch:
        _write(network, gate, manifest, plan, Path(scratch))
        with _model(Path(scratch)):
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
        "schedule": asdict(plan.schedule),
        "torch": torch.__version__,
    }
