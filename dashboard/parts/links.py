"""Ways from a number on the screen to the events behind it."""

from typing import Any

import streamlit as st

from dashboard.filters import address
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


def go_if_asked() -> None:
    """Goes to the page that a callback asked for. To be called at the end of a page."""
    path = st.session_state.pop(_ASKED, None)
    if path is not None:
        st.switch_page(path)
