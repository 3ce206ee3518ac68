"""The charts of a theme over time: how many events, and which share of all selected events."""

from datetime import timedelta
from typing import Literal

import altair as alt
import pandas as pd

from dashboard.charts.base import PALETTE, Click, clickable, describe_marks, show_chart
from dashboard.charts.bins import AXIS_FORMATS, name_bin
from dashboard.queries.themes import Momentum

Measure = Literal["events", "share"]

_ALTERNATIVES: dict[Measure, str] = {
    "events": "Number of events with the theme over time",
    "share": "Share of the selected events that have the theme, over time",
}


def make_momentum_chart(momentum: Momentum, measure: Measure) -> alt.Chart:
    """One bar a bin, as high as the events with the theme or their share of all."""
    frame = momentum_frame(momentum)
    axis = alt.Axis(format="%") if measure == "share" else alt.Axis(tickMinStep=1, format=",d")
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(
            orient="vertical",
            binSpacing=2,
            cursor="pointer",
            color=PALETTE[2 if measure == "share" else 0],
        )
        .encode(
            x=alt.X(
                "start:T",
                title=None,
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(
                    format=AXIS_FORMATS[momentum.bin], labelOverlap=True, tickCount=6, grid=False
                ),
            ),
            x2="end:T",
            y=alt.Y(f"{measure}:Q", title=None, axis=axis),
            tooltip=[
                alt.Tooltip("days", title="Dates"),
                alt.Tooltip("events", title="Events with the theme", format=","),
                alt.Tooltip("all_events", title="All selected events", format=","),
                alt.Tooltip("share", title="Share", format=".1%"),
            ],
            description="description:N",
        )
        .add_params(clickable("first_day", "last_day"))
        .properties(height=190)
    )
    return chart


def momentum_frame(momentum: Momentum) -> pd.DataFrame:
    """One row a bar of the chart."""
    frame: pd.DataFrame = momentum.rows.to_pandas(date_as_object=True)
    last_days = [day - timedelta(days=1) for day in frame["next_day"]]
    frame["days"] = [
        name_bin(momentum.bin, first, last)
        for first, last in zip(frame["first_day"], last_days, strict=True)
    ]
    frame["share"] = frame["events"] / frame["all_events"]
    frame["start"] = pd.to_datetime(frame["first_day"])
    frame["end"] = pd.to_datetime(frame["next_day"])
    frame["first_day"] = [day.isoformat() for day in frame["first_day"]]
    frame["last_day"] = [day.isoformat() for day in last_days]
    frame["description"] = describe_marks(frame, "days")
    return frame.drop(columns="next_day")


def show_momentum(momentum: Momentum, measure: Measure, pick: Click) -> None:
    """Puts the chart on the page; `pick` gets `first_day` and `last_day` of a bar that is
    clicked."""
    chart = make_momentum_chart(momentum, measure)
    show_chart(chart, f"momentum-{measure}", pick, _ALTERNATIVES[measure])
