"""Part of the runs page: one run. How far it is, what became of the records, steps, checks, log.

Names of dumps, failures and log lines are shown as plain text: they quote what was read.
"""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import orchestration, pages
from dashboard.access.actions import may
from dashboard.parts.runs import problems, rejects
from dashboard.plain import safe_text
from etl.audit import Action
from etl.contracts import REJECT_REASONS
from etl.runs.views import CheckView, LogLine, Progress, RunView, StepView
from etl.runs.words import STEP_WORDS, describe_time_left
from etl.settings import DataLayout

STATUSES = {
    "queued": "Waiting",
    "running": "Running",
    "canceling": "Canceling",
    "success": "Done",
    "failed": "Failed",
    "canceled": "Canceled",
}
_STEP_STATES = {"running": "Running", "success": "Done", "failed": "Failed"}


def show_run(layout: DataLayout, run: RunView) -> None:
    """One run: what can be done with it, how far it is, what went wrong, steps, records, log."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(f"{safe_text(run.dump) or 'All dumps'} · {STATUSES[run.status]}", width="content")
        _show_actions(layout, run)
    if run.status == "failed":
        st.error("This run failed and published nothing. What went wrong:")
        st.code(safe_text(run.failure or "No reason was recorded."), language=None, wrap_lines=True)
    if run.status == "canceled":
        st.caption("This run was canceled. What it had not finished was not published.")
    if run.status == "queued":
        st.caption("This run waits for its turn.")
    if run.status == "running":
        _show_progress(orchestration.progress(layout, run.run_id))
    checks = orchestration.checks(layout, run.run_id)
    left, right = st.columns([2, 3])
    with left:
        if run.dump:
            _show_outcomes(run.outcomes)
        _show_steps(orchestration.steps(layout, run.run_id))
    with right:
        _show_log(orchestration.log_lines(layout, run.run_id))
    if checks:
        _show_checks(checks)
    if run.dump and run.status == "success":
        rejects.show_rejects(run.dump)


def _show_actions(layout: DataLayout, run: RunView) -> None:
    if run.status in ("queued", "running"):
        st.button(
            "Cancel",
            key=f"run-cancel-{run.run_id}",
            icon=":material/stop_circle:",
            help="Ends the run; what it has not finished is not published",
            disabled=not may(Action.CANCEL_RUN),
            on_click=partial(
                problems.attempt,
                "The run was not canceled.",
                partial(orchestration.cancel_run, layout, run.run_id),
            ),
        )
        return
    if run.status == "canceling":
        return
    # A dump that has left the inbox cannot be read again.
    if not run.dump or orchestration.runnable(layout, [run.dump]):
        st.button(
            "Run again" if run.status == "success" else "Retry",
            key=f"run-again-{run.run_id}",
            icon=":material/replay:",
            disabled=not may(Action.START_RUN),
            on_click=partial(
                problems.attempt,
                "No run was started.",
                partial(orchestration.start_runs, layout, [run.dump]),
            ),
        )
    if run.snapshot:
        st.page_link(
            pages.CHANGES.path,
            label="What it changed",
            icon=pages.CHANGES.icon,
            query_params={"newer": run.snapshot},
        )


def _show_progress(found: Progress | None) -> None:
    if found is None:
        st.progress(0.0, text="Starting")
        return
    left = describe_time_left(found.seconds_left) if found.done else ""
    words = STEP_WORDS.get(found.step, found.step).capitalize()
    st.progress(found.share or 0.0, text=f"{words}: {left}" if left else words)
    with st.container(horizontal=True):
        st.metric("Records read", f"{found.records:,}", width="content")
        st.metric("Articles", f"{found.articles:,}", width="content")
        st.metric("Events", f"{found.events:,}", width="content")
        rate = "" if found.rate is None else f"{found.rate:,.{0 if found.rate >= 10 else 1}f}"
        unit = "Articles a second" if found.step == "tag" else "Records a second"
        if found.step in ("load", "tag"):
            st.metric(unit, rate, width="content")


def _show_steps(steps: list[StepView]) -> None:
    if not steps:
        return
    st.dataframe(
        pd.DataFrame(
            {
                "Step": [STEP_WORDS.get(step.name, step.name).capitalize() for step in steps],
                "State": [_STEP_STATES[step.status] for step in steps],
                "Seconds": [step.seconds for step in steps],
            }
        ),
        hide_index=True,
        column_config={"Seconds": st.column_config.NumberColumn(format="%.1f")},
        alt="The steps of the run and how long each took",
    )


def _show_checks(checks: list[CheckView]) -> None:
    failed = sum(not check.is_passed for check in checks)
    told = f"{failed} of {len(checks)} checks failed" if failed else f"{len(checks)} checks passed"
    icon = ":material/warning:" if failed else ":material/verified:"
    with st.expander(told, icon=icon, expanded=failed > 0):
        st.dataframe(
            pd.DataFrame(
                {
                    "Table": [check.table.replace("_", " ") for check in checks],
                    "Check": [check.name.replace("_", " ") for check in checks],
                    "Result": ["Passed" if check.is_passed else "Failed" for check in checks],
                    "If it fails": [
                        "nothing is published" if check.is_blocking else "a warning"
                        for check in checks
                    ],
                    "Detail": [safe_text(check.detail) for check in checks],
                }
            ),
            hide_index=True,
            height="content" if len(checks) <= 8 else 320,
            column_config={"Detail": st.column_config.TextColumn(width="large")},
            alt="The checks of the tables that the run wrote",
        )


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
    st.code(text, language=None, height=400)
    st.caption("Newest line first, times in UTC")
