"""The card of events over time: what the bars are stacked by, and what is not drawn."""

from typing import get_args

import streamlit as st

from dashboard.charts.printed import timeline_print
from dashboard.charts.timeline import show_timeline
from dashboard.filters.selection import Selection
from dashboard.parts.chart_menu import show_menu
from dashboard.queries.timeline import Dimension, Timeline, events_over_time
from etl.warehouse.serving import Snapshot

_LABELS: dict[Dimension, str] = {"event_types": "Type", "themes": "Theme", "statuses": "Status"}


def show_timeline_card(snapshot: Snapshot, selection: Selection) -> None:
    """Events over time with its switches, which stand in the address."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header("Events over time", anchor=False, width="stretch")
            by: Dimension = st.segmented_control(
                "Stacked by",
                get_args(Dimension),
                format_func=_LABELS.__getitem__,
                default="event_types",
                required=True,
                key="by",
                bind="query-params",
                label_visibility="collapsed",
            )
            is_share = st.toggle("Shares", key="shares", bind="query-params")
            timeline = events_over_time(snapshot, selection, by)
            if timeline.rows.num_rows:
                show_menu(timeline_print(timeline, is_share=is_share), snapshot, selection)
        if timeline.rows.num_rows:
            show_timeline(timeline, is_share=is_share)
        st.caption(" ".join(_tell(timeline)))


def _tell(timeline: Timeline) -> list[str]:
    told = [f"One bar is one {timeline.bin}; a click shows what is behind it."]
    if timeline.by == "themes":
        told.append(
            "An event with two themes counts for both; events without a theme are left out."
        )
    left_out = [
        f"{count:,} {what}"
        for count, what in (
            (timeline.outside, "dated far from all others"),
            (timeline.undated, "without a date"),
        )
        if count
    ]
    if left_out:
        told.append(f"Not drawn: {' and '.join(left_out)}.")
    return told
