"""Parts that pages put together: figures, chart cards, what a table shows of how many."""

from hashlib import sha256

import pyarrow as pa
import streamlit as st

from dashboard.charts import heatmap
from dashboard.filters.selection import Selection
from dashboard.queries import events as event_queries
from etl.warehouse.serving import Snapshot


def table_key(name: str, *parts: object) -> str:
    """A key that changes with what the table shows, so that no row stays chosen by position."""
    return f"{name}-{sha256(repr(parts).encode()).hexdigest()[:12]}"


def show_search_notice(snapshot: Snapshot, selection: Selection) -> None:
    """Says so when the search text holds nothing that can be searched for."""
    if selection.text and not event_queries.has_searchable_words(snapshot, selection.text):
        st.caption("The search text holds no words, so it does not filter.")


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


_ORDER_LABELS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "surest": "Surest first",
    "least_sure": "Least sure first",
    "company": "By company",
    "type": "By type",
    "source": "By source",
}


def choose_order() -> str:
    """The order of the whole list, over all its pages; one of `queries.events.ORDERS`."""
    return st.selectbox(
        "Order",
        list(event_queries.ORDERS),
        format_func=_ORDER_LABELS.__getitem__,
        key="order",
        bind="query-params",
        label_visibility="collapsed",
        width=170,
    )


def show_range(
    count: int, number: int, size: int, words: tuple[str, str] = ("event", "events")
) -> None:
    """Which of the selected events, or of what `words` name, the table shows."""
    first = (number - 1) * size + 1
    last = min(count, number * size)
    noun = words[count != 1]
    shown = f"{count:,} {noun}" if count <= size else f"{first:,} to {last:,} of {count:,} {noun}"
    st.caption(f"{shown}. Tick a row to read more.")
