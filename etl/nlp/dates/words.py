"""Word tables and regular-expression fragments that the readers share.

What belongs here: vocabulary. What does not: how words combine (`atoms`, `combine`).
"""

from __future__ import annotations

from typing import Final

from etl.nlp.dates.types import Grain, Pick

MONTH_STEMS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
MONTH_NAMES: Final = tuple(stem.title() for stem in MONTH_STEMS)  # in any month name or short form
WEEKDAY_STEMS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SEASONS: Final = {"spring": 1, "summer": 2, "fall": 3, "autumn": 3, "winter": 4}
ORDINALS: Final = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3,
    "fourth": 4, "4th": 4, "final": 4,
}  # fmt: skip
COUNTS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "eighteen": 18, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "couple": 2, "few": 3,
}  # fmt: skip
UNITS: Final[dict[str, Grain]] = {
    "day": "day", "week": "week", "weekend": "weekend", "month": "month", "quarter": "quarter",
    "half": "half", "year": "year", "decade": "decade",
}  # fmt: skip
PICKS: Final[dict[str, Pick]] = {
    "last": "last", "next": "next", "coming": "next", "this": "this", "past": "past",
}  # fmt: skip

APOSTROPHE: Final = "['\u2019]"
OWNERS: Final = ("'s", "\u2019s")
DASH: Final = "[-\u2013\u2014]"
# A month name in title case: "may" and "march" in lower case are verbs. The patterns begin with a
# letter and not with a word boundary: `re` then skips to candidates by their first letter.
MONTH: Final = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|Jun(?:e|\.)?|Jul(?:y|\.)?"
    r"|Aug(?:ust|\.)?|Sep(?:t(?:ember|\.)?|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?"
    r"|Dec(?:ember|\.)?)(?![A-Za-z])"
)
WEEKDAY: Final = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
YEAR: Final = r"(?:1[89]|20)\d\d"
ORDINAL_END: Final = r"(?:st|nd|rd|th)?"
COUNT: Final = (
    r"(?:\d{1,3}|(?:a\s+)?couple(?:\s+of)?|(?:a\s+)?few"
    r"|twenty|thirty|forty|fifty|thirteen|fourteen|fifteen|sixteen|eighteen"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|an?)"
)


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def month_number(text: str) -> int:
    """1 to 12 for a month name or its abbreviation."""
    return MONTH_STEMS.index(text[:3].lower()) + 1


def weekday_number(text: str) -> int:
    """0 (Monday) to 6 for the name of a weekday."""
    return WEEKDAY_STEMS.index(text[:3].lower())


def count_of(text: str) -> int:
    """The number that a digit string or a number word says ("12", "a couple of", "few")."""
    words = text.split()
    if words[0].isdecimal():
        return int(words[0])
    known = [COUNTS[word] for word in words if word in COUNTS]
    return known[-1]


def full_year(text: str) -> int:
    """A year from four or two digits; two digits mean 1950 to 2049."""
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year >= 50 else 2000)
