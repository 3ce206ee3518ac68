"""Writing a trained network as the files that `etl.nlp.encoder.model` opens."""

import copy
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from etl.nlp.encoder.gate import Gate
from etl.nlp.encoder.manifest import MANIFEST
from etl.nlp.encoder.model import ENCODER, HEADS, LABELS, TOKENIZER
from etl.nlp.training.network import EventNetwork

_OPSET = 17


class _FusedAttention(torch.autograd.Function):
    """onnxruntime's operator for query, key, value and attention in one. Only to be exported."""

    @staticmethod
    def forward(_ctx: Any, hidden: Tensor, _weight: Tensor, _bias: Tensor, _heads: int) -> Tensor:
        """A stand-in of the right shape."""
        return hidden.clone()

    @staticmethod
    def symbolic(graph: Any, hidden: Any, weight: Any, bias: Any, heads: int) -> Any:
        """The node in the exported graph."""
        node = graph.op("com.microsoft::Attention", hidden, weight, bias, num_heads_i=heads)
        node.setType(hidden.type())
        return node


class _SelfAttention(nn.Module):
    """The self-attention of a trained layer, as one operator."""

    def __init__(self, trained: nn.Module) -> None:
        super().__init__()
        parts = (trained.query, trained.key, trained.value)
        self.weight = nn.Parameter(torch.cat([part.weight.T for part in parts], dim=1))
        self.bias = nn.Parameter(torch.cat([part.bias for part in parts]))
        self.heads = trained.num_attention_heads

    def forward(self, hidden: Tensor, *_rest: Any, **_more: Any) -> tuple[Tensor, None]:
        """The attended vectors, of the shape of `hidden`."""
        return _FusedAttention.apply(hidden, self.weight, self.bias, self.heads), None


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
    write_manifest({**manifest, "labels": LABELS}, folder)


def write_manifest(manifest: dict[str, Any], folder: Path) -> None:
    """Write what is said of a model beside its weights."""
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _write_encoder(encoder: nn.Module, path: Path) -> None:
    encoder = copy.deepcopy(encoder)
    for layer in encoder.encoder.layer:
        layer.attention.self = _SelfAttention(layer.attention.self)
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
            custom_opsets={"com.microsoft": 1},
            dynamo=False,
        )
        quantize_dynamic(
            plain,
            path,
            weight_type=QuantType.QInt8,
            per_channel=True,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
