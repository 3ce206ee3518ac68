"""The event that the reader has chosen: it stands in the address, so that a link opens it."""

import streamlit as st

from dashboard.pages import EVENTS

EVENT = "event"
"""The query parameter that names the chosen event."""

_OPEN = "open-event"


def ask_to_open(event_id: str | None) -> None:
    """Notes that an event shall be opened on the events page. For use as a callback."""
    if event_id is not None:
        st.session_state[_OPEN] = event_id


def open_if_asked() -> None:
    """Goes to the events page if an event was asked for. The filters put themselves back."""
    event_id = st.session_state.pop(_OPEN, None)
    if event_id is not None:
        st.switch_page(EVENTS.path, query_params={EVENT: event_id})


def choose_event(event_id: str | None) -> None:
    """Puts the chosen event into the address. For use as a callback."""
    if event_id is None:
        st.query_params.pop(EVENT, None)
    else:
        st.query_params[EVENT] = event_id


def chosen_event() -> str | None:
    """The event that the address names."""
    return st.query_params.get(EVENT)
