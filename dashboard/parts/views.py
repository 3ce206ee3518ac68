"""Parts that pages put together: figures, chart cards, what a table shows of how many."""

from hashlib import sha256

import pyarrow as pa
import streamlit as st

from dashboard.charts import heatmap
from dashboard.charts.timeline import show_timeline as show_timeline_chart
from dashboard.filters.selection import Selection
from dashboard.queries import events as event_queries
from dashboard.queries.events import Figures
from dashboard.queries.timeline import Timeline
from etl.warehouse.serving import Snapshot


def table_key(name: str, *parts: object) -> str:
    """A key that changes with what the table shows, so that no row stays chosen by position."""
    return f"{name}-{sha256(repr(parts).encode()).hexdigest()[:12]}"


def show_search_notice(snapshot: Snapshot, selection: Selection) -> None:
    """Says so when the search text holds nothing that can be searched for."""
    if selection.text and not event_queries.has_searchable_words(snapshot, selection.text):
        st.caption("The search text holds no words, so it does not filter.")


def show_figures(snapshot: Snapshot, selection: Selection, figures: Figures) -> None:
    """The key figures; with a period also the change against the period of equal length before."""
    before = selection.previous_period
    past = event_queries.figures(snapshot, before) if before else None
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
        show_timeline_chart(timeline)
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
        heatmap.show_heatmap(matrix)
    else:
        st.caption("None of these events has a theme.")


def choose_page(count: int, size: int, key: str) -> int:
    """The number of the page that the reader turned to; draws nothing where there is only one."""
    last = -(-count // size)
    return st.pagination(last, key=key) if last > 1 else 1


def show_range(
    count: int, number: int, size: int, words: tuple[str, str] = ("event", "events")
) -> None:
    """Which of the selected events, or of what `words` name, the table shows."""
    first = (number - 1) * size + 1
    last = min(count, number * size)
    noun = words[count != 1]
    shown = f"{count:,} {noun}" if count <= size else f"{first:,} to {last:,} of {count:,} {noun}"
    st.caption(f"{shown}. Tick a row to read more.")
