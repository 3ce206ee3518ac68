"""Whether a theme grows: its events over time, and the last span against the year before."""

from datetime import date
from typing import Any

import streamlit as st

from dashboard.charts import momentum as momentum_chart
from dashboard.filters.selection import Selection, describe_dates
from dashboard.log_odds import CLEAR, PRIOR_EVENTS
from dashboard.parts import links
from dashboard.queries import themes as theme_queries
from dashboard.queries.trends import (
    MIN_SPAN_EVENTS,
    MIN_THEME_EVENTS,
    RECENT_DAYS,
    Span,
    Trend,
    Trends,
    trending_themes,
)
from etl.warehouse.serving import Snapshot

METHOD = (
    "Compared is the share of all selected events that have the theme: in the selected period (or, "
    f"where none is selected, in the last {RECENT_DAYS} days before the newest event) and in the "
    "year before it. The change is measured as the difference of the log odds of both shares, "
    f"divided by its standard error; both shares are first drawn together by {PRIOR_EVENTS:.0f} "
    "invented events with the common share, so that small counts give no large scores (Monroe, "
    "Colaresi and Quinn, 2008). Events of one happening are no independent evidence: one happening "
    "that many articles tell weighs like one event (the design effect of Kish, 1965). A score "
    f"beyond {CLEAR} is called clear; by chance about one theme in a hundred gets there. There is "
    f"no score with fewer than {MIN_SPAN_EVENTS} events in either span, or fewer than "
    f"{MIN_THEME_EVENTS} events with the theme in both together. The dumps decide what is counted: "
    "a change of sources between the spans looks like a change of the world."
)
"""How themes are compared, for readers (Markdown)."""


def show_momentum(snapshot: Snapshot, selection: Selection) -> None:
    """The theme over time in two pictures. A click on a bar opens its events."""
    momentum = theme_queries.theme_over_time(snapshot, selection)
    if not momentum.rows.num_rows:
        st.caption("None of these events has a day.")
        return

    def pick(point: dict[str, Any]) -> None:
        links.ask_for(
            themes=selection.themes,
            period="",
            date_from=date.fromisoformat(point["first_day"]),
            date_to=date.fromisoformat(point["last_day"]),
        )

    left, right = st.columns(2)
    with left:
        st.markdown("**Events**")
        momentum_chart.show_momentum(momentum, "events", pick)
    with right:
        st.markdown("**Share of all selected events**")
        momentum_chart.show_momentum(momentum, "share", pick)
    left_out = [
        f"{count:,} {what}"
        for count, what in (
            (momentum.outside, "dated far from all others"),
            (momentum.undated, "without a date"),
        )
        if count
    ]
    rest = f" Not drawn: {' and '.join(left_out)}." if left_out else ""
    st.caption(f"One bar is one {momentum.bin}. Click a bar to see its events.{rest}")


def show_change(snapshot: Snapshot, selection: Selection) -> None:
    """The last span against the year before, in words, with links to the events of both."""
    theme = selection.themes[0]
    trends = trending_themes(snapshot, selection)
    if trends is None:
        return
    trend = trends.of(theme)
    st.markdown(f"**{_verdict(trends, trend)}**", help=METHOD)
    with st.container(horizontal=True):
        _show_span(theme, trends.recent, trend.events, trend.share)
        _show_span(theme, trends.before, trend.events_before, trend.share_before)


def _verdict(trends: Trends, trend: Trend) -> str:
    if trend.z is None:
        few = "events" if not trends.is_enough else "events on this theme"
        return f"Too few {few} to say whether it grows."
    score = f"score {trend.z:+.1f}"
    if not trend.is_clear:
        return f"No clear change against the year before ({score})."
    return f"Clearly {'more' if trend.z > 0 else 'less'} than in the year before ({score})."


def _show_span(theme: str, span: Span, events: int, share: float) -> None:
    links.show_link(
        f"{describe_dates(span.first, span.last)}: {events:,} of {span.events:,} events "
        f"({share:.1%})",
        themes=(theme,),
        period="",
        date_from=span.first,
        date_to=span.last,
    )
