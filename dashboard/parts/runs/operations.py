"""Part of the runs page: what executes runs, what it does by itself, and the disk it takes."""

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard import orchestration
from dashboard.access.actions import may
from dashboard.parts.runs import problems
from etl.audit import Action
from etl.errors import MotorwireError
from etl.runs.automation import Automation
from etl.settings import DataLayout

_WATCH, _NIGHTLY = "runs-watch", "runs-nightly"


def show_executor(layout: DataLayout) -> None:
    """Whether runs will be executed, what to do if not, and the way to Dagster's own screen."""
    name = orchestration.executor(layout)
    screen = orchestration.screen_url(layout)
    if orchestration.worker_runs(layout):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            label = "Worker" if name == "worker" else name
            st.badge(f"{label} is running", icon=":material/check:", color="green")
            if screen is not None:
                st.link_button(
                    "Dagster", screen, icon=":material/open_in_new:", type="tertiary",
                    help="Dagster's own screen: assets, checks, runs and logs in full",
                )  # fmt: skip
    elif name == "worker":
        st.warning(
            "Runs wait until the worker is started: close this dashboard and start it again with "
            "`motorwire up`, which starts both.",
            title="The worker is not running",
            icon=":material/pause_circle:",
        )
    else:
        st.warning(
            "No run can be started. Start it with `motorwire dagster --launch`, or start the "
            "dashboard without `MOTORWIRE_DAGSTER_URL` to use the worker of its own.",
            title="The Dagster server does not answer",
            icon=":material/pause_circle:",
        )


def show_automation(layout: DataLayout) -> None:
    """The switches of what is done without being asked for."""
    try:
        now = orchestration.automation(layout)
    except MotorwireError as error:
        st.caption("It cannot be told whether anything runs by itself.")
        st.text(str(error))
        return
    with st.container(horizontal=True, gap="medium"):
        for key, label, is_on, help_text in (
            (
                _WATCH,
                "Load what is new by itself",
                now.is_inbox_watched,
                "A dump in the inbox that is new or has changed is run as soon as it is complete; "
                "one that fails is tried again when it has changed.",
            ),
            (
                _NIGHTLY,
                "Rebuild every night at 03:00 UTC",
                now.is_nightly,
                "Stories and snapshot are built anew from the tables, with all corrections.",
            ),
        ):
            st.session_state[key] = is_on
            st.toggle(
                label,
                key=key,
                disabled=not may(Action.SWITCH),
                help=help_text,
                on_change=partial(_switch, layout, now),
                width="content",
            )


def _switch(layout: DataLayout, before: Automation) -> None:
    wanted = replace(
        before,
        is_inbox_watched=bool(st.session_state[_WATCH]),
        is_nightly=bool(st.session_state[_NIGHTLY]),
    )
    problems.attempt("It was not switched.", lambda: orchestration.set_automation(layout, wanted))


def show_rebuild(layout: DataLayout) -> None:
    """The button that builds stories and snapshot anew."""
    st.button(
        "Rebuild",
        key="runs-rebuild",
        icon=":material/refresh:",
        disabled=not may(Action.START_RUN),
        help="Builds stories and snapshot anew from the tables, with all corrections",
        on_click=lambda: problems.attempt(
            "No run was started.", lambda: orchestration.start_runs(layout, [""])
        ),
    )


def show_disk(layout: DataLayout) -> None:
    """The bytes that each part of the data directory takes, and what is free."""
    use = orchestration.disk(layout)
    with st.container(horizontal=True, gap="large"):
        for part, count in use.parts.items():
            st.metric(part, _size(count), width="content")
        st.metric("Free", _size(use.free_bytes), width="content")


def _size(count: int) -> str:
    value, unit = float(count), "B"
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if value < 1000 or unit == "TB":
            break
        value /= 1000
    return f"{value:,.0f} {unit}" if unit in ("B", "kB") else f"{value:,.1f} {unit}"
