"""What a network shows: which relations, of which months, and the companies chosen in it. All of it
stands in the address."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard.charts.legend import show_legend
from dashboard.charts.network import RELATION_COLOURS
from dashboard.filters.selection import Selection
from dashboard.filters.view import LONGEST_VALUE
from dashboard.labels import type_label
from dashboard.queries.network import RELATIONS, months_with_relations, narrow
from etl.warehouse.serving import Snapshot

RELATED, MONTHS, BETWEEN = "relations", "months", "between"
"""The query parameters: ids of event types; first and last month; names of companies."""

_RELATION_WIDGET, _MONTH_WIDGET = "relations-of-page", "months-of-page"


def choose_relations() -> tuple[str, ...]:
    """Lets the reader choose event types; where none is chosen, all are."""
    asked = tuple(name for name in RELATIONS if name in st.query_params.get_all(RELATED))
    st.session_state[_RELATION_WIDGET] = list(asked)
    st.pills(
        "Relations",
        RELATIONS,
        format_func=type_label,
        selection_mode="multi",
        key=_RELATION_WIDGET,
        on_change=lambda: _write(RELATED, st.session_state[_RELATION_WIDGET]),
        wrap=True,
        help="Event types that connect companies; none chosen means all of them",
    )
    return asked or RELATIONS


def choose_months(snapshot: Snapshot, selection: Selection, relations: Sequence[str]) -> Selection:
    """Lets the reader narrow the months, among those that have relations, and returns the narrowed
    selection. With all months also events without a day are in it."""
    months = [f"{day:%Y-%m}" for day in months_with_relations(snapshot, selection, relations)]
    if len(months) < 2:
        return selection
    asked = [month for month in st.query_params.get_all(MONTHS) if month in months]
    chosen = (min(asked), max(asked)) if asked else (months[0], months[-1])
    st.session_state[_MONTH_WIDGET] = chosen
    st.select_slider(
        "Months",
        months,
        key=_MONTH_WIDGET,
        on_change=lambda: _write_months(months),
        help="Beside the period of the filters. Only months with relations are offered.",
    )
    if chosen == (months[0], months[-1]):
        return selection
    first, last = (date.fromisoformat(f"{month}-01") for month in chosen)
    return narrow(selection, first, last)


def _write_months(months: Sequence[str]) -> None:
    chosen: tuple[str, str] = st.session_state[_MONTH_WIDGET]
    _write(MONTHS, [] if chosen == (months[0], months[-1]) else chosen)


def choose_companies(*companies: str) -> None:
    """Puts one company, two, or none into the address. For use in a callback."""
    _write(BETWEEN, companies)


def chosen_companies() -> tuple[str, ...]:
    """The one or two companies that the address names; none where it names none."""
    names = st.query_params.get_all(BETWEEN)[:2]
    return tuple(name for name in dict.fromkeys(names) if 0 < len(name) <= LONGEST_VALUE)


def _write(name: str, values: Sequence[str]) -> None:
    if values:
        st.query_params[name] = list(values)
    else:
        st.query_params.pop(name, None)


def show_relation_legend(relations: Sequence[str]) -> None:
    """Which colour stands for which relation."""
    show_legend(
        [type_label(name) for name in relations], [RELATION_COLOURS[name] for name in relations]
    )
