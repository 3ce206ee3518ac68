"""The filters in the address, and what the session knows of them.

The view is kept in the session; the address follows it, and leads when the reader opens a link or
goes back. Not the widgets' own binding to query parameters: that writes what a widget shows into
the address (labels, and here also the counts beside them), so that no link would hold.
"""

from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from dashboard.filters.selection import Selection
from dashboard.filters.view import PARAMETERS, View, from_parameters, to_parameters

_VIEW, _WRITTEN, _PAGE, _SELECTION = "view", "view-written", "view-page", "selection"


def follow_address(page: str) -> None:
    """Takes the view from the address where a link, a bookmark or the way back changed it.

    `page` is the page that is shown: going to another page by the menu clears the address, and the
    filters stay.
    """
    told = {name: st.query_params.get_all(name) for name in PARAMETERS}
    told = {name: values for name, values in told.items() if values}
    is_new = _VIEW not in st.session_state
    has_moved = st.session_state.get(_PAGE) != page
    if is_new or (told != st.session_state.get(_WRITTEN) and (told or not has_moved)):
        st.session_state[_VIEW] = from_parameters(told)
        st.session_state[_WRITTEN] = told
    st.session_state[_PAGE] = page


def write_address() -> None:
    """Puts the view into the address, so that a link opens it again."""
    wanted = to_parameters(current_view())
    for name in PARAMETERS:
        values = wanted.get(name, [])
        if st.query_params.get_all(name) == values:
            continue
        if values:
            st.query_params[name] = values
        else:
            del st.query_params[name]
    st.session_state[_WRITTEN] = wanted


def current_view() -> View:
    """What the filters say in this session; everything where none are set."""
    found = st.session_state.get(_VIEW)
    return found if isinstance(found, View) else View()


def set_view(view: View) -> None:
    """Sets all filters. For use in a callback, or before the filters are drawn."""
    st.session_state[_VIEW] = view


def change(**fields: Any) -> None:
    """Changes some filters (`View.change`). For use in a callback."""
    set_view(current_view().change(**fields))


def reset() -> None:
    """Clears all filters and leaves how companies are counted. For use as a callback."""
    set_view(View().change(by_parent=current_view().asked.by_parent))


def toggle(field: str, value: str) -> None:
    """Adds a value to a facet, or takes it away if it is chosen. For use in a callback."""
    chosen: tuple[str, ...] = getattr(current_view().asked, field)
    if value in chosen:
        change(**{field: tuple(c for c in chosen if c != value)})
    else:
        change(**{field: (*chosen, value)})


def choose_days(first: date, last: date) -> None:
    """Restricts the dates to a span. For use in a callback."""
    change(period="", date_from=first, date_to=last)


def remember_selection(selection: Selection) -> None:
    """Keeps what the view means for the published data, for the page (`current_selection`)."""
    st.session_state[_SELECTION] = selection


def current_selection() -> Selection:
    """What the filters say in this run; everything where no filters are drawn."""
    found = st.session_state.get(_SELECTION)
    return found if isinstance(found, Selection) else Selection()


def link_parameters(**fields: Any) -> dict[str, list[str]]:
    """The parameters of a link that opens the present filters with some of them changed."""
    return to_parameters(current_view().change(**fields))


def link_here() -> str:
    """The address of the page with the filters and the parameters of its own, to be copied."""
    own = {n: st.query_params.get_all(n) for n in st.query_params if n not in PARAMETERS}
    query = urlencode(to_parameters(current_view()) | own, doseq=True)
    page = dashboard_address() + (urlsplit(st.context.url or "").path or "/")
    return f"{page}?{query}" if query else page


def dashboard_address() -> str:
    """The address of the dashboard as the reader's browser knows it, without a page."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
