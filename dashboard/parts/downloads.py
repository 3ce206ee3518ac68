"""The panel "Download": all selected events as files of several formats, made when one is clicked.

A file is made whole before the browser gets it, and the browser waits three minutes for it
(Streamlit's limit). A workbook takes longer than other files: where it could take too long, the
panel says so instead of offering it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from dashboard.downloads.columns import COLUMNS, KEY, choose_columns
from dashboard.downloads.csv_files import make_csv
from dashboard.downloads.excel import make_excel
from dashboard.downloads.json_lines import make_json_lines
from dashboard.downloads.parquet_files import make_parquet
from dashboard.downloads.report import make_report
from dashboard.filters.selection import Selection
from dashboard.parts.download_button import show_download
from etl.warehouse.serving import Snapshot

MOST_EXCEL_CELLS = 12_000_000
"""Cells of a workbook that are written in half the time that the browser waits (two busy cores)."""


@dataclass(frozen=True)
class _Format:
    """A kind of file: `make` gets the snapshot, the selection and the columns."""

    label: str
    ending: str
    mime: str
    make: Callable[..., Any]
    words: str


_FORMATS = (
    _Format("CSV", "csv", "text/csv", make_csv, "For spreadsheets, lists joined"),
    _Format(
        "Excel",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        make_excel,
        "Formatted, with filters and a sheet that says what it holds",
    ),
    _Format(
        "JSON Lines",
        "jsonl",
        "application/x-ndjson",
        make_json_lines,
        "One event a line, for programs",
    ),
    _Format(
        "Parquet",
        "parquet",
        "application/vnd.apache.parquet",
        make_parquet,
        "Exact types, for pandas, DuckDB and others",
    ),
)


def show_downloads(snapshot: Snapshot, selection: Selection, count: int) -> None:
    """A button at the right that opens the panel; `count` is the number of selected events, of
    which there must be at least one."""
    with (
        st.container(horizontal=True, horizontal_alignment="right"),
        st.popover("Download", icon=":material/download:", key="download"),
    ):
        _show_panel(snapshot, selection, count)


@st.fragment
def _show_panel(snapshot: Snapshot, selection: Selection, count: int) -> None:
    noun = "event" if count == 1 else "events"
    st.markdown(f"**{count:,} selected {noun}**")
    chosen = st.multiselect(
        "Columns",
        [name for name in COLUMNS if name != KEY],
        key="download-columns",
        placeholder=f"All {len(COLUMNS)} columns",
        help=f"None chosen: all of them. `{KEY}` is always there.",
    )
    columns = choose_columns(chosen)
    cells = count * len(columns)
    is_too_long = cells > MOST_EXCEL_CELLS
    with st.container(horizontal=True, gap="small"):
        for kind in _FORMATS:
            show_download(
                kind.label,
                partial(kind.make, snapshot, selection, columns),
                f"motorwire-events-{snapshot.version}.{kind.ending}",
                kind.mime,
                key=f"download-{kind.ending}",
                disabled=is_too_long and kind.make is make_excel,
                help=kind.words,
            )
    st.caption(f"Each file has {len(columns)} of {len(COLUMNS)} columns.")
    if is_too_long:
        st.caption(
            f"An Excel file of {cells:,} cells would take longer than the browser waits: choose "
            f"fewer columns or set a filter (up to {MOST_EXCEL_CELLS:,} cells), or take another "
            "format."
        )
    show_download(
        "Report for mail",
        partial(make_report, snapshot, selection),
        f"motorwire-report-{snapshot.version}.html",
        "text/html",
        key="download-report",
        icon=":material/mail:",
        help="One HTML file: figures, charts and the newest stories of what is filtered",
    )
