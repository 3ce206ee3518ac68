"""Page: which companies deal with each other, and the events that say so."""

import streamlit as st

from dashboard import pages
from dashboard.parts import choice, heading, network, network_choice, notices
from dashboard.queries import events as event_queries
from dashboard.queries import network as network_queries

snapshot, selection = heading.open_page(pages.NETWORK)

with notices.plain_errors():
    if not event_queries.count_events(snapshot, selection):
        notices.show_nothing_found(is_everything=selection.is_everything)
        st.stop()
    left, middle, right = st.columns([4, 2, 4], gap="medium")
    with left:
        relations = network_choice.choose_relations()
    with middle:
        line_count = network_choice.choose_line_count()
    with right:
        selection = network_choice.choose_months(snapshot, selection, relations)
    pair_count, edge_count = network_queries.count_pairs(snapshot, selection, relations)
    if not pair_count:
        st.info("None of the selected events connects two companies by these relations.")
        st.stop()

    with st.container(border=True):
        network.show_network(snapshot, selection, relations, edge_count, line_count)
    companies = network_choice.chosen_companies()
    if companies:
        with st.container(border=True):
            network.show_evidence(snapshot, selection, relations, companies)
    with st.container(border=True):
        st.header("All pairs", anchor=False)
        network.show_pairs(snapshot, selection, relations, pair_count)
    choice.open_if_asked()
