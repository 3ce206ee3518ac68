"""The heads of the model on top of the encoder, in numpy.

What each computes is written in `etl.nlp.training.network`, which trains them; a test holds both
against each other. Shapes: N pieces of one sentence, D width of the encoder, T event types.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from etl.nlp.encoder.pieces import Floats


@dataclass(slots=True)
class SentenceView:
    """What the heads need of one sentence: its vectors by type (T, D), its mean (D), the logits of
    the types (T) and where each type is spoken of: scores of the pieces (N, T)."""

    by_type: Floats
    mean: Floats
    types: Floats
    attention: Floats


class Heads:
    """The heads with their weights, named as in `etl.nlp.training.network`."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self._w = {name: np.ascontiguousarray(w, dtype=np.float32) for name, w in weights.items()}

    def tags(self, hidden: Floats, case: Floats) -> Floats:
        """Probabilities of the tags of each piece: (N, tags)."""
        return softmax(self._linear("tag", np.concatenate([hidden, case], axis=1)), axis=1)

    def view(self, hidden: Floats) -> SentenceView:
        """A sentence from the hidden vectors (N, D) of its pieces."""
        scores = self._linear("attention", hidden)
        by_type = softmax(scores, axis=0).T @ hidden
        types = (by_type * self._w["type_weight"]).sum(1) + self._w["type_bias"]
        return SentenceView(by_type, hidden.mean(0), types, scores)

    def pairs(self, view: SentenceView, kinds: list[int], names: Floats, flags: Floats) -> Floats:
        """Logits (companies, kinds) that each company is a principal of an event of each type."""
        of_type = view.by_type[kinds]
        both = (names[:, None] * of_type[None]).reshape(-1, names.shape[1])
        inner = (both @ self._w["pair_both.weight"].T).reshape(len(names), len(kinds), -1)
        inner += (self._linear("pair_type", of_type) + self._w["pair_kind"][kinds])[None]
        of_name = names @ self._w["pair_name.weight"].T + flags @ self._w["pair_flag.weight"].T
        inner += of_name[:, None]
        return self._linear("pair_out", _gelu(inner))[..., 0] + view.types[kinds]

    def status(self, view: SentenceView, kind: int) -> Floats:
        """Probabilities of the statuses of the sentence's event of one type."""
        inner = self._linear("status_in", np.concatenate([view.by_type[kind], view.mean]))
        return softmax(self._linear("status_out", _gelu(inner)))

    def themes(self, view: SentenceView, kind: int, title: Floats, terms: Floats) -> Floats:
        """Probabilities of the themes of the sentence's event of one type."""
        inner = np.concatenate([view.by_type[kind], view.mean, title, terms])
        return expit(self._linear("theme_out", _gelu(self._linear("theme_in", inner))))

    def argument(
        self, view: SentenceView, kind: int, name: Floats, start: int, flags: list[float]
    ) -> float:
        """Probability that a person, product or date belongs to the event of one type; `start` is
        its first piece in the sentence."""
        of_type = view.by_type[kind]
        focus = int(view.attention[:, kind].argmax())
        told = np.array(flags, dtype=np.float32)
        told[-2:] = float(start < focus), min(abs(start - focus), 40) / 10
        inner = (
            self._linear("argument_type", of_type)
            + self._w["argument_name.weight"] @ name
            + self._w["argument_both.weight"] @ (of_type * name)
            + self._w["argument_flag.weight"] @ told
            + self._w["argument_kind"][kind]
        )
        return float(expit(self._linear("argument_out", _gelu(inner))[0]))

    def _linear(self, name: str, values: Floats) -> Floats:
        return values @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"]


def _gelu(values: Floats) -> Floats:
    """The tanh form of Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415."""
    inner: Floats = 0.7978845608 * (values + 0.044715 * values * values * values)
    found: Floats = 0.5 * values * (1.0 + np.tanh(inner))
    return found


def softmax(values: Floats, axis: int = -1) -> Floats:
    """Shares that add up to 1 along the axis."""
    powers: Floats = np.exp(values - values.max(axis=axis, keepdims=True))
    shares: Floats = powers / powers.sum(axis=axis, keepdims=True)
    return shares


def expit(values: Floats) -> Floats:
    """The logistic function; large values of either sign do not overflow."""
    chances: Floats = 0.5 * (1.0 + np.tanh(0.5 * values))
    return chances
