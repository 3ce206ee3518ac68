"""Page: which companies deal with each other, and the events that say so."""

import streamlit as st

from dashboard import pages
from dashboard.parts import choice, heading, notices
from dashboard.parts.network import choose_relations, picture
from dashboard.queries import events as event_queries
from dashboard.queries import network as network_queries

snapshot, selection = heading.open_page(pages.NETWORK)

with notices.plain_errors():
    if not event_queries.count_events(snapshot, selection):
        notices.show_nothing_found(is_everything=selection.is_everything)
        st.stop()
    left, middle, right = st.columns([4, 2, 4], gap="medium")
    with left:
        relations = choose_relations.choose_relations()
    with middle:
        line_count = choose_relations.choose_line_count()
    with right:
        selection = choose_relations.choose_months(snapshot, selection, relations)
    pair_count, edge_count = network_queries.count_pairs(snapshot, selection, relations)
    if not pair_count:
        st.info("None of the selected events connects two companies by these relations.")
        st.stop()

    with st.container(border=True):
        picture.show_network(snapshot, selection, relations, edge_count, line_count)
    companies = choose_relations.chosen_companies()
    if companies:
        with st.container(border=True):
            picture.show_evidence(snapshot, selection, relations, companies)
    with st.container(border=True):
        st.header("All pairs", anchor=False)
        picture.show_pairs(snapshot, selection, relations, pair_count)
    choice.open_if_asked()
