"""Making a trained encoder narrower: fewer inner units in each layer, so that it reads faster.

Units are ranked by what leaving them out would change in the loss, to first order (Michel, Levy and
Neubig 2019, https://arxiv.org/abs/1905.10650); the weakest go. What is left learns to give the
vectors of the wide encoder again, layer by layer, on texts with and without labels (as TinyBERT
does: Jiao et al. 2020, https://aclanthology.org/2020.findings-emnlp.372/). The heads stay as they
are, and no label is looked at, so that the narrow network does not learn its labels by heart.
"""

import time
from collections.abc import Callable, Iterable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from etl.nlp.training.fit import LOSS_WEIGHTS, losses, rate
from etl.nlp.training.network import EventNetwork

_RATE = 4e-4
_WARM_UP = 0.05
_TOLD_EVERY = 200


def unit_importance(network: EventNetwork, made: Iterable[dict[str, Tensor]]) -> list[Tensor]:
    """For each layer, (inner units): the sum over all pieces of |value · gradient of the loss|."""
    layers = network.encoder.encoder.layer
    found = [torch.zeros(layer.intermediate.dense.out_features) for layer in layers]
    values: list[Tensor] = []

    def keep(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        values.append(output)

    hooks = [layer.intermediate.register_forward_hook(keep) for layer in layers]
    network.eval()
    try:
        for batch in made:
            values.clear()
            with torch.autocast("cpu", torch.bfloat16):
                heard = network(batch)
            parts = losses(heard, batch)
            loss = torch.stack([LOSS_WEIGHTS[name] * part for name, part in parts.items()]).sum()
            slopes = torch.autograd.grad(loss, values)
            for number, (value, slope) in enumerate(zip(values, slopes, strict=True)):
                found[number] += (
                    (value.detach().float() * slope.float()).abs().flatten(0, -2).sum(0)
                )
    finally:
        for hook in hooks:
            hook.remove()
    return found


def recover(
    network: EventNetwork,
    teacher: EventNetwork,
    made: Sequence[dict[str, Tensor]],
    note: Callable[[str], object],
) -> None:
    """Train the encoder's layers, in one pass over the batches, to give the teacher's vectors."""
    network.eval()
    layers = list(network.encoder.encoder.layer.parameters())
    optimizer = torch.optim.AdamW(layers, lr=_RATE, weight_decay=0.0)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: rate(step, len(made), _WARM_UP)
    )
    started, total = time.time(), 0.0
    for count, batch in enumerate(made, start=1):
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                wanted = _layers(teacher, batch)
            found = _layers(network, batch)
        present = batch["mask"].bool()
        distances = [
            functional.mse_loss(ours[present].float(), theirs[present].float())
            for ours, theirs in zip(found, wanted, strict=True)
        ]
        loss = torch.stack(distances).mean()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(layers, 1.0)
        optimizer.step()
        scheduler.step()
        total += float(loss.detach())
        if count % _TOLD_EVERY == 0 or count == len(made):
            seconds = time.time() - started
            note(f"narrowing {count / len(made):.0%}: {total / _TOLD_EVERY:.4f}; {seconds:.0f} s")
            total = 0.0


def _layers(network: EventNetwork, batch: dict[str, Tensor]) -> Sequence[Tensor]:
    """The vectors after each layer: (windows, pieces, D) each."""
    found: Sequence[Tensor] = network.encoder(
        input_ids=batch["ids"],
        token_type_ids=batch["kinds"],
        attention_mask=batch["mask"],
        output_hidden_states=True,
    ).hidden_states[1:]
    return found


def set_inner_width(network: EventNetwork, width: int, importance: list[Tensor] | None) -> None:
    """Leave `width` inner units in each layer: the most important, or, where `importance` is None,
    the first (for a network whose weights are read from a file afterwards)."""
    for number, layer in enumerate(network.encoder.encoder.layer):
        into, out = layer.intermediate.dense, layer.output.dense
        kept = (
            torch.arange(width)
            if importance is None
            else importance[number].topk(width).indices.sort().values
        )
        layer.intermediate.dense = _linear(into.weight[kept], into.bias[kept])
        layer.output.dense = _linear(out.weight[:, kept], out.bias)
    network.encoder.config.intermediate_size = width


def _linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.weight = nn.Parameter(weight.detach().clone())
    made.bias = nn.Parameter(bias.detach().clone())
    return made
