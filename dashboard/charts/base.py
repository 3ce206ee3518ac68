"""What the charts share: colours, tooltips, and what a click on a mark does.

Drawn with Vega-Altair: a click reports the values of the mark (not its position in a list), so
that it means the same even if new data was published between drawing and clicking. Chart labels and
tooltips are plain text. A click is an event, not a state: it changes the filters, and the chart
then forgets it (its key changes), so that the filters stay the only truth.

Each chart has a module with two doors: `make_*_chart` returns the picture, which files and reports
use too; `show_*` puts it on the page.
"""

from collections.abc import Callable, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Okabe & Ito's colours that show on light and dark pages, as in `.streamlit/config.toml`."""

OTHER_COLOUR = "#8A8F98"
NUMBER_COLOUR = "#78808A"
"""Legible on light and dark pages: Vega does not know which of them it draws on."""

ROW = 26
"""Height of a row of a chart that has one row a name, in pixels."""

AnyChart = alt.Chart | alt.LayerChart
Click = Callable[[dict[str, Any]], None]

_MARK = "mark"
_CLICKS = "chart_clicks"


def make_tooltip(**fields: str) -> list[alt.Tooltip]:
    """A tooltip of some fields, each with its title; `events` is a number."""
    return [
        alt.Tooltip(name, title=title, format=",")
        if name == "events"
        else alt.Tooltip(name, title=title)
        for name, title in fields.items()
    ]


def describe_marks(frame: pd.DataFrame, *columns: str) -> list[str]:
    """What a mark says to a screen reader, one text a row."""
    rows = frame[[*columns, "events"]].itertuples(index=False)
    return [", ".join(str(value) for value in row) + " events" for row in rows]


def clickable(*fields: str) -> alt.Parameter:
    """The parameter of a chart whose marks report these fields when they are clicked."""
    return alt.selection_point(name=_MARK, fields=list(fields), on="click", clear="dblclick")


def show_chart(chart: AnyChart, name: str, pick: Click, alternative: str) -> None:
    """Puts a chart with `clickable` marks on the page; `pick` gets the fields of a clicked mark."""
    key = f"chart-{name}-{st.session_state.get(_CLICKS, 0)}"
    st.altair_chart(
        chart,
        key=key,
        on_select=lambda: _on_click(key, pick),
        selection_mode=_MARK,
        alt=alternative,
    )


def _on_click(key: str, pick: Click) -> None:
    state = st.session_state.get(key) or {}
    points = state.get("selection", {}).get(_MARK) or []
    if isinstance(points, Sequence) and points and isinstance(points[0], dict):
        st.session_state[_CLICKS] = st.session_state.get(_CLICKS, 0) + 1
        pick(points[0])
