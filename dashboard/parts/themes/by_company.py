"""Who does what on a theme: the companies by stage, and which of them was first."""

from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard.charts import stages as stage_chart
from dashboard.charts.stages import STAGES
from dashboard.filters.selection import Selection, describe_time, format_day
from dashboard.labels import status_label, type_label
from dashboard.parts import choice, links, views
from dashboard.parts.tables import show_choice
from dashboard.plain import safe_text
from dashboard.queries import themes as theme_queries
from etl.warehouse.serving import Snapshot

DRAWN_COMPANIES = 12
PAGE_ROWS = 50
FIRST_MOVERS = 20

_MOVER_COLUMNS = {
    "time": st.column_config.TextColumn("First", width=110),
    "company": st.column_config.TextColumn("Company", width=130),
    "type": st.column_config.TextColumn("Type", width=140),
    "evidence": st.column_config.TextColumn("Evidence", width=420),
    "source": st.column_config.TextColumn("Source", width=120),
}


def show_stages(snapshot: Snapshot, selection: Selection, count: int) -> None:
    """The companies with the most events as a picture, and all `count` of them as a table. A click
    on a part of a bar or on a number opens its events."""
    top = theme_queries.company_stages(snapshot, selection, limit=DRAWN_COMPANIES)
    if not top.num_rows:
        st.caption("No company is named in these events.")
        return
    stage_chart.show_stages(top, lambda point: _open(selection, point["company"], point["status"]))
    left_out = count - top.num_rows
    rest = f" {left_out:,} more companies are in the table." if left_out else ""
    st.caption(f"Click a part of a bar to see its events.{rest}")
    with st.expander(f"All {count:,} companies as a table"):
        _show_table(snapshot, selection, count)


def _show_table(snapshot: Snapshot, selection: Selection, count: int) -> None:
    slot = st.container()
    number = views.choose_page(count, PAGE_ROWS, views.table_key("stages-page", selection))
    rows = theme_queries.company_stages(
        snapshot, selection, limit=PAGE_ROWS, offset=(number - 1) * PAGE_ROWS
    )
    key = views.table_key("stages-table", snapshot, selection, number)
    companies = rows["company"].to_pylist()
    st.session_state[f"{key}-companies"] = companies
    numbers = [*STAGES, "events"]
    frame = pd.DataFrame(
        {"company": [safe_text(name) for name in companies]}
        | {name: rows[name].to_pylist() for name in numbers}
    )
    columns = {name: status_label(name) for name in STAGES} | {"events": "All"}
    with slot:
        st.caption("Click a number to see its events.")
        st.dataframe(
            frame,
            key=key,
            hide_index=True,
            height=420 if len(frame) > FIRST_MOVERS else "content",
            column_config={
                "company": st.column_config.TextColumn("Company", width=180),
                **{
                    name: st.column_config.NumberColumn(label, format="localized", width=80)
                    for name, label in columns.items()
                },
            },
            on_select=lambda: _on_cell(selection, key),
            selection_mode="single-cell",
            alt="Number of events per company and status",
        )


def _on_cell(selection: Selection, key: str) -> None:
    state: Any = st.session_state.get(key) or {}
    cells = state.get("selection", {}).get("cells") or []
    companies: list[str] = st.session_state.get(f"{key}-companies") or []
    if cells and 0 <= cells[0][0] < len(companies):
        row, column = cells[0]
        _open(selection, companies[row], column)


def _open(selection: Selection, company: str, status: str) -> None:
    statuses = (status,) if status in STAGES else selection.statuses
    links.ask_for(themes=selection.themes, companies=(company,), statuses=statuses)


def show_movers(snapshot: Snapshot, selection: Selection) -> None:
    """The companies in the order of their first event that has happened. A row opens its event."""
    movers = theme_queries.first_movers(snapshot, selection, limit=FIRST_MOVERS)
    if not movers.num_rows:
        st.caption("None of these events has happened on a known day.")
        return
    count = theme_queries.count_movers(snapshot, selection)
    shown = (
        f"The first {movers.num_rows:,} of {count:,}" if count > movers.num_rows else f"{count:,}"
    )
    noun = "company" if count == 1 else "companies"
    st.caption(
        f"{shown} {noun}, by the day of their first event with the status “happened”. First means "
        "first told in these dumps: what no article here tells, or an article tells without a day, "
        "is not seen. Tick a row to open the event."
    )
    show_choice(
        _mover_frame(movers),
        movers["event_id"].to_pylist(),
        key=views.table_key("movers", snapshot, selection),
        columns=_MOVER_COLUMNS,
        on_choose=choice.ask_to_open,
        chosen=None,
        height=420,
        alt="The first event of each company, the earliest first",
        leaves_page=True,
    )


def _mover_frame(movers: pa.Table) -> pd.DataFrame:
    rows = movers.to_pylist()
    return pd.DataFrame(
        {
            "time": [_tell_time(row) for row in rows],
            "company": [safe_text(row["company"]) for row in rows],
            "type": [type_label(row["event_type"]) for row in rows],
            "evidence": [safe_text(row["evidence"]) for row in rows],
            "source": [safe_text(row["source"] or "") for row in rows],
        }
    )


def _tell_time(event: dict[str, Any]) -> str:
    # The day an event counts on is the first of a longer time, or the day of its article.
    if event["sort_date"] != event["event_start"]:
        return format_day(event["sort_date"])
    return describe_time(event["event_start"], event["event_end"])
