"""What the page Compare puts side by side: companies, or two periods. The choice stands in the
address."""

from datetime import date
from typing import Literal

import streamlit as st

from dashboard.charts.compare import MOST_SIDES
from dashboard.filters import page_state
from dashboard.filters.selection import Selection
from dashboard.filters.sides import (
    Side,
    company_sides,
    compared_period,
    period_side,
    year_before,
)
from dashboard.filters.view import EARLIEST, LATEST
from dashboard.plain import safe_text

Mode = Literal["companies", "periods"]

LEAST_COMPANIES = 2

_FIRST_COMPANIES = 3
_DAYS = 91
_MODES: dict[str, str] = {"companies": "Companies", "periods": "Periods"}
_AGAINST = {
    "before": "The period before",
    "year": "A year before",
    "chosen": "Other days",
}


def choose_mode() -> Mode:
    """Whether companies or periods are compared."""
    mode = _choose_one("What is compared", page_state.MODE, _MODES)
    return "periods" if mode == "periods" else "companies"


def _choose_one(label: str, name: str, options: dict[str, str]) -> str:
    asked = page_state.read_value(name)
    st.session_state[name] = asked if asked in options else next(iter(options))
    st.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        key=name,
        on_change=_take,
        args=(name,),
        required=True,
        label_visibility="collapsed",
    )
    return str(st.session_state[name])


def _take(name: str) -> None:
    page_state.write_values(name, [str(st.session_state[name])])


def choose_companies(counts: dict[str, int], selection: Selection) -> list[Side]:
    """The sides of the companies in the address, else of those of the filter; where these are too
    few, filled up with those that have most events."""
    asked = page_state.read_values(page_state.SIDES, MOST_SIDES)
    names = list(asked if asked is not None else selection.companies[:MOST_SIDES])
    if asked is None and len(names) < LEAST_COMPANIES:
        names = list(dict.fromkeys([*names, *counts]))[:_FIRST_COMPANIES]
    st.session_state[page_state.SIDES] = names
    st.multiselect(
        "Companies",
        list(dict.fromkeys([*counts, *names])),
        format_func=safe_text,
        key=page_state.SIDES,
        on_change=_take_companies,
        max_selections=MOST_SIDES,
        select_all=False,
        placeholder="Choose two to five companies",
        label_visibility="collapsed",
    )
    return company_sides(selection, names)


def _take_companies() -> None:
    page_state.write_values(page_state.SIDES, st.session_state[page_state.SIDES] or [])


def choose_periods(selection: Selection, newest: date) -> list[Side]:
    """The period of the filters and the one that it is held against."""
    first, last = compared_period(selection, newest, _DAYS)
    ours = period_side(selection, first, last)
    if selection.date_from is None:
        st.caption(
            f"No period begins in the filters: the {_DAYS} days up to the end of the data, or of "
            "the filter, stand for it."
        )
    against = _choose_one("Against", page_state.AGAINST, _AGAINST)
    before = ours.selection.previous_period or ours.selection
    days = before.date_from or first, before.date_to or last
    if against == "year":
        days = year_before(first), year_before(last)
    elif against == "chosen":
        days = _choose_days(*days)
    return [ours, period_side(selection, *days)]


def _choose_days(first: date, last: date) -> tuple[date, date]:
    with st.container(horizontal=True):
        return (
            _choose_day("Against, from", page_state.AGAINST_FROM, first),
            _choose_day("Against, to", page_state.AGAINST_TO, last),
        )


def _choose_day(label: str, name: str, default: date) -> date:
    st.session_state[name] = page_state.read_day(name) or max(default, EARLIEST)
    chosen: date = st.date_input(
        label,
        min_value=EARLIEST,
        max_value=LATEST,
        key=name,
        on_change=_take,
        args=(name,),
        format="YYYY-MM-DD",
        width=170,
    )
    return chosen
