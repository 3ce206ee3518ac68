"""Page: the stories behind the selected events, and who told the chosen one when."""

import streamlit as st

from dashboard import pages
from dashboard.parts import choice, heading, notices, tables, views
from dashboard.parts.events import detail
from dashboard.queries import events as event_queries
from dashboard.queries import stories as story_queries

PAGE_ROWS = 100

snapshot, selection = heading.open_page(pages.STORIES)

with notices.plain_errors():
    several = st.toggle(
        "Told by several sources only", key="several", bind="query-params", value=False
    )
    least = 2 if several else 0
    count = story_queries.count_stories(snapshot, selection, least_sources=least)
    if not count:
        if several and event_queries.count_events(snapshot, selection):
            st.info("Each of these happenings is told by one source only.")
        else:
            notices.show_nothing_found(is_everything=selection.is_everything)
        st.stop()

    left, right = st.columns([3, 2], gap="medium")
    with left:
        number_slot = st.container()
        key = views.table_key("stories-page", selection, least)
        number = views.choose_page(count, PAGE_ROWS, key)
        rows = story_queries.list_stories(
            snapshot,
            selection,
            least_sources=least,
            limit=PAGE_ROWS,
            offset=(number - 1) * PAGE_ROWS,
        )
        chosen = choice.chosen_event() or rows["best_event_id"][0].as_py()
        with number_slot:
            views.show_range(count, number, PAGE_ROWS, ("story", "stories"))
            tables.show_stories(
                rows,
                key=views.table_key("stories", snapshot, selection, least, number),
                on_choose=choice.choose_event,
                chosen=chosen,
                height=500,
            )
    with right:
        detail.show_detail(snapshot, chosen)
