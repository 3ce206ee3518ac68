"""The picture of the score: how often events with a score were right when it was measured."""

from collections.abc import Callable, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboard.charts.charts import OTHER_COLOUR, PALETTE
from etl.nlp.encoder.manifest import ScoreRange

_MARK = "mark"
_PERCENT = ".0%"


def show_calibration(
    ranges: Sequence[ScoreRange], *, key: str, on_choose: Callable[[int], None]
) -> None:
    """A dot for each tenth of the scores, its share of right pairs above its mean score, and the
    line on which both are equal. A click calls `on_choose` with the least score in percent."""
    frame = _frame(ranges)
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(format=_PERCENT, tickCount=5)
    even = (
        alt.Chart(pd.DataFrame({"score": [0.0, 1.0], "right": [0.0, 1.0]}))
        .mark_line(strokeDash=[4, 4], color=OTHER_COLOUR)
        .encode(x=alt.X("score:Q"), y=alt.Y("right:Q"))
    )
    dots = (
        alt.Chart(frame)
        .mark_circle(color=PALETTE[0], opacity=1, cursor="pointer")
        .encode(
            x=alt.X("score:Q", title="Score", scale=scale, axis=axis),
            y=alt.Y("right:Q", title="Right when measured", scale=scale, axis=axis),
            size=alt.Size("pairs:Q", legend=None, scale=alt.Scale(range=[60, 320])),
            tooltip=[
                alt.Tooltip("scores", title="Scores"),
                alt.Tooltip("right", title="Right", format=_PERCENT),
                alt.Tooltip("pairs", title="Measured on", format=","),
            ],
            description="description:N",
        )
        .add_params(alt.selection_point(name=_MARK, fields=["least"], on="click", clear="dblclick"))
    )
    st.altair_chart(
        (even + dots).properties(height=300),
        key=key,
        on_select=lambda: _pick(key, on_choose),
        selection_mode=_MARK,
        alt="Share of right pairs by score, beside the line on which both are equal",
    )


def _frame(ranges: Sequence[ScoreRange]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "least": [round(100 * own.least) for own in ranges],
            "score": [own.mean_score for own in ranges],
            "right": [own.share_right for own in ranges],
            "pairs": [own.pairs for own in ranges],
            "scores": [f"{own.least:.0%} to {own.least + 0.1:.0%}" for own in ranges],
            "description": [
                f"Scores {own.least:.0%} to {own.least + 0.1:.0%}: {own.share_right:.0%} of"
                f" {own.pairs:,} right"
                for own in ranges
            ],
        }
    )


def _pick(key: str, on_choose: Callable[[int], None]) -> None:
    state: Any = st.session_state.get(key) or {}
    points = state.get("selection", {}).get(_MARK) or []
    if points and isinstance(points[0], dict) and isinstance(points[0].get("least"), int | float):
        on_choose(int(points[0]["least"]))
