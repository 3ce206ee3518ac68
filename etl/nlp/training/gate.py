"""Training the gate: logistic regression over the facts of each sentence."""

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional

from etl.nlp.encoder.gate import WEIGHT_COUNT, Gate, Seen
from etl.nlp.encoder.pieces import Floats

_EPOCHS = 5
_BATCH = 256


def fit_gate(seen: Sequence[Seen], wanted: Floats, *, seed: int = 1) -> Gate:
    """A gate whose threshold is still to be set (it lets nothing pass)."""
    torch.manual_seed(seed)
    weights = torch.nn.EmbeddingBag(WEIGHT_COUNT, 1, mode="sum")
    torch.nn.init.zeros_(weights.weight)
    bias = torch.nn.Parameter(torch.tensor(-1.5))
    optimizer = torch.optim.AdamW(
        [
            {"params": weights.parameters(), "weight_decay": 0.03},
            {"params": [bias], "weight_decay": 0.0},
        ],
        lr=0.02,
    )
    targets = torch.from_numpy(np.asarray(wanted, dtype=np.float32))
    order = np.arange(len(seen))
    chance = np.random.default_rng(seed)
    for _ in range(_EPOCHS):
        chance.shuffle(order)
        for at in range(0, len(order), _BATCH):
            rows = order[at : at + _BATCH]
            positions, offsets, amounts = _pack([seen[i] for i in rows])
            logits = weights(positions, offsets, per_sample_weights=amounts).squeeze(1) + bias
            loss = functional.binary_cross_entropy_with_logits(logits, targets[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    found = weights.weight.detach().squeeze(1).numpy().copy()
    return Gate(found, float(bias.detach()), float("inf"))


def threshold_for(gate: Gate, seen: Sequence[Seen], wanted: Floats, recall: float) -> float:
    """The score that the share `recall` of the wanted sentences reaches."""
    scores = np.array([gate.score(s) for s, w in zip(seen, wanted, strict=True) if w])
    return float(np.quantile(scores, 1.0 - recall))


def _pack(seen: Sequence[Seen]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    lengths = [len(s.positions) for s in seen]
    offsets = np.cumsum([0, *lengths[:-1]])
    return (
        torch.from_numpy(np.concatenate([s.positions for s in seen])),
        torch.from_numpy(offsets),
        torch.from_numpy(np.concatenate([s.amounts for s in seen])),
    )
