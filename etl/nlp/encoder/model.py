"""Opening the trained model: encoder, heads, gate, tokenizer, and what they were made of."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from threadpoolctl import threadpool_limits
from tokenizers import Tokenizer

from etl.contracts import EVENT_TYPES, STATUSES, THEMES
from etl.errors import ConfigurationError
from etl.nlp.encoder.gate import Gate
from etl.nlp.encoder.heads import Heads
from etl.nlp.encoder.layout import ARGUMENT_FLAGS, PAIR_FLAGS, TAGS
from etl.nlp.encoder.manifest import MANIFEST, model_folder, read_manifest
from etl.nlp.encoder.pieces import CASE_FEATURES, KINDS, Floats, load_tokenizer
from etl.nlp.encoder.windows import CLS, SEP

ENCODER, HEADS, TOKENIZER = "encoder.onnx", "heads.npz", "tokenizer.json"

LABELS = {
    "event_types": list(EVENT_TYPES),
    "statuses": list(STATUSES),
    "themes": list(THEMES),
    "tags": list(TAGS),
    "case_features": list(CASE_FEATURES),
    "kinds": list(KINDS),
    "pair_flags": list(PAIR_FLAGS),
    "argument_flags": list(ARGUMENT_FLAGS),
}
"""What the numbers of the model mean; a model made for others is refused."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model ready for use on one core."""

    name: str
    tokenizer: Tokenizer
    heads: Heads
    gate: Gate
    manifest: dict[str, Any]
    session: onnxruntime.InferenceSession

    def hidden(self, ids: list[int], kinds: list[int]) -> Floats:
        """The encoder's vectors (pieces, width) of one window; `kinds` as in `Pieces`."""
        inputs = {
            "input_ids": np.array([ids], dtype=np.int64),
            "token_type_ids": np.array([kinds], dtype=np.int64),
        }
        found: Floats = self.session.run(None, inputs)[0][0]
        return found


def load_model() -> Model:
    """The model that ships, or the one in the folder that `MOTORWIRE_MODEL` names.

    Raises `ConfigurationError` where a file is missing, damaged, or made for other labels.
    """
    return open_model(model_folder())


@lru_cache(maxsize=2)
def open_model(folder: Path) -> Model:
    """The model in a folder; raises as `load_model` does.

    From then on, numpy and the tokenizer work in one thread in this process: the pieces of work are
    small, and threads that wait for each other cost many times what they save.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    missing = [n for n in (ENCODER, HEADS, TOKENIZER, MANIFEST) if not (folder / n).is_file()]
    if missing:
        raise ConfigurationError(
            f"the model in {folder} lacks {', '.join(missing)}; restore the files from the project"
        )
    try:
        manifest = read_manifest(folder)
        with np.load(folder / HEADS, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        session = _open(folder / ENCODER)
        tokenizer = load_tokenizer(folder / TOKENIZER)
        gate = Gate(
            arrays.pop("gate.weights").astype(np.float32),
            float(arrays.pop("gate.bias")),
            float(manifest["gate"]["threshold"]),
        )
        labels = manifest["labels"]
        name = str(manifest["name"])
    except Exception as error:  # each library has errors of its own for a damaged file
        raise ConfigurationError(
            f"the model in {folder} cannot be opened; restore its files from the project"
        ) from error
    changed = sorted(name for name in LABELS if labels.get(name) != LABELS[name])
    if changed:
        raise ConfigurationError(
            f"the model in {folder} was made for other {', '.join(changed)}; train it anew "
            "(motorwire train)"
        )
    marks = (tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]"))
    if marks != (CLS, SEP):
        raise ConfigurationError(
            f"the model in {folder} has another vocabulary than BERT's uncased"
        )
    threadpool_limits(1, user_api="blas")
    return Model(name, tokenizer, Heads(arrays), gate, manifest, session)


def _open(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        path,
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],  # the fused kernel is the slower one
    )
