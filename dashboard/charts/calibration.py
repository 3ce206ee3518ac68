"""The picture of the score: how often events with a score were right when it was measured."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import altair as alt
import pandas as pd

from dashboard.charts.base import OTHER_COLOUR, PALETTE, clickable, show_chart
from etl.nlp.encoder.manifest import ScoreRange

_PERCENT = ".0%"


def make_calibration_chart(ranges: Sequence[ScoreRange]) -> alt.LayerChart:
    """A dot for each range of scores, its share of right pairs above its mean score, and the line
    on which both are equal."""
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(format=_PERCENT, tickCount=5)
    even = (
        alt.Chart(pd.DataFrame({"score": [0.0, 1.0], "right": [0.0, 1.0]}))
        .mark_line(strokeDash=[4, 4], color=OTHER_COLOUR)
        .encode(x="score:Q", y="right:Q")
    )
    dots = (
        alt.Chart(_frame(ranges))
        .mark_circle(color=PALETTE[0], opacity=1, cursor="pointer")
        .encode(
            x=alt.X("score:Q", title="Score", scale=scale, axis=axis),
            y=alt.Y("right:Q", title="Right when measured", scale=scale, axis=axis),
            size=alt.Size("pairs:Q", legend=None, scale=alt.Scale(range=[60, 320])),
            tooltip=[
                alt.Tooltip("scores:N", title="Scores"),
                alt.Tooltip("right:Q", title="Right", format=_PERCENT),
                alt.Tooltip("pairs:Q", title="Measured on", format=","),
            ],
            description="description:N",
        )
        .add_params(clickable("least"))
    )
    chart: alt.LayerChart = (even + dots).properties(height=300)
    return chart


def show_calibration(ranges: Sequence[ScoreRange], on_choose: Callable[[int], None]) -> None:
    """Puts the chart on the page. A click calls `on_choose` with the least score in percent."""
    show_chart(
        make_calibration_chart(ranges),
        "calibration",
        partial(_pick, on_choose),
        "Share of right pairs by score, beside the line on which both are equal",
    )


def _frame(ranges: Sequence[ScoreRange]) -> pd.DataFrame:
    scores = [f"{own.least:.0%} to {own.least + 0.1:.0%}" for own in ranges]
    return pd.DataFrame(
        {
            "least": [round(100 * own.least) for own in ranges],
            "score": [own.mean_score for own in ranges],
            "right": [own.share_right for own in ranges],
            "pairs": [own.pairs for own in ranges],
            "scores": scores,
            "description": [
                f"Scores {words}: {own.share_right:.0%} of {own.pairs:,} right"
                for own, words in zip(ranges, scores, strict=True)
            ],
        }
    )


def _pick(on_choose: Callable[[int], None], point: dict[str, Any]) -> None:
    least = point.get("least")
    if isinstance(least, int | float):
        on_choose(int(least))
