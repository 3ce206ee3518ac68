"""Part of the page on a company: what was planned or rumoured, and what was told afterwards."""

from calendar import monthrange
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.filters import page_state
from dashboard.filters.selection import Selection, describe_dates, format_day
from dashboard.labels import status_label, type_label
from dashboard.parts import tables, views
from dashboard.parts.companies.profile import show_event_link
from dashboard.plain import safe_text
from dashboard.queries.promises import OUTCOMES, WINDOW_DAYS
from etl.warehouse.serving import Snapshot

MOST_OF_AN_OUTCOME = 50

_ALL = "all"
_CHOSEN = "promise-chosen"
_LABELS = {
    _ALL: "All",
    "done": "Done",
    "perhaps": "Perhaps done",
    "denied": "Denied",
    "passed": "Date passed, nothing told",
    "open": "Open",
}
_COLUMNS = {
    "told": st.column_config.DateColumn("Told", format="YYYY-MM-DD", width=85),
    "type": st.column_config.TextColumn("Type", width=120),
    "promise": st.column_config.TextColumn("What was told", width=340),
    "status": st.column_config.TextColumn("As", width=75),
    "for": st.column_config.TextColumn("For when", width=175),
    "outcome": st.column_config.TextColumn("What became of it", width=190),
    "later": st.column_config.TextColumn("Told afterwards", width=340),
}

Row = dict[str, Any]


def show_promises(
    snapshot: Snapshot, selection: Selection, promises: list[Row], newest: date
) -> None:
    """One row a story that was planned or rumoured; below the table, both sides of the chosen
    one."""
    if not promises:
        st.caption("Nothing planned and nothing rumoured is among these events.")
        return
    outcome = _choose_outcome(promises)
    rows = [row for row in promises if outcome in (_ALL, row["outcome"])]
    tables.show_choice(
        _frame(rows),
        [row["event_id"] for row in rows],
        key=views.table_key("company-promises", snapshot, selection, outcome),
        columns=_COLUMNS,
        on_choose=_choose,
        chosen=None,
        height=360,
        alt="What was planned or rumoured and what became of it, the one told last first",
    )
    chosen = next((r for r in rows if r["event_id"] == st.session_state.get(_CHOSEN)), None)
    if chosen is not None:
        _show_both(selection.companies[0], chosen)
    cut = any(row["of_outcome"] > MOST_OF_AN_OUTCOME for row in rows)
    words = f"The newest {MOST_OF_AN_OUTCOME} of each outcome are shown. " if cut else ""
    st.caption(f"{words}One row is one story. Tick a row to read what was told, and what after it.")
    with st.popover("How is this told?", type="tertiary", icon=":material/help:"):
        st.markdown(_explain(newest))


def _explain(newest: date) -> str:
    return (
        "- **Done**, **Denied**: a later article of the same story says so. The day is that of the "
        "event where it is known, else that of the article.\n"
        "- **Perhaps done**: an article of another story tells of an event of the same company and "
        "type that shares a person, a product or another company with this one. It was told after "
        f"the promise and at most {WINDOW_DAYS} days after the promised time (after the promise, "
        "where it has none). It may be another event: read both.\n"
        "- **Date passed, nothing told**: the promised time ended before the newest article "
        f"({format_day(newest)}) and these dumps tell nothing of it. That does not mean that it "
        "was not done.\n"
        "- **Open**: none of these; also where the promise names no time."
    )


def _choose_outcome(promises: list[Row]) -> str:
    counts = {row["outcome"]: row["of_outcome"] for row in promises}
    options = [_ALL, *(name for name in OUTCOMES if name in counts)]
    totals = {_ALL: sum(counts.values()), **counts}
    asked = page_state.read_value(page_state.OUTCOME)
    outcome = asked if asked in options else _ALL
    st.session_state[page_state.OUTCOME] = outcome
    st.pills(
        "What became of it",
        options,
        format_func=lambda name: f"{_LABELS[name]} · {totals[name]:,}",
        key=page_state.OUTCOME,
        on_change=_take_outcome,
        required=True,
        label_visibility="collapsed",
    )
    return outcome


def _take_outcome() -> None:
    page_state.write_values(page_state.OUTCOME, [st.session_state[page_state.OUTCOME]])


def _choose(event_id: str | None) -> None:
    st.session_state[_CHOSEN] = event_id


def _frame(rows: list[Row]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "told": pd.Series([_day(row["published_at"]) for row in rows], dtype="object"),
            "type": [type_label(row["event_type"]) for row in rows],
            "promise": [safe_text(row["evidence"]) for row in rows],
            "status": [status_label(row["status"]) for row in rows],
            "for": [promised_for(row) for row in rows],
            "outcome": [tell_outcome(row) for row in rows],
            "later": [safe_text(row["later_evidence"] or "") for row in rows],
        }
    )


def promised_for(row: Row) -> str:
    """When it was promised for, in words."""
    known = name_days(row["event_start"], row["event_end"])
    return known or safe_text(row["date_text"] or row["edtf"] or "") or "no date"


def name_days(first: date | None, last: date | None) -> str:
    """A span in words: a whole year or month by its name, else its days; empty for none."""
    if first is not None and last is not None and first.year == last.year:
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return str(first.year)
        ends = monthrange(first.year, first.month)[1]
        if (first.day, last.month, last.day) == (1, first.month, ends):
            return f"{first:%b %Y}"
    return describe_dates(first, last)


def tell_outcome(row: Row) -> str:
    """What became of a promise, in words."""
    told = format_day(_day(row["later_told"]))
    if row["outcome"] == "done":
        days = name_days(row["later_start"], row["later_end"])
        is_one_day = row["later_start"] == row["later_end"]
        if not days:
            return f"Done, told on {told}"
        return f"Done on {days}" if is_one_day else f"Done, {days}"
    if row["outcome"] == "perhaps":
        return f"Perhaps done, told on {told}"
    if row["outcome"] == "denied":
        return f"Denied on {told}"
    return _LABELS[row["outcome"]]


def _day(moment: Any) -> date | None:
    return None if moment is None else moment.date()


def _show_both(company: str, row: Row) -> None:
    with st.container(border=True):
        for heading, moment, source, evidence, event_id in (
            ("Told", row["published_at"], row["source"], row["evidence"], row["event_id"]),
            (
                "Told afterwards",
                row["later_told"],
                row["later_source"],
                row["later_evidence"],
                row["later_event"],
            ),
        ):
            if event_id is None:
                continue
            st.caption(f"{heading}: {format_day(_day(moment))}")
            st.text(safe_text(f"{evidence} ({source})" if source else evidence))
            show_event_link("Open this event", company, event_id)
        times = row["tellings"]
        st.text(
            f"For when: {promised_for(row)}. Told {times:,} time{'s' * (times != 1)}. "
            f"{tell_outcome(row)}."
        )
