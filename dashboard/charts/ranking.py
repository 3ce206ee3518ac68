"""The chart of the companies with the most events."""

from typing import Any

import altair as alt
import pyarrow as pa

from dashboard.charts.base import (
    NUMBER_COLOUR,
    PALETTE,
    ROW,
    clickable,
    describe_marks,
    make_tooltip,
    show_chart,
)
from dashboard.filters import address
from dashboard.plain import safe_text


def make_ranking_chart(ranking: pa.Table) -> alt.LayerChart:
    """One bar a company, from `queries.events.top_companies`, which must hold at least one."""
    frame = ranking.to_pandas()
    top = int(frame["events"].max())
    frame["name"] = frame["company"].map(safe_text)
    frame["description"] = describe_marks(frame, "name")
    base = alt.Chart(frame).encode(
        # Room at the right for the number of the longest bar.
        x=alt.X("events:Q", title=None, axis=None, scale=alt.Scale(domainMax=top * 1.18)),
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=150, labelFlush=False)),
        tooltip=make_tooltip(name="Company", events="Events"),
        description="description:N",
    )
    bars = base.mark_bar(cornerRadiusEnd=3, color=PALETTE[0], cursor="pointer").add_params(
        clickable("company")
    )
    numbers = base.mark_text(align="left", dx=5, color=NUMBER_COLOUR).encode(
        text=alt.Text("events:Q", format=",")
    )
    chart: alt.LayerChart = (bars + numbers).properties(height=max(3, len(frame)) * (ROW + 4))
    return chart


def show_top_companies(ranking: pa.Table) -> None:
    """Puts the chart on the page. A click filters by the company."""
    chart = make_ranking_chart(ranking)
    show_chart(chart, "companies", _pick_company, "The companies with the most events")


def _pick_company(point: dict[str, Any]) -> None:
    company = str(point.get("company", ""))
    if company:
        address.toggle("companies", company)
