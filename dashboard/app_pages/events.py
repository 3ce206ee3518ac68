"""Page: the selected events as a table, and the evidence of the chosen one."""

import streamlit as st

from dashboard import pages
from dashboard.parts import choice, heading, notices, tables, views
from dashboard.parts.events import detail
from dashboard.queries import events as event_queries

PAGE_ROWS = 100

snapshot, selection = heading.open_page(pages.EVENTS)

with notices.plain_errors():
    count = event_queries.count_events(snapshot, selection)
    if not count:
        notices.show_nothing_found(is_everything=selection.is_everything)
        st.stop()

    left, right = st.columns([3, 2], gap="medium")
    with left:
        head = st.container(horizontal=True, vertical_alignment="center")
        table = st.container()
        with head:
            number_slot = st.container()
            order = views.choose_order()
        key = views.table_key("page", selection, order)
        number = views.choose_page(count, PAGE_ROWS, key)
        rows = event_queries.list_events(
            snapshot, selection, limit=PAGE_ROWS, offset=(number - 1) * PAGE_ROWS, order=order
        )
        with number_slot:
            views.show_range(count, number, PAGE_ROWS)
        chosen = choice.chosen_event() or rows["event_id"][0].as_py()
        with table:
            tables.show_events(
                rows,
                key=views.table_key("events", snapshot, selection, order, number),
                on_choose=choice.choose_event,
                chosen=chosen,
                height=560,
            )
    with right:
        detail.show_detail(snapshot, chosen)
