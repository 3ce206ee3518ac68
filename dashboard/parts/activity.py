"""The audit log as a table and as a file. Names and subjects are hostile: plain text."""

import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard.downloads.csv_files import make_table_csv
from dashboard.parts.download_button import show_download
from dashboard.plain import safe_text
from etl import audit
from etl.audit import Action
from etl.errors import MotorwireError
from etl.settings import DataLayout

_MOST_SHOWN = 1000


def show_log(layout: DataLayout) -> None:
    """The latest entries, newest first, those of chosen people and actions only."""
    entries = _read(layout.audit)
    if not entries:
        st.info(
            "Nothing was done yet. Runs, corrections and downloads are noted here.",
            icon=":material/history:",
        )
        return
    with st.container(horizontal=True):
        people = st.multiselect(
            "Who", sorted({safe_text(e.who) for e in entries}), key="activity-who", width=320
        )
        actions = st.multiselect(
            "What", sorted({safe_text(e.action) for e in entries}), key="activity-what", width=320
        )
    chosen = [
        entry
        for entry in entries
        if (not people or safe_text(entry.who) in people)
        and (not actions or safe_text(entry.action) in actions)
    ]
    st.dataframe(
        _table(chosen[:_MOST_SHOWN]),
        hide_index=True,
        height="content" if len(chosen) <= 8 else 480,
        column_config={
            "When": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm:ss", width=160),
            "Subject": st.column_config.TextColumn(width="large"),
        },
        alt="What was done, newest first",
    )
    told = f"The newest {_MOST_SHOWN:,} of {len(chosen):,}. " if len(chosen) > _MOST_SHOWN else ""
    if audit.has_older(layout.audit):
        told += "Older ones are not shown: the log is too long. "
    st.caption(f"{told}Times in UTC. The whole log is the file {layout.audit.name} in data/audit.")
    show_download(
        "Download as CSV",
        partial(_make_csv, chosen),
        "motorwire-activity.csv",
        "text/csv",
        key="download-activity",
        action=Action.READ_AUDIT,
        subject="motorwire-activity.csv",
    )


def _read(path: Path) -> list[audit.Entry]:
    try:
        return audit.latest(path)
    except OSError as error:
        raise MotorwireError(f"the audit log {path} cannot be read ({error.strerror})") from error


def _table(entries: Sequence[audit.Entry]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "When": [entry.at for entry in entries],
            "Who": [safe_text(entry.who) for entry in entries],
            "Role": [safe_text(entry.role) for entry in entries],
            "What": [safe_text(entry.action) for entry in entries],
            "Subject": [safe_text(entry.subject) for entry in entries],
            "Result": ["Done" if entry.is_allowed else "Refused" for entry in entries],
        }
    )


def _make_csv(entries: Sequence[audit.Entry]) -> io.BytesIO:
    return make_table_csv(pa.Table.from_pandas(_table(entries), preserve_index=False))
