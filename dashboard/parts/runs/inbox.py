"""Part of the runs page: the dumps in the inbox, and running the ETL over chosen ones.

Names of dumps are shown in table cells only: they quote what others called their files.
"""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import orchestration
from dashboard.access.actions import may
from dashboard.parts.runs import problems
from dashboard.parts.runs.run_detail import STATUSES
from dashboard.parts.views import table_key
from dashboard.plain import safe_text
from etl.audit import Action
from etl.runs.views import InboxFile
from etl.settings import DataLayout

_KEY = "runs-inbox-key"
_TOLD = "runs-started"
_STATES = {"new": "New", "changed": "Changed", "loaded": "Loaded"}


def show_inbox(layout: DataLayout, files: list[InboxFile]) -> None:
    """The dumps in the inbox; those that are chosen are run, again if they were loaded before."""
    _show_news()
    if not files:
        st.markdown(
            "The inbox is empty. Add a file here, or put files and folders into this folder:"
        )
        st.code(str(layout.inbox), language=None, wrap_lines=True)
        return
    runs = orchestration.recent_runs(layout)
    active = orchestration.active_dumps(runs)
    states = _states(files, active, orchestration.failed_dumps(runs))
    # What is to be loaded is chosen at first; a new state of the inbox chooses anew.
    key = table_key("runs-inbox", [(f.dump, f.modified_at, f.state) for f in files], states)
    st.session_state[_KEY] = key
    waiting = [
        row for row, file in enumerate(files) if file.state != "loaded" and file.dump not in active
    ]
    selection = st.dataframe(
        pd.DataFrame(
            {
                "Dump": [safe_text(file.name) for file in files],
                "State": states,
                "Size": [file.size_bytes for file in files],
                "Modified": [file.modified_at for file in files],
            }
        ),
        key=key,
        hide_index=True,
        height="content" if len(files) <= 8 else 320,
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": waiting, "columns": [], "cells": []}},
        column_config={
            "Dump": st.column_config.TextColumn(width="medium"),
            "Size": st.column_config.NumberColumn(format="bytes", width="small"),
            "Modified": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm", width="small"),
        },
        alt="Dumps in the inbox and whether they are loaded",
    )
    rows: Any = selection["selection"]["rows"]
    chosen = [files[row] for row in rows if 0 <= row < len(files)]
    again = sum(file.state == "loaded" for file in chosen)
    can_start = may(Action.START_RUN)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Run {len(chosen)} dump{'s' if len(chosen) != 1 else ''}" if chosen else "Run",
            key="runs-start",
            type="primary",
            icon=":material/play_arrow:",
            disabled=not chosen or not can_start,
            on_click=_start,
            args=(layout, [file.dump for file in chosen]),
        )
        if not can_start:
            st.caption("Operators start runs.")
        elif not chosen:
            st.caption("Choose dumps in the table.")
        elif again:
            st.caption(f"{again} of them loaded before: read and extracted again.")


def _states(files: list[InboxFile], active: dict[str, str], failed: set[str]) -> list[str]:
    """What the page calls the state of each file: that of its run while one is under way."""
    return [
        STATUSES[active[file.dump]]
        if file.dump in active
        else "Failed"
        if file.state != "loaded" and file.dump in failed
        else _STATES[file.state]
        for file in files
    ]


def _start(layout: DataLayout, dumps: list[str]) -> None:
    def start() -> None:
        st.session_state[_TOLD] = len(orchestration.start_runs(layout, dumps))
        none: dict[str, list[int]] = {"rows": [], "columns": [], "cells": []}
        st.session_state[st.session_state[_KEY]] = {"selection": none}

    problems.attempt("No run was started.", start)


def _show_news() -> None:
    count = st.session_state.pop(_TOLD, 0)
    if count:
        st.toast(f"{count} run{'s' if count > 1 else ''} requested", icon=":material/schedule:")
