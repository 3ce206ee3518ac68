"""A story for reading: who told the happening when, and how to join it with another or part it."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import corrections
from dashboard.access.actions import may
from dashboard.filters.selection import format_day
from dashboard.labels import status_label
from dashboard.parts import badges
from dashboard.parts.choice import choose_event
from dashboard.parts.events.checking import reader_name
from dashboard.parts.notices import write_and_tell
from dashboard.parts.tables import show_choice
from dashboard.plain import safe_text
from dashboard.queries import stories as story_queries
from dashboard.queries.events import event_detail
from etl.audit import Action
from etl.corrections.log import join, part
from etl.settings import data_layout
from etl.warehouse.serving import Snapshot

Row = dict[str, Any]

_COLUMNS = {
    "told": st.column_config.DateColumn("Told", format="YYYY-MM-DD", width=85),
    "source": st.column_config.TextColumn("Source", width=130),
    "status": badges.status_column("Status", width=95),
    "evidence": st.column_config.TextColumn("Evidence", width=380),
}


def show_story(snapshot: Snapshot, event: Row) -> None:
    """The story that an event belongs to: its timeline, the sources, and what can be changed."""
    story = story_queries.find_story(snapshot, event["story_id"])
    if story is None:
        return
    events = story_queries.story_events(snapshot, story["story_id"])
    with st.container(border=True):
        st.markdown("**The story so far**")
        st.text(_summary(story))
        if len(events) > 1:
            _show_timeline(story, events, event["event_id"])
        silent = sorted(set(story["sources"]) - {e["source"] for e in events})
        if silent:
            st.text(f"Repeated by {safe_text(', '.join(silent))}")
        if not may(Action.CORRECT):
            return
        with st.container(horizontal=True):
            if len(events) > 1:
                st.button(
                    "Not this story",
                    key="story-part",
                    icon=":material/call_split:",
                    on_click=_part,
                    args=(event, events),
                    help="The chosen event tells of another happening than the others",
                )
            _show_join(snapshot, story, event)


def _summary(story: Row) -> str:
    articles, sources = story["article_count"], story["source_count"]
    told = f"{articles:,} article{'s' * (articles != 1)}, {sources:,} source{'s' * (sources != 1)}"
    first, last = story["first_seen_at"], story["last_seen_at"]
    if first is None:
        days = ""
    elif first.date() == last.date():
        days = f", {format_day(first.date())}"
    else:
        days = f", {format_day(first.date())} to {format_day(last.date())}"
    path = " → ".join(status_label(status).lower() for status in story["statuses"])
    return f"{told}{days}: {path}"


def _show_timeline(story: Row, events: list[Row], chosen: str) -> None:
    frame = pd.DataFrame(
        {
            "told": [e["published_at"].date() if e["published_at"] else None for e in events],
            "source": [safe_text(e["source"] or "") for e in events],
            "status": [[status_label(e["status"])] for e in events],
            "evidence": [safe_text(e["evidence"]) for e in events],
        }
    )
    show_choice(
        frame,
        [e["event_id"] for e in events],
        key=f"story-{story['story_id']}-{chosen}",
        columns=_COLUMNS,
        on_choose=choose_event,
        chosen=chosen,
        height=320,
        alt="Who told the story, in order",
    )


def _show_join(snapshot: Snapshot, story: Row, event: Row) -> None:
    with st.popover("Join with…", icon=":material/merge:"):
        near = {s["best_event_id"]: s for s in story_queries.near_stories(snapshot, story)}
        if not near:
            st.caption("No other story of this type and company was told within half a year.")
            return
        other = st.selectbox(
            "The same happening as",
            near,
            format_func=lambda event_id: _tell(near[event_id]),
            index=None,
            key=f"story-other-{story['story_id']}",
            placeholder="Choose a story",
        )
        if st.button("Join", key="story-join", type="primary", disabled=other is None):
            found = event_detail(snapshot, other) if other else None
            if found is not None:
                said = join(event, found.event, reader_name())
                write_and_tell(
                    lambda: corrections.note(data_layout(), [said]),
                    "Joined. The stories follow in a moment.",
                )


def _tell(story: Row) -> str:
    seen = story["last_seen_at"]
    when = format_day(seen.date()) if seen else "no date"
    return safe_text(f"{when}: {story['evidence'][:110]}")


def _part(event: Row, events: list[Row]) -> None:
    by = reader_name()
    others = [other for other in events if other["event_id"] != event["event_id"]]
    write_and_tell(
        lambda: corrections.note(data_layout(), [part(event, other, by) for other in others]),
        "Parted. The stories follow in a moment.",
    )
