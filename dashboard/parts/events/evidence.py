"""An event's article for reading: plain text cut into runs, each with what is marked in it.

Article text is hostile input. It is never turned into Markdown or HTML: this module cuts the text
by offsets into runs of plain characters, and `dashboard.parts.reader` puts each run on the page as
a text node. So there is nothing to escape and nothing to forget. Considered and left: `st.markdown`
(every special of Markdown, of Streamlit's directives, of emoji and of autolinks would have to be
escaped, and the list grows with each release), `st.html` (escaped text is safe, but one missed
escape is markup, and it cannot follow the theme's colours).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, TypedDict
from urllib.parse import urlsplit

from dashboard.filters.selection import format_day
from dashboard.labels import basis_label, kind_label, status_label, theme_label, type_label
from dashboard.plain import safe_text
from dashboard.queries.events import EventDetail
from etl.contracts import MENTION_KINDS

_CUE_WORDS = "motorwire-cuewords/"
"""How the extractor's name begins where cue words found the event (`etl.nlp.cuewords.finding`)."""


class Run(TypedDict):
    """Characters that share their marks. `kind` is a kind of mention or empty."""

    text: str
    kind: str
    name: str
    evidence: bool
    trigger: bool


@dataclass(frozen=True)
class Span:
    """Characters `start` to `end` of a text; `layer`: a kind of mention, `evidence`, `trigger`."""

    start: int
    end: int
    layer: str
    name: str = ""


def safe_url(url: str | None) -> str | None:
    """The address if a browser may open it: http or https with a host, no blanks; else None."""
    if not url or url != safe_text(url) or re.search(r"[\s\\]", url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None


def cut_runs(text: str, spans: Iterable[Span]) -> list[Run]:
    """Cuts `text` wherever a span starts or ends.

    Spans outside of the text are cut to it. Where mentions overlap, the one that starts first wins,
    and the longer one of two that start together.
    """
    inside = [
        Span(max(0, s.start), min(len(text), s.end), s.layer, s.name)
        for s in spans
        if s.start < len(text) and s.end > 0 and s.end > s.start
    ]
    marks = sorted(
        (s for s in inside if s.layer in MENTION_KINDS), key=lambda s: (s.start, -s.end, s.layer)
    )
    layers = [s for s in inside if s.layer not in MENTION_KINDS]
    edges = sorted({0, len(text), *(s.start for s in inside), *(s.end for s in inside)})
    runs: list[Run] = []
    waiting = list(reversed(marks))
    current: Span | None = None
    for start, end in pairwise(edges):
        if current is not None and current.end <= start:
            current = None
        while waiting and waiting[-1].start <= start:
            candidate = waiting.pop()
            if current is None and candidate.start == start:
                current = candidate
        found = {s.layer for s in layers if s.start <= start and s.end >= end}
        runs.append(
            Run(
                text=safe_text(text[start:end]),
                kind=current.layer if current else "",
                name=safe_text(current.name) if current else "",
                evidence="evidence" in found,
                trigger="trigger" in found,
            )
        )
    return [run for run in runs if run["text"]]


def mark_article(detail: EventDetail) -> dict[str, list[Run]]:
    """The runs of the article's title and text, with evidence, trigger and all mentions."""
    event = detail.event
    spans: dict[str, list[Span]] = {"title": [], "text": []}
    for mention in detail.mentions:
        spans.setdefault(mention["field"], []).append(
            Span(mention["start"], mention["end"], mention["kind"], mention["entity_name"] or "")
        )
    own = spans.setdefault(event["evidence_field"], [])
    own.append(Span(event["evidence_start"], event["evidence_end"], "evidence"))
    if event["trigger_start"] is not None and event["trigger_end"] is not None:
        own.append(Span(event["trigger_start"], event["trigger_end"], "trigger"))
    return {field: cut_runs(detail.article[field] or "", spans[field]) for field in spans}


def list_kinds(runs: Iterable[Run]) -> list[tuple[str, str]]:
    """The kinds of mention that occur in the runs, with their labels, for the legend."""
    found = {run["kind"] for run in runs}
    return [(kind, kind_label(kind)) for kind in MENTION_KINDS if kind in found]


def list_fields(detail: EventDetail) -> list[tuple[str, str]]:
    """Everything that is known of the event, as pairs of a name and plain text; no empty ones."""
    event, article = detail.event, detail.article
    pairs: list[tuple[str, str | None]] = [
        ("Type", type_label(event["event_type"])),
        ("Status", status_label(event["status"])),
        ("Companies", _join(event["companies"])),
        ("People", _join(event["people"])),
        ("Products", _join(event["products"])),
        ("Themes", _join([theme_label(t) for t in event["themes"]])),
        ("Date", _tell_date(event)),
        ("Confidence", f"{event['score']:.0%} that type and companies are right"),
        ("Why", tell_why(event, article)),
        ("Source", article["source"]),
        ("Published", _tell_time(article["published_at"])),
        ("Authors", _join(article["authors"])),
        ("Dump", f"{article['dump']}, record {article['record_number']}"),
    ]
    return [(name, safe_text(value)) for name, value in pairs if value]


def tell_why(event: dict[str, Any], article: dict[str, Any]) -> str:
    """What made the extraction see the event: the trained model or cue words, and the word that
    says most of it."""
    is_cued = event["extractor"].startswith(_CUE_WORDS)
    reader = f"{'cue words' if is_cued else 'the trained model'} ({event['extractor']})"
    start, end = event["trigger_start"], event["trigger_end"]
    text: str = article[event["evidence_field"]] or ""
    word = "" if start is None or end is None else " ".join(text[start:end].split())
    return f"read by {reader}" + (f"; the word that says most of it is “{word}”" if word else "")


def _join(values: Sequence[str] | None) -> str:
    return ", ".join(values or [])


def _tell_date(event: dict[str, Any]) -> str:
    first: date | None = event["event_start"]
    last: date | None = event["event_end"]
    basis = basis_label(event["date_basis"])
    if first is None:
        return f"{event['edtf']} ({basis})" if event["edtf"] else basis
    days = (
        format_day(first) if last in (None, first) else f"{format_day(first)} to {format_day(last)}"
    )
    quoted = f"“{event['date_text']}”, " if event["date_text"] else ""
    return f"{days} ({quoted}{basis})"


def _tell_time(moment: datetime | None) -> str | None:
    return None if moment is None else f"{format_day(moment.date())}, {moment:%H:%M} UTC"
