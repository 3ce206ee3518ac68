"""Part of the runs page: the records of a dump that did not become articles, and why.

What they hold is shown as plain text, without characters that change the direction of writing.
"""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard.downloads.csv_files import make_rejects_csv
from dashboard.parts import notices
from dashboard.parts.download_button import show_download
from dashboard.plain import safe_text
from dashboard.queries.events import MAX_ROWS, list_rejects, reject_counts

_RAW_CHARACTERS = 300


def show_rejects(dump: str) -> None:
    """The rejected records of the dump as they were last published, with a download of all."""
    snapshot = notices.open_snapshot()
    counts = {} if snapshot is None else reject_counts(snapshot, dump)
    if snapshot is None or not counts:
        return
    total = sum(counts.values())
    with st.expander(
        f"{total:,} rejected record{'s' if total > 1 else ''}", icon=":material/rule:"
    ):
        chosen = st.pills(
            "Reasons",
            list(counts),
            selection_mode="multi",
            format_func=lambda reason: (
                f"{reason.replace('_', ' ').capitalize()} {counts[reason]:,}"
            ),
            key=f"rejects-{dump}",
            label_visibility="collapsed",
        )
        rows = list_rejects(snapshot, dump, chosen)
        st.dataframe(
            pd.DataFrame(
                {
                    "Record": rows["record_number"].to_pylist(),
                    "Reason": [r.replace("_", " ") for r in rows["reason"].to_pylist()],
                    "Detail": [safe_text(text) for text in rows["detail"].to_pylist()],
                    "Begins with": [
                        safe_text(text[:_RAW_CHARACTERS]) for text in rows["raw"].to_pylist()
                    ],
                }
            ),
            hide_index=True,
            height="content" if rows.num_rows <= 8 else 320,
            column_config={
                "Record": st.column_config.NumberColumn(format="localized", width="small"),
                "Detail": st.column_config.TextColumn(width="medium"),
                "Begins with": st.column_config.TextColumn(width="large"),
            },
            alt="Rejected records of the dump and why each was rejected",
        )
        wanted = sum(counts[reason] for reason in chosen) if chosen else total
        told = f"The first {MAX_ROWS:,} of {wanted:,}. " if wanted > MAX_ROWS else ""
        st.caption(told + "After a fix in the dump or in the program, run the dump again.")
        show_download(
            "Download as CSV",
            partial(make_rejects_csv, snapshot, dump, tuple(chosen)),
            f"motorwire-rejects-{dump}.csv",
            "text/csv",
            key=f"rejects-download-{dump}",
            help=f"All {wanted:,} of them, with the first 2 kB of each record",
        )
