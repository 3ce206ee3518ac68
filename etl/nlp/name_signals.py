"""The signals that a capitalised name is a company's: what it looks like, what stands around it.

`etl.nlp.names` gathers the candidates of an article and takes those with enough points.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from etl.lexicon.signals import Signals
from etl.nlp.capitals import Run

NEEDED = 2.0
"""Points that make a name a company."""

_TICKER = re.compile(
    r",?\s\((?:(?:NYSE|NASDAQ|Nasdaq|OTC|LSE|TSX|HKG|ETR|EPA)\w*\s?:\s?[A-Z.]+)[^)]*\)"
)
_BRACKET = re.compile(r"\s\(([A-Z][A-Za-z.&]{1,7})\)")
_LEGAL_AFTER = re.compile(r", ([A-Z][\w.]{1,4})(?!\w)")
_BACKED = re.compile(r"-(?:backed|owned|led|based startup|branded|made|built)\b")
_WITH = re.compile(
    r"(?:(?P<strong>partner(?:ed|ing|ship)? with|acquired by|owned by|bought by|backed by"
    r"|(?:invest\w*|stake) in|acquisition of|acquired?|led by|purchase of|merge with|deal with"
    r"|subsidiary)|made by|built by|developed by|from|contract with|with|unit|including|like"
    r"|such as|and|by) (?:the )?$"
)
_INNER = re.compile(r"[a-z][A-Z]|^[A-Z][a-z]+\.(?:com|ai|io|co|net)$")
_LINKS = frozenset((" and ", ", ", ", and ", " or ", " & ", "; "))


@dataclass(slots=True)
class NameCandidate:
    """One name with its places in the article; `short` is an abbreviation introduced for it."""

    name: str
    points: float = 0.0
    runs: list[Run] = field(default_factory=list)
    short: str = ""
    seen: set[str] = field(default_factory=set)

    def add(self, signal: str, points: float) -> None:
        """Count a signal, once an article."""
        if signal not in self.seen:
            self.seen.add(signal)
            self.points += points


class NameSignals:
    """Gives points to candidates."""

    def __init__(self, signals: Signals, outlet_points: float) -> None:
        self._signals = signals
        self._outlet_points = outlet_points
        self._stop = signals.openers | signals.not_names | signals.places
        self._weak = self._stop | signals.name_suffixes | signals.legal_suffixes
        nouns = _any_of(signals.company_nouns)
        self._before = (
            ("noun before", 1.5, re.compile(rf"\b(?:{nouns})s?,? $")),
            (
                "head before",
                2.0,
                re.compile(
                    rf"\b(?:{_any_of(signals.company_heads)}) (?:of|at|for|in|with) (?:the )?$"
                ),
            ),
        )
        self._after = (
            ("ticker", 3.0, _TICKER),
            (
                "apposition",
                2.0,
                re.compile(
                    r",? (?:which |who )?(?:is )?(?:a|an|the|one of|another|its)\s"
                    rf"(?:[\w\u2019'&-]+\s){{0,6}}?(?:{nouns})\b"
                ),
            ),
            (
                "market",
                2.0,
                re.compile(
                    r"(?:,? \([+-]?[\d.]+ ?(?:%|percent)\)"
                    rf"| (?:shares )?(?:{_any_of(signals.market_moves)}) (?:[\w ]{{0,20}})?[\d.]+)"
                ),
            ),
            ("after", 2.0, re.compile(rf"['\u2019]?s? (?:{_any_of(signals.company_after)})\b")),
            (
                "verb after",
                1.0,
                re.compile(rf"['\u2019]?s? (?:{_any_of(signals.company_verbs)})\b"),
            ),
            ("backed", 1.5, _BACKED),
        )

    def weigh(self, candidate: NameCandidate, others: set[str]) -> None:
        """Sum the candidate's points; `others` are names known to be of persons or products."""
        if candidate.name in self._signals.outlets:
            candidate.add("outlet", self._outlet_points)
            return
        words = candidate.name.split()
        has_legal = words[-1].rstrip(".") in self._signals.legal_suffixes
        if self._is_ruled_out(candidate.name, others):
            return
        if has_legal and len(words) > 1:
            candidate.add("legal", 3)
        if words[-1] in self._signals.name_suffixes and len(words) > 1:
            candidate.add("suffix", 1.5)
        if _INNER.search(candidate.name):
            candidate.add("inner capitals", 1)
        if len(candidate.runs) > 2:
            candidate.add("repeated", 0.5)
        for run in candidate.runs:
            self._weigh_place(candidate, run)
        if candidate.name.isupper() and len(candidate.name) < 6:
            candidate.points -= 0.5
        if len(words) == 1 and all(run.is_first for run in candidate.runs):
            candidate.points -= 1

    def _is_ruled_out(self, name: str, others: set[str]) -> bool:
        """Whether the name is a person's, a product's, a place's or an institution's; `others` are
        names known to be of persons or products."""
        signals, words = self._signals, name.split()
        has_legal = words[-1].rstrip(".") in signals.legal_suffixes
        if name in others or name.title() in others:
            return True
        if name in self._stop or name.title() in signals.places:
            return True
        if all(w in self._weak or w.lower() in signals.executive_titles for w in words):
            return True
        if any(name.startswith(f"{other} ") for other in others):
            return True
        is_institution = any(w in signals.institution_words for w in words)
        return not has_legal and (is_institution or words[0] in signals.first_names)

    def _weigh_place(self, candidate: NameCandidate, run: Run) -> None:
        """Add the signals of the words around one place."""
        text, left = run.sentence.text, run.start - run.sentence.start
        before, after = text[max(0, left - 40) : left], text[left + len(run.text) :][:90]
        for signal, points, pattern in self._before:
            if pattern.search(before):
                candidate.add(signal, points)
        for signal, points, pattern in self._after:
            if pattern.match(after):
                candidate.add(signal, points)
        legal = _LEGAL_AFTER.match(after)
        if legal and legal.group(1).rstrip(".") in self._signals.legal_suffixes:
            candidate.add("legal", 3)
        self._weigh_bracket(candidate, after)
        link = _WITH.search(before)
        if link:
            candidate.add("with", 1.5 if link.group("strong") else 0.5)
        companies = run.sentence.of_kind("company")
        for mention in companies:
            low, high = mention.end, run.start
            if mention.start > run.start:
                low, high = run.end, mention.start
            if text[low - run.sentence.start : high - run.sentence.start] in _LINKS:
                candidate.add("beside", 2 if len(companies) > 2 else 1)

    def _weigh_bracket(self, candidate: NameCandidate, after: str) -> None:
        """An abbreviation or a ticker in brackets behind the name."""
        bracket = _BRACKET.match(after)
        if bracket is None or len(candidate.name) < 4:
            return
        short = bracket.group(1)
        if _is_abbreviation(short, candidate.name):
            candidate.short = short
            candidate.add("abbreviation", 1)
        elif short.isupper() and short not in self._stop:
            candidate.add("ticker", 2)


def _any_of(words: Iterable[str]) -> str:
    """An expression for any of the words, longer ones first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _is_abbreviation(short: str, name: str) -> bool:
    """Whether the capitals of `short` begin words of `name`, in order."""
    initials = [w[0] for w in name.split() if w[0].isupper()]
    letters = [c for c in short if c.isupper()]
    return len(letters) > 1 and initials[: len(letters)] == letters
