"""The dashboard's entry: page settings, navigation, and the filter bar that the pages share."""

import streamlit as st

from dashboard import pages
from dashboard.filters import address, bar
from dashboard.logo import ICON, LOGO
from dashboard.parts import login, notices, saved_views
from etl.settings import data_layout

# The icon comes before the menu: else the browser asks a server of fonts for the icon of the page.
st.set_page_config(page_icon=ICON, layout="wide", initial_sidebar_state=310)
st.logo(LOGO, size="large")

layout = data_layout()
login.let_in(layout)

menu = pages.menu()
page = st.navigation(menu, position="top")
st.set_page_config(page_title=f"{page.title} · Motorwire")

snapshot = notices.open_snapshot()
if snapshot is not None and pages.is_filtered(page.url_path):
    with notices.plain_errors():
        address.follow_address(page.url_path)
        with st.sidebar:
            bar.show_filters(snapshot)
        address.write_address()
        with st.sidebar:
            saved_views.show_saved_views(snapshot)

with st.sidebar:
    login.show_person(layout)
page.run()
