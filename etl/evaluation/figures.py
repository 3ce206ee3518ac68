"""The measured figures of the extraction that ships, as data (`figures.toml`), and what a count of
checked events can say at all.

Belongs here: what docs/evaluation.md and the dashboard both tell. Not here: measuring itself
(`etl.evaluation.score`), and what this installation's readers said (`etl.corrections.precision`).
"""

import math
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FIGURES = Path(__file__).with_name("figures.toml")

_Z = 1.96
"""Quantile of the normal distribution for 95 %."""


@dataclass(frozen=True)
class Measurement:
    """Scores over all types on one set of articles, 0 to 1, as `etl.evaluation.score` names them;
    `meaning` says in words which articles these are."""

    articles: int
    meaning: str
    event_f1: float
    precision: float
    recall: float
    type_f1: float
    company_f1: float
    theme_f1: float
    date_f1: float
    status_accuracy: float
    macro_f1: float


@dataclass(frozen=True)
class TypeFigures:
    """Scores of one event type. Counts are pairs of an article and a company: `gold` are labelled,
    `found` are what the extraction gave."""

    gold: int
    found: int
    precision: float
    recall: float
    f1: float
    held_out_pairs: int
    held_out_f1: float

    @property
    def right(self) -> int:
        """How many of the found pairs are right."""
        return round(self.precision * self.found)


@dataclass(frozen=True)
class Figures:
    """All that was measured of one version of the extraction; `command` is what was run."""

    extractor: str
    measured_on: date
    command: str
    measurements: dict[str, Measurement]
    types: dict[str, TypeFigures]


@cache
def read_figures() -> Figures:
    """The figures of the extraction that ships."""
    told = tomllib.loads(FIGURES.read_text(encoding="utf-8"))
    return Figures(
        told["extractor"],
        told["measured_on"],
        told["command"],
        {name: Measurement(**values) for name, values in told["measurements"].items()},
        {name: TypeFigures(**values) for name, values in told["types"].items()},
    )


def likely_range(right: int, count: int) -> tuple[float, float]:
    """The shares, 0 to 1, between which the true one lies 19 times of 20 where `right` of `count`
    were right: the score interval of Wilson (1927), which holds for small counts too.

    Raises `ValueError` without anything counted.
    """
    if count <= 0:
        raise ValueError("nothing was counted")
    share = right / count
    middle = share + _Z**2 / (2 * count)
    width = _Z * math.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
    scale = 1 + _Z**2 / count
    return max(0.0, (middle - width) / scale), min(1.0, (middle + width) / scale)
