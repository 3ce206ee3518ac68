"""Joining the smallest expressions into whole ones: years, parts, runs, ranges, prepositions.

Each step looks at the text between two neighbours or left of one. What does not belong here:
placing the result in the calendar (`resolve`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from etl.nlp.dates.scan import without_overlaps
from etl.nlp.dates.types import Expression, Part, Relation, Sentence
from etl.nlp.dates.words import COUNT, OWNERS, UNITS, count_of, word_set

_LEFT = 48  # characters looked at to the left of an expression
_TAKES_YEAR: Final = frozenset({"day", "month", "quarter", "half", "season"})
_PLACED: Final = frozenset({"calendar", "shift", "anchor"})
_NUMBER_GAP = re.compile(r"(?:,?\s*|[\s-])(?:(?:of|in|for)\s+)?(?:the\s+)?$")
_WORD_GAP = re.compile(r"\s+(?:of\s+|in\s+)?$")
_OWNER_GAP = re.compile(r"['\u2019]s?\s+(?:fiscal\s+)?$")
_WEEKDAY_GAP = re.compile(r",?\s+(?:the\s+|on\s+)?$")
_SLICE_GAP = re.compile(r"\s+of\s+(?:the\s+)?$")
_RANGE_GAP = re.compile(
    r"(?:\s*[-\u2013\u2014]\s*|\s+(?:to|through|thru|until|till|up\s+to)\s+(?:the\s+)?)$"
)
_AND_GAP = re.compile(r"\s+(?:and|to)\s+(?:the\s+)?$")
_LIST_GAP = re.compile(r"(?:,|,?\s+(?:and|or|&))\s+(?:in\s+)?(?:the\s+)?$")
_FROM_LEFT = re.compile(r"\b(?P<word>from|between)\s+(?:the\s+)?$")
_MOVED = re.compile(
    r"\b(?:delay|postpon|push|mov|shift|br(?:ing|ought)|advanc|reschedul|extend|slip)\w*\b"
    r"[^.;]*$",
)
_PART_LEFT = re.compile(
    r"(?:\b(?:the\s+)?(?:very\s+)?(?P<edge>end|start|beginning|close|middle|turn|latter\s+part"
    r"|early\s+part|late\s+part)\s+of\s+(?:the\s+)?(?:(?:calendar|fiscal|financial)\s+)?"
    r"|\b(?P<word>early|earlier|late|later|mid|so\s+far|sometime\s+later)"
    r"(?:[\s-]+(?:in|on|during|into))?(?:\s+the)?\s+"
    r"|\b(?P<hyphen>mid|early|late|end)[-\u2011\u2013]\s?)$",
)
_PARTS: Final[dict[str, Part]] = {
    "early": "early", "early part": "early", "earlier": "earlier", "so far": "earlier",
    "late": "late", "late part": "late", "latter part": "late", "later": "later",
    "sometime later": "later", "mid": "mid", "middle": "mid", "start": "start",
    "beginning": "start", "turn": "start", "end": "end", "close": "end",
}  # fmt: skip
_PART_STEM = re.compile(r"earl|late|mid|end|start|beginning|close|turn|so far")
_RELATION_LEFT = re.compile(
    r"\b(?P<word>since|by|until|till|before|prior\s+to|after|through|as\s+of|no\s+later\s+than"
    r"|on\s+or\s+before)\s+(?:(?:at\s+least|about|around|roughly)\s+)?"
    r"(?:(?:the|its|their|his|an?)\s+)?$",
)
_RELATIONS: Final[dict[str, Relation]] = {
    "since": "since", "by": "by", "no later than": "by", "on or before": "by", "until": "until",
    "till": "until", "before": "before", "prior to": "before", "after": "after",
    "through": "through", "as of": "as_of",
}  # fmt: skip
_RELATION_ENDS: Final = word_set(
    "since by until till before to after through of than least about around roughly the its their"
    " his a an"
)
_RUN_LEFT = re.compile(
    rf"\b(?:the\s+)?(?:(?:first|second|third|fourth|full|fiscal|financial)[\s-]+)*"
    rf"(?:(?:(?P<count>{COUNT})[\s-])?(?P<unit>week|month)s?|(?P<named>quarter|half|year))"
    r"(?:-period|\s+period)?,?\s+(?:(?:that|which)\s+)?"
    r"(?:(?:end(?:ed|ing|s)|to|through)(?:\s+(?:on|in|the\s+end\s+of|end))?)\s+(?:the\s+)?$",
)
_RUN_STEM = re.compile(r"quarter|month|year|week|half")
_WEEK_OF_LEFT = re.compile(r"\b(?:the\s+)?week\s+(?:of|beginning|starting)\s+$")


def combine(sentence: Sentence, atoms: list[Expression]) -> list[Expression]:
    """Whole expressions in order; weak readings that nothing joined are gone."""
    joined = _join_neighbours(sentence, atoms)
    grown = without_overlaps([_grow_left(sentence, item) for item in joined])
    ranged = _share_years(sentence, _join_ranges(sentence, grown))
    related = (_relate(sentence, item) for item in ranged if not item.is_weak)
    return without_overlaps(list(related))


def _join_neighbours(sentence: Sentence, atoms: Iterable[Expression]) -> list[Expression]:
    joined: list[Expression] = []
    for atom in atoms:
        current: Expression | None = atom
        while joined and current is not None:
            pair = _join(joined[-1], current, sentence.folded[joined[-1].end : current.start])
            if pair is None:
                break
            joined.pop()
            current = pair
        joined.append(current or atom)
    return joined


def _join(left: Expression, right: Expression, gap: str) -> Expression | None:
    """One expression from two neighbours, or None."""
    joined: Expression | None = None
    is_placed = right.form in _PLACED and right.kind == "date"
    if right.grain == "year" and is_placed and not right.part:
        joined = _with_year(left, right, gap)
    if joined is not None:
        return joined
    if left.grain == "season" and right.form == "range" and right.of and gap.isspace():
        joined = replace(left, end=right.end, year=right.of, is_weak=False)  # "winter 2024-25"
    elif left.grain == "year" and left.form in _PLACED and not left.part:
        owns = _OWNER_GAP.match(gap) or (gap.isspace() and right.grain in ("quarter", "half"))
        if owns and _lacks_year(right):
            joined = replace(right, start=left.start, year=left, is_weak=False)
    elif left.grain == "weekday" and right.grain == "day" and right.form == "calendar":
        if not left.pick and left.kind == "date" and _WEEKDAY_GAP.match(gap):
            joined = replace(right, start=left.start)
    elif left.form in ("slice", "window") and is_placed and _SLICE_GAP.match(gap):
        joined = replace(left, end=right.end, form="slice", of=right, is_weak=False)
    return joined


def _lacks_year(item: Expression | None) -> bool:
    if item is None or item.form != "calendar" or item.year is not None:
        return False
    return item.grain in _TAKES_YEAR


def _with_year(left: Expression, year: Expression, gap: str) -> Expression | None:
    """ "March" + "2024", "the third quarter" + "of last year", "January-March" + "2024"."""
    is_number = year.form == "calendar"
    if not (_NUMBER_GAP if is_number else _WORD_GAP).match(gap):
        return None
    if _lacks_year(left) and not (left.day and gap.strip() not in ("", ",", "of")):
        return replace(left, end=year.end, year=year, is_weak=False)
    far = left.until or left.of
    if left.form in ("range", "run") and far is not None and _lacks_year(far):
        far = replace(far, year=year)
        if left.form == "range":
            return replace(left, end=year.end, until=far)
        return replace(left, end=year.end, of=far)
    if is_number and left.part and left.form == "shift" and left.grain == "year":
        return replace(year, start=left.start, part=left.part, is_weak=False)  # "year-end 2025"
    return None


def _grow_left(sentence: Sentence, item: Expression) -> Expression:
    """The expression with the part, the run or the article that stands before it."""
    if item.kind != "date" or not item.start:
        return item
    before = sentence.folded[max(0, item.start - _LEFT) : item.start]
    grown = _with_run(item, before) or _with_part(item, before)
    if grown:
        return _with_article(sentence, grown)
    return _with_article(sentence, item)


def _with_run(item: Expression, before: str) -> Expression | None:
    """ "the quarter ended" + "Sept. 28", "six months to" + "June", "the week of" + "May 5"."""
    if item.form != "calendar" or item.grain not in ("day", "month", "quarter"):
        return None
    if not _RUN_STEM.search(before):
        return None
    week_of = _WEEK_OF_LEFT.search(before)
    if week_of and item.grain == "day":
        return replace(item, start=item.start - len(week_of[0]), part="week_of")
    run = _RUN_LEFT.search(before)
    if not run or not (run["named"] or run["count"]):
        return None
    start = item.start - len(run[0])
    if run["named"]:
        count = {"quarter": 3, "half": 6, "year": 12}[run["named"]]
        return Expression(start, item.end, "month", "run", count, of=item)
    unit, count = UNITS[run["unit"]], count_of(run["count"])
    return Expression(start, item.end, unit, "run", count, of=item)


def _with_part(item: Expression, before: str) -> Expression | None:
    """ "late" + "2021", "the end of" + "next year", "earlier" + "this month"."""
    if item.part or item.form not in _PLACED:
        return None
    if not _PART_STEM.search(before):
        return None
    part = _PART_LEFT.search(before)
    if not part:
        return None
    word = " ".join((part["edge"] or part["word"] or part["hyphen"]).split())
    start = item.start - len(part[0])
    return replace(item, start=start, part=_PARTS[word], is_weak=False)


def _with_article(sentence: Sentence, item: Expression) -> Expression:
    if sentence.folded.endswith("the ", 0, item.start) and not (
        sentence.folded[item.start - 5 : item.start - 4].isalnum() and item.start > 4
    ):
        return replace(item, start=item.start - 4)
    return item


def _join_ranges(sentence: Sentence, items: list[Expression]) -> list[Expression]:
    joined: list[Expression] = []
    for item in items:
        pair = _range_of(sentence, joined[-1], item) if joined else None
        if pair:
            joined[-1] = pair
        else:
            joined.append(item)
    return joined


def _range_of(sentence: Sentence, left: Expression, right: Expression) -> Expression | None:
    """ "from March to May": a range, unless an event was moved from the one to the other."""
    both = (left, right)
    if any(item.kind != "date" or item.form not in _PLACED for item in both):
        return None
    gap = sentence.folded[left.end : right.start]
    opening = _FROM_LEFT.search(sentence.folded, max(0, left.start - 16), left.start)
    word = opening["word"] if opening else ""
    if not (_AND_GAP.match(gap) if word == "between" else _RANGE_GAP.match(gap)):
        return None
    if any(item.is_weak for item in both) and {left.grain, right.grain} != {"month"}:
        return None
    if word == "from" and "to" in gap and _MOVED.search(sentence.folded, 0, left.start):
        return None
    if left.year is None and right.year is not None and left.grain in _TAKES_YEAR:
        left = replace(left, year=right.year)
        if (right.number, right.day) < (left.number, left.day) and left.grain == right.grain:
            left = replace(left, year=None)  # "from October to March 2025"
    start = left.start - len(opening[0]) if opening else left.start
    return Expression(start, right.end, right.grain, "range", of=left, until=right)


def _share_years(sentence: Sentence, items: list[Expression]) -> list[Expression]:
    """The year of the last member of a list holds for all: "in January and February 2024"."""
    shared = list(items)
    for index in range(len(shared) - 2, -1, -1):
        left, right = shared[index], shared[index + 1]
        takes_year = _lacks_year(left) and not left.pick and left.grain == right.grain
        gap = sentence.folded[left.end : right.start]
        if takes_year and right.year is not None and _LIST_GAP.match(gap):
            shared[index] = replace(left, year=right.year, is_weak=False)
    return shared


def _relate(sentence: Sentence, item: Expression) -> Expression:
    """The expression with the preposition that changes its meaning: by, since, until, after."""
    if item.kind != "date" or item.form not in _PLACED or not item.start:
        return item
    before = sentence.folded[max(0, item.start - _LEFT) : item.start]
    words = before.split()
    if not words or words[-1] not in _RELATION_ENDS:
        return item
    match = _RELATION_LEFT.search(before)
    if not match:
        return item
    relation = _RELATIONS[" ".join(match["word"].split())]
    if relation in ("after", "before", "through") and sentence.folded.startswith(OWNERS, item.end):
        return item  # "fell after Monday's report"
    return replace(item, start=item.start - len(match[0]), relation=relation)
