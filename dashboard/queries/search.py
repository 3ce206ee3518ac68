"""The text box: what a reader types, read as a search.

The language: words must all occur, `"quoted words"` must stand together, `-word` must not occur,
`OR` joins its two neighbours, `recall*` matches the beginning of words. Everything else is a plain
character: no sign has a special meaning for the database.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_OR = "OR"
MAX_TERMS = 32
"""Terms beyond this number are ignored: a bound for the work that one search can ask for."""


@dataclass(frozen=True)
class Term:
    """Words that stand together; `is_prefix`: the last may be the beginning of a word."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True)
class Search:
    """`required`: of every group at least one term occurs; `excluded`: none of the terms occurs."""

    required: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the search restricts nothing."""
        return not self.required and not self.excluded


Fold = Callable[[Sequence[str]], list[list[str]]]
"""Folds each text to the words that the index holds for it (`dashboard.queries.events.fold`)."""


@dataclass(frozen=True)
class _Raw:
    text: str
    is_excluded: bool
    joins_previous: bool


def parse_search(text: str, fold: Fold) -> Search:
    """Reads `text`. Terms without any word (such as `%`) are left out."""
    raw = _tokenize(text)[:MAX_TERMS]
    required: list[list[Term]] = []
    excluded: list[Term] = []
    can_join = False
    for token, words in zip(raw, fold([token.text for token in raw]), strict=True):
        if not words:
            can_join = False
            continue
        term = Term(tuple(words), is_prefix=token.text.endswith("*"))
        if token.is_excluded:
            excluded.append(term)
        elif token.joins_previous and can_join:
            required[-1].append(term)
        else:
            required.append([term])
        can_join = not token.is_excluded
    return Search(tuple(tuple(group) for group in required), tuple(excluded))


def _tokenize(text: str) -> list[_Raw]:
    tokens: list[_Raw] = []
    joins = False
    for match in _TOKEN.finditer(text):
        if match["word"] == _OR and not match["minus"]:
            joins = bool(tokens)
            continue
        body = match["phrase"] if match["phrase"] is not None else match["word"]
        tokens.append(_Raw(body, bool(match["minus"]), joins))
        joins = False
    return tokens
