"""Parts of the page on checks: the precision by type, and the log of corrections."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard import corrections
from dashboard.access.actions import may
from dashboard.labels import status_label, theme_label, type_label
from dashboard.parts.events.checking import reader_name
from dashboard.parts.notices import write_and_tell
from dashboard.parts.row_choice import ANY_CELL, chosen_row, settle
from dashboard.plain import safe_text
from etl.audit import Action
from etl.corrections.log import Correction, Log
from etl.corrections.precision import Checked, total
from etl.settings import DataLayout

_MOST_SHOWN = 500
_ACTIONS = {
    "accept": "Right",
    "edit": "Changed",
    "reject": "Wrong",
    "join": "Joined",
    "part": "Parted",
}


def show_total(found: Sequence[Checked]) -> None:
    """The figures over all types."""
    every = total(found)
    with st.grid(4, min_column_width=150):
        st.metric("Events checked", f"{every.count:,}", border=True)
        st.metric(
            "Right as they were",
            f"{every.precision:.0%}" if every.count else "-",
            border=True,
            help="The share of the checked events that no reader changed or called wrong. Readers"
            " do not check at random, so it may differ from the whole.",
        )
        st.metric("Changed", f"{every.edited:,}", border=True)
        st.metric("Wrong", f"{every.rejected:,}", border=True)


def show_types(found: Sequence[Checked]) -> None:
    """The figures of each type."""
    st.header("By type", anchor=False)
    st.dataframe(
        pd.DataFrame(
            {
                "Type": [type_label(own.event_type) for own in found],
                "Checked": [own.count for own in found],
                "Right": [own.precision for own in found],
                "Changed": [own.edited for own in found],
                "Wrong": [own.rejected for own in found],
            }
        ),
        hide_index=True,
        column_config={
            "Right": st.column_config.ProgressColumn(
                min_value=0, max_value=1, format="percent", width="small"
            )
        },
        alt="Checked events by type and the share that was right",
    )


def show_log(layout: DataLayout, log: Log) -> None:
    """The corrections that hold, newest first, with a way to take one back."""
    st.header("Corrections", anchor=False)
    newest = list(reversed(log.standing))[:_MOST_SHOWN]
    key = f"corrections-{len(log.standing)}-{newest[0].correction_id}"
    state = st.dataframe(
        pd.DataFrame(
            {
                "When": [own.made_at for own in newest],
                "Who": [safe_text(own.made_by) for own in newest],
                "What": [_ACTIONS[own.action] for own in newest],
                "Type": [type_label(own.event["event_type"]) for own in newest],
                "Changes": [_tell_changes(own) for own in newest],
                "Evidence": [safe_text(own.event["evidence"]) for own in newest],
            }
        ),
        key=key,
        hide_index=True,
        height=360 if len(newest) > 8 else "content",
        on_select=partial(settle, key, "When"),
        selection_mode=ANY_CELL,
        column_config={
            "When": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm", width=130),
            "Changes": st.column_config.TextColumn(width=150),
            "Evidence": st.column_config.TextColumn(width="large"),
        },
        alt="Corrections that hold, newest first",
    )
    row = chosen_row(state, len(newest))
    chosen = None if row is None else newest[row]
    if len(log.standing) > _MOST_SHOWN:
        st.caption(f"The newest {_MOST_SHOWN:,} of {len(log.standing):,}.")
    st.button(
        "Take the chosen one back",
        icon=":material/undo:",
        disabled=chosen is None or not may(Action.CORRECT),
        on_click=write_and_tell,
        args=(
            lambda: corrections.take_back(
                layout, chosen.correction_id if chosen else "", reader_name()
            ),
            "Taken back.",
            ":material/undo:",
        ),
    )


def show_unreadable(path: Path, lines: Sequence[int]) -> None:
    """Says which lines of the log cannot be read."""
    named = ", ".join(map(str, lines[:20]))
    st.warning(
        f"Some lines of {path.name} cannot be read and do not count: {named}. "
        "Restore them from a backup, or remove them.",
        icon=":material/warning:",
    )


def _tell_changes(correction: Correction) -> str:
    told = []
    for name, value in correction.changes.items():
        if name == "company_ids":
            continue
        if name == "event_type":
            words = type_label(value)
        elif name == "status":
            words = status_label(value)
        elif name == "themes":
            words = ", ".join(map(theme_label, value)) or "no theme"
        elif isinstance(value, list):
            words = ", ".join(value)
        else:
            words = str(value) if value else "none"
        told.append(f"{name.replace('event_', '').replace('_', ' ')}: {words}")
    return safe_text("; ".join(told))
