"""What went wrong in a callback, kept until the page is drawn, and shown as plain text."""

from collections.abc import Callable

import streamlit as st

from etl.errors import MotorwireError, storage_error

_PROBLEM = "runs-problem"


def plain_words(error: Exception) -> str:
    """The error in words for a reader."""
    if isinstance(error, MotorwireError):
        return str(error)
    return str(storage_error(error) or "The data folder cannot be written: check its permissions.")


def note(headline: str, details: str) -> None:
    """Keeps what went wrong for the next drawing of the page."""
    st.session_state[_PROBLEM] = (headline, details)


def attempt(headline: str, action: Callable[[], object]) -> None:
    """Does what a button asks for; where that fails, keeps why under `headline`."""
    try:
        action()
    except (MotorwireError, OSError) as error:
        note(headline, plain_words(error))


def show() -> None:
    """What went wrong since the page was last drawn."""
    problem = st.session_state.pop(_PROBLEM, None)
    if problem:
        headline, details = problem
        st.error(headline)
        st.text(details)
