"""When two names in gold and prediction are the same company or person."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

_LEGAL_AND_GENERIC = frozenset(
    "incorporated inc corporation corp company co limited ltd plc llc lp ag se sa nv gmbh spa ab"
    " oyj kk holding holdings group the motor motors automobile automotive auto car cars".split()
)
"""Words that do not tell one company from another."""


def fold_name(name: str) -> str:
    """Lower case, no accents, no possessive, no punctuation but `& + -`."""
    ascii_form = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    folded = re.sub(r"['\u2019]s\b", "", ascii_form or name.lower())
    return " ".join(re.sub(r"[^\w\s&+-]", " ", folded).split())


def company_forms(company: Mapping[str, Any]) -> set[str]:
    """The folded forms under which a company of the gold format is recognised."""
    names = [company["name"], *company.get("aliases", [])]
    folded = {fold_name(name) for name in names if name}
    short = {_without_generic(form) for form in folded}
    return {form for form in folded | short if len(form) > 1}


def _without_generic(form: str) -> str:
    pieces = re.split(r"(\w+)", form)
    kept = ["" if piece in _LEGAL_AND_GENERIC else piece for piece in pieces]
    return " ".join("".join(kept).split())


def count_common_names(gold: Sequence[str], predicted: Sequence[str]) -> int:
    """How many gold names have a predicted one: equal, or one's words contain the other's."""
    left = [fold_name(name) for name in predicted if name]
    common = 0
    for name in (fold_name(name) for name in gold if name):
        for other in left:
            words, other_words = set(name.split()), set(other.split())
            if name == other or words <= other_words or other_words <= words:
                common += 1
                left.remove(other)
                break
    return common
