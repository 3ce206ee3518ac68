"""The chart of companies by stage: how much is rumoured, planned, has happened, was denied."""

from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa

from dashboard.charts.base import (
    PALETTE,
    ROW,
    Click,
    clickable,
    describe_marks,
    make_tooltip,
    show_chart,
)
from dashboard.charts.legend import show_legend
from dashboard.labels import status_label
from dashboard.plain import safe_text

STAGES = {
    "rumoured": PALETTE[1],
    "planned": PALETTE[4],
    "happened": PALETTE[0],
    "denied": PALETTE[5],
}
"""The statuses in the order of a development, each with its colour."""


def make_stage_chart(stages: pa.Table) -> alt.Chart:
    """One bar a company, one part of it a status, from `queries.themes.company_stages`."""
    rows: list[dict[str, Any]] = [
        {
            "company": row["company"],
            "name": safe_text(row["company"]),
            "status": status,
            "label": status_label(status),
            "rank": rank,
            "events": row[status],
        }
        for row in stages.to_pylist()
        for rank, status in enumerate(STAGES)
        if row[status]
    ]
    frame = pd.DataFrame(rows)
    frame["description"] = describe_marks(frame, "name", "label")
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(cursor="pointer")
        .encode(
            x=alt.X("events:Q", title=None, axis=alt.Axis(tickMinStep=1, format=",d")),
            y=alt.Y(
                "name:N",
                sort=list(dict.fromkeys(frame["name"])),
                title=None,
                axis=alt.Axis(labelLimit=150, labelFlush=False),
            ),
            color=alt.Color(
                "status:N",
                legend=None,
                scale=alt.Scale(domain=list(STAGES), range=list(STAGES.values())),
            ),
            order=alt.Order("rank:Q"),
            tooltip=make_tooltip(name="Company", label="Status", events="Events"),
            description="description:N",
        )
        .add_params(clickable("company", "status"))
        .properties(height=max(3, stages.num_rows) * (ROW + 2) + 30)
    )
    return chart


def show_stages(stages: pa.Table, pick: Click) -> None:
    """Puts the chart on the page; `pick` gets `company` and `status` of a part that is clicked."""
    show_legend([status_label(status) for status in STAGES], list(STAGES.values()))
    show_chart(make_stage_chart(stages), "stages", pick, "Number of events per company and status")
