"""The pattern language of cues: how a line of the lexicon becomes a regular expression.

A pattern is a row of words, separated by blanks, that must stand in this order in one sentence:

    launch~        any form of the verb (launch, launches, launched, launching), also plural nouns
    batter*        any word that begins so
    (a|b c|d~)     one of these, each of one or more words
    new?           may be missing (also on a group: `(a|b)?`)
    _  __  ___     up to 2, up to 5, up to 9 words of any kind between
    <company> <product> <person>   a name of that kind that was found before
    <money> <percent> <number> <year>   an amount of money, a share, a number, a year
    @subject @object @all          (last) overrides which companies are principals: the nearest
                   before the cue, the nearest after it, or all in the sentence

Case does not matter; a hyphen counts as a blank. Every pattern needs at least one word that must be
there: it is what the sentence is searched for before the expression runs.

Names are matched through *masks*: before matching, each character of a name is replaced by a
private-use character of its kind, so that offsets stay the same.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from etl.lexicon.inflection import inflect
from etl.lexicon.toml_files import Entry

MASKS = {"company": "\ue000", "product": "\ue001", "person": "\ue002"}
"""Private-use characters (Unicode block U+E000..U+F8FF) that stand for the letters of a name."""

SIDES = ("subject", "object", "all")

_SCALE = r"(?:\s?(?:thousand|million|billion|trillion|crore|lakh|bn|mn|m|b|k)\b)?"
_PLACEHOLDERS = {
    "company": "(\ue000+)(?:['\u2019]s?)?",
    "product": "\ue001+(?:['\u2019]s?)?",
    "person": "\ue002+(?:['\u2019]s?)?",
    "money": rf"(?:(?:us|c|a|hk|nt)?[$€£¥₹]\s?\d[\d.,]*{_SCALE}"
    rf"|\d[\d.,]*{_SCALE}[\s-](?:u\.?s\.? )?(?:dollars?|euros?|yuan|yen|won|pounds?|rupees?"
    rf"|francs?))",
    "percent": r"\d[\d.,]*[\s-]?(?:%|percent\b|per\s?cent\b|pct\b|percentage points?\b|basis "
    "points?\b)",
    "number": rf"\d[\d.,]*{_SCALE}",
    "year": r"(?:19|20)\d\d",
}
_GAPS = {"_": 2, "__": 5, "___": 9}
_SEPARATOR = (
    r"[,)]?['\"\u201c\u201d\u2018\u2019]?[\s\-\u2010-\u2014]+['\"\u201c\u201d\u2018\u2019(]?[+\-]?"
)
_TOKEN = re.compile(r"[()|?]|[^\s()|?-]+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019&.][^\W_]+)*")


_MOST_CHARACTERS = 1_000
_DEEPEST = 10


class PatternError(ValueError):
    """A pattern that does not follow the grammar; the message says what is wrong."""


@dataclass(frozen=True)
class Pattern:
    """One compiled pattern.

    `triggers` are lower-case words of which one must stand in the sentence; a trigger that ends in
    `*` is a prefix. `side` is one of `SIDES`, or empty where the type's own side holds.
    """

    source: str
    expression: str
    triggers: tuple[str, ...]
    side: str = ""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The expression, to be searched in a masked sentence; groups are the named companies."""
        return re.compile(self.expression, re.IGNORECASE)


def _word(token: str) -> tuple[str, tuple[str, ...]]:
    """One word of the grammar: its expression and the words it can begin the search with."""
    if token.startswith("<") and token.endswith(">"):
        name = token[1:-1]
        if name not in _PLACEHOLDERS:
            raise PatternError(f"unknown placeholder {token}; known: {', '.join(_PLACEHOLDERS)}")
        return _PLACEHOLDERS[name], ()
    bare = token.rstrip("~*")
    if not _WORD.fullmatch(bare):
        raise PatternError(f"{token!r} is not a word of the grammar")
    if token.endswith("~"):
        forms = inflect(bare.lower())
        return "(?:" + "|".join(map(re.escape, forms)) + r")\b", forms
    if token.endswith("*"):
        return re.escape(bare) + r"\w*", (bare.lower() + "*",)
    return re.escape(bare) + r"(?!\w)", (bare.lower(),)


@dataclass
class _Reader:
    """Reads tokens from left to right; `at` is the next one."""

    tokens: list[str]
    at: int = 0
    depth: int = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def read_group(self) -> tuple[str, tuple[str, ...]]:
        """The branches up to the closing bracket; it has triggers when each branch has."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise PatternError(f"brackets in more than {_DEEPEST} brackets")
        branches = [self.read_sequence()]
        while self.peek() == "|":
            self.take()
            branches.append(self.read_sequence())
        if self.peek() != ")":
            raise PatternError("unbalanced ( or |")
        self.take()
        self.depth -= 1
        complete = all(triggers for _, triggers in branches)
        triggers = tuple(word for _, words in branches for word in words) if complete else ()
        return "(?:" + "|".join(expression for expression, _ in branches) + ")", triggers

    def read_sequence(self) -> tuple[str, tuple[str, ...]]:
        """Elements in a row; the triggers are those of the element with the longest words."""
        expression, gap, is_joined = "", "", False
        triggers: tuple[str, ...] = ()
        while self.peek() not in ("", "|", ")"):
            part = self.take()
            if part in _GAPS:
                gap = rf"(?:[^\s;]+\s+){{0,{_GAPS[part]}}}?"
                continue
            regex, words = self.read_group() if part == "(" else _word(part)
            lead = _SEPARATOR + gap if is_joined else ""
            gap = ""
            if self.peek() == "?":
                self.take()
                expression += f"(?:{lead}{regex})?" if is_joined else f"(?:{regex}{_SEPARATOR})?"
                continue
            expression += lead + regex
            is_joined = True
            if words and min(map(len, words)) > min(map(len, triggers), default=0):
                triggers = words
        if not is_joined:
            raise PatternError("empty pattern or branch")
        return expression, triggers


def compile_pattern(source: str) -> Pattern:
    """The pattern that `source` describes; raises `PatternError` where the grammar is broken."""
    if len(source) > _MOST_CHARACTERS:
        raise PatternError(f"longer than {_MOST_CHARACTERS} characters")
    body, side = source.strip(), ""
    if "@" in body:
        body, _, side = (part.strip() for part in body.rpartition("@"))
        if side not in SIDES:
            raise PatternError(f"unknown side @{side}; known: {', '.join(SIDES)}")
    reader = _Reader(_TOKEN.findall(body))
    expression, triggers = reader.read_sequence()
    if reader.peek():
        raise PatternError(f"unexpected {reader.peek()!r}")
    if not triggers:
        raise PatternError("no word that must be there (placeholders and optional words only)")
    return Pattern(source, r"(?<!\w)" + expression, triggers, side)


def compile_patterns(entry: Entry, key: str) -> tuple[Pattern, ...]:
    """The patterns that an entry lists under `key`; raises `LexiconError` where one is broken."""
    patterns = []
    for source in entry.texts(key):
        try:
            patterns.append(compile_pattern(source))
        except PatternError as error:
            raise entry.error(f"pattern {source!r}: {error}", key) from error
    return tuple(patterns)
