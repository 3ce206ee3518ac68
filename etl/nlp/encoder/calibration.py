"""From log odds of sentences to the probability that an article tells a pair of type and company.

A logistic model over a few signs, fitted on articles that the network was not trained on (Platt
1999, with the best, the second best and the number of sentences beside the plain log odds).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from etl.errors import ConfigurationError
from etl.nlp.encoder.model import Model

SIGNS = ("bias", "best", "second", "supporters", "in_title", "named_in_title", "only_tagged")
_NONE = -4.0
_SUPPORT = -1.0


@dataclass(frozen=True, slots=True)
class PairSigns:
    """The highest log odds, the second highest (or a low value), the sentences that speak for the
    pair, whether the title does, whether the title names the company, and whether nothing but the
    tags knows the company."""

    best: float
    second: float
    supporters: int
    in_title: bool
    named_in_title: bool
    only_tagged: bool

    @classmethod
    def of(
        cls,
        odds: Sequence[float],
        *,
        in_title: bool = False,
        named_in_title: bool = False,
        only_tagged: bool = False,
    ) -> "PairSigns":
        """The signs of one pair from the log odds of all its sentences and the other signs."""
        ordered = sorted(odds, reverse=True)
        second = max(ordered[1], _NONE) if len(ordered) > 1 else _NONE
        support = sum(value > _SUPPORT for value in odds)
        return cls(ordered[0], second, support, in_title, named_in_title, only_tagged)

    def values(self) -> list[float]:
        """The signs as numbers, in the order of `SIGNS`."""
        support = math.log1p(self.supporters)
        told = (self.in_title, self.named_in_title, self.only_tagged)
        return [1.0, self.best, self.second - _NONE, support, *map(float, told)]


@dataclass(frozen=True, slots=True)
class Calibration:
    """One weight a sign and one offset an event type."""

    weights: Sequence[float]
    offsets: Mapping[str, float]

    @classmethod
    def of_model(cls, model: Model) -> "Calibration":
        """The calibration in a model's manifest; raises `ConfigurationError` where it has none."""
        stored = model.manifest.get("calibration", {})
        if list(stored.get("weights", ())) != list(SIGNS) or "threshold" not in model.manifest:
            raise ConfigurationError(
                f"the model {model.name} has no calibration, or one with other signs; train it anew"
            )
        return cls.of_stored(stored)

    @classmethod
    def of_stored(cls, stored: Mapping[str, Any]) -> "Calibration":
        """The calibration as a manifest holds it: weights by sign, offsets by type."""
        return cls(list(stored["weights"].values()), stored["offsets"])

    def probability(self, event_type: str, signs: PairSigns) -> float:
        """The probability that the pair is right."""
        total = self.offsets.get(event_type, 0.0)
        total += sum(w * v for w, v in zip(self.weights, signs.values(), strict=True))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
