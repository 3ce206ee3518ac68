"""Parts of the page Compare: a card of key figures a side, and the newest events of each."""

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from dashboard.charts.compare import Open, show_lines, show_type_counts, sign_and_name
from dashboard.filters.sides import Side
from dashboard.labels import status_label
from dashboard.pages import STORIES
from dashboard.parts import choice, links, tables, views
from dashboard.parts.companies.profile import show_company_link
from dashboard.plain import escape_markdown
from dashboard.queries import events as event_queries
from dashboard.queries.compare import Lines
from etl.warehouse.serving import Snapshot

_NEWEST = 8


def show_cards(sides: Sequence[Side], figures: list[dict[str, int]], *, by_company: bool) -> None:
    """The key figures of each side; every count of events is a link to them."""
    with st.grid(len(sides), min_column_width=200):
        for number, (side, found) in enumerate(zip(sides, figures, strict=True)):
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{sign_and_name(number, side.label)}**")
                delta = None
                if not by_company and number == 0:
                    delta = found["events"] - figures[1]["events"]
                st.metric(
                    "Events",
                    f"{found['events']:,}",
                    delta,
                    delta_color="off",
                    delta_description=None if delta is None else "vs. the other period",
                )
                st.caption(f"{_count(found, 'articles')} of {_count(found, 'sources')}")
                with st.container(horizontal=True, gap="small"):
                    _show_links(side, found)
                    if by_company:
                        show_company_link(side.label, f"More about {side.label}")


def _count(found: dict[str, int], name: str) -> str:
    return f"{found[name]:,} {name if found[name] != 1 else name.removesuffix('s')}"


def _show_links(side: Side, found: dict[str, int]) -> None:
    links.show_link(f"{found['events']:,} events", **side.changes)
    for status in ("happened", "planned"):
        if found[status]:
            label = f"{found[status]:,} {status_label(status).lower()}"
            links.show_link(label, **side.changes | {"statuses": (status,)})
    links.show_link(f"{found['stories']:,} stories", STORIES, **side.changes)


def show_types(counts: pa.Table, sides: Sequence[Side], open_events: Open) -> None:
    """The types of events of the sides."""
    show_type_counts(counts, sides, open_events)
    st.caption("The types with most events. Click a bar to see its events.")


def show_joint_timeline(
    lines: Lines, sides: Sequence[Side], open_events: Open, *, by_date: bool
) -> None:
    """The lines of the sides, and what they leave out."""
    if lines.rows.num_rows:
        show_lines(lines, sides, open_events, by_date=by_date)
    left_out = [
        f"{count:,} {what}"
        for count, what in (
            (lines.outside, "dated far from all others"),
            (lines.undated, "without a date"),
        )
        if count
    ]
    words = f"Not drawn: {' and '.join(left_out)}. " if left_out else ""
    st.caption(f"{words}Click a point to see its events.")


def show_newest(snapshot: Snapshot, sides: Sequence[Side]) -> None:
    """The newest events of each side, one tab a side."""
    tabs = st.tabs([escape_markdown(side.label) for side in sides])
    for tab, side in zip(tabs, sides, strict=True):
        with tab:
            events = event_queries.list_events(snapshot, side.selection, limit=_NEWEST)
            if not events.num_rows:
                st.caption("No event of this side fits the filters.")
                continue
            tables.show_events(
                events,
                key=views.table_key("side-newest", snapshot, side.label, side.selection),
                on_choose=choice.ask_to_open,
            )
