"""Part of the page on a company: who came and who went."""

import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard.filters.selection import Selection
from dashboard.labels import status_label
from dashboard.parts import choice, links, tables, views
from dashboard.plain import safe_text
from etl.warehouse.serving import Snapshot

MOST_MOVES = 100

_COLUMNS = {
    "date": st.column_config.DateColumn("Date", format="YYYY-MM-DD", width=85),
    "move": st.column_config.TextColumn("Move", width=55),
    "people": st.column_config.TextColumn("Person", width=150),
    "evidence": st.column_config.TextColumn("Evidence", width=440),
    "status": st.column_config.TextColumn("Status", width=85),
    "others": st.column_config.TextColumn("Other companies", width=150),
    "source": st.column_config.TextColumn("Source", width=120),
}
_MOVES = {"executive_appointment": "In", "executive_departure": "Out"}


def show_people(
    snapshot: Snapshot, selection: Selection, moves: pa.Table, counts: dict[str, int]
) -> None:
    """The appointments and departures; `counts` has the events of each type.

    `selection` has the company and the types that were looked at.
    """
    rows = moves.to_pylist()
    if not rows:
        st.caption("No appointment and no departure is among these events.")
        return
    with st.container(horizontal=True):
        for event_type in selection.event_types:
            links.show_link(
                f"{counts.get(event_type, 0):,} {_MOVES[event_type].lower()}",
                companies=selection.companies,
                event_types=(event_type,),
            )
    company = selection.companies[0]
    frame = pd.DataFrame(
        {
            "date": pd.Series([row["sort_date"] for row in rows], dtype="object"),
            "move": [_MOVES[row["event_type"]] for row in rows],
            "people": [safe_text(", ".join(row["people"])) or "not named" for row in rows],
            "evidence": [safe_text(row["evidence"]) for row in rows],
            "status": [status_label(row["status"]) for row in rows],
            "others": [
                safe_text(", ".join(name for name in row["companies"] if name != company))
                for row in rows
            ],
            "source": [safe_text(row["source"] or "") for row in rows],
        }
    )
    tables.show_choice(
        frame,
        [row["event_id"] for row in rows],
        key=views.table_key("company-people", snapshot, selection),
        columns=_COLUMNS,
        on_choose=choice.ask_to_open,
        chosen=None,
        height=300,
        alt="Appointments and departures, newest first",
    )
    cut = f"The newest {MOST_MOVES:,} are shown. " if len(rows) == MOST_MOVES else ""
    st.caption(
        f"{cut}In is an appointment, out a departure that names the company. Where an event names "
        "other companies too, the table does not know which of them the person leaves or joins: "
        "tick a row to read it."
    )
