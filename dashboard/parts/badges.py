"""Small coloured labels for what an event is: its type, its status, what readers said of it."""

from typing import Any, Literal

import streamlit as st

from dashboard.labels import check_label, status_label, type_label
from dashboard.plain import escape_markdown
from etl.contracts import CHECKS, STATUSES

Colour = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray"]

STATUS_COLOURS: dict[str, Colour] = {
    "happened": "blue",
    "planned": "violet",
    "rumoured": "orange",
    "denied": "red",
}
_STATUS_ICONS = {
    "happened": ":material/check_circle:",
    "planned": ":material/event_upcoming:",
    "rumoured": ":material/help:",
    "denied": ":material/block:",
}
CHECK_COLOURS: dict[str, Colour] = {
    "unchecked": "gray",
    "accepted": "green",
    "edited": "green",
    "rejected": "red",
}


def status_column(label: str, **options: Any) -> Any:
    """The column of a table that holds lists of statuses in words, each in its colour."""
    return st.column_config.MultiselectColumn(
        label,
        options=[status_label(status) for status in STATUSES],
        color=[STATUS_COLOURS[status] for status in STATUSES],
        **options,
    )


def check_column(label: str, **options: Any) -> Any:
    """The column of a table that holds lists of what readers said, in words, each in its colour."""
    return st.column_config.MultiselectColumn(
        label,
        options=[check_label(check) for check in CHECKS],
        color=[CHECK_COLOURS[check] for check in CHECKS],
        **options,
    )


def show_badges(event: dict[str, Any], check: str, day: str) -> None:
    """Type, status and check of an event in one row; nothing is told by colour alone."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(escape_markdown(type_label(event["event_type"])), color="blue")
        status = event["status"]
        st.badge(
            escape_markdown(status_label(status)),
            icon=_STATUS_ICONS.get(status),
            color=STATUS_COLOURS.get(status, "gray"),
        )
        if check != "unchecked":
            st.badge(check_label(check), icon=":material/verified:", color=CHECK_COLOURS[check])
        st.badge(f"{event['score']:.0%} sure", color="gray", help="See Confidence below")
        st.caption(day, width="content")
