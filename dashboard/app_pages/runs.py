"""Page: the inbox, starting runs, and what they do."""

import streamlit as st

from dashboard import orchestration, pages
from dashboard.parts import heading, notices
from dashboard.parts.runs import history, inbox, operations, problems, uploads
from etl.settings import data_layout

layout = data_layout()

heading.show_title(pages.RUNS)
with notices.plain_errors():
    operations.show_executor(layout)
    problems.show()
    notices.show_lexicon_problems()
    left, right = st.columns([3, 2])
    with left, st.container(border=True, height="stretch"):
        st.header("Inbox", anchor=False)
        inbox.show_inbox(layout, orchestration.inbox_files(layout))
        operations.show_automation(layout)
    with right, st.container(border=True, height="stretch"):
        st.header("Add dumps", anchor=False)
        uploads.show_upload(layout)

    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.header("Runs", anchor=False, width="content")
            operations.show_rebuild(layout)
        history.show_runs(layout)

    with st.container(border=True):
        st.header("Disk", anchor=False)
        operations.show_disk(layout)
