"""What is promised on a theme: plans with a time as a picture and a table, and those without."""

from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard.charts import plans as plan_chart
from dashboard.filters.selection import Selection, describe_time, format_day
from dashboard.labels import type_label
from dashboard.parts import choice, views
from dashboard.parts.tables import show_choice
from dashboard.plain import safe_text
from dashboard.queries import themes as theme_queries
from dashboard.queries.facets import newest_article
from etl.warehouse.serving import Snapshot

DRAWN_PLANS = 30
PAGE_ROWS = 50

_COLUMNS = {
    "promised": st.column_config.TextColumn("Promised for", width=130),
    "days": st.column_config.TextColumn("That is", width=180),
    "companies": st.column_config.ListColumn("Companies", width=140),
    "type": st.column_config.TextColumn("Type", width=140),
    "evidence": st.column_config.TextColumn("Evidence", width=420),
    "told": st.column_config.DateColumn("Told on", format="YYYY-MM-DD", width=85),
    "source": st.column_config.TextColumn("Source", width=120),
}


def show_plans(snapshot: Snapshot, selection: Selection) -> None:
    """The plans for a time that had not passed when they were told. A bar or a row opens its
    event."""
    count = theme_queries.count_plans(snapshot, selection, is_dated=True)
    today = newest_article(snapshot)
    if not count or today is None:
        st.caption("None of these events is a plan for a known time.")
        return
    newest = theme_queries.newest_plans(snapshot, selection, limit=DRAWN_PLANS)
    _show_picture(newest, count, today)
    with st.expander(f"All {count:,} plans with a time as a table"):
        _show_table(snapshot, selection, count, is_dated=True)


def _show_picture(newest: pa.Table, count: int, today: date) -> None:
    near, far = plan_chart.split_plans(newest, today)
    if near:
        plan_chart.show_plans(near, today, lambda point: choice.ask_to_open(point["event_id"]))
    drawn = len({row["event_id"] for row in near})
    notes = [f"The dashed line is the day of the newest article, {format_day(today)}."]
    if count > drawn + far:
        notes.append(f"Drawn are the {drawn + far:,} of {count:,} plans that were told last.")
    if far:
        notes.append(f"{far:,} of them begin more than ten years ahead and are in the table only.")
    notes.append("Whether a plan was kept is not said here. Click a bar to open its event.")
    st.caption(" ".join(notes))


def show_undated(snapshot: Snapshot, selection: Selection) -> None:
    """The plans without a time. A row opens its event."""
    count = theme_queries.count_plans(snapshot, selection, is_dated=False)
    if not count:
        st.caption("Each plan names a time.")
        return
    _show_table(snapshot, selection, count, is_dated=False)


def _show_table(snapshot: Snapshot, selection: Selection, count: int, *, is_dated: bool) -> None:
    slot = st.container()
    name = "plans" if is_dated else "undated-plans"
    number = views.choose_page(count, PAGE_ROWS, views.table_key(f"{name}-page", selection))
    plans = theme_queries.list_plans(
        snapshot, selection, is_dated=is_dated, limit=PAGE_ROWS, offset=(number - 1) * PAGE_ROWS
    )
    with slot:
        views.show_range(count, number, PAGE_ROWS, ("plan", "plans"))
        show_choice(
            _frame(plans, is_dated=is_dated),
            plans["event_id"].to_pylist(),
            key=views.table_key(name, snapshot, selection, number),
            columns=_COLUMNS,
            on_choose=choice.ask_to_open,
            chosen=None,
            height=380,
            alt="Plans by the time they are promised for" if is_dated else "Plans without a time",
            leaves_page=True,
        )


def _frame(plans: pa.Table, *, is_dated: bool) -> pd.DataFrame:
    rows = plans.to_pylist()
    told = [None if row["published_at"] is None else row["published_at"].date() for row in rows]
    columns = {
        "promised": [safe_text(row["date_text"] or "") for row in rows],
        "days": [_tell_time(row) for row in rows],
        "companies": [[safe_text(name) for name in row["companies"]] for row in rows],
        "type": [type_label(row["event_type"]) for row in rows],
        "evidence": [safe_text(row["evidence"]) for row in rows],
        "told": pd.Series(told, dtype="object"),
        "source": [safe_text(row["source"] or "") for row in rows],
    }
    shown = [name for name in columns if is_dated or name not in ("promised", "days")]
    return pd.DataFrame({name: columns[name] for name in shown})


def _tell_time(plan: dict[str, Any]) -> str:
    first, last = plan["event_start"], plan["event_end"]
    return describe_time(first, last) if first and last else ""
