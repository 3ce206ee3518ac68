"""A report of the selected events for mail: one HTML file that needs nothing else.

What is put into it stands in `report.html.j2`; here is what it tells. Mail programs drop scripts,
style sheets and SVG, and some drop pictures inside the file too. So every rule of style stands at
its element, the numbers are tables, and the one picture (the timeline) is a PNG, which also
survives being copied from a browser into a mail. Names, titles and evidence are hostile: Jinja
escapes all of them, and only http(s) addresses become links.
"""

import base64
import io
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2
import pyarrow as pa

from dashboard.charts.pictures import SHADES, Caption, draw_png
from dashboard.charts.printed import timeline_print
from dashboard.downloads.facts import Facts, gather_facts, tell_time
from dashboard.filters.selection import Selection, format_day
from dashboard.labels import status_label, theme_label, type_label
from dashboard.parts.events.evidence import safe_url
from dashboard.plain import safe_text
from dashboard.queries import events as event_queries
from dashboard.queries import stories as story_queries
from dashboard.queries.timeline import events_over_time
from etl.warehouse.serving import Snapshot

MOST_STORIES = 25
MOST_COMPANIES = 15
MOST_THEMES = 10

_FIGURES = {
    "events": "Events",
    "articles": "Articles with events",
    "companies": "Companies",
    "sources": "Sources",
}
_LONGEST_EVIDENCE = 600
_DARK_SHADES = 5
"""From this shade on, white letters are read better than dark ones."""


@dataclass(frozen=True)
class Cell:
    """A number on a shade of the colour scale."""

    events: int
    shade: str
    is_dark: bool


def make_report(snapshot: Snapshot, selection: Selection) -> io.BytesIO:
    """The report of the selected events, of which there must be at least one, as HTML in UTF-8."""
    facts = gather_facts(snapshot, selection)
    html = _template().render(
        title=_title(facts),
        facts=facts,
        made_at=tell_time(facts.made_at),
        built_at=tell_time(facts.built_at),
        figures=_figures(snapshot, selection),
        timeline=_timeline(snapshot, selection),
        ranking=_ranking(snapshot, selection),
        matrix=_matrix(snapshot, selection),
        stories=_stories(snapshot, selection),
        story_count=story_queries.count_stories(snapshot, selection),
    )
    return io.BytesIO(html.encode())


@cache
def _template() -> jinja2.Template:
    folder = Path(__file__).parent
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_clean,
    )
    return environment.get_template("report.html.j2")


def _clean(value: Any) -> Any:
    # Markup is a text too, but of the template's own macros: what it holds was cleaned already.
    return safe_text(value) if type(value) is str else value


def _title(facts: Facts) -> str:
    dates = dict(facts.filters).get("Dates")
    return f"Company events, {dates}" if dates else "Company events"


def _figures(snapshot: Snapshot, selection: Selection) -> list[dict[str, str]]:
    now = event_queries.figures(snapshot, selection)
    before = selection.previous_period
    past = event_queries.figures(snapshot, before) if before else None
    return [
        {
            "label": label,
            "value": f"{getattr(now, name):,}",
            "change": _change(getattr(now, name), getattr(past, name)) if past else "",
        }
        for name, label in _FIGURES.items()
    ]


def _change(now: int, past: int) -> str:
    return f"{now - past:+,} against {past:,} in the period before"


def _timeline(snapshot: Snapshot, selection: Selection) -> dict[str, Any] | None:
    timeline = events_over_time(snapshot, selection)
    if not timeline.rows.num_rows:
        return None
    printed = timeline_print(timeline)
    picture = draw_png(printed.draw(), Caption(""))
    return {
        "picture": base64.b64encode(picture).decode(),
        "bin": timeline.bin,
        "outside": timeline.outside,
        "undated": timeline.undated,
        "drawn": sum(timeline.rows["events"].to_pylist()),
    }


def _ranking(snapshot: Snapshot, selection: Selection) -> list[dict[str, Any]]:
    rows = event_queries.top_companies(snapshot, selection, limit=MOST_COMPANIES).to_pylist()
    top = max((row["events"] for row in rows), default=1)
    return [
        {
            "company": row["company"],
            "events": f"{row['events']:,}",
            "width": max(1, 100 * row["events"] // top),
        }
        for row in rows
    ]


def _matrix(snapshot: Snapshot, selection: Selection) -> dict[str, Any]:
    found = event_queries.company_theme_matrix(snapshot, selection)
    totals: pa.Table = found.group_by("theme").aggregate([("events", "sum")])
    by_size = sorted(totals.to_pylist(), key=lambda row: (-row["events_sum"], row["theme"]))
    themes = [row["theme"] for row in by_size]
    shown = themes[:MOST_THEMES]
    most = max(found["events"].to_pylist(), default=1)
    lines = []
    for company, rows in groupby(found.to_pylist(), key=lambda row: row["company"]):
        counts = {row["theme"]: row["events"] for row in rows}
        lines.append((company, [_cell(counts.get(theme, 0), most) for theme in shown]))
    return {
        "themes": [theme_label(theme) for theme in shown],
        "lines": lines,
        "left_out": len(themes) - len(shown),
    }


def _cell(events: int, most: int) -> Cell:
    shade = 0 if most == 1 else (len(SHADES) - 1) * (events - 1) // (most - 1)
    return Cell(events, SHADES[shade], shade >= _DARK_SHADES)


def _stories(snapshot: Snapshot, selection: Selection) -> list[dict[str, Any]]:
    return [
        {
            "day": format_day(row["last_seen_at"].date()) if row["last_seen_at"] else "no date",
            "type": type_label(row["event_type"]),
            "status": " → ".join(status_label(status) for status in row["statuses"]),
            "companies": ", ".join(row["companies"]),
            "evidence": _shorten(row["evidence"]),
            "title": row["title"] or "",
            "source": row["source"] or "",
            "url": safe_url(row["url"]),
            "sources": row["source_count"],
        }
        for row in story_queries.tell_stories(snapshot, selection, limit=MOST_STORIES)
    ]


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_EVIDENCE else text[:_LONGEST_EVIDENCE] + " …"
