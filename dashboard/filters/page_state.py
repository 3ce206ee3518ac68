"""What a page keeps in the address beside the filters, such as whose page it is.

Like the filters (`dashboard.filters.address`), these parameters hold ids and names, never what a
widget shows, and an address is input from outside: what it holds is bounded.
"""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard.filters.view import EARLIEST, LATEST, LONGEST_VALUE

COMPANY = "of"
"""The company that the page Companies is about."""

PEERS = "peer"
OUTCOME = "outcome"
SIDES = "side"
"""The companies that the page Compare puts side by side."""

THEME = "about"
"""The theme that the page Themes is about."""

RELATIONS, MONTHS, LINES, BETWEEN = "relations", "months", "lines", "between"
"""What the page Network draws, and the one or two companies chosen in it."""

MODE, AGAINST, AGAINST_FROM, AGAINST_TO = "mode", "against", "against_from", "against_to"


def read_values(name: str, most: int) -> tuple[str, ...] | None:
    """The values of a parameter, at most so many; None where the address lacks it.

    A list that the reader emptied stands in the address as one empty value.
    """
    told = st.query_params.get_all(name)
    if not told:
        return None
    kept = [value for value in told if 0 < len(value) <= LONGEST_VALUE]
    return tuple(dict.fromkeys(kept))[:most]


def read_value(name: str) -> str:
    """The one value of a parameter; empty where the address lacks it."""
    return next(iter(read_values(name, 1) or ()), "")


def read_day(name: str) -> date | None:
    """The day that a parameter names; None where it names none."""
    try:
        day = date.fromisoformat(read_value(name))
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def write_values(name: str, values: Sequence[str]) -> None:
    """Puts values into the address. For use in a callback."""
    st.query_params[name] = list(values) or [""]


def forget(name: str) -> None:
    """Takes a parameter out of the address. For use in a callback."""
    st.query_params.pop(name, None)
