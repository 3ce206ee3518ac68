"""The chart of plans: what is promised for when, by company."""

from datetime import date, timedelta
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa

from dashboard.charts.base import (
    NUMBER_COLOUR,
    OTHER_COLOUR,
    PALETTE,
    AnyChart,
    Click,
    clickable,
    show_chart,
)
from dashboard.charts.legend import show_legend
from dashboard.filters.selection import describe_time, format_day
from dashboard.labels import type_label
from dashboard.plain import safe_text

STATES = {
    "The time lies ahead": PALETTE[0],
    "It is that time": PALETTE[2],
    "The time has passed": OTHER_COLOUR,
}
"""Where the promised time lies, seen from the newest article, each with its colour."""

FARTHEST = timedelta(days=3653)
"""How far ahead of the newest article the picture reaches: ten years."""

_LANE = 20
_NO_LABEL = "\u2063"
"""An invisible sign at the end of a row's name: the row belongs to the company above it."""


def split_plans(plans: pa.Table, today: date) -> tuple[list[dict[str, Any]], int]:
    """The plans that the picture reaches, and how many of them begin too far ahead for it."""
    rows = plans.to_pylist()
    near = [row for row in rows if row["event_start"] <= today + FARTHEST]
    far = {row["event_id"] for row in rows} - {row["event_id"] for row in near}
    return near, len(far)


def make_plan_chart(plans: list[dict[str, Any]], today: date) -> alt.LayerChart:
    """One bar a plan and company, from the first to the last day of the promised time.

    `plans` are rows of `queries.themes.newest_plans`, at least one; `today` is the day of the
    newest article.
    """
    frame = plan_frame(plans, today)
    opening = min(max(row["event_start"], _told(row) or row["event_start"]) for row in plans)
    closing = min(max(row["event_end"] for row in plans), today + FARTHEST)
    domain = [day.isoformat() for day in (min(opening, today), max(closing, today))]
    bars = (
        alt.Chart(frame)
        # The outline keeps a plan for a single day visible among years.
        .mark_bar(clip=True, cursor="pointer", height=9, strokeWidth=3, strokeJoin="round")
        .encode(
            x=alt.X(
                "start:T",
                title=None,
                scale=alt.Scale(type="utc", domain=domain),
                axis=alt.Axis(labelOverlap=True, tickCount=8, grid=True),
            ),
            x2="end:T",
            y=alt.Y(
                "row:N",
                sort=list(dict.fromkeys(frame["row"])),
                title=None,
                axis=alt.Axis(
                    labelLimit=140,
                    labelFlush=False,
                    labelExpr=f"indexof(datum.label, '{_NO_LABEL}') < 0 ? datum.label : ''",
                ),
            ),
            color=_colour("color"),
            stroke=_colour("stroke"),
            tooltip=[
                alt.Tooltip(name, title=title)
                for name, title in (
                    ("name", "Company"),
                    ("type", "Type"),
                    ("promised", "Promised for"),
                    ("days", "That is"),
                    ("told", "Told on"),
                )
            ],
            description="description:N",
        )
        .add_params(clickable("event_id"))
    )
    rule = (
        alt.Chart(pd.DataFrame({"day": [pd.Timestamp(today)]}))
        .mark_rule(strokeDash=[4, 3], color=NUMBER_COLOUR, tooltip=None)
        .encode(x="day:T")
    )
    chart: alt.LayerChart = (rule + bars).properties(height=frame["row"].nunique() * _LANE + 30)
    return chart


def _colour(channel: str) -> Any:
    scale = alt.Scale(domain=list(STATES), range=list(STATES.values()))
    kind = alt.Color if channel == "color" else alt.Stroke
    return kind("state:N", legend=None, scale=scale)


def plan_frame(plans: list[dict[str, Any]], today: date) -> pd.DataFrame:
    """One row a bar of the chart: companies in the order of their first plan, each with so many
    rows that no two of its bars overlap."""
    by_company: dict[str, list[dict[str, Any]]] = {}
    for plan in plans:
        by_company.setdefault(plan["company"], []).append(plan)
    bars = [
        _bar(plan, lane, today) for found in by_company.values() for plan, lane in _to_lanes(found)
    ]
    return pd.DataFrame(bars)


def _to_lanes(plans: list[dict[str, Any]]) -> list[tuple[dict[str, Any], int]]:
    free: list[date] = []
    placed = []
    for plan in sorted(plans, key=lambda p: (p["event_start"], p["event_end"])):
        lane = next((n for n, end in enumerate(free) if end < plan["event_start"]), len(free))
        free[lane : lane + 1] = [plan["event_end"]]
        placed.append((plan, lane))
    return sorted(placed, key=lambda found: found[1])


def _bar(plan: dict[str, Any], lane: int, today: date) -> dict[str, Any]:
    first, last = plan["event_start"], plan["event_end"]
    ahead, now, passed = STATES
    name = safe_text(plan["company"])
    promised = safe_text(plan["date_text"] or "")
    return {
        "event_id": plan["event_id"],
        "name": name,
        "row": name + _NO_LABEL * lane,
        "start": pd.Timestamp(first),
        "end": pd.Timestamp(last + timedelta(days=1)),
        "state": ahead if first > today else passed if last < today else now,
        "type": type_label(plan["event_type"]),
        "promised": promised,
        "days": describe_time(first, last),
        "told": format_day(_told(plan)),
        "description": f"{name}, {type_label(plan['event_type'])}, {describe_time(first, last)}",
    }


def _told(plan: dict[str, Any]) -> date | None:
    moment = plan["published_at"]
    return None if moment is None else moment.date()


def show_plans(plans: list[dict[str, Any]], today: date, pick: Click) -> None:
    """Puts the chart on the page; `pick` gets `event_id` of a bar that is clicked."""
    show_legend(list(STATES), list(STATES.values()))
    chart: AnyChart = make_plan_chart(plans, today)
    show_chart(chart, "plans", pick, "Planned events by the time they are promised for")
