"""The dashboard's entry: page settings, navigation, and the filter bar that the pages share."""

import streamlit as st

from dashboard.filters import bar
from dashboard.logo import ICON, LOGO
from dashboard.parts import notices

st.set_page_config(page_title="Motorwire", page_icon=ICON, layout="wide")
st.logo(LOGO, size="large")

overview = st.Page(
    "app_pages/overview.py", title="Overview", icon=":material/monitoring:", default=True
)
events = st.Page("app_pages/events.py", title="Events", icon=":material/list_alt:")
stories = st.Page("app_pages/stories.py", title="Stories", icon=":material/auto_stories:")
names = st.Page("app_pages/names.py", title="Names", icon=":material/badge:")
checks = st.Page("app_pages/checks.py", title="Checks", icon=":material/fact_check:")
runs = st.Page("app_pages/runs.py", title="Runs", icon=":material/play_circle:")
page = st.navigation([overview, events, stories, names, checks, runs], position="top")

snapshot = notices.open_snapshot()
if page in (overview, events, stories) and snapshot is not None:
    with st.sidebar, notices.plain_errors():
        bar.show_filters(snapshot)

page.run()
