"""Part of the runs page: the history of runs, refreshed while one is active.

Names of dumps are shown as plain text: they quote what others called their files.
"""

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from dashboard import orchestration
from dashboard.parts import login, row_choice
from dashboard.parts.runs import problems
from dashboard.parts.runs.run_detail import STATUSES, show_run
from dashboard.plain import safe_text
from etl.runs.views import RunView
from etl.settings import DataLayout

_RUN = "runs-chosen-run"
_REFRESH = "1s"


def show_runs(layout: DataLayout) -> None:
    """The list of runs and the chosen run, refreshed while a run is active."""
    with st.spinner("Opening the run history…"):
        active = _active(orchestration.recent_runs(layout))
    st.fragment(_show_live, run_every=_REFRESH if active else None)(layout, active_before=active)


def _active(runs: list[RunView]) -> list[tuple[str, str]]:
    return [(run.run_id, run.status) for run in runs if run.status in orchestration.ACTIVE]


def _show_live(layout: DataLayout, *, active_before: list[tuple[str, str]]) -> None:
    login.let_in(layout)  # These drawings follow one another without the page around them.
    problems.show()
    runs = orchestration.recent_runs(layout)
    if active_before != _active(runs):
        st.rerun()  # The inbox above shows what the runs do; the pace of refreshing changes.
    if not runs:
        st.caption("No run yet. Choose a dump in the inbox and run the ETL.")
        return
    _draw_table(runs)
    chosen = st.session_state.get(_RUN)
    going_on = next((run for run in runs if run.status == "running"), runs[0])
    show_run(layout, next((run for run in runs if run.run_id == chosen), going_on))


def _draw_table(runs: list[RunView]) -> None:
    ids = [run.run_id for run in runs]
    # A new run moves all rows down: the table starts anew with the chosen run marked.
    key = f"runs-table-{ids[0]}-{len(ids)}"
    chosen = st.session_state.get(_RUN)
    marked = ids.index(chosen) if chosen in ids else None
    row_choice.begin(key, marked)
    st.dataframe(
        pd.DataFrame(
            {
                "Dump": [safe_text(run.dump) or "all dumps" for run in runs],
                "Status": [STATUSES[run.status] for run in runs],
                "Started": [run.started_at or run.requested_at for run in runs],
                "Duration": [_duration(run) for run in runs],
                "Articles": [run.outcomes.get("accepted") for run in runs],
                "Rejected": [_rejected(run) for run in runs],
                "Events": [run.event_count for run in runs],
            }
        ),
        key=key,
        hide_index=True,
        height="content" if len(runs) <= 8 else 320,
        on_select=lambda: _choose_run(key, ids),
        selection_mode=row_choice.ANY_CELL,
        selection_default=row_choice.select(marked, "Dump"),
        column_config={
            "Dump": st.column_config.TextColumn(width="medium"),
            "Started": st.column_config.DatetimeColumn(
                "Started (UTC)", format="YYYY-MM-DD HH:mm:ss"
            ),
            "Articles": st.column_config.NumberColumn(format="localized"),
            "Rejected": st.column_config.NumberColumn(format="localized"),
            "Events": st.column_config.NumberColumn(format="localized"),
        },
        placeholder="",
        alt="Runs, newest first",
    )


def _choose_run(key: str, ids: list[str]) -> None:
    row_choice.settle(key, "Dump")
    row = row_choice.chosen_row(st.session_state.get(key), len(ids))
    st.session_state[_RUN] = None if row is None else ids[row]


def _duration(run: RunView) -> str:
    if run.started_at is None:
        return ""
    seconds = int(((run.ended_at or datetime.now(UTC)) - run.started_at).total_seconds())
    minutes, rest = divmod(max(0, seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _rejected(run: RunView) -> int | None:
    if not run.outcomes:
        return None
    return sum(count for name, count in run.outcomes.items() if name != "accepted")
