"""Part of the page on a company: its themes against those of other companies."""

from typing import Any

import pyarrow as pa
import streamlit as st

from dashboard.charts import compare
from dashboard.filters.sides import Side
from dashboard.parts import links


def open_side(side: Side, changes: dict[str, Any]) -> None:
    """Asks for the events of a side. For use in a callback."""
    links.ask_for(**side.changes | changes)


def show_themes(shares: pa.Table, sides: list[Side]) -> None:
    """The shares of themes, or why there are none."""
    if not shares.num_rows:
        st.caption("None of these events has a theme.")
        return
    compare.show_theme_shares(shares, sides, open_side)
    st.caption(
        "Share of each theme in a company's events that have a theme. An event may have several "
        "themes, so shares may add up to more than 100 %. Click a mark to see its events."
    )
