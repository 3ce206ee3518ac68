"""Parts of the guide that say what an event is: statuses, event types and themes in words, with the
number of events of each."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.filters.selection import Selection
from dashboard.labels import (
    known_themes,
    known_types,
    status_label,
    theme_groups,
    theme_label,
    type_label,
)
from dashboard.parts import links
from dashboard.plain import escape_markdown
from dashboard.queries.facets import facet_counts
from etl.contracts import STATUS_MEANINGS
from etl.lexicon.in_use import load_lexicon
from etl.warehouse.serving import Snapshot

_EVENT = """\
An event is one particular happening, or one announced plan, in which a company that the article
names takes part. The sentence that says so is kept as its evidence.

What a company is or makes, an opinion, advice, a review, a trend without a named company: these
are no events. The same happening told twice in one article is one event; told by several articles
it is several events and one story.

Its companies are those that act or are acted upon: buyer and target, all partners, supplier and
customer. Not the outlet that reports, and not the bank whose analyst comments.
"""
_GONE = "Not in the lexicon in use: of another industry pack, or of an entry that is gone."
_LEAST_WIDTH = 300


def show_definitions(snapshot: Snapshot | None) -> None:
    """What an event is, and the words for its status, type and themes."""
    lexicon = load_lexicon()
    st.markdown(_EVENT, width=760)
    st.header("Status", anchor=False)
    counts = _counts(snapshot, "statuses")
    with st.grid(4, min_column_width=220):
        for status, meaning in STATUS_MEANINGS.items():
            _show_entry(status_label(status), meaning, counts.get(status, 0), statuses=(status,))
    st.header("Event types", anchor=False)
    counts = _counts(snapshot, "event_types")
    _show_entries(
        {
            name: (
                type_label(name),
                lexicon.types[name].definition if name in lexicon.types else _GONE,
            )
            for name in known_types(counts)
        },
        counts,
        "event_types",
    )
    st.header("Themes", anchor=False)
    counts = _counts(snapshot, "themes")
    for group, names in theme_groups(known_themes(counts)).items():
        st.subheader(escape_markdown(group), anchor=False)
        _show_entries(
            {
                name: (
                    theme_label(name),
                    lexicon.themes[name].definition if name in lexicon.themes else _GONE,
                )
                for name in names
            },
            counts,
            "themes",
        )


def _counts(snapshot: Snapshot | None, field: str) -> dict[str, int]:
    return {} if snapshot is None else facet_counts(snapshot, Selection(), field)


def _show_entries(
    entries: Mapping[str, tuple[str, str]], counts: Mapping[str, int], field: str
) -> None:
    with st.grid(3, min_column_width=_LEAST_WIDTH):
        for name, (label, definition) in entries.items():
            _show_entry(label, definition, counts.get(name, 0), **{field: (name,)})


def _show_entry(label: str, meaning: str, count: int, **fields: Any) -> None:
    """A name with its number of events, which leads to them, and what it means. Both are of the
    lexicon, which a user may have written: no sign of theirs is Markdown."""
    with st.container(border=True, height="stretch", gap="xxsmall"):
        links.show_link_to(f"**{escape_markdown(label)}** · {count:,}", **fields)
        st.caption(escape_markdown(meaning))
