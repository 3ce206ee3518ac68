"""Page: one theme under the filters: who does what, who was first, whether it grows, what is
promised for when."""

from dataclasses import replace

import streamlit as st

from dashboard import pages
from dashboard.parts import (
    choice,
    heading,
    links,
    notices,
    theme_choice,
    theme_companies,
    theme_momentum,
    theme_plans,
    views,
)
from dashboard.queries import events as event_queries

snapshot, selection = heading.open_page(pages.THEMES)

with notices.plain_errors():
    if not event_queries.count_events(snapshot, replace(selection, themes=())):
        notices.show_nothing_found(is_everything=selection.is_everything)
        st.stop()
    theme = theme_choice.choose_theme(snapshot, selection)
    if theme is None:
        st.info("None of these events has a theme.")
        st.stop()
    theme_choice.show_definition(theme)
    selection = replace(selection, themes=(theme,))
    figures = event_queries.figures(snapshot, selection)
    if not figures.events:
        st.info("No event fits this theme and these filters.")
        st.stop()
    views.show_figures(snapshot, selection, figures)
    noun = "event" if figures.events == 1 else "events"
    links.show_link(f"Open the {figures.events:,} {noun}", themes=(theme,))

    with st.container(border=True):
        st.subheader("Momentum", anchor=False)
        theme_momentum.show_change(snapshot, selection)
        theme_momentum.show_momentum(snapshot, selection)
    with st.container(border=True):
        st.subheader("Who does what", anchor=False)
        theme_companies.show_stages(snapshot, selection, figures.companies)
    with st.container(border=True):
        st.subheader("First movers", anchor=False)
        theme_companies.show_movers(snapshot, selection)
    with st.container(border=True):
        st.subheader("Promised for when", anchor=False)
        theme_plans.show_plans(snapshot, selection)
        st.subheader("Promised without a time", anchor=False)
        theme_plans.show_undated(snapshot, selection)

    choice.open_if_asked()
    links.go_if_asked()
