"""Parts of the page on names: the table, the sentences of one name, what can be said of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard import name_queries, orchestration
from dashboard.evidence import safe_text
from dashboard.reader import show_fields
from dashboard.views import show_range, table_key
from etl.errors import MotorwireError
from etl.lexicon import own_companies
from etl.lexicon.entries import Company
from etl.lexicon.files import own_companies_file
from etl.settings import DataLayout
from etl.warehouse.serving import Snapshot

_FEW = 12
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


def own_file() -> Path:
    """The user's own companies."""
    return own_companies_file()


def show_names(
    rows: pa.Table, said: Mapping[str, str], count: int, number: int, size: int
) -> UnlinkedName:
    """The table of names; returns the chosen one, the first where none is chosen."""
    show_range(count, number, size, ("name", "names"))
    names = rows["name"].to_pylist()
    state = st.dataframe(
        pd.DataFrame(
            {
                "name": [safe_text(name) for name in names],
                "events": rows["events"].to_pylist(),
                "articles": rows["articles"].to_pylist(),
                "said": [_tell(said, name) for name in names],
            }
        ),
        key=table_key("names", tuple(names)),
        hide_index=True,
        height=500 if len(names) > _FEW else "content",
        column_config=_COLUMNS,
        on_select="rerun",
        selection_mode="single-row",
        alt="Names of companies that the catalogue lacks, most frequent first",
    )
    ticked = state["selection"]["rows"]
    place = ticked[0] if ticked and ticked[0] < len(names) else 0
    return UnlinkedName(names[place], tuple(rows["dumps"][place].as_py()))


def _tell(said: Mapping[str, str], name: str) -> str:
    company = said.get(own_companies.clean(name))
    if company is None:
        return ""
    return safe_text(f"is {company}") if company else "is no company"


def show_name(
    snapshot: Snapshot, layout: DataLayout, chosen: UnlinkedName, said: Mapping[str, str]
) -> None:
    """The sentences of a name and what can be said of it."""
    name = chosen.name
    # st.text and the reader show plain text: names come from articles.
    with st.container(border=True):
        st.text(safe_text(name), width="stretch")
        told = name_queries.sentences_of(snapshot, name)
        show_fields([(str(n), safe_text(t)) for n, t in enumerate(told, 1)], key="name-sentences")
    with st.container(border=True):
        if own_companies.clean(name) in said:
            _show_said(layout, chosen, _tell(said, name))
        else:
            _show_choices(snapshot, name)


def _show_said(layout: DataLayout, chosen: UnlinkedName, words: str) -> None:
    st.text(f"You said: {words}.")
    count = len(chosen.dumps)
    st.caption(
        "It holds from the next run of its dumps on. Runs that are under way are not changed."
    )
    with st.container(horizontal=True):
        st.button(
            f"Run {count} dump{'s' * (count != 1)} again",
            key="name-rerun",
            icon=":material/play_arrow:",
            type="primary",
            on_click=_rerun,
            args=(layout, chosen.dumps),
        )
        st.button(
            "Take back",
            key="name-undo",
            icon=":material/undo:",
            type="tertiary",
            on_click=_say,
            args=(lambda: own_companies.take_back(own_file(), chosen.name), "Taken back."),
        )


def _show_choices(snapshot: Snapshot, name: str) -> None:
    choices = {c.company_id: c.name for c in name_queries.company_choices(snapshot)}
    st.markdown("**It is another name of**")
    company_id = st.selectbox(
        "Company",
        choices,
        index=None,
        format_func=choices.__getitem__,
        key=f"alias-of-{name}",
        placeholder="Choose a company",
        label_visibility="collapsed",
    )
    needs_context = st.checkbox(
        "Only where the text speaks of that company anyway",
        key=f"context-{name}",
        help="For a name that often means something else",
    )
    st.button(
        "Add as an alias",
        key="name-alias",
        icon=":material/link:",
        disabled=company_id is None,
        on_click=_say,
        args=(
            lambda: own_companies.add_alias(
                own_file(),
                Company(company_id or "", choices.get(company_id or "", "")),
                name,
                needs_context=needs_context,
            ),
            "Noted. It holds from the next run on.",
        ),
    )
    st.markdown("**It is a company of its own**")
    parent = st.selectbox(
        "Parent, if any",
        choices,
        index=None,
        format_func=choices.__getitem__,
        key=f"parent-of-{name}",
        placeholder="No parent",
    )
    st.button(
        "Add as a new company",
        key="name-company",
        icon=":material/add_business:",
        on_click=_say,
        args=(
            lambda: own_companies.add_company(own_file(), name, parent_id=parent or ""),
            "Noted. It holds from the next run on.",
        ),
    )
    st.markdown("**It is none**")
    st.button(
        "Not a company",
        key="name-none",
        icon=":material/block:",
        on_click=_say,
        args=(
            lambda: own_companies.mark_not_company(own_file(), name),
            "Noted. It is left out from the next run on.",
        ),
    )


def _say(change: Callable[[], None], words: str) -> None:
    try:
        change()
    except MotorwireError as error:
        st.toast(
            safe_text(str(error)).replace("[", "(").replace("]", ")"), icon=":material/warning:"
        )
    except OSError:
        st.toast(
            "That could not be written: is the disk full, or read-only?", icon=":material/warning:"
        )
    else:
        st.toast(words, icon=":material/check:")


def _rerun(layout: DataLayout, dumps: tuple[str, ...]) -> None:
    orchestration.start_runs(layout, dumps)
    st.toast("The runs are on their way; see the page Runs.", icon=":material/play_arrow:")
