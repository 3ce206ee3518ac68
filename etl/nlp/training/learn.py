"""How a network is trained: wide, as it starts; and then, if the plan says so, made narrower.

The wide network is kept (`WIDE`), so that it can be made narrower again without the first half.
"""

import copy
import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch

from etl.errors import ConfigurationError
from etl.nlp.encoder.pieces import load_tokenizer
from etl.nlp.extract import load_pipeline
from etl.nlp.training.batches import batches
from etl.nlp.training.corpora import Document
from etl.nlp.training.fit import Schedule, fit
from etl.nlp.training.items import Item
from etl.nlp.training.name_corpora import NamedText, NameWindows
from etl.nlp.training.narrow import recover, set_inner_width, unit_importance
from etl.nlp.training.network import EventNetwork, load_encoder
from etl.nlp.training.prepare import NAME_COMPONENTS, Prepared, Windows, prepare

WIDE = "wide.pt"
_RANKED_ON = 120
"""Batches on which the inner units are ranked, from one document in `_RANKED_SHARE`."""

_RANKED_SHARE = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train: `start` is the folder of the start weights, of which the first `layers`
    layers are used, with `inner` inner units each in the end (None: all); one article in `held_out`
    is held out for the calibration. `names` are sentences for the tags alone, `unlabelled` texts
    on which a narrow network learns the vectors of the wide one. `wide` is the folder of an earlier
    call whose wide network is taken over."""

    name: str
    start: Path
    layers: int = 4
    inner: int | None = None
    held_out: int = 5
    schedule: Schedule = field(default_factory=Schedule)
    names: Sequence[NamedText] = ()
    unlabelled: Sequence[Document] = ()
    wide: Path | None = None


def fit_network(
    prepared: Sequence[Prepared], plan: Plan, folder: Path, note: Callable[[str], object]
) -> EventNetwork:
    """A network trained by the plan; the wide one is kept in the folder."""
    torch.manual_seed(plan.schedule.seed)
    encoder, width = load_encoder(plan.start, layers=plan.layers)
    network = EventNetwork(encoder, width)
    items = _Passes(prepared, plan)
    if plan.wide is None:
        fit(network, items, plan.schedule, note=note)
        folder.mkdir(parents=True, exist_ok=True)
        torch.save(network.state_dict(), folder / WIDE)
    else:
        network.load_state_dict(_stored(plan.wide))
    if plan.inner is not None and plan.inner < network.encoder.config.intermediate_size:
        _narrow(network, prepared, plan, note)
    return network


def _narrow(
    network: EventNetwork,
    prepared: Sequence[Prepared],
    plan: Plan,
    note: Callable[[str], object],
) -> None:
    """Leave the network's most important inner units, and let it find the wide one's vectors
    again."""
    assert plan.inner is not None
    schedule = plan.schedule
    chance = random.Random(schedule.seed)  # noqa: S311
    ranked = batches(
        _Passes(prepared[::_RANKED_SHARE], plan)(schedule.epochs), schedule.batch_pieces, chance
    )
    importance = unit_importance(network, itertools.islice(ranked, _RANKED_ON))
    teacher = copy.deepcopy(network).eval().requires_grad_(requires_grad=False)
    set_inner_width(network, plan.inner, importance)
    kept = [float(i.topk(plan.inner).values.sum() / i.sum()) for i in importance]
    note(f"{plan.inner} inner units: {', '.join(f'{k:.2f}' for k in kept)} of their importance")
    more = prepare(load_pipeline(only=NAME_COMPONENTS), plan.unlabelled)
    items = _Passes([*prepared, *more], plan)(schedule.epochs + 1)
    recover(network, teacher, list(batches(items, schedule.batch_pieces, chance)), note)


class _Passes:
    """The windows of each pass: those of the articles, and of the sentences with names."""

    def __init__(self, prepared: Sequence[Prepared], plan: Plan) -> None:
        tokenizer = load_tokenizer(plan.start / "tokenizer.json")
        self._articles = Windows(prepared, tokenizer, plan.schedule.seed)
        self._names = NameWindows(plan.names, tokenizer, plan.schedule.seed)

    def __call__(self, epoch: int) -> list[Item]:
        return self._articles(epoch) + self._names(epoch)


def _stored(folder: Path) -> dict[str, torch.Tensor]:
    path = folder / WIDE
    if not path.is_file():
        raise ConfigurationError(f"{folder} holds no {WIDE}; name the folder of an earlier call")
    found: dict[str, torch.Tensor] = torch.load(path, weights_only=True)
    return found
