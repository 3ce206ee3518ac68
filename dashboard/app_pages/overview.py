"""Page: the selected events at a glance. A click on a mark filters; a click on a row opens it."""

import streamlit as st

from dashboard import pages
from dashboard.charts import printed, ranking
from dashboard.parts import chart_menu, choice, heading, notices, tables, views
from dashboard.queries import events as event_queries
from dashboard.queries import timeline

snapshot, selection = heading.open_page(pages.OVERVIEW)

with notices.plain_errors():
    figures = event_queries.figures(snapshot, selection)
    if not figures.events:
        notices.show_nothing_found(is_everything=selection.is_everything)
        st.stop()
    views.show_figures(snapshot, selection, figures)

    with st.container(border=True):
        shown = timeline.events_over_time(snapshot, selection)
        chart_menu.show_head(printed.timeline_print(shown), snapshot, selection)
        views.show_timeline(shown)

    left, right = st.columns([3, 2])
    with left, st.container(border=True, height="stretch"):
        matrix = event_queries.company_theme_matrix(snapshot, selection)
        chart_menu.show_head(printed.heatmap_print(matrix), snapshot, selection)
        views.show_heatmap(matrix)
    with right, st.container(border=True, height="stretch"):
        top = event_queries.top_companies(snapshot, selection)
        chart_menu.show_head(printed.ranking_print(top), snapshot, selection)
        ranking.show_top_companies(top)

    with st.container(border=True):
        st.subheader("Newest events", anchor=False)
        newest = event_queries.list_events(snapshot, selection, limit=10)
        tables.show_events(
            newest, key=views.table_key("newest", snapshot, selection), on_choose=choice.ask_to_open
        )
    choice.open_if_asked()
