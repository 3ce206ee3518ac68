"""The chart of companies and themes: how many events each pair has."""

from typing import Any

import altair as alt
import pyarrow as pa

from dashboard.charts.base import ROW, clickable, describe_marks, make_tooltip, show_chart
from dashboard.filters import address
from dashboard.labels import theme_label
from dashboard.plain import safe_text

_AXES = 70
"""Height of the names below the cells, in pixels."""


def make_heatmap_chart(matrix: pa.Table, *, legend: alt.Legend | None = None) -> alt.Chart:
    """Events per company and theme, from `queries.events.company_theme_matrix`; `legend` for where
    no tooltip tells the numbers."""
    frame = matrix.to_pandas()
    frame["name"] = frame["company"].map(safe_text)
    frame["label"] = frame["theme"].map(theme_label)
    frame["description"] = describe_marks(frame, "name", "label")
    names = list(dict.fromkeys(frame["name"]))
    themes = list(frame.groupby("label")["events"].sum().sort_values(ascending=False).index)
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_rect(cornerRadius=2, cursor="pointer")
        .encode(
            x=alt.X(
                "name:N",
                sort=names,
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
            color=alt.Color("events:Q", legend=legend),
            tooltip=make_tooltip(name="Company", label="Theme", events="Events"),
            description="description:N",
        )
        .add_params(clickable("company", "theme"))
        .properties(height=max(4, len(themes)) * ROW + _AXES)
    )
    return chart


def heatmap_table(matrix: pa.Table) -> pa.Table:
    """What the chart shows, as a table."""
    labels = pa.array([theme_label(name) for name in matrix["theme"].to_pylist()], pa.string())
    return pa.table(
        {
            "company": matrix["company"],
            "theme": matrix["theme"],
            "label": labels,
            "events": matrix["events"],
        }
    )


def show_heatmap(matrix: pa.Table) -> None:
    """Puts the chart on the page. A click filters by company and theme."""
    chart = make_heatmap_chart(matrix)
    show_chart(chart, "heatmap", _pick_cell, "Number of events per company and theme")


def _pick_cell(point: dict[str, Any]) -> None:
    company, theme = str(point.get("company", "")), str(point.get("theme", ""))
    if company and theme:
        address.change(companies=(company,), themes=(theme,))
