"""Charts that put several sides next to each other: shares, counts, lines.

A side keeps its colour and its place in all of them. The charts know a side by its number: names
are plain text in tooltips and on axes.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard.charts.base import PALETTE, clickable, describe_marks, make_tooltip, show_chart
from dashboard.filters.selection import describe_dates
from dashboard.filters.sides import Side
from dashboard.labels import theme_label, type_label
from dashboard.plain import escape_markdown, safe_text
from dashboard.queries.compare import Lines
from dashboard.queries.timeline import Bin

Open = Callable[[Side, dict[str, Any]], None]
"""Opens the events of a side with further changes of the filters."""

MOST_SIDES = 5

_SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down")
_SIGNS = "●■◆▲▼"
_DOT = "⬤"

_AXIS_FORMATS: dict[Bin, str] = {
    "day": "%d %b",
    "week": "%d %b %Y",
    "month": "%b %Y",
    "quarter": "%b %Y",
    "year": "%Y",
}
_BINS: dict[Bin, str] = {
    "day": "Day",
    "week": "Week",
    "month": "30 days",
    "quarter": "91 days",
    "year": "365 days",
}
_ROW = 30
_BAR = 11


def colour_of(number: int) -> str:
    """The colour of a side."""
    return PALETTE[number]


def show_side_legend(sides: Sequence[Side], signs: str = _DOT * MOST_SIDES) -> None:
    """The colours of the sides; it wraps on a phone. `signs` has one sign a side."""
    entries = [sign_and_name(n, side.label, signs[n]) for n, side in enumerate(sides)]
    st.markdown(f":small[{' &ensp; '.join(entries)}]")


def sign_and_name(number: int, label: str, sign: str = _DOT) -> str:
    """Markdown: a sign in a side's colour and the side's name."""
    name = escape_markdown(label).replace(" ", "&nbsp;")
    return f':color[{sign}]{{foreground="{colour_of(number)}"}}&nbsp;{name}'


def show_theme_shares(shares: pa.Table, sides: Sequence[Side], open_events: Open) -> None:
    """The share of each theme in a side's themed events, one row a theme, one dot a side."""
    show_side_legend(sides, _SIGNS)
    frame = _frame(shares, sides)
    frame["label"] = frame["theme"].map(theme_label)
    frame["told"] = [
        f"{share:.0%} ({events:,} of {themed:,} events with a theme)"
        for share, events, themed in zip(
            frame["share"], frame["events"], frame["themed"], strict=True
        )
    ]
    frame["description"] = describe_marks(frame, "name", "label", "told")
    themes = list(dict.fromkeys(frame["label"]))
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "label:N",
            sort=themes,
            title=None,
            axis=alt.Axis(labelLimit=150, labelFlush=False, grid=True, ticks=False),
        )
    )
    dots = (
        base.mark_point(filled=True, size=130, opacity=0.9, cursor="pointer")
        .encode(
            x=alt.X("share:Q", title=None, axis=alt.Axis(format=".0%", tickCount=6)),
            color=_colour(sides),
            shape=alt.Shape(
                "side:N",
                legend=None,
                scale=alt.Scale(
                    domain=list(range(MOST_SIDES)),
                    range=list(_SHAPES),
                ),
            ),
            tooltip=make_tooltip(name="Of", label="Theme", told="Share"),
            description="description:N",
        )
        .add_params(clickable("side", "theme"))
    )
    show_chart(
        dots.properties(height=len(themes) * _ROW + 40),
        "shares",
        lambda point: _open_value(point, "theme", "themes", sides, open_events),
        "Share of each theme in the events with a theme, for each side",
    )


def show_type_counts(counts: pa.Table, sides: Sequence[Side], open_events: Open) -> None:
    """Events per type, the sides' bars in groups."""
    frame = _frame(counts, sides)
    frame["label"] = frame["event_type"].map(type_label)
    frame["description"] = describe_marks(frame, "name", "label")
    types = list(dict.fromkeys(frame["label"]))
    bars = (
        alt.Chart(frame)
        .mark_bar(cornerRadiusEnd=2, cursor="pointer")
        .encode(
            x=alt.X("events:Q", title=None, axis=alt.Axis(tickMinStep=1, format=",d", tickCount=6)),
            y=alt.Y(
                "label:N",
                sort=types,
                title=None,
                axis=alt.Axis(labelLimit=150, labelFlush=False),
                scale=alt.Scale(paddingInner=0.3),
            ),
            yOffset=alt.YOffset("side:N", sort=list(range(len(sides)))),
            color=_colour(sides),
            tooltip=make_tooltip(name="Of", label="Type", events="Events"),
            description="description:N",
        )
        .add_params(clickable("side", "event_type"))
    )
    show_chart(
        bars.properties(height=len(types) * max(_ROW - 6, len(sides) * _BAR + 8) + 30),
        "type-counts",
        lambda point: _open_value(point, "event_type", "event_types", sides, open_events),
        "Number of events per event type, for each side",
    )


def show_lines(lines: Lines, sides: Sequence[Side], open_events: Open, *, by_date: bool) -> None:
    """Events over time, one line a side: over the days, or over days counted from the first of
    each side's period."""
    frame = _frame(lines.rows, sides)
    frame["days"] = [
        safe_text(describe_dates(first, last))
        for first, last in zip(frame["first_day"], frame["last_day"], strict=True)
    ]
    frame["start"] = pd.to_datetime(frame["first_day"])
    for name in ("first_day", "last_day"):
        frame[name] = [day.isoformat() for day in frame[name]]
    frame["description"] = describe_marks(frame, "name", "days")
    if by_date:
        x = alt.X(
            "start:T",
            title=None,
            scale=alt.Scale(type="utc"),
            axis=alt.Axis(format=_AXIS_FORMATS[lines.bin], labelOverlap=True, grid=False),
        )
    else:
        frame["position"] += 1
        x = alt.X(
            "position:Q",
            title=f"{_BINS[lines.bin]} of the period",
            scale=alt.Scale(domainMin=1, nice=False),
            axis=alt.Axis(tickMinStep=1, format="d", grid=False),
        )
    base = alt.Chart(frame).encode(
        x=x,
        y=alt.Y("events:Q", title=None, axis=alt.Axis(tickMinStep=1, format=",d")),
        color=_colour(sides),
    )
    drawn = base.mark_line(strokeWidth=2)
    dots = (
        base.mark_point(filled=True, size=55, opacity=1, cursor="pointer")
        .encode(
            tooltip=make_tooltip(name="Of", days="Dates", events="Events"),
            description="description:N",
        )
        .add_params(clickable("side", "first_day", "last_day"))
    )
    show_chart(
        (drawn + dots).properties(height=280),
        "lines",
        lambda point: _open_days(point, sides, open_events),
        "Number of events over time, one line for each side",
    )


def _frame(rows: pa.Table, sides: Sequence[Side]) -> pd.DataFrame:
    frame: pd.DataFrame = rows.to_pandas(date_as_object=True)
    frame["name"] = [safe_text(sides[number].label) for number in frame["side"]]
    return frame


def _colour(sides: Sequence[Side]) -> alt.Color:
    numbers = list(range(len(sides)))
    scale = alt.Scale(domain=numbers, range=[colour_of(number) for number in numbers])
    return alt.Color("side:N", scale=scale, legend=None)


def _side_of(point: dict[str, Any], sides: Sequence[Side]) -> Side | None:
    number = point.get("side")
    if isinstance(number, int) and 0 <= number < len(sides):
        return sides[number]
    return None


def _open_value(
    point: dict[str, Any], name: str, field: str, sides: Sequence[Side], open_events: Open
) -> None:
    side, value = _side_of(point, sides), str(point.get(name) or "")
    if side is not None and value:
        open_events(side, {field: (value,)})


def _open_days(point: dict[str, Any], sides: Sequence[Side], open_events: Open) -> None:
    side = _side_of(point, sides)
    try:
        first = date.fromisoformat(str(point.get("first_day")))
        last = date.fromisoformat(str(point.get("last_day")))
    except ValueError:
        return
    if side is not None:
        open_events(side, {"period": "", "date_from": first, "date_to": last})
