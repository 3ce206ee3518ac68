"""The chart of events over time, stacked by type."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd

from dashboard.charts.base import (
    OTHER_COLOUR,
    PALETTE,
    clickable,
    describe_marks,
    make_tooltip,
    show_chart,
)
from dashboard.charts.bins import AXIS_FORMATS, name_bin
from dashboard.charts.legend import show_legend
from dashboard.filters import address
from dashboard.labels import type_label
from dashboard.queries.timeline import Timeline

OTHER = "Other types"


def make_timeline_chart(timeline: Timeline, *, legend: alt.Legend | None = None) -> alt.Chart:
    """Events over time, stacked by type; `legend` for where none stands beside the chart."""
    frame, domain = timeline_frame(timeline)
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(orient="vertical", binSpacing=2, cursor="pointer")
        .encode(
            x=alt.X(
                "start:T",
                title=None,
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(format=AXIS_FORMATS[timeline.bin], labelOverlap=True),
            ),
            x2="end:T",
            y=alt.Y("events:Q", title=None, axis=alt.Axis(tickMinStep=1), stack="zero"),
            color=alt.Color(
                "label:N",
                title=None,
                scale=alt.Scale(domain=domain, range=_colours(domain)),
                legend=legend,
            ),
            order=alt.Order("rank:Q"),
            tooltip=make_tooltip(days="Dates", label="Type", events="Events"),
            description="description:N",
        )
        .add_params(clickable("first_day", "last_day", "event_type"))
        .properties(height=260)
    )
    return chart


def show_timeline(timeline: Timeline) -> None:
    """Puts the chart on the page. A click filters by type and dates."""
    _, domain = timeline_frame(timeline)
    show_legend(domain, _colours(domain))
    show_chart(
        make_timeline_chart(timeline),
        "timeline",
        _pick_bin,
        "Number of events over time, stacked by event type",
    )


def _colours(domain: Sequence[str]) -> list[str]:
    return [*PALETTE, OTHER_COLOUR][: len(domain)]


def timeline_frame(timeline: Timeline) -> tuple[pd.DataFrame, list[str]]:
    """One row a bar of the chart, and the labels of the types in the order of their colours.

    The types with the most events have a colour each, the rest are one: `OTHER`.
    """
    frame = timeline.rows.to_pandas(date_as_object=True)
    ranking = (
        frame.groupby("event_type")["events"].sum().sort_values(ascending=False, kind="stable")
    )
    shown = list(ranking.index)
    if len(shown) > len(PALETTE) + 1:  # One type left over has the grey to itself.
        shown = shown[: len(PALETTE)]
    frame["event_type"] = frame["event_type"].where(frame["event_type"].isin(shown), "")
    frame = frame.groupby(["first_day", "next_day", "event_type"], as_index=False)["events"].sum()
    names = {name: type_label(name) for name in shown} | {"": OTHER}
    domain = [names[name] for name in shown]
    if (frame["event_type"] == "").any():
        domain.append(OTHER)
    frame["label"] = frame["event_type"].map(names)
    frame["rank"] = frame["label"].map({label: rank for rank, label in enumerate(domain)})
    last_days = [day - timedelta(days=1) for day in frame["next_day"]]
    frame["days"] = [
        name_bin(timeline.bin, first, last)
        for first, last in zip(frame["first_day"], last_days, strict=True)
    ]
    frame["start"] = pd.to_datetime(frame["first_day"])
    frame["end"] = pd.to_datetime(frame["next_day"])
    frame["first_day"] = [day.isoformat() for day in frame["first_day"]]
    frame["last_day"] = [day.isoformat() for day in last_days]
    frame["description"] = describe_marks(frame, "label", "days")
    return frame.drop(columns="next_day"), domain


def _pick_bin(point: dict[str, Any]) -> None:
    event_type = str(point.get("event_type") or "")
    if event_type:
        address.change(event_types=(event_type,))
    try:
        first = date.fromisoformat(str(point.get("first_day")))
        last = date.fromisoformat(str(point.get("last_day")))
    except ValueError:
        return
    address.choose_days(first, last)
