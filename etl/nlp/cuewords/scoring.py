"""How sure an event is: a probability from a few plain signals.

A logistic model over the cue's weight, the certainty of the companies and what the article says
around them. Its numbers stand in `cuewords.cfg`, one for each signal and one offset for each event
type; they were fitted on articles that are no part of the tests.
"""

import math
import re
from collections.abc import Mapping, Sequence

from spacy.tokens import Doc

from etl.contracts import EVENT_TYPES
from etl.lexicon.errors import LexiconError
from etl.nlp.cuewords.finding import CueFinding
from etl.nlp.state import Mention

SIGNALS = (
    "bias",
    "cue",
    "more_cues",
    "certainty",
    "named_by_cue",
    "in_title",
    "repeats",
    "is_long",
    "has_date",
    "has_digit",
    "is_quote",
    "is_unlinked",
    "more_companies",
    "is_rumoured",
)
"""The signals of `read_signals`, in the order of the configuration."""

_DIGIT = re.compile(r"\d")
_LONG = 260
_CONFIG = "cuewords.cfg"


def check_weights(weights: Mapping[str, float], offsets: Mapping[str, float]) -> None:
    """Raise `LexiconError` unless there is one weight a signal and each offset names a type."""
    for name in {*weights, *SIGNALS}:
        if (name in weights) != (name in SIGNALS):
            problem = f"weights must name exactly the signals {', '.join(SIGNALS)}"
            raise LexiconError(_CONFIG, f"components.assembly.weights.{name}", problem)
    for name in offsets:
        if name not in EVENT_TYPES:
            problem = "unknown event type; etl/contracts.py lists them"
            raise LexiconError(_CONFIG, f"components.assembly.offsets.{name}", problem)


def read_signals(
    finding: CueFinding,
    companies: Sequence[Mention],
    certainty: float,
    doc: Doc,
    title_keys: set[str],
    counts: Mapping[tuple[str, str], int],
) -> dict[str, float]:
    """The value of each signal for one finding.

    `title_keys` are the companies of the title; `counts` how often the article cues a type for a
    company; `certainty` is that of the choice of companies.
    """
    text = doc._.sentences[finding.sentence].text
    repeats = max(counts.get((finding.event_type, m.key), 1) for m in companies)
    return {
        "bias": 1.0,
        "cue": finding.weight,
        "more_cues": min(len(finding.cues), 4) - 1,
        "certainty": certainty,
        "named_by_cue": float(bool(finding.named)),
        "in_title": float(any(m.key in title_keys for m in companies)),
        "repeats": min(repeats, 4) - 1,
        "is_long": float(len(text) > _LONG),
        "has_date": float(finding.when is not None),
        "has_digit": float(_DIGIT.search(text) is not None),
        "is_quote": float(text[:1] in "\"'\u201c\u2018"),
        "is_unlinked": float(all(m.entity_id is None for m in companies)),
        "more_companies": min(len(companies), 4) - 1,
        "is_rumoured": float(finding.status == "rumoured"),
    }


def probability(signals: Mapping[str, float], weights: Mapping[str, float], offset: float) -> float:
    """The logistic function of the weighted signals, between 0 and 1."""
    total = offset + sum(weights[name] * value for name, value in signals.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
