"""The head of a page that shows events: its title, what it is for, the files of what is filtered,
and the filters that are set."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.filters import address
from dashboard.filters.selection import Selection
from dashboard.pages import PageEntry
from dashboard.parts import chips, downloads, notices, views
from dashboard.queries import events as event_queries
from etl.warehouse.serving import Snapshot


def show_title(entry: PageEntry) -> DeltaGenerator:
    """The page's title, and behind a small button what the page is for. Returns the row, which has
    room at the right."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    with row:
        st.title(entry.title, anchor=False, width="content")
        with st.popover(
            "What is this?", icon=":material/help:", type="tertiary", key=f"tour-{entry.name}"
        ):
            st.markdown(entry.tour)
    return row


def open_page(entry: PageEntry) -> tuple[Snapshot, Selection]:
    """Draws the head and returns what the page shows; ends the page where nothing is published."""
    row = show_title(entry)
    snapshot = notices.open_snapshot()
    if snapshot is None:
        notices.show_nothing_published()
        st.stop()
    selection = address.current_selection()
    with notices.plain_errors():
        count = event_queries.count_events(snapshot, selection)
        if count:
            with row:
                downloads.show_downloads(snapshot, selection, count)
        chips.show_chips()
        views.show_search_notice(snapshot, selection)
    return snapshot, selection
