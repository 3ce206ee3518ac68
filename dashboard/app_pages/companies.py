"""Page: everything that the selected events say of one company."""

import streamlit as st

from dashboard import pages
from dashboard.filters.sides import company_sides
from dashboard.parts import choice, heading, links, notices
from dashboard.parts.companies import choose_company
from dashboard.parts.companies.partners import MOST_PARTNERS, show_partners
from dashboard.parts.companies.people import MOST_MOVES, show_people
from dashboard.parts.companies.profile import (
    show_company_figures,
    show_profile,
)
from dashboard.parts.companies.promises import MOST_OF_AN_OUTCOME, show_promises
from dashboard.parts.companies.theme_shares import show_themes
from dashboard.parts.timeline import show_timeline_card
from dashboard.queries import companies as company_queries
from dashboard.queries import compare, promises
from dashboard.queries.facets import facet_counts, newest_article

MOST_THEMES = 14

snapshot, selection = heading.open_page(pages.COMPANIES)
# Here and not at the end: a click has changed the filters, and the page need not follow them first.
choice.open_if_asked()
links.go_if_asked()

with notices.plain_errors():
    counts = choose_company.company_counts(snapshot, selection)
    company = choose_company.choose_company(counts, selection)
    if company is None:
        notices.show_nothing_found(is_everything=selection.is_everything)
        st.stop()
    choose_company.show_left_out(selection, company)
    chosen = choose_company.of_company(selection, company)
    figures = company_queries.company_figures(snapshot, chosen)

    left, right = st.columns([2, 3])
    with left, st.container(border=True, height="stretch"):
        show_profile(company, company_queries.company_profile(snapshot, company))
    with right, st.container(border=True, height="stretch"):
        if not figures.events:
            choose_company.show_no_events(selection)
            st.stop()
        show_company_figures(company, chosen, figures)

    show_timeline_card(snapshot, chosen)

    with st.container(border=True):
        st.header("Themes against others", anchor=False)
        peers = choose_company.choose_peers(snapshot, counts, company)
        sides = company_sides(selection, (company, *peers))
        show_themes(compare.side_themes(snapshot, sides, limit=MOST_THEMES), sides)

    with st.container(border=True):
        st.header("People in and out", anchor=False)
        of_moves = company_queries.narrow_types(chosen, company_queries.MOVES)
        if of_moves is None:
            choose_company.show_left_out_types()
        else:
            moves = company_queries.list_moves(snapshot, of_moves, limit=MOST_MOVES)
            of_types = facet_counts(snapshot, of_moves, "event_types")
            show_people(snapshot, of_moves, moves, of_types)

    with st.container(border=True):
        st.header("Partners and suppliers", anchor=False)
        of_deals = company_queries.narrow_types(chosen, company_queries.DEALS)
        if of_deals is None:
            choose_company.show_left_out_types()
        else:
            partners = company_queries.list_partners(snapshot, of_deals, limit=MOST_PARTNERS)
            show_partners(snapshot, of_deals, partners)

    with st.container(border=True):
        st.header("Planned and done", anchor=False)
        newest = newest_article(snapshot)
        if newest is None:
            st.caption("No article has a date, so nothing is known to be later than a plan.")
        else:
            found = promises.list_promises(snapshot, chosen, newest, limit=MOST_OF_AN_OUTCOME)
            show_promises(snapshot, chosen, found, newest)
