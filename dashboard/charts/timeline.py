"""The chart of events over time, stacked by type, theme or status, as counts or as shares."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

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
from dashboard.labels import status_label, theme_label, type_label
from dashboard.queries.timeline import Dimension, Timeline

_LABELS: dict[Dimension, Callable[[str], str]] = {
    "event_types": type_label,
    "themes": theme_label,
    "statuses": status_label,
}
_TITLES: dict[Dimension, str] = {"event_types": "Type", "themes": "Theme", "statuses": "Status"}
OTHER: dict[Dimension, str] = {
    "event_types": "Other types",
    "themes": "Other themes",
    "statuses": "Other",
}


def make_timeline_chart(
    timeline: Timeline, *, is_share: bool = False, legend: alt.Legend | None = None
) -> alt.Chart:
    """Events over time, stacked; with `is_share` each bar is as high as the others and shows the
    shares. `legend` for where none stands beside the chart."""
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
            y=alt.Y(
                "events:Q",
                title=None,
                axis=alt.Axis(format="%") if is_share else alt.Axis(tickMinStep=1),
                stack="normalize" if is_share else "zero",
            ),
            color=alt.Color(
                "label:N",
                title=None,
                scale=alt.Scale(domain=domain, range=_colours(domain)),
                legend=legend,
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                *make_tooltip(days="Dates", label=_TITLES[timeline.by], events="Events"),
                alt.Tooltip("share:Q", title="Share", format=".0%"),
            ],
            description="description:N",
        )
        .add_params(clickable("first_day", "last_day", "value"))
        .properties(height=260)
    )
    return chart


def timeline_table(timeline: Timeline) -> pa.Table:
    """What the chart shows, as a table: all values, each bin with its first and last day."""
    rows = timeline.rows
    last_days = pc.subtract(rows["next_day"].cast(pa.timestamp("s")), pa.scalar(timedelta(days=1)))
    values = rows["value"]
    labels = [_LABELS[timeline.by](value) for value in values.to_pylist()]
    return pa.table(
        {
            "first_day": rows["first_day"],
            "last_day": last_days.cast(pa.date32()),
            _TITLES[timeline.by].lower(): values,
            "label": pa.array(labels, pa.string()),
            "events": rows["events"],
        }
    )


def show_timeline(timeline: Timeline, *, is_share: bool = False) -> None:
    """Puts the chart on the page. A click filters by what the bar stands for and by dates."""
    _, domain = timeline_frame(timeline)
    show_legend(domain, _colours(domain))
    show_chart(
        make_timeline_chart(timeline, is_share=is_share),
        f"timeline-{timeline.by}-{is_share}",
        partial(_pick_bin, timeline.by),
        f"{'Share' if is_share else 'Number'} of events over time, stacked by"
        f" {_TITLES[timeline.by].lower()}",
    )


def _colours(domain: Sequence[str]) -> list[str]:
    return [*PALETTE, OTHER_COLOUR][: len(domain)]


def timeline_frame(timeline: Timeline) -> tuple[pd.DataFrame, list[str]]:
    """One row a bar of the chart, and the labels of the values in the order of their colours.

    The values with the most events have a colour each, the rest are one: `OTHER`.
    """
    frame = timeline.rows.to_pandas(date_as_object=True)
    ranking = frame.groupby("value")["events"].sum().sort_values(ascending=False, kind="stable")
    shown = list(ranking.index)
    if len(shown) > len(PALETTE) + 1:  # One type left over has the grey to itself.
        shown = shown[: len(PALETTE)]
    frame["value"] = frame["value"].where(frame["value"].isin(shown), "")
    frame = frame.groupby(["first_day", "next_day", "value"], as_index=False)["events"].sum()
    frame["share"] = frame["events"] / frame.groupby("first_day")["events"].transform("sum")
    names = {name: _LABELS[timeline.by](name) for name in shown} | {"": OTHER[timeline.by]}
    domain = [names[name] for name in shown]
    if (frame["value"] == "").any():
        domain.append(OTHER[timeline.by])
    frame["label"] = frame["value"].map(names)
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


def _pick_bin(by: Dimension, point: dict[str, Any]) -> None:
    value = str(point.get("value") or "")
    if value:
        address.change(**{by: (value,)})
    try:
        first = date.fromisoformat(str(point.get("first_day")))
        last = date.fromisoformat(str(point.get("last_day")))
    except ValueError:
        return
    address.choose_days(first, last)
