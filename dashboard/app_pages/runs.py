"""Page: the inbox, starting runs, and what they do."""

import streamlit as st

from dashboard import orchestration, pages
from dashboard.parts import heading, notices
from dashboard.parts import runs as run_views
from etl.settings import data_layout

layout = data_layout()

heading.show_title(pages.RUNS)
with notices.plain_errors():
    run_views.show_worker(layout)
    notices.show_lexicon_problems()
    left, right = st.columns([3, 2])
    with left, st.container(border=True, height="stretch"):
        st.header("Inbox", anchor=False)
        run_views.show_inbox(layout, orchestration.inbox_files(layout))
    with right, st.container(border=True, height="stretch"):
        st.header("Add a dump", anchor=False)
        run_views.show_upload(layout)

    with st.container(border=True):
        st.header("Runs", anchor=False)
        run_views.show_runs(layout)
