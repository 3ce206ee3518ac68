"""Parts of the runs page: worker state, inbox, upload, list of runs, log of the chosen run.

Names of dumps, failures and log lines are shown as plain text: they quote what was read.
"""

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import orchestration
from dashboard.parts import rejects, row_choice
from dashboard.plain import safe_text
from etl.contracts import REJECT_REASONS
from etl.errors import MotorwireError
from etl.runs.views import InboxFile, LogLine, RunView
from etl.settings import DataLayout

_CHOSEN = "runs-chosen-dumps"
_SEEN = "runs-seen-dumps"
_RUN = "runs-chosen-run"
_STARTED, _ADDED, _PROBLEM = "runs-started", "runs-added", "runs-problem"
_REFRESH = "1s"
_STATES = {"new": "New", "changed": "Changed", "loaded": "Loaded"}
_STATUSES = {
    "queued": "Waiting",
    "running": "Running",
    "success": "Done",
    "failed": "Failed",
    "canceled": "Canceled",
}


def show_worker(layout: DataLayout) -> None:
    """Whether runs will be executed, and what to do if not."""
    if orchestration.worker_runs(layout):
        st.badge("Worker is running", icon=":material/check:", color="green")
    else:
        st.warning(
            "Runs wait until the worker is started: close this dashboard and start it again with "
            "`motorwire up`, which starts both.",
            title="The worker is not running",
            icon=":material/pause_circle:",
        )


def show_inbox(layout: DataLayout, files: list[InboxFile]) -> None:
    """The dumps in the inbox, and the button that runs the ETL over chosen ones."""
    _show_news()
    if not files:
        st.markdown(
            "The inbox is empty. Add a file here, or put files and folders into this folder:"
        )
        st.code(str(layout.inbox), language=None, wrap_lines=True)
        return
    failed = orchestration.failed_dumps(layout)
    st.dataframe(
        pd.DataFrame(
            {
                "Dump": [safe_text(file.name) for file in files],
                "State": [
                    "Failed"
                    if file.state != "loaded" and file.dump in failed
                    else _STATES[file.state]
                    for file in files
                ],
                "Size": [file.size_bytes for file in files],
                "Modified": [file.modified_at for file in files],
            }
        ),
        hide_index=True,
        height="content" if len(files) <= 8 else 320,
        column_config={
            "Dump": st.column_config.TextColumn(width="medium"),
            "Size": st.column_config.NumberColumn(format="bytes", width="small"),
            "Modified": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm", width="small"),
        },
        alt="Dumps in the inbox and whether they are loaded",
    )
    offered = [file.dump for file in files]
    _choose_new(files)
    chosen = st.multiselect("Dumps to run", offered, key=_CHOSEN, placeholder="Choose dumps")
    st.button(
        "Run ETL",
        key="runs-start",
        type="primary",
        icon=":material/play_arrow:",
        disabled=not chosen,
        on_click=_start,
        args=(layout,),
    )


def _choose_new(files: list[InboxFile]) -> None:
    """Chooses what waits to be loaded, once for each state of a file: a choice undone stays so."""
    waiting = {(f.dump, f.modified_at): f.dump for f in files if f.state != "loaded"}
    seen = st.session_state.setdefault(_SEEN, set())
    chosen = [d for d in st.session_state.get(_CHOSEN, []) if d in {f.dump for f in files}]
    new = [dump for key, dump in waiting.items() if key not in seen and dump not in chosen]
    seen.update(waiting)
    st.session_state[_CHOSEN] = chosen + new


def _start(layout: DataLayout) -> None:
    dumps = list(st.session_state.get(_CHOSEN) or [])
    try:
        st.session_state[_STARTED] = len(orchestration.start_runs(layout, dumps))
        st.session_state[_CHOSEN] = []
    except (MotorwireError, OSError) as error:
        st.session_state[_PROBLEM] = ("No run was started.", _plain_problem(error))


def _show_news() -> None:
    """What the last press of a button did."""
    count = st.session_state.pop(_STARTED, 0)
    if count:
        st.toast(f"{count} run{'s' if count > 1 else ''} requested", icon=":material/schedule:")
    added = st.session_state.pop(_ADDED, 0)
    if added:
        st.toast(f"{added} file{'s' if added > 1 else ''} added", icon=":material/check:")
    problem = st.session_state.pop(_PROBLEM, None)
    if problem:
        headline, details = problem
        st.error(headline)
        st.text(details)


def _plain_problem(error: Exception) -> str:
    if isinstance(error, MotorwireError):
        return str(error)
    return "The data folder cannot be written: check its permissions and the free space."


def show_upload(layout: DataLayout) -> None:
    """Adds files to the inbox."""
    with st.form("upload", border=False, clear_on_submit=True):
        uploads = st.file_uploader(
            "Files with news articles",
            accept_multiple_files=True,
            help="JSON Lines, JSON, CSV, Parquet, HTML, WARC, RSS, Atom, news XML or plain text, "
            "also packed (gz, bz2, xz, zst, zip, tar). Put files larger than 500 MB and folders "
            "into the inbox folder yourself.",
        )
        if st.form_submit_button("Add to inbox", icon=":material/upload:") and uploads:
            _add_uploads(layout, uploads)


def _add_uploads(layout: DataLayout, uploads: list[Any]) -> None:
    problems = []
    for file in uploads:
        try:
            orchestration.add_file(layout, file.name, file.getvalue())
        except (MotorwireError, OSError) as error:
            problems.append(_plain_problem(error))
    st.session_state[_ADDED] = len(uploads) - len(problems)
    if problems:
        what = "The file was not added." if len(problems) == 1 else "Some files were not added."
        st.session_state[_PROBLEM] = (what, "\n".join(problems))
    st.rerun()  # The inbox above shows them, chosen to be run.


def show_runs(layout: DataLayout) -> None:
    """The list of runs and the chosen run, refreshed while a run is active."""
    with st.spinner("Opening the run history…"):
        runs = orchestration.recent_runs(layout)
    is_active = any(run.status in orchestration.ACTIVE for run in runs)
    st.fragment(_show_live, run_every=_REFRESH if is_active else None)(layout, was_active=is_active)


def _show_live(layout: DataLayout, *, was_active: bool) -> None:
    runs = orchestration.recent_runs(layout)
    if was_active and not any(run.status in orchestration.ACTIVE for run in runs):
        st.rerun()  # The inbox above shows what the run has loaded.
    if not runs:
        st.caption("No run yet. Choose a dump in the inbox and run the ETL.")
        return
    _draw_table(runs)
    chosen = st.session_state.get(_RUN)
    show_run(layout, next((run for run in runs if run.run_id == chosen), runs[0]))


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
                "Status": [_STATUSES[run.status] for run in runs],
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


def show_run(layout: DataLayout, run: RunView) -> None:
    """One run: what went wrong, what became of the records, and its log."""
    st.text(f"{safe_text(run.dump) or 'All dumps'} · {_STATUSES[run.status]}")
    if run.status == "failed":
        st.error("This run failed and published nothing. What went wrong:")
        st.code(safe_text(run.failure or "No reason was recorded."), language=None, wrap_lines=True)
    if run.status == "queued":
        st.caption("This run waits for the worker.")
    outcomes, log = st.columns([2, 3])
    with outcomes:
        _show_outcomes(run.outcomes)
    with log:
        _show_log(orchestration.log_lines(layout, run.run_id))
    if run.dump and run.status == "success":
        rejects.show_rejects(run.dump)


def _show_outcomes(outcomes: dict[str, int]) -> None:
    if not outcomes:
        st.caption("No record has been counted yet.")
        return
    meanings = {"accepted": "Became an article."} | REJECT_REASONS
    order = sorted(outcomes, key=lambda name: (name != "accepted", -outcomes[name]))
    st.dataframe(
        pd.DataFrame(
            {
                "Outcome": [name.replace("_", " ").capitalize() for name in order],
                "Records": [outcomes[name] for name in order],
                "Meaning": [meanings.get(name, "") for name in order],
            }
        ),
        hide_index=True,
        column_config={"Records": st.column_config.NumberColumn(format="localized")},
        alt="What became of the records of the dump",
    )
    st.caption(f"{sum(outcomes.values()):,} records read")


def _show_log(lines: list[LogLine]) -> None:
    if not lines:
        st.caption("The log is empty so far.")
        return
    text = "\n".join(
        f"{line.at:%H:%M:%S}  {line.level.upper():<7}  "
        f"{line.step + ': ' if line.step else ''}{safe_text(line.message)}"
        for line in reversed(lines)
    )
    st.code(text, language=None, height=260)
    st.caption("Newest line first, times in UTC")
