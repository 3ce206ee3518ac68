"""Runs of capitalised words: the raw material of names of persons and companies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.nlp.state import Mention, Sentence

_WORD = r"[A-ZÀ-ÖØ-Þ][\w&.\u2019'\-]*[\w]|[A-Z]\.|[A-Z]|\d+[A-Z][\w]+"
_RUN = re.compile(rf"(?<![\w$€£])(?:{_WORD})(?:\s(?:(?:&|of|de|van|von|and the)\s)?(?:{_WORD}))*")
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_GLUE = frozenset(("&", "of", "de", "van", "von"))
_OWNED = re.compile(r"\S+ .*\S['\u2019]s (?=\S+ \S)")
_COMPOUND = re.compile(
    r".*-(?:based|owned|backed|maker|born|listed|led|controlled|style|like|made)$"
)


@dataclass(slots=True)
class Run:
    """A run of capitalised words in a sentence; offsets are those of the document."""

    start: int
    end: int
    text: str
    sentence: Sentence
    is_first: bool

    @property
    def words(self) -> list[str]:
        """The words of the run."""
        return self.text.split()


def is_title_case(text: str) -> bool:
    """Whether most longer words of `text` are capitalised, as in many headlines."""
    words = [w for w in re.findall(r"[A-Za-z][\w'\u2019-]*", text) if len(w) > 3]
    return len(words) > 3 and sum(w[0].isupper() for w in words) > 0.7 * len(words)


def find_runs(
    sentence: Sentence,
    taken: list[Mention],
    heads: frozenset[str],
    tails: frozenset[str],
) -> Iterator[Run]:
    """The capitalised runs of a sentence between the mentions in `taken`.

    Words of `heads` are cut off at the head, words of `tails` at the tail, as are a possessive
    `'s`, compounds such as "London-based" at the head, and an owner ("Acme Bank's Ann Lee").
    """
    bounds = [0]
    for mention in taken:
        bounds += [mention.start - sentence.start, mention.end - sentence.start]
    bounds.append(len(sentence.text))
    for left, right in zip(bounds[::2], bounds[1::2], strict=True):
        for match in _RUN.finditer(sentence.text, left, right):
            yield from _trim(match, sentence, heads, tails)


def _trim(
    match: re.Match[str], sentence: Sentence, heads: frozenset[str], tails: frozenset[str]
) -> Iterator[Run]:
    start, text = match.start(), match.group()
    while True:
        first, _, rest = text.partition(" ")
        is_possessive = first.endswith(("'s", "\u2019s")) and rest
        if first in heads or first in _GLUE or is_possessive or _COMPOUND.match(first):
            if not rest:
                return
            start += len(first) + 1
            text = rest
        else:
            break
    owned = _OWNED.match(text)
    if owned:
        start += owned.end()
        text = text[owned.end() :]
    text = _POSSESSIVE.sub("", text).rstrip(".,") if not _is_dotted(text) else text
    if _COMPOUND.match(text.rpartition(" ")[2]):
        return
    while text:
        rest, _, last = text.rpartition(" ")
        if rest and (last in tails or last in _GLUE):
            text = _POSSESSIVE.sub("", rest)
        else:
            break
    if len(text) > 1 and (" " in text or text not in tails):
        is_first = not sentence.text[:start].strip("\"'\u201c\u2018([ ")
        yield Run(
            sentence.start + start, sentence.start + start + len(text), text, sentence, is_first
        )


def _is_dotted(text: str) -> bool:
    return text.endswith(".") and text[-2:-1].isupper()
