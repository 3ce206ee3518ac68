"""Page: names of companies that the catalogue lacks, and what the reader says of them."""

import streamlit as st

from dashboard import pages
from dashboard.parts import heading, notices, views
from dashboard.parts.names import decisions
from dashboard.parts.names import unlinked as name_views
from dashboard.queries import names as name_queries
from etl.lexicon.own_names import said_of_names
from etl.settings import data_layout

PAGE_ROWS = 100

snapshot = notices.open_snapshot()

heading.show_title(pages.NAMES)
if snapshot is None:
    notices.show_nothing_published()
    st.stop()

with notices.plain_errors():
    notices.show_lexicon_problems()
    text = st.text_input(
        "Find a name", key="find", bind="query-params", type="search", max_chars=100, width=320
    )
    count = name_queries.count_names(snapshot, text or "")
    said = said_of_names()
    if not count:
        st.info("No such name. Every company in the texts is in the catalogue, or none fits.")
        decisions.show_all_said(data_layout(), said)
        st.stop()

    left, right = st.columns([3, 2], gap="medium")
    with left:
        number_slot = st.container()
        number = views.choose_page(count, PAGE_ROWS, views.table_key("names-page", text))
        rows = name_queries.list_names(
            snapshot, text or "", limit=PAGE_ROWS, offset=(number - 1) * PAGE_ROWS
        )
        with number_slot:
            chosen = name_views.show_names(rows, said, count, number, PAGE_ROWS)
    with right:
        name_views.show_sentences(snapshot, chosen.name)
        decisions.show_decision(data_layout(), chosen, said)
    decisions.show_all_said(data_layout(), said)
