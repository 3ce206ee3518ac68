"""Page: how to begin, how sure the table is, what its words mean, what stands in its columns."""

import streamlit as st

from dashboard import pages
from dashboard.parts import heading, links, notices
from dashboard.parts.guide import definitions, dictionary, first_steps, quality

FIRST, SURE, EVENT, TABLES = "First steps", "How sure are we?", "What an event is", "Tables"

heading.show_title(pages.GUIDE)
snapshot = notices.open_snapshot()

with notices.plain_errors():
    first, sure, event, tables = st.tabs(
        [FIRST, SURE, EVENT, TABLES], key="part", on_change="rerun", bind="query-params"
    )
    if first.open:
        with first:
            first_steps.show_first_steps()
    if sure.open:
        with sure:
            quality.show_quality(snapshot)
    if event.open:
        with event:
            definitions.show_definitions(snapshot)
    if tables.open:
        with tables:
            dictionary.show_tables()
    links.go_if_asked()
