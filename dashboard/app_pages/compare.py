"""Page: two to five companies, or two periods, side by side."""

import streamlit as st

from dashboard import pages
from dashboard.charts.compare import show_side_legend
from dashboard.parts import choice, heading, links, notices
from dashboard.parts.companies import choose_company
from dashboard.parts.companies.theme_shares import open_side, show_themes
from dashboard.parts.compare import cards, choose_sides
from dashboard.queries import compare
from dashboard.queries.facets import newest_article

MOST_ROWS = 12

snapshot, selection = heading.open_page(pages.COMPARE)
# Here and not at the end: a click has changed the filters, and the page need not follow them first.
choice.open_if_asked()
links.go_if_asked()

with notices.plain_errors():
    by_company = choose_sides.choose_mode() == "companies"
    if by_company:
        counts = choose_company.company_counts(snapshot, selection)
        sides = choose_sides.choose_companies(counts, selection)
        if len(sides) < choose_sides.LEAST_COMPANIES:
            st.info("Choose two to five companies to compare.", icon=":material/compare_arrows:")
            st.stop()
    else:
        newest = newest_article(snapshot)
        if newest is None:
            st.info("No article has a date, so there are no periods to compare.")
            st.stop()
        sides = choose_sides.choose_periods(selection, newest)
        if sides[0].label == sides[1].label:
            st.info("Both periods are the same days. Choose others to compare them.")
            st.stop()

    figures = compare.side_figures(snapshot, sides)
    cards.show_cards(sides, figures, by_company=by_company)
    if not any(found["events"] for found in figures):
        notices.show_nothing_found(is_everything=False)
        st.stop()

    with st.container(border=True):
        st.header("Events over time", anchor=False)
        show_side_legend(sides)
        lines = compare.lines_by_date if by_company else compare.lines_by_offset
        cards.show_joint_timeline(lines(snapshot, sides), sides, open_side, by_date=by_company)

    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        st.header("Events by type", anchor=False)
        show_side_legend(sides)
        types = compare.side_types(snapshot, sides, limit=MOST_ROWS)
        cards.show_types(types, sides, open_side)
    with right, st.container(border=True, height="stretch"):
        st.header("Themes", anchor=False)
        show_themes(compare.side_themes(snapshot, sides, limit=MOST_ROWS), sides)

    with st.container(border=True):
        st.header("Newest events", anchor=False)
        cards.show_newest(snapshot, sides)
