"""What a network shows: which relations, of which months, and the companies chosen in it. All of it
stands in the address."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard.charts.legend import show_legend
from dashboard.charts.network import RELATION_COLOURS
from dashboard.filters import page_state
from dashboard.filters.selection import Selection
from dashboard.labels import type_label
from dashboard.parts.views import table_key
from dashboard.queries.network import RELATIONS, months_with_relations, narrow
from etl.warehouse.serving import Snapshot

LINES = (50, 100, 300)
"""How many lines a picture may have. More than the last of them cannot be told apart."""

_RELATION_WIDGET = "relations-of-page"


def choose_relations() -> tuple[str, ...]:
    """Lets the reader choose event types; where none is chosen, all are."""
    asked = tuple(name for name in RELATIONS if name in _read(page_state.RELATIONS))
    st.session_state[_RELATION_WIDGET] = list(asked)
    st.pills(
        "Relations",
        RELATIONS,
        format_func=type_label,
        selection_mode="multi",
        key=_RELATION_WIDGET,
        on_change=lambda: _write(page_state.RELATIONS, st.session_state[_RELATION_WIDGET]),
        wrap=True,
        help="Event types that connect companies; none chosen means all of them",
    )
    return asked or RELATIONS


def choose_line_count() -> int:
    """Lets the reader choose how many lines are drawn at most."""
    count: int = st.segmented_control(
        "Lines at most",
        LINES,
        default=LINES[1],
        required=True,
        key=page_state.LINES,
        bind="query-params",
        help="The lines with the most events are drawn; all pairs are in the table",
    )
    return count


def choose_months(snapshot: Snapshot, selection: Selection, relations: Sequence[str]) -> Selection:
    """Lets the reader narrow the months, among those that have relations, and returns the narrowed
    selection. With all months also events without a day are in it."""
    months = [f"{day:%Y-%m}" for day in months_with_relations(snapshot, selection, relations)]
    if len(months) < 2:
        return selection
    asked = _read(page_state.MONTHS) or (months[0], months[-1])
    # The months that are offered change with the filters: those between the asked ones count.
    within = [month for month in months if min(asked) <= month <= max(asked)] or months
    chosen = (within[0], within[-1])
    # Only a value given here makes it a range; a new key where the address says something else.
    key = table_key("months", months, chosen)
    st.select_slider(
        "Months",
        months,
        value=chosen,
        key=key,
        on_change=lambda: _write_months(months, st.session_state[key]),
        help="Beside the period of the filters. Only months with relations are offered.",
    )
    if chosen == (months[0], months[-1]):
        return selection
    first, last = (date.fromisoformat(f"{month}-01") for month in chosen)
    return narrow(selection, first, last)


def _write_months(months: Sequence[str], chosen: tuple[str, str]) -> None:
    _write(page_state.MONTHS, [] if chosen == (months[0], months[-1]) else chosen)


def choose_companies(*companies: str) -> None:
    """Puts one company, two, or none into the address. For use in a callback."""
    _write(page_state.BETWEEN, companies)


def chosen_companies() -> tuple[str, ...]:
    """The one or two companies that the address names; none where it names none."""
    return _read(page_state.BETWEEN)[:2]


def _read(name: str) -> tuple[str, ...]:
    return page_state.read_values(name, len(RELATIONS)) or ()


def _write(name: str, values: Sequence[str]) -> None:
    if values:
        page_state.write_values(name, values)
    else:
        page_state.forget(name)


def show_relation_legend(relations: Sequence[str]) -> None:
    """Which colour stands for which relation."""
    show_legend(
        [type_label(name) for name in relations], [RELATION_COLOURS[name] for name in relations]
    )
