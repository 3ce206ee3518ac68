"""Which company the page is about, and which others it is held against: both in the address."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard.filters import page_state
from dashboard.filters.selection import Selection
from dashboard.parts.views import table_key
from dashboard.plain import safe_text
from dashboard.queries.companies import kinds_of_companies
from dashboard.queries.facets import facet_counts
from etl.warehouse.serving import Snapshot

MOST_PEERS = 4
_PEERS = 3


def company_counts(snapshot: Snapshot, selection: Selection) -> dict[str, int]:
    """Events per company under the other filters, most frequent first."""
    return facet_counts(snapshot, selection, "companies")


def choose_company(counts: dict[str, int], selection: Selection) -> str | None:
    """The company of the address, else the first of the filter, else the one with most events;
    None where no event has a company."""
    names = list(counts)
    asked = page_state.read_value(page_state.COMPANY)
    name = asked or next(iter([*selection.companies, *names]), None)
    if name is None:
        return None
    st.session_state[page_state.COMPANY] = name
    st.selectbox(
        "Company",
        list(dict.fromkeys([*names, name])),
        format_func=safe_text,
        key=page_state.COMPANY,
        on_change=_take_company,
        width=420,
    )
    return name


def _take_company() -> None:
    page_state.write_values(page_state.COMPANY, [st.session_state[page_state.COMPANY]])
    page_state.forget(page_state.PEERS)


def default_peers(snapshot: Snapshot, counts: dict[str, int], company: str) -> tuple[str, ...]:
    """The companies of the same kind with most selected events; where these are too few, or the
    catalogue knows no kind, others with most events."""
    kinds = kinds_of_companies(snapshot)
    kind = kinds.get(company)
    others = [name for name in counts if name != company]
    alike = [name for name in others if kind and kinds.get(name) == kind]
    return tuple(dict.fromkeys([*alike, *others]))[:_PEERS]


def choose_peers(snapshot: Snapshot, counts: dict[str, int], company: str) -> tuple[str, ...]:
    """The companies that the reader wants beside `company`."""
    asked = page_state.read_values(page_state.PEERS, MOST_PEERS)
    peers = default_peers(snapshot, counts, company) if asked is None else asked
    peers = tuple(name for name in peers if name != company)
    key = table_key(page_state.PEERS, company)
    st.session_state[key] = list(peers)
    st.multiselect(
        "Beside",
        _options(counts, company, peers),
        format_func=safe_text,
        key=key,
        on_change=_take_peers,
        args=(key,),
        max_selections=MOST_PEERS,
        select_all=False,
        placeholder="Choose companies to hold it against",
        label_visibility="collapsed",
    )
    return peers


def _options(counts: dict[str, int], company: str, peers: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys([*counts, *peers]) if name != company]


def _take_peers(key: str) -> None:
    page_state.write_values(page_state.PEERS, st.session_state[key] or [])


def of_company(selection: Selection, company: str) -> Selection:
    """The selection with this company in the place of those of the filter."""
    return replace(selection, companies=(company,))


def show_left_out(selection: Selection, company: str) -> None:
    """Says so where the filter on companies names others: it does not hold here."""
    if selection.companies and company not in selection.companies:
        st.caption("The filter on companies does not hold on this page; all other filters do.")


def show_no_events(selection: Selection) -> None:
    """What to do where the company has no selected event."""
    others = replace(selection, companies=()).is_everything
    st.text(
        "No event names this company."
        if others
        else "No event of this company fits the filters. Take a filter away, or choose another."
    )


def show_left_out_types() -> None:
    """Says that the filters leave out all events that a part is about."""
    st.caption("The filter on event types leaves these events out.")
