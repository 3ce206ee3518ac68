"""The filters that are set, one small button each: a press takes that filter away."""

import streamlit as st

from dashboard.filters import address
from dashboard.filters.view import Part
from dashboard.plain import escape_markdown

_LONGEST = 60


def show_chips() -> None:
    """A row of the filters that are set; nothing where none is."""
    parts = address.current_view().parts()
    if not parts:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for number, part in enumerate(parts):
            st.button(
                _label(part),
                key=f"chip-{number}",
                icon=":material/close:",
                icon_position="right",
                on_click=_take_away,
                args=(part,),
                help="Take this filter away",
            )
        if len(parts) > 1:
            st.button(
                "Reset all",
                key="chips-reset",
                icon=":material/filter_alt_off:",
                type="tertiary",
                on_click=address.reset,
            )


def _label(part: Part) -> str:
    words = part.words if len(part.words) <= _LONGEST else part.words[:_LONGEST] + "…"
    return f"{part.label}: **{escape_markdown(words)}**"


def _take_away(part: Part) -> None:
    address.set_view(address.current_view().without(part))
