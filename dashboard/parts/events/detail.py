"""The detail pane: the article with its marks, the check, the story, all fields, the source."""

import streamlit as st

from dashboard import corrections
from dashboard.filters.selection import format_day
from dashboard.parts.badges import show_badges
from dashboard.parts.events.checking import show_check
from dashboard.parts.events.evidence import list_fields, list_kinds, mark_article, safe_url
from dashboard.parts.events.reader import show_article, show_fields
from dashboard.parts.events.story import show_story
from dashboard.plain import safe_text
from dashboard.queries import events as event_queries
from etl.settings import data_layout
from etl.warehouse.serving import Snapshot


def show_detail(snapshot: Snapshot, event_id: str | None) -> None:
    """Everything about one event; a hint where none is chosen."""
    detail = event_queries.event_detail(snapshot, event_id) if event_id else None
    if detail is None:
        st.info("Choose an event in the table to read its evidence.", icon=":material/left_click:")
        return
    event = detail.event
    standing = corrections.read_standing(data_layout())
    show_badges(
        event,
        standing.check_of(event["event_id"], event["check"]),
        format_day(event["sort_date"]) if event["sort_date"] else "no date",
    )
    st.text(safe_text(" · ".join(event["companies"])))
    marked = mark_article(detail)
    kinds = list_kinds([*marked["title"], *marked["text"]])
    show_article(marked["title"], marked["text"], kinds, key="reader-article")
    show_check(snapshot, detail.event)
    show_story(snapshot, detail.event)
    link = safe_url(detail.article["url"])
    if link:
        st.link_button("Open the source", link, icon=":material/open_in_new:")
    show_fields(list_fields(detail), key="reader-fields")
