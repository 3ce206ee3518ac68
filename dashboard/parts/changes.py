"""Parts of the page of changes: the two snapshots, the counts, and the events behind them."""

from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard.labels import type_label
from dashboard.parts import choice
from dashboard.parts.tables import show_choice
from dashboard.parts.views import table_key
from dashboard.plain import safe_text
from dashboard.queries.changes import ADDED, CHANGED, KINDS, REMOVED
from etl.warehouse.serving import Snapshot

_NEWER, _OLDER = "newer", "older"
_KIND_WORDS = {ADDED: "Added", REMOVED: "Removed", CHANGED: "Changed"}


def choose_snapshots(kept: list[Snapshot]) -> tuple[Snapshot, Snapshot]:
    """The two snapshots to compare, the older first; `kept` holds at least two, newest first. The
    address says which, so that a link restores the page."""
    versions = {snapshot.version: snapshot for snapshot in kept}
    asked = st.query_params.get(_NEWER)
    if asked is not None and asked not in list(versions)[:-1]:
        st.info("That snapshot is not kept any more, or there is no older one to compare it with.")
    with st.container(horizontal=True):
        newer = _choose("Published", versions, list(versions)[:-1], _NEWER)
        earlier = [version for version in versions if version < newer]
        older = _choose("Compared with", versions, earlier, _OLDER)
    return versions[older], versions[newer]


def _choose(label: str, versions: dict[str, Snapshot], offered: list[str], parameter: str) -> str:
    """The version that the reader or the address names, else the newest of those offered."""
    key = f"changes-{parameter}"
    asked = st.query_params.get(parameter, "")
    st.session_state[key] = asked if asked in offered else offered[0]
    return st.selectbox(
        label,
        offered,
        format_func=lambda version: _moment(versions[version]),
        key=key,
        width=300,
        on_change=lambda: st.query_params.update({parameter: st.session_state[key]}),
    )


def _moment(snapshot: Snapshot) -> str:
    return f"{snapshot.made_at:%Y-%m-%d %H:%M:%S} UTC"


def choose_kinds(counts: pa.Table, key: str) -> list[str]:
    """The kinds of change to look at, each with the number of its events; all where none is
    chosen."""
    totals = _totals(counts)
    chosen = st.pills(
        "Kinds of change",
        KINDS,
        selection_mode="multi",
        format_func=lambda kind: f"{_KIND_WORDS[kind]} {totals[kind]:,}",
        key=key,
        label_visibility="collapsed",
    )
    return list(chosen) or list(KINDS)


def _totals(counts: pa.Table) -> dict[str, int]:
    totals = dict.fromkeys(KINDS, 0)
    for row in counts.to_pylist():
        totals[row["kind"]] += row["events"]
    return totals


def choose_group(counts: pa.Table, column: str, label: str, key: str) -> str | None:
    """A table of the counts by `column`, and the value of the row that is chosen."""
    groups: dict[str, dict[str, int]] = {}
    for row in counts.to_pylist():
        group = groups.setdefault(row[column], dict.fromkeys(KINDS, 0))
        group[row["kind"]] += row["events"]
    values = sorted(groups, key=lambda value: -sum(groups[value].values()))
    words = type_label if column == "event_type" else safe_text
    chosen = st.dataframe(
        pd.DataFrame(
            {
                label: [words(value) for value in values],
                **{_KIND_WORDS[kind]: [groups[value][kind] for value in values] for kind in KINDS},
            }
        ),
        key=key,
        hide_index=True,
        height="content" if len(values) <= 6 else 250,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            label: st.column_config.TextColumn(width="medium"),
            **{
                word: st.column_config.NumberColumn(format="localized", width="small")
                for word in _KIND_WORDS.values()
            },
        },
        alt=f"Events added, removed and changed, by {label.lower()}",
    )
    rows: Any = chosen["selection"]["rows"]
    return values[rows[0]] if rows and rows[0] < len(values) else None


def show_changes(rows: pa.Table, *parts: object) -> None:
    """The events that differ; a row that is chosen opens its event."""
    found = rows.to_pylist()
    show_choice(
        pd.DataFrame(
            {
                "change": [_KIND_WORDS[row["kind"]] for row in found],
                "date": pd.Series([row["sort_date"] for row in found], dtype="object"),
                "type": [type_label(row["event_type"]) for row in found],
                "companies": [[safe_text(name) for name in row["companies"]] for row in found],
                "what": [", ".join(c.replace("_", " ") for c in row["columns"]) for row in found],
                "evidence": [safe_text(row["evidence"]) for row in found],
                "dump": [safe_text(row["dump"]) for row in found],
            }
        ),
        # An event that is gone cannot be opened.
        [row["event_id"] if row["kind"] != REMOVED else "" for row in found],
        key=table_key("changes", *parts),
        columns={
            "change": st.column_config.TextColumn("Change", width=80),
            "date": st.column_config.DateColumn("Date", format="YYYY-MM-DD", width=85),
            "type": st.column_config.TextColumn("Type", width=130),
            "companies": st.column_config.ListColumn("Companies", width=140),
            "what": st.column_config.TextColumn("What differs", width=170),
            "evidence": st.column_config.TextColumn("Evidence", width=480),
            "dump": st.column_config.TextColumn("Dump", width=160),
        },
        on_choose=lambda event_id: choice.ask_to_open(event_id or None),
        chosen=None,
        height=420,
        alt="Events that were added, removed or changed",
    )
