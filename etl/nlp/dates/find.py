"""The package's public door: the date expressions of one English news sentence."""

from __future__ import annotations

from datetime import date

from etl.nlp.dates.combine import combine
from etl.nlp.dates.context import Context
from etl.nlp.dates.resolve import resolve
from etl.nlp.dates.scan import fold, has_trigger, read_atoms
from etl.nlp.dates.spans import edtf_value
from etl.nlp.dates.types import DateMention, Expression, Span, Tense

__all__ = ["DateMention", "find_dates"]

# Publication dates outside these years are slips of a dump's metadata and are not used.
_FIRST_YEAR, _LAST_YEAR = 1600, 2400


def find_dates(
    sentence: str,
    published: date | None,
    tense: Tense = "unknown",
    anchor: date | None = None,
) -> list[DateMention]:
    """The date expressions of a sentence, in order, none overlapping; never raises on any text.

    `published` is the article's publication date, `anchor` a date told before in the article
    ("the following year"; dates earlier in the sentence go before it). `tense` says which way a
    date without a year lies; "unknown" reads it from the words near each date. Fiscal quarters
    and years are read as calendar ones, unless the text says when they end ("the quarter ended
    Sept. 28"). What counts as a date, a duration or a set follows TimeML TIMEX3; the values are
    EDTF (ISO 8601-2:2019; https://www.loc.gov/standards/datetime/).
    """
    words = fold(sentence)
    if not has_trigger(words):
        return []
    atoms = read_atoms(words)
    if not atoms:
        return []
    anchor = _usable(anchor)
    previous = Span(anchor, anchor, "explicit", "day") if anchor else None
    context = Context(words, _usable(published), tense, previous)
    mentions: list[DateMention] = []
    for item in combine(words, atoms):
        mention = _mention(sentence, item, context)
        if mention is not None:
            mentions.append(mention)
    return mentions


def _usable(day: date | None) -> date | None:
    return day if day is not None and _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _mention(sentence: str, item: Expression, context: Context) -> DateMention | None:
    """The mention of an expression; a placed one is what later ones refer to."""
    start, end, kind = item.start, item.end, item.kind
    text = sentence[start:end]
    if context.is_duration(item):
        kind = "duration"
    span = resolve(item, context) if kind == "date" else None
    if span is None:
        if item.form == "calendar" and item.grain == "day" and not item.part:
            return None  # no calendar has a February 30
        return DateMention(start, end, text, None, None, "", "unknown_year", kind)
    if span.basis != "unknown_year" and not text.lower().endswith(("ago", "earlier")):
        context.previous = span  # what is compared with is not what the story goes on from
    is_placed = span.has_bounds and span.basis != "unknown_year"
    first, last = (span.first, span.last) if is_placed else (None, None)
    return DateMention(start, end, text, first, last, edtf_value(span), span.basis, kind)
