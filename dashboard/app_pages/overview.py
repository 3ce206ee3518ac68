"""Page: the selected events at a glance. A click on a mark filters; a click on a row opens it."""

import streamlit as st

from dashboard import pages
from dashboard.charts import printed, ranking
from dashboard.parts import chart_menu, choice, heading, notices, tables, views
from dashboard.parts.overview import figures
from dashboard.parts.overview.trends import show_trends_card
from dashboard.parts.timeline import show_timeline_card
from dashboard.queries import events as event_queries
from dashboard.queries import stories as story_queries

snapshot, selection = heading.open_page(pages.OVERVIEW)

with notices.plain_errors():
    found = event_queries.figures(snapshot, selection)
    if not found.events:
        notices.show_nothing_found(is_everything=selection.is_everything)
        st.stop()
    figures.show_figures(snapshot, selection, found)
    show_timeline_card(snapshot, selection)

    left, right = st.columns([3, 2])
    with left:
        with st.container(border=True):
            matrix = event_queries.company_theme_matrix(snapshot, selection)
            chart_menu.show_head(printed.heatmap_print(matrix), snapshot, selection)
            views.show_heatmap(matrix)
        show_trends_card(snapshot, selection)
    with right, st.container(border=True, height="stretch"):
        top = event_queries.top_companies(snapshot, selection)
        chart_menu.show_head(printed.ranking_print(top), snapshot, selection)
        ranking.show_top_companies(top)

    with st.container(border=True):
        st.header("Newest stories", anchor=False)
        tables.show_stories(
            story_queries.list_stories(snapshot, selection, limit=10),
            key=views.table_key("newest", snapshot, selection),
            on_choose=choice.ask_to_open,
            leaves_page=True,
        )
    choice.open_if_asked()
