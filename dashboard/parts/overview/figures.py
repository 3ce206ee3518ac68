"""The key figures of the selected events, each a way to what it counts."""

from typing import Any

import streamlit as st

from dashboard.filters.selection import Selection
from dashboard.pages import EVENTS, STORIES, PageEntry
from dashboard.parts.links import show_link
from dashboard.queries.events import Figures, figures
from dashboard.queries.stories import count_stories
from etl.warehouse.serving import Snapshot

_HELP = {
    "Events": "One thing that a company did, as one article tells it",
    "Stories": "Happenings: the events of all articles that tell the same, counted once",
    "Companies": "Companies that act in these events or are acted upon",
}


def show_figures(snapshot: Snapshot, selection: Selection, found: Figures, **changes: Any) -> None:
    """The figures; with a period also the change against the period of equal length before.

    `changes` are those of the present filters that make them `selection`, for the links.
    """
    before = selection.previous_period
    now = _count(snapshot, selection, found)
    past = _count(snapshot, before, figures(snapshot, before)) if before else None
    with st.grid(5, min_column_width=150):
        for name, (value, link, page) in now.items():
            with st.container(border=True, gap="xsmall", height="stretch"):
                st.metric(
                    name,
                    f"{value:,}",
                    None if past is None else value - past[name][0],
                    delta_color="off",
                    delta_description=None if past is None else "vs. before",
                    help=_tell(name, before),
                )
                show_link(link, page, **changes)


def _count(
    snapshot: Snapshot, selection: Selection, found: Figures
) -> dict[str, tuple[int, str, PageEntry]]:
    return {
        "Events": (found.events, "Show events", EVENTS),
        "Stories": (count_stories(snapshot, selection), "Show stories", STORIES),
        "Articles": (found.articles, "Show their events", EVENTS),
        "Companies": (found.companies, "Show their events", EVENTS),
        "Sources": (found.sources, "Show their events", EVENTS),
    }


def _tell(name: str, before: Selection | None) -> str | None:
    compared = "Compared with the period of equal length before." if before else ""
    return f"{_HELP.get(name, '')} {compared}".strip() or None
