"""The charts, and what a click on a mark does.

Drawn with Vega-Altair: a click reports the values of the mark (not its position in a list), so
that it means the same even if new data was published between drawing and clicking. Chart labels and
tooltips are plain text. A click is an event, not a state: it changes the filters, and the chart
then forgets it (its key changes), so that the filters stay the only truth.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard.filters import address
from dashboard.filters.selection import format_day
from dashboard.labels import theme_label, type_label
from dashboard.plain import escape_markdown
from dashboard.queries.timeline import Bin, Timeline

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
"""Okabe & Ito's colours that show on light and dark pages, as in `.streamlit/config.toml`."""

OTHER_COLOUR = "#8A8F98"
_NUMBER_COLOUR = "#78808A"
"""Legible on light and dark pages: Vega does not know which of them it draws on."""
OTHER = "Other types"

_AXIS_FORMATS: dict[Bin, str] = {
    "day": "%d %b",
    "week": "%d %b %Y",
    "month": "%b %Y",
    "quarter": "%b %Y",
    "year": "%Y",
}
_MARK = "mark"
_CLICKS = "chart_clicks"
_ROW = 26

Click = Callable[[dict[str, Any]], None]


def show_timeline(timeline: Timeline) -> None:
    """Events over time, stacked by type. A click filters by type and dates."""
    frame, domain = _timeline_frame(timeline)
    colours = [*PALETTE, OTHER_COLOUR][: len(domain)]
    chart = (
        alt.Chart(frame)
        .mark_bar(orient="vertical", binSpacing=2, cursor="pointer")
        .encode(
            x=alt.X(
                "start:T",
                title=None,
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(format=_AXIS_FORMATS[timeline.bin], labelOverlap=True),
            ),
            x2="end:T",
            y=alt.Y("events:Q", title=None, axis=alt.Axis(tickMinStep=1), stack="zero"),
            color=alt.Color(
                "label:N",
                title=None,
                scale=alt.Scale(domain=domain, range=colours),
                legend=None,
            ),
            order=alt.Order("rank:Q"),
            tooltip=_tooltip(days="Dates", label="Type", events="Events"),
            description="description:N",
        )
        .add_params(_selection("first_day", "last_day", "event_type"))
        .properties(height=260)
    )
    _show_legend(domain, colours)
    _show(chart, "timeline", _pick_bin, "Number of events over time, stacked by event type")


def _show_legend(labels: Sequence[str], colours: Sequence[str]) -> None:
    # Not the chart's own legend: that one is cut off on a phone, this one wraps. The labels
    # are the lexicon's, which a user may have written: no sign of theirs is Markdown.
    entries = (
        f':color[⬤]{{foreground="{colour}"}}&nbsp;{escape_markdown(label).replace(" ", "&nbsp;")}'
        for label, colour in zip(labels, colours, strict=True)
    )
    st.markdown(f":small[{' &ensp; '.join(entries)}]")


def _timeline_frame(timeline: Timeline) -> tuple[pd.DataFrame, list[str]]:
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
        _name_bin(timeline.bin, first, last)
        for first, last in zip(frame["first_day"], last_days, strict=True)
    ]
    frame["start"] = pd.to_datetime(frame["first_day"])
    frame["end"] = pd.to_datetime(frame["next_day"])
    frame["first_day"] = [day.isoformat() for day in frame["first_day"]]
    frame["last_day"] = [day.isoformat() for day in last_days]
    frame["description"] = _describe(frame, "label", "days")
    return frame.drop(columns="next_day"), domain


def _name_bin(unit: Bin, first: date, last: date) -> str:
    if unit == "month":
        return f"{first:%B %Y}"
    if unit == "quarter":
        return f"Quarter {(first.month + 2) // 3} of {first.year}"
    if unit == "year":
        return str(first.year)
    if unit == "day":
        return format_day(first)
    return f"{format_day(first)} to {format_day(last)}"


def show_heatmap(matrix: pa.Table) -> None:
    """Events per company and theme. A click filters by both."""
    frame = matrix.to_pandas()
    frame["label"] = frame["theme"].map(theme_label)
    frame["description"] = _describe(frame, "company", "label")
    companies = list(dict.fromkeys(frame["company"]))
    themes = list(frame.groupby("label")["events"].sum().sort_values(ascending=False).index)
    chart = (
        alt.Chart(frame)
        .mark_rect(cornerRadius=2, cursor="pointer")
        .encode(
            x=alt.X(
                "company:N",
                sort=companies,
                title=None,
                axis=alt.Axis(labelAngle=-45, labelLimit=90, labelOverlap=False, labelFlush=False),
                scale=alt.Scale(paddingInner=0.06),
            ),
            y=alt.Y(
                "label:N",
                sort=themes,
                title=None,
                axis=alt.Axis(labelLimit=150, labelFlush=False),
                scale=alt.Scale(paddingInner=0.06),
            ),
            color=alt.Color("events:Q", legend=None),
            tooltip=_tooltip(company="Company", label="Theme", events="Events"),
            description="description:N",
        )
        .add_params(_selection("company", "theme"))
        .properties(height=max(4, len(themes)) * _ROW + 70)
    )
    _show(chart, "heatmap", _pick_cell, "Number of events per company and theme")


def show_top_companies(ranking: pa.Table) -> None:
    """The companies with the most events. A click filters by the company."""
    frame = ranking.to_pandas()
    top = int(frame["events"].max())
    frame["description"] = _describe(frame, "company")
    base = alt.Chart(frame).encode(
        # Room at the right for the number of the longest bar.
        x=alt.X("events:Q", title=None, axis=None, scale=alt.Scale(domainMax=top * 1.18)),
        y=alt.Y(
            "company:N", sort=None, title=None, axis=alt.Axis(labelLimit=150, labelFlush=False)
        ),
        tooltip=_tooltip(company="Company", events="Events"),
        description="description:N",
    )
    bars = base.mark_bar(cornerRadiusEnd=3, color=PALETTE[0], cursor="pointer").add_params(
        _selection("company")
    )
    numbers = base.mark_text(align="left", dx=5, color=_NUMBER_COLOUR).encode(
        text=alt.Text("events:Q", format=",")
    )
    chart = (bars + numbers).properties(height=max(3, len(frame)) * (_ROW + 4))
    _show(chart, "companies", _pick_company, "The companies with the most events")


def _tooltip(**fields: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip(name, title=title, format=",")
        if name == "events"
        else alt.Tooltip(name, title=title)
        for name, title in fields.items()
    ]


def _describe(frame: pd.DataFrame, *columns: str) -> list[str]:
    rows = frame[[*columns, "events"]].itertuples(index=False)
    return [", ".join(str(value) for value in row) + " events" for row in rows]


def _selection(*fields: str) -> alt.Parameter:
    return alt.selection_point(name=_MARK, fields=list(fields), on="click", clear="dblclick")


def _show(chart: alt.Chart | alt.LayerChart, name: str, pick: Click, alternative: str) -> None:
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


def _pick_company(point: dict[str, Any]) -> None:
    company = str(point.get("company", ""))
    if company:
        address.toggle("companies", company)


def _pick_cell(point: dict[str, Any]) -> None:
    company, theme = str(point.get("company", "")), str(point.get("theme", ""))
    if company and theme:
        address.change(companies=(company,), themes=(theme,))


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
