"""Page: one theme under the filters: who does what, who was first, whether it grows, what is
promised for when."""

from dataclasses import replace

import streamlit as st

from dashboard import pages
from dashboard.parts import choice, heading, links, notices
from dashboard.parts.overview import figures
from dashboard.parts.themes import by_company, choose_theme, momentum, plans
from dashboard.queries import events as event_queries

snapshot, selection = heading.open_page(pages.THEMES)

with notices.plain_errors():
    if not event_queries.count_events(snapshot, replace(selection, themes=())):
        notices.show_nothing_found(is_everything=selection.is_everything)
        st.stop()
    theme = choose_theme.choose_theme(snapshot, selection)
    if theme is None:
        st.info("None of these events has a theme.")
        st.stop()
    choose_theme.show_definition(theme)
    selection = replace(selection, themes=(theme,))
    found = event_queries.figures(snapshot, selection)
    if not found.events:
        st.info("No event fits this theme and these filters.")
        st.stop()
    figures.show_figures(snapshot, selection, found, themes=(theme,))

    with st.container(border=True):
        st.header("Momentum", anchor=False)
        momentum.show_change(snapshot, selection)
        momentum.show_momentum(snapshot, selection)
    with st.container(border=True):
        st.header("Who does what", anchor=False)
        by_company.show_stages(snapshot, selection, found.companies)
    with st.container(border=True):
        st.header("First movers", anchor=False)
        by_company.show_movers(snapshot, selection)
    with st.container(border=True):
        st.header("Promised for when", anchor=False)
        plans.show_plans(snapshot, selection)
        st.header("Promised without a time", anchor=False)
        plans.show_undated(snapshot, selection)

    choice.open_if_asked()
    links.go_if_asked()
