"""The dashboard's entry: page settings, navigation, and the filter bar that the pages share."""

import streamlit as st

from dashboard import pages
from dashboard.filters import address, bar
from dashboard.logo import ICON, LOGO
from dashboard.parts import notices, saved_views

# The icon first: a page of the menu would set its own, fetched from a server of Google's.
st.set_page_config(page_icon=ICON, layout="wide", initial_sidebar_state=310)
page = st.navigation(pages.menu(), position="top")
st.set_page_config(page_title=f"{page.title} · Motorwire", page_icon=ICON)
st.logo(LOGO, size="large")

snapshot = notices.open_snapshot()
if snapshot is not None and pages.is_filtered(page.url_path):
    with notices.plain_errors():
        address.follow_address(page.url_path)
        with st.sidebar:
            bar.show_filters(snapshot)
        address.write_address()
        with st.sidebar:
            saved_views.show_saved_views(snapshot)

page.run()
