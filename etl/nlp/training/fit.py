"""Training the network: one pass after another over the windows, in bfloat16."""

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from etl.nlp.training.batches import batches
from etl.nlp.training.items import IGNORED, Item
from etl.nlp.training.network import EventNetwork, Heard


@dataclass(frozen=True, slots=True)
class Schedule:
    """How to train. `frozen` lower layers stay as they are, as do the embeddings."""

    epochs: int = 5
    batch_pieces: int = 2048
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: float = 0.1
    frozen: int = 0
    seed: int = 1


def losses(heard: Heard, batch: dict[str, Tensor]) -> dict[str, Tensor]:
    """The parts of the loss, each a mean over what it is about."""
    kinds = functional.binary_cross_entropy_with_logits(
        heard.types, batch["types"], batch["type_weights"], reduction="sum"
    )
    pairs = functional.binary_cross_entropy_with_logits(
        heard.pairs, batch["pair_wanted"], batch["pair_weight"], reduction="sum"
    )
    sentences = max(1, len(batch["types"]))
    parts = {
        "types": kinds / sentences,
        "pairs": pairs / sentences,
        "tags": functional.cross_entropy(
            heard.tags.transpose(1, 2), batch["tags"], ignore_index=IGNORED
        ),
    }
    if len(batch["stated_type"]):
        parts["status"] = functional.cross_entropy(heard.statuses, batch["stated_status"])
        parts["themes"] = (
            functional.binary_cross_entropy_with_logits(
                heard.themes, batch["stated_themes"], reduction="none"
            )
            .sum(-1)
            .mean()
        )
    if len(batch["argument_wanted"]):
        parts["arguments"] = functional.binary_cross_entropy_with_logits(
            heard.arguments, batch["argument_wanted"]
        )
    return parts


LOSS_WEIGHTS = {
    "types": 0.5,
    "pairs": 1.0,
    "tags": 0.3,
    "status": 0.2,
    "themes": 0.2,
    "arguments": 0.3,
}


def fit(
    network: EventNetwork,
    epoch_items: Callable[[int], list[Item]],
    schedule: Schedule,
    *,
    note: Callable[[str], object] = print,
) -> None:
    """Train the network; `epoch_items` gives the windows of each epoch."""
    torch.manual_seed(schedule.seed)
    chance = random.Random(schedule.seed)  # noqa: S311
    encoder = network.encoder
    encoder.embeddings.requires_grad_(False)
    encoder.embeddings.token_type_embeddings.requires_grad_(True)
    for layer in encoder.encoder.layer[: schedule.frozen]:
        layer.requires_grad_(False)
    groups = _groups(network, schedule)
    optimizer = torch.optim.AdamW(groups)
    first = list(batches(epoch_items(0), schedule.batch_pieces, chance))
    total = len(first) * schedule.epochs
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: rate(step, total, schedule.warm_up)
    )
    for epoch in range(schedule.epochs):
        network.train()
        started, sums, pieces = time.time(), dict.fromkeys(LOSS_WEIGHTS, 0.0), 0
        made = first if epoch == 0 else batches(epoch_items(epoch), schedule.batch_pieces, chance)
        count = 0
        for batch in made:
            with torch.autocast("cpu", torch.bfloat16):
                heard = network(batch)
            parts = losses(heard, batch)
            loss = sum(LOSS_WEIGHTS[name] * part for name, part in parts.items())
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(_trained(network), 1.0)
            optimizer.step()
            scheduler.step()
            count += 1
            pieces += int(batch["mask"].sum())
            for name, part in parts.items():
                sums[name] += float(part.detach())
        first = []
        shown = " ".join(f"{name} {value / count:.3f}" for name, value in sums.items())
        seconds = time.time() - started
        note(f"epoch {epoch + 1}: {shown}; {seconds:.0f} s, {pieces / seconds:,.0f} pieces/s")


def _trained(network: nn.Module) -> Iterable[Tensor]:
    return [p for p in network.parameters() if p.requires_grad]


def _groups(network: EventNetwork, schedule: Schedule) -> list[dict[str, object]]:
    inner = {id(p) for p in network.encoder.parameters()}
    own = [p for p in _trained(network) if id(p) in inner]
    heads = [p for p in _trained(network) if id(p) not in inner]
    return [
        {"params": own, "lr": schedule.encoder_rate, "weight_decay": schedule.weight_decay},
        {"params": heads, "lr": schedule.head_rate, "weight_decay": schedule.weight_decay},
    ]


def rate(step: int, total: int, warm_up: float) -> float:
    """Linear warm-up, then linear decay to nothing."""
    rise = max(1, int(total * warm_up))
    return min((step + 1) / rise, max(0.0, (total - step) / max(1, total - rise)))
