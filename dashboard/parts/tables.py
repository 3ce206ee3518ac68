"""The table of events: which columns it shows, how, and which event a chosen row is.

Cells are plain text: `st.dataframe` interprets no Markdown in them.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard import corrections
from dashboard.labels import check_label, status_label, theme_label, type_label
from dashboard.parts import badges, row_choice
from dashboard.plain import safe_text
from etl.settings import data_layout

_COLUMNS = {
    "date": st.column_config.DateColumn(
        "Date",
        format="YYYY-MM-DD",
        width=85,
        help="Day of the event; if it lies ahead or has no date, day of its article",
    ),
    "type": st.column_config.TextColumn("Type", width=130),
    "status": badges.status_column("Status", width=95),
    "companies": st.column_config.ListColumn("Companies", width=125),
    "evidence": st.column_config.TextColumn("Evidence", width=420),
    "people": st.column_config.ListColumn("People", width=130),
    "products": st.column_config.ListColumn("Products", width=130),
    "check": badges.check_column("Checked", width=90),
    "themes": st.column_config.ListColumn("Themes", width=190),
    "source": st.column_config.TextColumn("Source", width=120),
    "score": st.column_config.ProgressColumn(
        "Confidence", min_value=0, max_value=1, format="percent", width=110
    ),
}
_STORY_COLUMNS = {
    "told": st.column_config.DateColumn("Last told", format="YYYY-MM-DD", width=85),
    "type": _COLUMNS["type"],
    "companies": _COLUMNS["companies"],
    "evidence": _COLUMNS["evidence"],
    "sources": st.column_config.NumberColumn("Sources", width=60),
    "articles": st.column_config.NumberColumn("Articles", width=70),
    "status": badges.status_column("Status", width=150),
    "since": st.column_config.DateColumn("First told", format="YYYY-MM-DD", width=85),
    "themes": _COLUMNS["themes"],
}
_FEW = 12
"""Up to this number of rows, a table is as high as its rows."""


def _frame(events: pa.Table) -> pd.DataFrame:
    rows = events.to_pylist()
    standing = corrections.read_standing(data_layout())
    return pd.DataFrame(
        {
            "date": pd.Series([row["sort_date"] for row in rows], dtype="object"),
            "type": [type_label(row["event_type"]) for row in rows],
            "status": [[status_label(row["status"])] for row in rows],
            "companies": [[safe_text(name) for name in row["companies"]] for row in rows],
            "evidence": [safe_text(row["evidence"]) for row in rows],
            "people": [[safe_text(name) for name in row["people"]] for row in rows],
            "products": [[safe_text(name) for name in row["products"]] for row in rows],
            "check": [
                [check_label(state)] if state != "unchecked" else []
                for row in rows
                for state in [standing.check_of(row["event_id"], row["check"])]
            ],
            "themes": [[theme_label(theme) for theme in row["themes"]] for row in rows],
            "source": [safe_text(row["source"] or "") for row in rows],
            "score": [row["score"] for row in rows],
        }
    )


def show_events(
    events: pa.Table,
    *,
    key: str,
    on_choose: Callable[[str | None], None],
    chosen: str | None = None,
    height: int | Literal["content"] = "content",
    leaves_page: bool = False,
) -> None:
    """Shows events as a table and calls `on_choose` with the id of the row that is chosen (see
    `show_choice`)."""
    show_choice(
        _frame(events),
        events["event_id"].to_pylist(),
        key=key,
        columns=_COLUMNS,
        on_choose=on_choose,
        chosen=chosen,
        height=height,
        leaves_page=leaves_page,
        alt="Selected events",
    )


def show_stories(
    stories: pa.Table,
    *,
    key: str,
    on_choose: Callable[[str | None], None],
    chosen: str | None = None,
    height: int | Literal["content"] = "content",
    leaves_page: bool = False,
) -> None:
    """Shows stories as a table and calls `on_choose` with the best event of the row that is chosen
    (see `show_choice`)."""
    rows = stories.to_pylist()
    frame = pd.DataFrame(
        {
            "told": pd.Series([_day(row["last_seen_at"]) for row in rows], dtype="object"),
            "type": [type_label(row["event_type"]) for row in rows],
            "companies": [[safe_text(name) for name in row["companies"]] for row in rows],
            "sources": [row["source_count"] for row in rows],
            "evidence": [safe_text(row["evidence"]) for row in rows],
            "articles": [row["article_count"] for row in rows],
            "status": [[status_label(s) for s in row["statuses"]] for row in rows],
            "since": pd.Series([_day(row["first_seen_at"]) for row in rows], dtype="object"),
            "themes": [[theme_label(theme) for theme in row["themes"]] for row in rows],
        }
    )
    show_choice(
        frame,
        [row["best_event_id"] for row in rows],
        key=key,
        columns=_STORY_COLUMNS,
        on_choose=on_choose,
        chosen=chosen,
        height=height,
        leaves_page=leaves_page,
        alt="Stories of the selected events, the one told last first",
    )


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def show_choice(
    frame: pd.DataFrame,
    ids: list[str],
    *,
    key: str,
    columns: Mapping[str, Any],
    on_choose: Callable[[str | None], None],
    chosen: str | None,
    height: int | Literal["content"],
    alt: str,
    leaves_page: bool = False,
) -> None:
    """A table of which one row can be chosen; calls `on_choose` with that row's id.

    The ids of the rows are remembered when they are drawn: a click means the row that the reader
    saw, even if new data was published meanwhile. `chosen` is the id to mark at first; `height` in
    pixels holds for tables of more than some rows. Where the choice stays on the page, any cell of
    the row chooses it (`dashboard.parts.rows`).
    """
    drawn = f"{key}-ids"
    st.session_state[drawn] = ids
    marked = ids.index(chosen) if chosen in ids else None
    first = str(frame.columns[0])
    row_choice.begin(key, marked)

    def choose() -> None:
        if not leaves_page:
            row_choice.settle(key, first)
        on_choose(_chosen_id(key, drawn))

    st.dataframe(
        frame,
        key=key,
        hide_index=True,
        height=height if len(ids) > _FEW else "content",
        column_config=columns,
        on_select=choose,
        selection_mode="single-row" if leaves_page else row_choice.ANY_CELL,
        selection_default=row_choice.select(marked, first),
        alt=alt,
    )


def _chosen_id(key: str, drawn: str) -> str | None:
    ids: list[str] = st.session_state.get(drawn) or []
    row = row_choice.chosen_row(st.session_state.get(key), len(ids))
    return None if row is None else ids[row]
