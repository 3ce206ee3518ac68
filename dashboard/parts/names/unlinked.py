"""Parts of the page on names: the table of names, and the sentences of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard.parts.row_choice import ANY_CELL, chosen_row, settle
from dashboard.parts.views import show_range, table_key
from dashboard.plain import safe_text
from dashboard.queries import names as name_queries
from etl.lexicon.own_names import clean
from etl.warehouse.serving import Snapshot

_FEW = 12
_FEW_SENTENCES = 2
_COLUMNS = {
    "name": st.column_config.TextColumn("Name", width="medium"),
    "events": st.column_config.NumberColumn("Events", width="small"),
    "articles": st.column_config.NumberColumn("Articles", width="small"),
    "said": st.column_config.TextColumn("You said", width="medium"),
}


@dataclass(frozen=True)
class UnlinkedName:
    """A name that the catalogue lacks, and the dumps whose articles have it."""

    name: str
    dumps: tuple[str, ...]


def show_names(
    rows: pa.Table, said: Mapping[str, str], count: int, number: int, size: int
) -> UnlinkedName:
    """The table of names; returns the chosen one, the first where none is chosen."""
    show_range(count, number, size, ("name", "names"))
    names = rows["name"].to_pylist()
    key = table_key("names", tuple(names))
    state = st.dataframe(
        pd.DataFrame(
            {
                "name": [safe_text(name) for name in names],
                "events": rows["events"].to_pylist(),
                "articles": rows["articles"].to_pylist(),
                "said": [tell(said, name) for name in names],
            }
        ),
        key=key,
        hide_index=True,
        height=500 if len(names) > _FEW else "content",
        column_config=_COLUMNS,
        on_select=partial(settle, key, "name"),
        selection_mode=ANY_CELL,
        alt="Names of companies that the catalogue lacks, most frequent first",
    )
    place = chosen_row(state, len(names)) or 0
    return UnlinkedName(names[place], tuple(rows["dumps"][place].as_py()))


def tell(said: Mapping[str, str], name: str) -> str:
    """What was said of a name, in words; empty where nothing was."""
    company = said.get(clean(name))
    if company is None:
        return ""
    if company == clean(name):
        return "is a company of its own"
    return safe_text(f"is {company}") if company else "is no company"


def show_sentences(snapshot: Snapshot, name: str) -> None:
    """The name, and what stands around it in some articles."""
    # st.text shows plain text: names and sentences come from articles.
    with st.container(border=True):
        st.text(safe_text(name), width="stretch")
        told = name_queries.sentences_of(snapshot, name)
        _show_divided(told[:_FEW_SENTENCES])
        # Not a box that scrolls: nothing in it would take the focus of the keyboard.
        rest = told[_FEW_SENTENCES:]
        if rest:
            with st.expander(f"{len(rest)} more"):
                _show_divided(rest)


def _show_divided(sentences: Sequence[str]) -> None:
    for number, sentence in enumerate(sentences):
        if number:
            st.divider()
        st.text(safe_text(sentence), width="stretch")
