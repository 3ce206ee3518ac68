"""Ways from a number on the screen to the events behind it."""

from typing import Any

import streamlit as st

from dashboard.filters import address
from dashboard.filters.view import View, to_parameters
from dashboard.pages import EVENTS, PageEntry

_ASKED = "asked-for-page"


def show_link(label: str, page: PageEntry = EVENTS, **changes: Any) -> None:
    """A link to a page with the present filters, some of them changed. `label` is Markdown."""
    st.page_link(
        page.path,
        label=label,
        icon=page.icon,
        query_params=address.link_parameters(**changes),
    )


def ask_for(page: PageEntry = EVENTS, **changes: Any) -> None:
    """Changes the filters and notes that a page shall be opened. For use in a callback."""
    address.change(**changes)
    st.session_state[_ASKED] = page.path


def show_link_to(label: str, page: PageEntry = EVENTS, **fields: Any) -> None:
    """A link to a page with these filters alone, whatever else is set: for numbers over all events,
    on pages that the filters do not hold for. `label` is Markdown."""
    st.page_link(
        page.path, label=label, icon=page.icon, query_params=to_parameters(_only(**fields))
    )


def ask_for_only(page: PageEntry = EVENTS, **fields: Any) -> None:
    """Sets these filters alone and notes that a page shall be opened. For use in a callback."""
    address.set_view(_only(**fields))
    st.session_state[_ASKED] = page.path


def _only(**fields: Any) -> View:
    # How companies are counted is no filter, and stays.
    return View().change(by_parent=address.current_view().asked.by_parent, **fields)


def go_if_asked() -> None:
    """Goes to the page that a callback asked for. To be called at the end of a page."""
    path = st.session_state.pop(_ASKED, None)
    if path is not None:
        # With the filters: without parameters, the switch wants to clear those that widgets of the
        # page hold, and Streamlit refuses that.
        st.switch_page(path, query_params=address.link_parameters())
