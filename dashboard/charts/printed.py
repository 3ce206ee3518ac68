"""The charts of the overview as they are printed: as pictures and in reports."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import altair as alt
import pyarrow as pa

from dashboard.charts.base import AnyChart
from dashboard.charts.heatmap import heatmap_table, make_heatmap_chart
from dashboard.charts.ranking import make_ranking_chart
from dashboard.charts.timeline import make_timeline_chart, timeline_table
from dashboard.queries.timeline import Timeline


@dataclass(frozen=True)
class Printed:
    """A chart for files. `name` is that of the files, `draw` makes the chart when it is asked for,
    `table` holds what it shows."""

    name: str
    title: str
    draw: Callable[[], AnyChart]
    table: pa.Table


def timeline_print(timeline: Timeline, *, is_share: bool = False) -> Printed:
    """Events over time, with a legend of what the bars are stacked by."""
    legend = alt.Legend(orient="bottom", columns=4, labelLimit=200)
    return Printed(
        "timeline",
        "Events over time",
        partial(make_timeline_chart, timeline, is_share=is_share, legend=legend),
        timeline_table(timeline),
    )


def heatmap_print(matrix: pa.Table) -> Printed:
    """Companies and themes, with a legend of the numbers."""
    legend = alt.Legend(title="Events", format=",.0f", tickMinStep=1)
    return Printed(
        "companies-themes",
        "Companies and themes",
        partial(make_heatmap_chart, matrix, legend=legend),
        heatmap_table(matrix),
    )


def ranking_print(ranking: pa.Table) -> Printed:
    """The companies with the most events."""
    return Printed("companies", "Top companies", partial(make_ranking_chart, ranking), ranking)
