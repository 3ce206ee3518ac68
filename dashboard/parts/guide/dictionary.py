"""The part of the guide that says what stands in which column of which table."""

import pandas as pd
import streamlit as st

from dashboard.plain import escape_markdown
from etl.contracts import REJECT_REASONS, REJECTS, TABLES
from etl.dictionary import describe_columns
from etl.settings import data_layout

_WORDS = """\
The tables are Parquet files, one folder a table. pandas, DuckDB, polars, Spark and spreadsheets
with a Parquet add-on read them as they are. Times are UTC; offsets count characters from 0.
"""
TABLE = "table"
"""The query parameter that names the table."""


def show_tables() -> None:
    """A choice of tables, and the chosen one column by column."""
    st.markdown(_WORDS, width=760)
    names = [table.name for table in TABLES]
    chosen = st.pills(
        "Table", names, default="events", required=True, key=TABLE, bind="query-params"
    )
    table = TABLES[names.index(chosen or "events")]
    st.header(table.name, anchor=False)
    st.markdown(escape_markdown(f"{table.meaning} Key: {', '.join(table.key)}."))
    entries = describe_columns(table)
    st.table(
        pd.DataFrame(
            {
                "Column": [f"`{entry.column}`" for entry in entries],
                "Type": [escape_markdown(entry.type) for entry in entries],
                "Meaning": [escape_markdown(entry.meaning) for entry in entries],
                "Allowed values": [escape_markdown(entry.allowed) for entry in entries],
            }
        ),
        hide_index=True,
        border="horizontal",
        alt=f"Columns of the table {table.name}",
    )
    if table is REJECTS:
        st.header("Reasons for rejects", anchor=False)
        st.table(
            pd.DataFrame(
                {
                    "Reason": [f"`{reason}`" for reason in REJECT_REASONS],
                    "Meaning": [escape_markdown(words) for words in REJECT_REASONS.values()],
                }
            ),
            hide_index=True,
            border="horizontal",
            alt="Reasons for rejects",
        )
    st.caption("To read it in Python:")
    folder = data_layout().warehouse / table.name
    st.code(f'import pandas\n\n{table.name} = pandas.read_parquet("{folder}")', language="python")
