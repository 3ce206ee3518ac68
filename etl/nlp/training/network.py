"""The network that is trained: a small transformer with heads for sentences, pairs and names.

The same heads are computed without torch by `etl.nlp.encoder.heads`; the names of the weights are
the same there. Shapes: D = width of the encoder, T = event types, H = width of a head.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from etl.contracts import EVENT_TYPES, STATUSES, THEMES
from etl.nlp.encoder.layout import (
    ARGUMENT_FLAGS,
    PAIR_FLAGS,
    TAGS,
)
from etl.nlp.encoder.pieces import CASE_FEATURES, KINDS

HEAD = 128
TYPE_COUNT = len(EVENT_TYPES)


@dataclass(slots=True)
class Heard:
    """What the heads say of one batch; rows follow the batch's indices."""

    types: Tensor
    pairs: Tensor
    statuses: Tensor
    themes: Tensor
    arguments: Tensor
    tags: Tensor


class EventNetwork(nn.Module):
    """An encoder (transformers' `BertModel`) and the heads."""

    def __init__(self, encoder: nn.Module, width: int, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        self.tag = nn.Linear(width + len(CASE_FEATURES), len(TAGS))
        self.attention = nn.Linear(width, TYPE_COUNT)
        self.type_weight = nn.Parameter(torch.randn(TYPE_COUNT, width) * 0.02)
        self.type_bias = nn.Parameter(torch.full((TYPE_COUNT,), -3.0))
        self.pair_type = nn.Linear(width, HEAD)
        self.pair_name = nn.Linear(width, HEAD, bias=False)
        self.pair_both = nn.Linear(width, HEAD, bias=False)
        self.pair_flag = nn.Linear(len(PAIR_FLAGS), HEAD, bias=False)
        self.pair_kind = nn.Parameter(torch.zeros(TYPE_COUNT, HEAD))
        self.pair_out = nn.Linear(HEAD, 1)
        self.status_in = nn.Linear(2 * width, HEAD)
        self.status_out = nn.Linear(HEAD, len(STATUSES))
        self.theme_in = nn.Linear(3 * width + 2 * len(THEMES), HEAD)
        self.theme_out = nn.Linear(HEAD, len(THEMES))
        self.argument_type = nn.Linear(width, HEAD)
        self.argument_name = nn.Linear(width, HEAD, bias=False)
        self.argument_both = nn.Linear(width, HEAD, bias=False)
        self.argument_flag = nn.Linear(len(ARGUMENT_FLAGS), HEAD, bias=False)
        self.argument_kind = nn.Parameter(torch.zeros(TYPE_COUNT, HEAD))
        self.argument_out = nn.Linear(HEAD, 1)

    def forward(self, batch: dict[str, Tensor]) -> Heard:
        """The heads' logits for a batch of `etl.nlp.training.batches.collate`."""
        hidden = self.encoder(
            input_ids=batch["ids"], token_type_ids=batch["kinds"], attention_mask=batch["mask"]
        ).last_hidden_state
        hidden = hidden.float()
        tags = self.tag(torch.cat([self.dropout(hidden), batch["case"]], -1))
        flat = self.dropout(hidden).reshape(-1, hidden.shape[-1])
        words, present = flat[batch["sentence_pieces"]], batch["sentence_mask"]
        scores = self.attention(words).masked_fill(~present[..., None], -1e4)
        by_type = torch.softmax(scores, 1).transpose(1, 2) @ words
        types = (by_type * self.type_weight).sum(-1) + self.type_bias
        mean = _mean(words, present)
        title = _mean(flat[batch["title_pieces"]], batch["title_mask"])
        names = _mean(flat[batch["name_pieces"]], batch["name_mask"])
        return Heard(
            types,
            self._pairs(by_type, types, names, batch),
            *self._stated(by_type, mean, title, batch),
            self._arguments(by_type, scores, flat, batch),
            tags,
        )

    def _pairs(self, by_type: Tensor, types: Tensor, names: Tensor, batch: Any) -> Tensor:
        sentence, flags = batch["pair_sentence"], batch["pair_flags"]
        of_type = by_type[sentence]
        name = names[batch["pair_name"]][:, None]
        inner = (
            self.pair_type(of_type)
            + self.pair_name(name)
            + self.pair_both(of_type * name)
            + self.pair_flag(flags)[:, None]
            + self.pair_kind
        )
        return self.pair_out(_gelu(inner)).squeeze(-1) + types[sentence]

    def _stated(
        self, by_type: Tensor, mean: Tensor, title: Tensor, batch: Any
    ) -> tuple[Tensor, Tensor]:
        at, kind = batch["stated_sentence"], batch["stated_type"]
        of_type = by_type[at, kind]
        status = self.status_in(torch.cat([of_type, mean[at]], -1))
        theme = self.theme_in(torch.cat([of_type, mean[at], title[at], batch["stated_terms"]], -1))
        return (
            self.status_out(_gelu(status)),
            self.theme_out(_gelu(theme)),
        )

    def _arguments(self, by_type: Tensor, scores: Tensor, flat: Tensor, batch: Any) -> Tensor:
        at, kind = batch["argument_sentence"], batch["argument_type"]
        of_type = by_type[at, kind]
        focus, start = scores[at, :, kind].argmax(1), batch["argument_start"]
        flags = batch["argument_flags"].clone()
        flags[:, -2] = (start < focus).float()
        flags[:, -1] = (start - focus).abs().clamp(max=40).float() / 10
        name = _mean(flat[batch["argument_pieces"]], batch["argument_mask"])
        inner = (
            self.argument_type(of_type)
            + self.argument_name(name)
            + self.argument_both(of_type * name)
            + self.argument_flag(flags)
            + self.argument_kind[kind]
        )
        return self.argument_out(_gelu(inner)).squeeze(-1)


def _gelu(values: Tensor) -> Tensor:
    return functional.gelu(values, approximate="tanh")


def _mean(vectors: Tensor, present: Tensor) -> Tensor:
    """Mean over the second axis of what is present; zero where nothing is."""
    weights = present.float()[..., None]
    return (vectors * weights).sum(1) / weights.sum(1).clamp(min=1.0)


def load_encoder(folder: Path, *, layers: int | None = None) -> tuple[nn.Module, int]:
    """The start weights in `folder` and their width; only the first `layers` layers, if given.

    The embeddings of token types stand for `KINDS`; all begin as that of the first type.
    """
    from transformers import BertModel

    encoder = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa")
    if layers is not None:
        encoder.encoder.layer = encoder.encoder.layer[:layers]
        encoder.config.num_hidden_layers = layers
    known = encoder.embeddings.token_type_embeddings.weight.detach()
    kinds = nn.Embedding(len(KINDS), known.shape[1])
    kinds.weight = nn.Parameter(known[:1].repeat(len(KINDS), 1))
    encoder.embeddings.token_type_embeddings = kinds
    encoder.config.type_vocab_size = len(KINDS)
    return encoder, int(encoder.config.hidden_size)
