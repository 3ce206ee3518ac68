"""Part of the page on a company: with whom it deals."""

from functools import partial

import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard.filters.selection import Selection
from dashboard.labels import type_label
from dashboard.parts import links, tables, views
from dashboard.plain import safe_text
from dashboard.queries.companies import DEALS
from etl.warehouse.serving import Snapshot

MOST_PARTNERS = 100


def show_partners(snapshot: Snapshot, selection: Selection, partners: pa.Table) -> None:
    """The companies that share deals with the company, how many of which type; a row opens them.

    `selection` has the company and the types that were looked at.
    """
    rows = partners.to_pylist()
    if not rows:
        st.caption("None of these events names another company in a deal.")
        return
    types = [name for name in DEALS if any(row[name] for row in rows)]
    frame = pd.DataFrame(
        {
            "company": [safe_text(row["company"]) for row in rows],
            "events": [row["events"] for row in rows],
            **{name: [row[name] for row in rows] for name in types},
            "newest": pd.Series([row["newest"] for row in rows], dtype="object"),
        }
    )
    columns = {
        "company": st.column_config.TextColumn("Company", width=180),
        "events": st.column_config.NumberColumn("Events", format="localized", width=65),
        **{
            name: st.column_config.NumberColumn(type_label(name), format="localized", width=95)
            for name in types
        },
        "newest": st.column_config.DateColumn("Newest", format="YYYY-MM-DD", width=85),
    }
    tables.show_choice(
        frame,
        [row["company"] for row in rows],
        key=views.table_key("company-partners", snapshot, selection),
        columns=columns,
        on_choose=partial(_open_shared, selection),
        chosen=None,
        height=320,
        alt="Companies that share deals with this one, those with most events first",
    )
    cut = f"The {len(rows):,} with most events are shown. " if len(rows) == MOST_PARTNERS else ""
    st.caption(
        f"{cut}Events of deals that name both companies, whatever their part in it: partners, "
        "suppliers, customers, investors. Tick a row to see the events of both."
    )


def _open_shared(selection: Selection, partner: str | None) -> None:
    if partner is not None:
        links.ask_for(
            companies=selection.companies,
            with_companies=(partner,),
            event_types=selection.event_types,
        )
