"""Writing a trained network as the files that `etl.nlp.encoder.model` opens."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from etl.nlp.encoder.gate import Gate
from etl.nlp.encoder.manifest import MANIFEST
from etl.nlp.encoder.model import ENCODER, HEADS, LABELS, TOKENIZER
from etl.nlp.training.network import EventNetwork

_OPSET = 17


class _Plain(nn.Module):
    """The encoder with two inputs and one output."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> Tensor:
        """Hidden vectors (windows, pieces, width)."""
        found: Tensor = self.encoder(
            input_ids=input_ids, token_type_ids=token_type_ids
        ).last_hidden_state
        return found


def export(
    network: EventNetwork, gate: Gate, tokenizer: Path, manifest: dict[str, Any], folder: Path
) -> None:
    """Write the encoder (8-bit weights, one scale a channel), the heads and the gate (half
    precision), the tokenizer, and `manifest` with the labels added."""
    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    _write_encoder(network.encoder, folder / ENCODER)
    arrays = {
        name: value.detach().float().numpy().astype(np.float16)
        for name, value in network.state_dict().items()
        if not name.startswith("encoder.")
    }
    arrays["gate.weights"] = gate.weights.astype(np.float16)
    arrays["gate.bias"] = np.float32(gate.bias)
    np.savez_compressed(folder / HEADS, **arrays)
    shutil.copyfile(tokenizer, folder / TOKENIZER)
    text = json.dumps({**manifest, "labels": LABELS}, indent=1, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _write_encoder(encoder: nn.Module, path: Path) -> None:
    encoder.config._attn_implementation = "eager"
    example = torch.ones((2, 16), dtype=torch.long)
    axes = {0: "windows", 1: "pieces"}
    names = ["input_ids", "token_type_ids"]
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            _Plain(encoder),
            (example, example),
            str(plain),
            input_names=names,
            output_names=["hidden"],
            dynamic_axes=dict.fromkeys((*names, "hidden"), axes),
            opset_version=_OPSET,
            dynamo=False,
        )
        quantize_dynamic(plain, path, weight_type=QuantType.QInt8, per_channel=True)
