"""Readers for expressions built on a unit of time: "last week", "two years ago", "today".

What does not belong here: named months, weekdays, quarters and years (`atoms`).
"""

from __future__ import annotations

import re
from typing import Final

from etl.nlp.dates.types import Expression, Form, Grain, Reader, ReaderGroup, Sentence
from etl.nlp.dates.words import COUNT, COUNTS, DASH, UNITS, count_of

_PICKS: Final[dict[str, tuple[Form, int]]] = {
    "this": ("shift", 0),
    "current": ("shift", 0),
    "latest": ("shift", -1),
    "recent": ("shift", -1),
    "last": ("shift", -1),
    "next": ("shift", 1),
    "upcoming": ("shift", 1),
    "past": ("window", -1),
    "coming": ("window", 1),
    "previous": ("anchor", -1),
    "prior": ("anchor", -1),
    "preceding": ("anchor", -1),
    "following": ("anchor", 1),
    "subsequent": ("anchor", 1),
    "same": ("anchor", 0),
    "that": ("anchor", 0),
}
_WINDOW_WORDS: Final = {
    "past": -1, "last": -1, "previous": -1, "prior": -1, "trailing": -1, "next": 1, "coming": 1,
    "following": 1, "first": 1, "final": -1,
}  # fmt: skip
# What must stand before a bare "the week" for it to mean the current one.
_BARE_LEFT: Final = {
    "day": ("on", "for", "end", "ending", "ended", "close", "closed", "closing", "finished"),
    "week": ("for", "during"),
    "weekend": ("over", "during", "on", "at", "by", "for", "after", "before", "throughout"),
    "month": ("in", "for", "during"),
    "quarter": ("in", "for", "during"),
    "year": ("for", "during"),
}
_BARE_RIGHT = re.compile(
    r"\s+(?:ended|ending|to\b|through|that|when|of|before|after|since|until|in\s+which|from)"
)
_LEFT: Final = 60  # characters looked at to the left of a unit
_PICKED_LEFT = re.compile(
    r"\b(?P<pick>(?:the\s+(?!this|that)|this\s+(?=past|coming)|that\s+(?=same))?(?:this|current|last|latest|most\s+recent|next|upcoming|past|coming|previous"
    r"|prior|preceding|following|subsequent|same|that)|the)\s+"
    r"(?:(?:full|fiscal|calendar|financial)[\s-]+)?$"
)
_PICK_ENDS: Final = frozenset({*_PICKS, "the", "full", "fiscal", "calendar", "financial"})
_COUNTED_LEFT = re.compile(
    r"\b(?:(?P<prep>in|within)\s+)?(?P<body>(?P<article>(?:the|its|his|their)\s+)?"
    r"(?:(?P<window>past|last|previous|prior|trailing|next|coming|following|first|final)\s+)?"
    r"(?P<hedge>(?:about|around|nearly|almost|roughly|just|over|under|some|only|more\s+than"
    r"|less\s+than|at\s+least|up\s+to|another|approximately)\s+)?"
    rf"(?:{COUNT}(?:\s+(?:to|or)\s+|\s*{DASH}\s*))?(?P<count>{COUNT})(?P<half>\s+and\s+a\s+half)?(?P<space>[\s-])"
    r"(?:(?:trading|business|consecutive|straight|full|calendar|fiscal|more)\s+)?)$"
)
_COUNT_ENDS: Final = frozenset(
    {*COUNTS, "of", "half", "trading", "business", "consecutive", "straight", "full", "calendar",
     "fiscal", "more"}
)  # fmt: skip
UNITS_COUNTED: Final = frozenset({"day", "week", "month", "quarter", "year", "decade"})
_SUFFIX = re.compile(
    r"['\u2019]?(?P<half>\s+and\s+a\s+half)?\s+(?P<word>ago|earlier|later|previously|afterwards?|hence|from\s+now"
    r"|(?:before|after)(?!\s+\w)|prior(?!\s+to))\b"
)
_AGE = re.compile(r"[\s-]+olds?\b")
_OF = re.compile(r"\s+of\b|-")
_DAYS: Final = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}


def _unit(sentence: Sentence, match: re.Match[str]) -> Expression | None:
    """A unit with what stands before it: a determiner, a number, or nothing of use."""
    start, end = match.span()
    before = sentence.folded[max(0, start - _LEFT) : start]
    words = before.replace("-", " ").split()
    if not words:
        return None
    if words[-1] in _PICK_ENDS and not match["plural"]:
        picked = _PICKED_LEFT.search(before)
        if picked and not sentence.folded.startswith(" ago", end):
            begin = start - len(before) + picked.start()
            return _picked_unit(sentence, picked["pick"].split(), match["unit"], begin, end)
    if words[-1] in _COUNT_ENDS or words[-1].isdecimal():
        counted = _COUNTED_LEFT.search(before)
        if counted and match["unit"] in UNITS_COUNTED:
            return _counted(sentence, counted, match["unit"], start - len(before), end)
    return None


def _picked_unit(
    sentence: Sentence, words: list[str], unit: str, start: int, end: int
) -> Expression | None:
    """ "last year", "the following month", "the past week", "this quarter"."""
    grain = UNITS[unit]
    if re.match(r"-[a-z]{2}", sentence.folded[end : end + 3]):
        return None  # "week-long": the unit measures a thing and places nothing
    if words == ["the"]:
        return _bare_unit(sentence, grain, start, end)
    form, count = _PICKS[words[-1]]
    if words[-1] == "that" and len(words) > 1:
        return None
    if grain in ("weekend", "quarter", "half"):
        form = "shift" if form == "window" else form
    elif words[0] == "the" and words[-1] in ("last", "next"):
        form = "window"
    if words[-1] in ("latest", "recent") and grain != "quarter":
        return None
    if grain == "day":
        if words[-1] == "next":
            form = "anchor"
        elif words[-1] in ("this", "last", "current", "past", "coming", "upcoming"):
            return None
    return Expression(start, end, grain, form, count, pick="this" if words == ["this"] else "")


def _bare_unit(sentence: Sentence, grain: Grain, start: int, end: int) -> Expression | None:
    """ "the year", "the quarter": kept only where the words around it make it the current one."""
    if _BARE_RIGHT.match(sentence.folded, end):
        return None
    before = sentence.folded[max(0, start - 12) : start].split()
    is_weak = not before or before[-1] not in _BARE_LEFT.get(grain, ())
    return Expression(start, end, grain, "shift", -1 if grain == "quarter" else 0, is_weak=is_weak)


def _near_day(sentence: Sentence, match: re.Match[str]) -> Expression | None:
    (start, end), words = match.span(), match[0].split()
    day = next((word for word in words if word in _DAYS), "")
    if day:
        shift = _DAYS[day]
        if words[0] == "the":
            shift = -2 if day == "yesterday" else 2
        if sentence.text[start:end] == "Today" and sentence.text[:start].rstrip()[-1:].isalpha():
            return None  # "USA Today"
        return Expression(start, end, "day", "shift", shift)
    if words == ["last", "night"]:
        return Expression(start, end, "day", "shift", -1)
    if words[0] == "the":
        return Expression(start, end, "day", "anchor", -1 if "before" in words else 1)
    return Expression(start, end, "day", "shift", 0)


def _year_edge(_: Sentence, match: re.Match[str]) -> Expression:
    is_middle = "mid" in match[0]
    return Expression(*match.span(), "year", "shift", 0, part="mid" if is_middle else "end")


def _year_to_date(_: Sentence, match: re.Match[str]) -> Expression:
    return Expression(*match.span(), "year", "shift", 0, part="earlier")


def _counted(
    sentence: Sentence, left: re.Match[str], unit: str, offset: int, end: int
) -> Expression | None:
    """N units: placed by "ago", "later", "the past", "within", "in"; else a duration."""
    grain, number = UNITS[unit], count_of(left["count"])
    suffix = _SUFFIX.match(sentence.folded, end)
    if (left["half"] or (suffix and suffix["half"])) and grain == "year":
        grain, number = "month", 12 * number + 6
    elif suffix and grain == "decade":
        grain, number = "year", 10 * number
    start, window, prep = offset + left.start("body"), left["window"], left["prep"]
    is_attribute = left["space"] == "-"
    if _AGE.match(sentence.folded, end):
        return None
    if suffix:
        form, number = _by_suffix(suffix["word"], number)
        return Expression(start, suffix.end(), grain, form, number)
    if window and not is_attribute:
        form = "slice" if window in ("first", "final") else "window"
        number *= _WINDOW_WORDS[window]
        return Expression(start, end, grain, form, number, is_weak=form == "slice")
    if prep and not left["article"] and not is_attribute and not _OF.match(sentence.folded, end):
        form = "window" if prep == "within" else "shift"
        start = offset + left.start()
        return Expression(start, end, grain, form, number, needs_future=True)
    if left["count"] in ("a", "an") and not left["hedge"]:
        return None  # "a year": a rate or a length that nothing else needs
    return Expression(start, end, grain, "length", kind="duration")


def _by_suffix(word: str, number: int) -> tuple[Form, int]:
    """ "ago" and "from now" count from the publication, "later" from the date told before."""
    first = word.split(maxsplit=1)[0]
    if first in ("ago", "hence", "from"):
        return "shift", -number if first == "ago" else number
    return "anchor", -number if first in ("earlier", "before", "previously", "prior") else number


def _set(_: Sentence, match: re.Match[str]) -> Expression:
    return Expression(*match.span(), "day", "length", kind="set")


UNIT_READERS: Final = (
    ReaderGroup(
        ("day", "week", "month", "quarter", "half", "year", "decade"),
        (
            Reader(
                re.compile(
                    r"(?P<unit>day|weekend|week|month|quarter|half|year|decade)(?P<plural>s?)\b"
                ),
                _unit,
            ),
        ),
    ),
    ReaderGroup(
        (
            "today",
            "tonight",
            "yesterday",
            "tomorrow",
            "last night",
            "this morning",
            "this afternoon",
            "this evening",
            "the day",
            "next day",
        ),
        (
            Reader(
                re.compile(
                    r"\b(?:the\s+day\s+(?:before\s+yesterday|after\s+tomorrow)|today|tonight|yesterday"
                    r"|tomorrow|last\s+night|this\s+(?:morning|afternoon|evening)"
                    r"|the\s+(?:day\s+(?:before|after)(?=[,.;]|$)|next\s+day))"
                    r"(?:\s+(?:morning|afternoon|evening|night))?\b"
                ),
                _near_day,
            ),
        ),
    ),
    ReaderGroup(
        (
            "year-end",
            "year end",
            "'s end",
            "\u2019s end",
            "end of year",
            "end-of-year",
            "mid-year",
            "midyear",
        ),
        (
            Reader(
                re.compile(
                    r"\b(?:the\s+)?(?:calendar\s+)?(?:year(?:['\u2019]s)?[\s-]end|end[\s-]of[\s-]year"
                    r"|mid-?year)\b"
                ),
                _year_edge,
            ),
        ),
    ),
    ReaderGroup(
        ("to date", "to-date", "so far"),
        (
            Reader(
                re.compile(r"\b(?:year[\s-]to[\s-]date|so\s+far\s+this\s+year)\b"),
                _year_to_date,
            ),
        ),
    ),
    ReaderGroup(
        ("every ", "each ", "per "),
        (
            Reader(
                re.compile(
                    rf"\b(?:every|each|per)\s+(?:(?:{COUNT}|other|single)\s+)?"
                    r"(?:day|week|weekend|month|quarter|year|decade|spring|summer|fall|autumn|winter"
                    r"|morning|night)s?\b"
                ),
                _set,
            ),
        ),
    ),
)
