"""The words this package speaks: the mention it returns and the expression it reads.

What belongs here: data shapes only. What does not: regular expressions (`atoms`) and calendar
arithmetic (`spans`, `resolve`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Basis = Literal["explicit", "published", "unknown_year"]
Kind = Literal["date", "duration", "set"]
Tense = Literal["past", "future", "unknown"]
Grain = Literal[
    "day",
    "weekday",
    "week",
    "weekend",
    "month",
    "quarter",
    "half",
    "season",
    "year",
    "decade",
    "century",
]
# How an expression is placed in time.
#   calendar  by number ("March", "Q3", "2019", "Monday"); the year may be missing
#   shift     whole units away from the publication date ("last year", "two weeks ago")
#   anchor    whole units away from a date told before ("the following year")
#   window    from the publication date back or on ("the past five years")
#   range     from one expression to another ("from March to May")
#   run       months or weeks that end with another expression ("the quarter ended Sept. 30")
#   slice     the first or last units of another expression ("the first three months of 2019")
#   length    no place in time ("for three years", "every Monday")
Form = Literal["calendar", "shift", "anchor", "window", "range", "run", "slice", "length"]
Pick = Literal["", "last", "this", "next", "past"]
Part = Literal["", "early", "mid", "late", "start", "end", "earlier", "later", "week_of"]
Relation = Literal["", "by", "since", "until", "before", "after", "through", "as_of"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as written, and in lower case with every character at the same offset.

    Patterns run on `folded` where case says nothing: a case-blind `re` pattern takes three times
    as long.
    """

    text: str
    folded: str


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date expression of a sentence and what is known of its place in the calendar.

    `start` and `end` are character offsets in the sentence, `text` the expression as written.
    `first` and `last` are the inclusive span that covers what is known; both None when the year
    cannot be known. `edtf` is the expression's own value in EDTF (ISO 8601-2:2019 annex A;
    https://www.loc.gov/standards/datetime/), `''` when nothing can be said. It can be wider than
    `first`..`last`: "this year" told in the past tense is `2024`, but its span ends with the
    publication date. "by 2030" is `../2030`, "since 2015" is `2015/..`.
    `basis` is "explicit" when the text alone gives the date, "published" when the publication
    date was needed, "unknown_year" when no year can be given.
    `kind` follows the TimeML TIMEX3 types (Pustejovsky et al. 2003): only "date" places an event;
    a "duration" ("for three years") and a "set" ("every Monday") have no span and no EDTF value.
    """

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    edtf: str
    basis: Basis
    kind: Kind


@dataclass(frozen=True, slots=True)
class Expression:
    """A date expression read but not yet placed in the calendar.

    `number` is the month, quarter, half, season (1 spring to 4 winter), weekday (0 Monday), year,
    first year of the decade or of the century, by `grain`; for the forms "shift", "anchor",
    "window", "run" and "slice" it is a signed count of `grain` units. `day_last` closes a range
    of days in one month. `year` is the year that the text adds to it; `of` the expression that a
    run ends with or that a slice is cut from; `until` the far end of a range.
    `is_weak` marks a reading that holds only when its surroundings join it to another one;
    `needs_future` one that is a length of time in a clause about the past ("in two years").
    """

    start: int
    end: int
    grain: Grain
    form: Form
    number: int = 0
    day: int = 0
    day_last: int = 0
    year: Expression | None = None
    of: Expression | None = None
    until: Expression | None = None
    pick: Pick = ""
    part: Part = ""
    relation: Relation = ""
    kind: Kind = "date"
    is_weak: bool = False
    needs_future: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """An expression placed in the calendar: inclusive bounds and basis.

    `edtf` is set only where the EDTF value says something else than the bounds. `has_bounds` is
    false where one of them is open ("before 2015").

    With the basis "unknown_year" the bounds lie in the stand-in year `spans.STAND_IN_YEAR` and
    must not leave the package.
    """

    first: date
    last: date
    basis: Basis
    grain: Grain
    edtf: str = ""
    has_bounds: bool = True


@dataclass(frozen=True, slots=True)
class Reader:
    r"""A pattern and what to make of its matches.

    A match directly after a letter, a digit or one of `not_after` does not count: patterns that
    begin with a letter instead of `\b` let `re` skip to candidates by their first letter.
    """

    pattern: re.Pattern[str]
    build: Callable[[Sentence, re.Match[str]], Expression | None]
    not_after: str = ""


@dataclass(frozen=True, slots=True)
class ReaderGroup:
    """Readers worth running where the sentence holds one of the strings `needs`.

    They look at the folded sentence or, with `is_cased`, at the sentence as written.
    """

    needs: tuple[str, ...]
    readers: tuple[Reader, ...]
    is_cased: bool = False
    needs_digit: bool = False
