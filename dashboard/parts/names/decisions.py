"""What a reader can say of a name, what was said, and taking it back."""

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import naming, orchestration
from dashboard.access.actions import may
from dashboard.parts.names.unlinked import UnlinkedName, tell
from dashboard.parts.notices import write_and_tell
from dashboard.parts.row_choice import ANY_CELL, chosen_row, settle
from dashboard.parts.views import table_key
from dashboard.plain import safe_text
from dashboard.queries import names as name_queries
from etl.audit import Action
from etl.lexicon import own_names
from etl.lexicon.catalogue_checks import country_codes
from etl.settings import DataLayout

_NOTED = "Noted. It holds from the next run on."
_TAKEN_BACK = "Taken back. It holds from the next run on."
_HEIGHT = 300


def show_decision(layout: DataLayout, chosen: UnlinkedName, said: Mapping[str, str]) -> None:
    """What was said of the chosen name, with the run that applies it; else what can be said."""
    with st.container(border=True):
        if own_names.clean(chosen.name) in said:
            _show_said(layout, chosen, tell(said, chosen.name))
        elif may(Action.SAY_NAME):
            _show_choices(layout, chosen.name)
        else:
            st.caption("Who a name is says an analyst or an operator.")


def show_all_said(layout: DataLayout, said: Mapping[str, str]) -> None:
    """Everything that the user said of names, applied or not, with a way to take it back."""
    if not said:
        return
    with st.expander(f"What you have said ({len(said):,})", icon=":material/history_edu:"):
        names = sorted(said, key=str.casefold)
        key = table_key("said", tuple(said.items()))
        state = st.dataframe(
            pd.DataFrame(
                {
                    "Name": [safe_text(name) for name in names],
                    "You said": [tell(said, name) for name in names],
                }
            ),
            key=key,
            hide_index=True,
            height=_HEIGHT if len(names) > 8 else "content",
            on_select=partial(settle, key, "Name"),
            selection_mode=ANY_CELL,
            alt="Names of which you have said who they are",
        )
        row = chosen_row(state, len(names))
        chosen = "" if row is None else names[row]
        st.button(
            "Take back",
            key="said-undo",
            icon=":material/undo:",
            disabled=not chosen or not may(Action.SAY_NAME),
            on_click=write_and_tell,
            args=(lambda: naming.take_back(layout, chosen), _TAKEN_BACK),
            help="Tick a row first. Run its dumps again on the page Runs.",
        )


def _show_said(layout: DataLayout, chosen: UnlinkedName, words: str) -> None:
    st.text(f"You said: {words}.")
    dumps = orchestration.runnable(layout, chosen.dumps)
    waiting = orchestration.waiting_dumps(layout)
    left = [dump for dump in dumps if dump not in waiting]
    if dumps and not left:
        st.caption("The runs are on their way; the page Runs shows them.")
    else:
        st.caption("It holds from the next run of its dumps on. Runs under way are not changed.")
    gone = len(chosen.dumps) - len(dumps)
    if gone:
        st.caption(f"Of its dumps, {gone:,} no longer lie in the inbox and cannot be run again.")
    with st.container(horizontal=True):
        st.button(
            f"Run {len(left):,} dump{'s' * (len(left) != 1)} again",
            key="name-rerun",
            icon=":material/play_arrow:",
            type="primary",
            disabled=not left or not may(Action.START_RUN),
            on_click=_rerun,
            args=(layout, left),
        )
        st.button(
            "Take back",
            key="name-undo",
            icon=":material/undo:",
            type="tertiary",
            disabled=not may(Action.SAY_NAME),
            on_click=write_and_tell,
            args=(lambda: naming.take_back(layout, chosen.name), _TAKEN_BACK),
        )


def _show_choices(layout: DataLayout, name: str) -> None:
    choices = {i: safe_text(called) for i, called in name_queries.company_choices().items()}
    alias, company, none = st.tabs(["Another name of…", "A company of its own", "No company"])
    with alias:
        _show_alias(layout, name, choices)
    with company:
        _show_company(layout, name, choices)
    with none:
        st.caption("It is left out of the companies of every article.")
        st.button(
            "Not a company",
            key="name-none",
            icon=":material/block:",
            on_click=write_and_tell,
            args=(lambda: naming.mark_not_company(layout, name), _NOTED),
        )


def _show_alias(layout: DataLayout, name: str, choices: Mapping[str, str]) -> None:
    company_id = st.selectbox(
        "Company",
        choices,
        index=None,
        format_func=choices.__getitem__,
        key=f"alias-of-{name}",
        placeholder="Choose a company",
    )
    st.checkbox(
        "Only where the context confirms it",
        key=f"context-{name}",
        help="For a name that often means something else: it then counts only where the text"
        " speaks of that company anyway, or as one speaks of a company",
    )
    st.button(
        "Add as an alias",
        key="name-alias",
        icon=":material/link:",
        disabled=company_id is None,
        on_click=write_and_tell,
        args=(lambda: _add_alias(layout, name), _NOTED),
    )


def _show_company(layout: DataLayout, name: str, choices: Mapping[str, str]) -> None:
    st.text_input(
        "Name",
        key=f"name-of-{name}",
        value=own_names.clean(name),
        max_chars=own_names.LONGEST_NAME,
        help="How the company is called on the screens; the name in the texts stays known",
    )
    parent_column, country_column = st.columns([2, 1])
    parent_column.selectbox(
        "Parent, if any",
        choices,
        index=None,
        format_func=choices.__getitem__,
        key=f"parent-of-{name}",
        placeholder="No parent",
    )
    country_column.selectbox(
        "Country, if known",
        sorted(country_codes()),
        index=None,
        key=f"country-of-{name}",
        placeholder="None",
        help="The two letters of ISO 3166, such as DE or US",
    )
    st.button(
        "Add as a new company",
        key="name-company",
        icon=":material/add_business:",
        on_click=write_and_tell,
        args=(lambda: _add_company(layout, name), _NOTED),
    )


# Widgets are read when the button was pressed: what was changed just before counts.


def _add_alias(layout: DataLayout, name: str) -> None:
    state = st.session_state
    needs_context = bool(state[f"context-{name}"])
    company_id = state[f"alias-of-{name}"] or ""
    naming.add_alias(layout, company_id, name, needs_context=needs_context)


def _add_company(layout: DataLayout, name: str) -> None:
    state = st.session_state
    naming.add_company(
        layout,
        own_names.clean(state[f"name-of-{name}"]) or name,
        alias=name,
        parent_id=state[f"parent-of-{name}"] or "",
        country=state[f"country-of-{name}"] or "",
    )


def _rerun(layout: DataLayout, dumps: list[str]) -> None:
    write_and_tell(
        lambda: orchestration.start_runs(layout, dumps),
        "The runs are on their way; see the page Runs.",
        ":material/play_arrow:",
    )
