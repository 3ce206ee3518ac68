"""Which theme a page is about: chosen by the reader, kept in the address as its id."""

from collections.abc import Mapping

import streamlit as st

from dashboard.filters import page_state
from dashboard.filters.selection import Selection
from dashboard.labels import known_themes, theme_definition, theme_groups, theme_label
from dashboard.plain import safe_text
from dashboard.queries.facets import facet_counts
from etl.warehouse.serving import Snapshot

_WIDGET = "theme-of-page"


def choose_theme(snapshot: Snapshot, selection: Selection) -> str | None:
    """Lets the reader choose a theme and returns its id; None where the lexicon has none.

    At first it is the one in the address, else the first of the filter, else the one with the most
    selected events.
    """
    counts = facet_counts(snapshot, selection, "themes")
    asked = page_state.read_value(page_state.THEME)
    groups = theme_groups(known_themes([*counts, *selection.themes]))
    options = [name for names in groups.values() for name in names]
    if not options:
        return None
    preferred = (asked, *selection.themes, *counts)
    st.session_state[_WIDGET] = next((t for t in preferred if t in options), options[0])
    group_of = {name: group for group, names in groups.items() for name in names}
    chosen: str = st.selectbox(
        "Theme",
        options,
        format_func=lambda theme: _tell(theme, group_of, counts),
        key=_WIDGET,
        on_change=_take,
    )
    if asked != chosen:
        page_state.write_values(page_state.THEME, [chosen])
    return chosen


def _tell(theme: str, group_of: Mapping[str, str], counts: Mapping[str, int]) -> str:
    return safe_text(f"{theme_label(theme)} ({group_of[theme]}) · {counts.get(theme, 0):,}")


def _take() -> None:
    page_state.write_values(page_state.THEME, [st.session_state[_WIDGET]])


def show_definition(theme: str) -> None:
    """What the lexicon says the theme is about."""
    definition = theme_definition(theme)
    st.text(safe_text(definition) if definition else "The lexicon in use does not define it.")
