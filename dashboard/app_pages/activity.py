"""Page: the audit log, for operators."""

import streamlit as st

from dashboard import pages
from dashboard.access.actions import LEAST_ROLE, may
from dashboard.parts import activity, heading, notices
from etl.audit import Action
from etl.settings import data_layout

heading.show_title(pages.ACTIVITY)
with notices.plain_errors():
    if may(Action.READ_AUDIT):
        activity.show_log(data_layout())
    else:
        least = LEAST_ROLE[Action.READ_AUDIT].word
        st.info(f"What was done is shown to the role {least} only.", icon=":material/lock:")
