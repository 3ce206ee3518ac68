"""Page: what readers have checked, how often the extraction was right, and the log of it."""

from functools import partial

import streamlit as st

from dashboard import corrections, pages
from dashboard.downloads.gold import make_gold_zip
from dashboard.parts import checks as check_views
from dashboard.parts import heading, notices
from dashboard.parts.download_button import show_download
from dashboard.parts.events import checking
from etl.settings import data_layout

heading.show_title(pages.CHECKS)
layout = data_layout()

with notices.plain_errors():
    standing = corrections.read_standing(layout)
    found = corrections.precision(layout)
    checking.show_name("page")
    if standing.log.unreadable:
        check_views.show_unreadable(layout.corrections, standing.log.unreadable)
    if not standing.log.standing:
        st.info(
            "Nothing is checked yet. Open an event and say whether it is right: the figures here "
            "then tell how far the table can be trusted.",
            icon=":material/fact_check:",
        )
        st.page_link(pages.EVENTS.path, label="Go to events", icon=pages.EVENTS.icon)
        st.stop()

    check_views.show_total(found)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        check_views.show_types(found)
        show_download(
            "Gold files",
            partial(make_gold_zip, layout),
            "motorwire-gold.zip",
            "application/zip",
            key="download-gold",
            help="The articles of which every event was checked, with their events in the gold"
            " format: to train and to test the next model",
        )
    with right:
        check_views.show_log(layout, standing.log)
