"""The card of trending themes: which themes are told of more, or less, than before."""

import pandas as pd
import streamlit as st

from dashboard.filters import address
from dashboard.filters.selection import Selection, describe_dates
from dashboard.labels import theme_label
from dashboard.parts.tables import show_choice
from dashboard.parts.views import table_key
from dashboard.queries.trends import MIN_SPAN_EVENTS, Trend, Trends, trending_themes
from etl.warehouse.serving import Snapshot

_MOST = 6
_METHOD = (
    "A theme's share is its events among all selected events. The share of the days shown is "
    "compared with that of the year before them by the log-odds ratio with an informative prior "
    "(Monroe, Colaresi and Quinn, 2008); several events of one story count as one. **Clear** means "
    "that chance alone would bring such a change once in a hundred."
)
_COLUMNS = {
    "theme": st.column_config.TextColumn("Theme", width=165),
    "change": st.column_config.TextColumn("Change", width=95),
    "share": st.column_config.NumberColumn("Share now", format="percent", width=75),
    "before": st.column_config.NumberColumn("Before", format="percent", width=65),
    "events": st.column_config.NumberColumn("Events", format="localized", width=65),
}


def show_trends_card(snapshot: Snapshot, selection: Selection) -> None:
    """Themes whose share grew or fell most clearly. A click on a row filters by its theme."""
    with st.container(border=True):
        st.header("Trending themes", anchor=False, help=_METHOD)
        trends = trending_themes(snapshot, selection)
        if trends is None:
            st.caption("None of these events has a date.")
            return
        days = describe_dates(trends.recent.first, trends.recent.last)
        if not trends.is_enough:
            st.caption(
                f"Too few events to compare: {trends.recent.events:,} in the days {days},"
                f" {trends.before.events:,} in the year before; at least {MIN_SPAN_EVENTS} of each"
                " are needed. Choose another period."
            )
            return
        rows = _choose(trends)
        show_choice(
            pd.DataFrame(
                {
                    "theme": [theme_label(row.theme) for row in rows],
                    "change": [_tell(row) for row in rows],
                    "share": [row.share for row in rows],
                    "before": [row.share_before for row in rows],
                    "events": [row.events for row in rows],
                }
            ),
            [row.theme for row in rows],
            key=table_key("trends", snapshot, selection),
            columns=_COLUMNS,
            on_choose=_filter_by,
            chosen=None,
            height="content",
            alt="Themes whose share of the events has changed most clearly",
        )
        st.caption(f"{days}, compared with the year before. Tick a row to see its events.")


def _choose(trends: Trends) -> list[Trend]:
    """The themes that grew most clearly, and those that fell most clearly, from most growth to
    most loss."""
    scored = [row for row in trends.rows if row.z is not None]
    if len(scored) <= 2 * _MOST:
        return scored
    return [*scored[:_MOST], *scored[-_MOST:]]


def _tell(row: Trend) -> str:
    if not row.is_clear:
        return "not clear"
    return "▲ clear rise" if (row.z or 0) > 0 else "▼ clear fall"


def _filter_by(theme: str | None) -> None:
    if theme is not None:
        address.change(themes=(theme,))
