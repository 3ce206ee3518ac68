"""The dashboard's entry: page settings, navigation, and the filter bar that the pages share."""

import streamlit as st

from dashboard import filters, notices
from dashboard.logo import ICON, LOGO

st.set_page_config(page_title="Motorwire", page_icon=ICON, layout="wide")
st.logo(LOGO, size="large")

overview = st.Page("overview.py", title="Overview", icon=":material/monitoring:", default=True)
events = st.Page("events.py", title="Events", icon=":material/list_alt:")
stories = st.Page("stories.py", title="Stories", icon=":material/auto_stories:")
names = st.Page("names.py", title="Names", icon=":material/badge:")
checks = st.Page("checks.py", title="Checks", icon=":material/fact_check:")
runs = st.Page("runs.py", title="Runs", icon=":material/play_circle:")
page = st.navigation([overview, events, stories, names, checks, runs], position="top")

snapshot = notices.open_snapshot()
if page in (overview, events, stories) and snapshot is not None:
    with st.sidebar, notices.plain_errors():
        filters.show_filters(snapshot)

page.run()
