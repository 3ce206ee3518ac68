"""The filter bar: draws the view as widgets, and changes the view when the reader uses them.

The view in the session is the truth (`dashboard.filters.address`); every widget is set from it
before it is drawn and reports back through a callback. Beside each value stands the number of
events that it has under the other filters. Options are plain text, never Markdown.
"""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from dashboard.filters import address
from dashboard.filters.parents import follow_parents
from dashboard.filters.selection import FACETS, Facet, Selection, format_day
from dashboard.filters.view import (
    BY_PARENT,
    EARLIEST,
    FROM,
    LATEST,
    LONGEST_TEXT,
    PERIOD,
    SCORE,
    SCORES,
    TEXT,
    TO,
    View,
)
from dashboard.labels import known_themes, known_types, theme_groups
from dashboard.plain import safe_text
from dashboard.queries.events import built_at
from dashboard.queries.facets import facet_counts, newest_article
from etl.contracts import CHECKS, STATUSES
from etl.warehouse.serving import Snapshot

_GROUP = "group:"
_ALL_TIME = "all"
_FACET = {facet.field: facet for facet in FACETS}
_SHORT = {"7d": "7 d", "30d": "30 d", "quarter": "3 mo", "year": "1 y", _ALL_TIME: "All"}
_MORE = ("with_companies", "countries", "kinds", "sources", "languages", "checks")
_SEARCH_HELP = (
    'Words in headline and evidence. All must occur. Use "quotes" for words that stand together, '
    "-word to leave out, OR between alternatives, recall\\* for beginnings of words."
)
_PERIOD_HELP = (
    "7 days, 30 days, a quarter or a year, counted back from the newest article. An event counts "
    "on the day it happened; one that lies ahead or has no date, on the day it was reported."
)


def show_filters(snapshot: Snapshot) -> None:
    """Draws the filters and remembers what they mean for the page (`address.current_selection`)."""
    view = address.current_view()
    newest = newest_article(snapshot)
    selection = view.resolve(newest)
    address.remember_selection(selection)
    _show_search(view)
    _show_list("companies", snapshot, view, selection, placeholder="Any company")
    st.session_state[BY_PARENT] = view.asked.by_parent
    st.toggle(
        "Count brands under their parent",
        key=BY_PARENT,
        on_change=_take_parents,
        args=(snapshot,),
        help="Companies that belong to another count as the one at the top. Events keep the names "
        "as they were told.",
    )
    _show_themes(snapshot, view, selection)
    _show_list("event_types", snapshot, view, selection, placeholder="Any type", known=known_types)
    _show_period(view, newest)
    _show_pills("statuses", STATUSES, snapshot, view, selection)
    is_used = any(getattr(view.asked, field) for field in _MORE) or view.asked.least_score > 0
    with st.expander("More filters", expanded=is_used):
        _show_list("with_companies", snapshot, view, selection, placeholder="Any other company")
        _show_list("countries", snapshot, view, selection, placeholder="Any country")
        _show_list("kinds", snapshot, view, selection, placeholder="Any kind")
        _show_list("sources", snapshot, view, selection, placeholder="Any source")
        _show_list("languages", snapshot, view, selection, placeholder="Any language")
        _show_score(view)
        _show_pills(
            "checks",
            CHECKS,
            snapshot,
            view,
            selection,
            help="What readers said of the events. Those called wrong are shown only when asked "
            "for.",
        )
    st.button(
        "Reset filters",
        icon=":material/filter_alt_off:",
        on_click=address.reset,
        width="stretch",
        disabled=not view.parts(),
    )
    built = built_at(snapshot)
    st.caption(f"Data of {format_day(built.date())}, {built:%H:%M} UTC")


def _show_search(view: View) -> None:
    st.session_state[TEXT] = view.asked.text
    st.text_input(
        "Search",
        key=TEXT,
        on_change=lambda: address.change(text=st.session_state[TEXT].strip()),
        type="search",
        max_chars=LONGEST_TEXT,
        placeholder='recall "joint venture" -rumour',
        help=_SEARCH_HELP,
    )


def _take(field: str) -> None:
    chosen: Sequence[str] = st.session_state[_FACET[field].parameter] or []
    address.change(**{field: tuple(chosen)})


def _label_with_count(facet: Facet, counts: dict[str, int]) -> Callable[[str], str]:
    return lambda value: f"{safe_text(facet.name_value(value))} · {counts.get(value, 0):,}"


def _show_list(
    field: str,
    snapshot: Snapshot,
    view: View,
    selection: Selection,
    *,
    placeholder: str,
    known: Callable[[Sequence[str]], list[str]] = list,
) -> None:
    facet = _FACET[field]
    counts = facet_counts(snapshot, selection, field)
    chosen = list(getattr(view.asked, field))
    options = list(dict.fromkeys([*counts, *known([*counts, *chosen])]))
    st.session_state[facet.parameter] = chosen
    st.multiselect(
        facet.label,
        options,
        format_func=_label_with_count(facet, counts),
        key=facet.parameter,
        on_change=_take,
        args=(field,),
        placeholder=placeholder,
        select_all=False,
    )


def _show_themes(snapshot: Snapshot, view: View, selection: Selection) -> None:
    facet = _FACET["themes"]
    counts = facet_counts(snapshot, selection, "themes")
    chosen = list(view.asked.themes)
    groups = theme_groups(known_themes([*counts, *chosen]))
    options = [
        option
        for group, names in groups.items()
        for option in (_GROUP + group, *sorted(names, key=lambda n: (-counts.get(n, 0), n)))
    ]
    name = _label_with_count(facet, counts)

    def tell(option: str) -> str:
        group = option.removeprefix(_GROUP)
        return f"{group}: all {len(groups[group])}" if group != option else name(option)

    def take() -> None:
        found: list[str] = []
        for option in st.session_state[facet.parameter] or []:
            found += groups[option.removeprefix(_GROUP)] if option.startswith(_GROUP) else [option]
        address.change(themes=tuple(dict.fromkeys(found)))

    st.session_state[facet.parameter] = chosen
    st.multiselect(
        facet.label,
        options,
        format_func=tell,
        key=facet.parameter,
        on_change=take,
        placeholder="Any theme",
        select_all=False,
    )


def _show_pills(
    field: str,
    values: Sequence[str],
    snapshot: Snapshot,
    view: View,
    selection: Selection,
    *,
    help: str | None = None,
) -> None:
    facet = _FACET[field]
    counts = facet_counts(snapshot, selection, field)
    st.session_state[facet.parameter] = list(getattr(view.asked, field))
    st.pills(
        facet.label,
        values,
        format_func=_label_with_count(facet, counts),
        selection_mode="multi",
        key=facet.parameter,
        on_change=_take,
        args=(field,),
        wrap=True,
        help=help,
    )


def _show_period(view: View, newest: date | None) -> None:
    st.session_state[PERIOD] = view.period or _ALL_TIME
    st.segmented_control(
        "Period",
        list(_SHORT),
        format_func=_SHORT.__getitem__,
        key=PERIOD,
        on_change=_take_period,
        required=True,
        width="stretch",
        wrap=False,
        help=_PERIOD_HELP + (f" The newest is of {format_day(newest)}." if newest else ""),
    )
    first, last = st.columns(2)
    with first:
        _show_day("From", FROM, "date_from", view.asked.date_from)
    with last:
        _show_day("To", TO, "date_to", view.asked.date_to)


def _take_period() -> None:
    period = st.session_state[PERIOD]
    address.change(period="" if period == _ALL_TIME else period, date_from=None, date_to=None)


def _show_day(label: str, key: str, field: str, day: date | None) -> None:
    st.session_state[key] = day
    st.date_input(
        label,
        min_value=EARLIEST,
        max_value=LATEST,
        key=key,
        on_change=lambda: address.change(**{field: st.session_state[key]}),
        format="YYYY-MM-DD",
    )


def _show_score(view: View) -> None:
    st.session_state[SCORE] = view.asked.least_score
    st.select_slider(
        "Least confidence",
        SCORES,
        format_func=lambda score: f"{score} %",
        key=SCORE,
        on_change=lambda: address.change(least_score=st.session_state[SCORE]),
        help="How likely type and companies of an event are right, as the extraction judges itself",
    )


def _take_parents(snapshot: Snapshot) -> None:
    by_parent: bool = st.session_state[BY_PARENT]
    asked = address.current_view().asked
    address.change(
        by_parent=by_parent,
        **{
            field: follow_parents(snapshot, getattr(asked, field), by_parent=by_parent)
            for field in ("companies", "with_companies")
        },
    )
