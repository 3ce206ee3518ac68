"""An index of patterns by the words that must stand in a sentence.

Most patterns cannot match most sentences. Each pattern is filed under its trigger words; a sentence
is only searched with the patterns that one of its words calls up. What a word calls up is worked
out once and remembered.
"""

import re
from collections.abc import Iterable, Sequence

from etl.lexicon.patterns import Pattern

_WORD = re.compile(r"[^\W_]+(?:['\u2019&.][^\W_]+)*")
_REMEMBERED = 200_000


class CueIndex:
    """Finds which of `patterns` a sentence could match, as positions in that sequence."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._exact: dict[str, list[int]] = {}
        self._prefixes: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            for trigger in pattern.triggers:
                files = self._prefixes if trigger.endswith("*") else self._exact
                files.setdefault(trigger.rstrip("*"), []).append(number)
        self._lengths = sorted({len(prefix) for prefix in self._prefixes})
        self._memory: dict[str, tuple[int, ...]] = {}

    def call(self, text: str) -> set[int]:
        """Positions of the patterns of which a trigger stands in `text`."""
        called: set[int] = set()
        memory = self._memory
        for word in set(_WORD.findall(text.lower())):
            numbers = memory.get(word)
            if numbers is None:
                numbers = self._look_up(word)
            if numbers:
                called.update(numbers)
        return called

    def _look_up(self, word: str) -> tuple[int, ...]:
        numbers: list[int] = []
        for form in self._forms(word):
            numbers += self._exact.get(form, ())
            for length in self._lengths:
                if length > len(form):
                    break
                numbers += self._prefixes.get(form[:length], ())
        if len(self._memory) >= _REMEMBERED:
            self._memory.clear()
        self._memory[word] = tuple(dict.fromkeys(numbers))
        return self._memory[word]

    @staticmethod
    def _forms(word: str) -> Iterable[str]:
        yield word
        for mark in "'\u2019":
            if mark in word:
                yield word.partition(mark)[0]
        if "." in word:
            yield from word.split(".")
