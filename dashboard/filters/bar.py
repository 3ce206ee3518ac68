"""The filter bar: widgets → one frozen `Selection`, the same on every page, kept in the address.

Every widget is bound to a query parameter, so that an address restores the filters; Streamlit drops
values in an address that are no option. Options are shown as plain text, never as Markdown.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from dashboard.filters.selection import (
    ALL_TIME,
    PERIODS,
    Selection,
    describe,
    format_day,
    period_bounds,
)
from dashboard.labels import (
    check_label,
    known_themes,
    known_types,
    status_label,
    theme_label,
    type_label,
)
from dashboard.queries.events import Options, built_at, options, topmost_parents
from etl.contracts import CHECKS, STATUSES
from etl.warehouse.serving import Snapshot

COMPANY, THEME, TYPE, STATUS, CHECK = "company", "theme", "type", "status", "check"
PERIOD, FROM, TO, TEXT = "period", "from", "to", "q"
BY_PARENT = "parents"
_FACETS = (COMPANY, THEME, TYPE, STATUS, CHECK)
_SELECTION = "selection"
_OFFERED = "offered"
_COUNTED_BY_PARENT = "counted-by-parent"

_EARLIEST, _LATEST = date(1800, 1, 1), date(2200, 12, 31)
_SEARCH_HELP = (
    'Words in headline and evidence. All must occur. Use "quotes" for words that stand together, '
    "-word to leave out, OR between alternatives, recall\\* for beginnings of words."
)


def show_filters(snapshot: Snapshot) -> Selection:
    """Draws the filters and remembers what they say for the page (`current_selection`)."""
    text = st.text_input(
        "Search",
        key=TEXT,
        bind="query-params",
        type="search",
        max_chars=300,
        placeholder='recall "joint venture" -rumour',
        help=_SEARCH_HELP,
    )
    above = st.container()  # The companies on offer depend on the switch that is drawn below them.
    by_parent = st.toggle(
        "Count brands under their parent",
        key=BY_PARENT,
        bind="query-params",
        help="Companies that belong to another count as the one at the top. Events keep the names "
        "as they were told.",
    )
    offered = options(snapshot, by_parent=by_parent)
    known = {THEME: known_themes(offered.themes), TYPE: known_types(offered.event_types)}
    st.session_state[_OFFERED] = known
    if st.session_state.setdefault(_COUNTED_BY_PARENT, by_parent) != by_parent:
        st.session_state[_COUNTED_BY_PARENT] = by_parent
        _follow_parents(offered, topmost_parents(snapshot), by_parent=by_parent)
    companies = above.multiselect(
        "Companies",
        offered.companies,
        key=COMPANY,
        bind="query-params",
        placeholder="Any company",
        select_all=False,
    )
    themes = st.multiselect(
        "Themes",
        known[THEME],
        format_func=theme_label,
        key=THEME,
        bind="query-params",
        placeholder="Any theme",
        select_all=False,
    )
    types = st.multiselect(
        "Event types",
        known[TYPE],
        format_func=type_label,
        key=TYPE,
        bind="query-params",
        placeholder="Any type",
        select_all=False,
    )
    statuses = st.pills(
        "Status",
        STATUSES,
        format_func=status_label,
        selection_mode="multi",
        key=STATUS,
        bind="query-params",
        wrap=True,
    )
    checks = st.pills(
        "Checked",
        CHECKS,
        format_func=check_label,
        selection_mode="multi",
        key=CHECK,
        bind="query-params",
        wrap=True,
        help="What readers said of the events. Those called wrong are shown only when asked for.",
    )
    first, last = _show_period(offered)
    st.button("Reset filters", icon=":material/filter_alt_off:", on_click=reset, width="stretch")
    built = built_at(snapshot)
    st.caption(f"Data of {format_day(built.date())}, {built:%H:%M} UTC")
    selection = Selection(
        tuple(c for c in companies if c in offered.companies),
        tuple(t for t in themes if t in known[THEME]),
        tuple(t for t in types if t in known[TYPE]),
        tuple(s for s in statuses if s in STATUSES),
        first,
        last,
        (text or "").strip(),
        tuple(c for c in checks if c in CHECKS),
        by_parent,
    )
    st.session_state[_SELECTION] = selection
    return selection


def _follow_parents(offered: Options, parents: Mapping[str, str], *, by_parent: bool) -> None:
    """Carries the choice of companies over when the switch was moved: brands become their parents,
    and a parent that no event names by itself becomes its brands."""
    chosen: Sequence[str] = st.session_state.get(COMPANY) or []
    if by_parent:
        kept = [parents.get(name, name) for name in chosen]
    else:
        brands = {name: [b for b, parent in parents.items() if parent == name] for name in chosen}
        known = set(offered.companies)
        kept = [n for name in chosen for n in ([name] if name in known else brands[name])]
    st.session_state[COMPANY] = list(dict.fromkeys(kept))


def _show_period(offered: Options) -> tuple[date | None, date | None]:
    period = st.selectbox(
        "Period",
        [ALL_TIME, *PERIODS],
        key=PERIOD,
        bind="query-params",
        help="Periods count back from the newest article. An event counts on the day it happened; "
        "one that lies ahead or has no date counts on the day it was reported.",
    )
    # Always drawn: a widget that appears only when it is set would miss its place in the address.
    first = _day_input("From", FROM)
    last = _day_input("To", TO)
    return period_bounds(period, offered.newest, first, last)


def _day_input(label: str, key: str) -> date | None:
    return st.date_input(
        label,
        value=None,
        min_value=_EARLIEST,
        max_value=_LATEST,
        key=key,
        bind="query-params",
        format="YYYY-MM-DD",
    )


def current_selection() -> Selection:
    """What the filters say in this run; everything where no filters are drawn."""
    found = st.session_state.get(_SELECTION)
    return found if isinstance(found, Selection) else Selection()


def is_offered(key: str, value: str) -> bool:
    """Whether the filter of themes or event types offers a value."""
    return value in st.session_state.get(_OFFERED, {}).get(key, ())


def reset() -> None:
    """Clears all filters. For use as a callback."""
    for key in _FACETS:
        st.session_state[key] = []
    st.session_state[TEXT] = ""
    st.session_state[PERIOD] = ALL_TIME
    st.session_state[FROM] = st.session_state[TO] = None


def toggle(key: str, value: str) -> None:
    """Adds a value to a facet, or takes it away if it is chosen. For use in a callback."""
    chosen: Sequence[str] = st.session_state.get(key) or []
    if value in chosen:
        st.session_state[key] = [c for c in chosen if c != value]
    else:
        st.session_state[key] = [*chosen, value]


def choose_only(key: str, value: str) -> None:
    """Makes a value the only one of its facet. For use in a callback."""
    st.session_state[key] = [value]


def choose_days(first: date, last: date) -> None:
    """Restricts the dates to a span. For use in a callback."""
    st.session_state[PERIOD] = ALL_TIME
    st.session_state[FROM] = first
    st.session_state[TO] = last


def show_active(selection: Selection, key: str) -> None:
    """One line that says what is filtered, with a way out; nothing when nothing is filtered."""
    if selection.is_everything:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        # st.text shows plain text: names of companies come from articles.
        st.text(" · ".join(f"{name}: {words}" for name, words in describe(selection)))
        st.button(
            "Reset", key=f"reset-{key}", icon=":material/close:", type="tertiary", on_click=reset
        )
