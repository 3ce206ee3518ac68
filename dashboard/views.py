"""Parts that pages put together: figures, chart cards, the detail pane, the download buttons."""

from functools import partial
from hashlib import sha256

import pyarrow as pa
import streamlit as st

from dashboard import charts, queries
from dashboard.evidence import list_fields, list_kinds, mark_article, safe_url
from dashboard.exports import make_csv, make_parquet
from dashboard.queries import Figures
from dashboard.reader import show_article, show_fields
from dashboard.selection import Selection
from dashboard.timeline import Timeline
from etl.warehouse.serving import Snapshot

EVENT = "event"
"""The query parameter that names the chosen event."""

_OPEN = "open-event"


def table_key(name: str, *parts: object) -> str:
    """A key that changes with what the table shows, so that no row stays chosen by position."""
    return f"{name}-{sha256(repr(parts).encode()).hexdigest()[:12]}"


def show_search_notice(snapshot: Snapshot, selection: Selection) -> None:
    """Says so when the search text holds nothing that can be searched for."""
    if selection.text and not queries.has_searchable_words(snapshot, selection.text):
        st.caption("The search text holds no words, so it does not filter.")


def show_figures(snapshot: Snapshot, selection: Selection, figures: Figures) -> None:
    """The key figures; with a period also the change against the period of equal length before."""
    before = selection.previous_period
    past = queries.figures(snapshot, before) if before else None
    with st.grid(4, min_column_width=150):
        for name in ("events", "articles", "companies", "sources"):
            value: int = getattr(figures, name)
            st.metric(
                "Articles with events" if name == "articles" else name.capitalize(),
                f"{value:,}",
                None if past is None else value - getattr(past, name),
                delta_color="off",
                delta_description=None if past is None else "vs. before",
                help=None if past is None else "Compared with the period of equal length before",
                border=True,
                height="stretch",
            )


def show_timeline(timeline: Timeline) -> None:
    """The events-over-time chart and what it leaves out."""
    if timeline.rows.num_rows:
        charts.show_timeline(timeline)
    left_out = [
        f"{count:,} {what}"
        for count, what in (
            (timeline.outside, "dated far from all others"),
            (timeline.undated, "without a date"),
        )
        if count
    ]
    if left_out:
        st.caption(f"Not drawn: {' and '.join(left_out)}. One bar is one {timeline.bin}.")
    else:
        st.caption(f"One bar is one {timeline.bin}. Click a bar to see its events.")


def show_heatmap(matrix: pa.Table) -> None:
    """The companies and themes chart, or why there is none."""
    if matrix.num_rows:
        charts.show_heatmap(matrix)
    else:
        st.caption("None of these events has a theme.")


def ask_to_open(event_id: str | None) -> None:
    """Notes that an event shall be opened on the events page. For use as a callback."""
    if event_id is not None:
        st.session_state[_OPEN] = event_id


def open_if_asked() -> None:
    """Goes to the events page if an event was asked for. The filters put themselves back."""
    event_id = st.session_state.pop(_OPEN, None)
    if event_id is not None:
        st.switch_page("events.py", query_params={EVENT: event_id})


def choose_event(event_id: str | None) -> None:
    """Puts the chosen event into the address. For use as a callback."""
    if event_id is None:
        st.query_params.pop(EVENT, None)
    else:
        st.query_params[EVENT] = event_id


def chosen_event() -> str | None:
    """The event that the address names."""
    return st.query_params.get(EVENT)


def show_detail(snapshot: Snapshot, event_id: str | None) -> None:
    """The detail pane: the article with its marks, all fields, the link to the source."""
    detail = queries.event_detail(snapshot, event_id) if event_id else None
    if detail is None:
        st.info("Choose an event in the table to read its evidence.", icon=":material/left_click:")
        return
    marked = mark_article(detail)
    kinds = list_kinds([*marked["title"], *marked["text"]])
    show_article(marked["title"], marked["text"], kinds, key="reader-article")
    link = safe_url(detail.article["url"])
    if link:
        st.link_button("Open the source", link, icon=":material/open_in_new:")
    show_fields(list_fields(detail), key="reader-fields")


def show_downloads(snapshot: Snapshot, selection: Selection, count: int) -> None:
    """Buttons that make a file of all selected events when they are clicked."""
    name = f"motorwire-events-{snapshot.version}"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        st.download_button(
            "CSV",
            partial(make_csv, snapshot, selection),
            f"{name}.csv",
            "text/csv",
            key="download-csv",
            icon=":material/download:",
            on_click="ignore",
            disabled=not count,
            help=f"All {count:,} selected events for a spreadsheet",
        )
        st.download_button(
            "Parquet",
            partial(make_parquet, snapshot, selection),
            f"{name}.parquet",
            "application/vnd.apache.parquet",
            key="download-parquet",
            icon=":material/download:",
            on_click="ignore",
            disabled=not count,
            help=f"All {count:,} selected events with exact types",
        )


def show_range(count: int, number: int, size: int) -> None:
    """Which of the selected events the table shows."""
    first = (number - 1) * size + 1
    last = min(count, number * size)
    noun = "event" if count == 1 else "events"
    shown = f"{count:,} {noun}" if count <= size else f"{first:,} to {last:,} of {count:,} {noun}"
    st.caption(f"{shown}. Tick a row to read its evidence.")
