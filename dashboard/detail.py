"""The detail pane: the article with its marks, the check, the story, all fields, the source."""

import streamlit as st

from dashboard import queries
from dashboard.checking import show_check
from dashboard.evidence import list_fields, list_kinds, mark_article, safe_url
from dashboard.reader import show_article, show_fields
from dashboard.story_pane import show_story
from etl.warehouse.serving import Snapshot


def show_detail(snapshot: Snapshot, event_id: str | None) -> None:
    """Everything about one event; a hint where none is chosen."""
    detail = queries.event_detail(snapshot, event_id) if event_id else None
    if detail is None:
        st.info("Choose an event in the table to read its evidence.", icon=":material/left_click:")
        return
    marked = mark_article(detail)
    kinds = list_kinds([*marked["title"], *marked["text"]])
    show_article(marked["title"], marked["text"], kinds, key="reader-article")
    show_check(snapshot, detail.event)
    show_story(snapshot, detail.event)
    link = safe_url(detail.article["url"])
    if link:
        st.link_button("Open the source", link, icon=":material/open_in_new:")
    show_fields(list_fields(detail), key="reader-fields")
