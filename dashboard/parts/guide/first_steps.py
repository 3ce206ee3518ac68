"""The part of the guide that shows a new reader around."""

import streamlit as st

from dashboard.pages import GUIDE, PAGES, PageEntry

_BEGIN = """\
Motorwire reads news articles and gives a table of company events: who did what, when, with whom,
on which theme, and the sentence that says so. You filter it, read the sentences, and take along
what you need. Every number on a page leads to the events behind it: click a bar, a cell, a row or
a link.
"""
_FILTERS = """\
The filters stand at the side (on a phone behind the arrow at the top left) and hold for all pages
that show events. Values of one filter are alternatives, several filters add up. The number beside
a value is what it would give under the other filters. What is set stands as buttons under the
title; a click takes it away again.

Events that a reader called wrong are hidden until you ask for them (*More filters*, *Checked*).
"""
_SEARCH = """\
| you write | you find |
|---|---|
| `toyota recall` | both words, in the headline or in the evidence |
| `"joint venture"` | these words side by side |
| `battery -lithium` | the first word without the second |
| `merger OR takeover` | one of the two |
| `recall*` | words that begin so |

Capitals and accents make no difference. The search looks into headlines and evidence, not into
whole articles; set companies and themes in their own filters, which know other spellings.
"""
_ADDRESSES = """\
The address in the browser holds the page, the filters and the chosen event. Bookmark it, or send
it to somebody who sees the same data. *Back* and *Forward* go through what you have looked at. A
period such as "30 days" moves with the data: it counts back from the newest article.
"""
_KEYS = """\
| key | does |
|---|---|
| `Tab`, `Shift` `Tab` | to the next or the last control |
| `Enter` or `Space` | presses a button, turns a switch; `Enter` in the search field searches |
| arrow keys | in a list and in a row of choices |
| arrow keys in a table | to the next row, which is ticked and opened beside |
| `Esc` | closes a list or a menu |
| `R` | reads the page anew |
"""


def show_first_steps() -> None:
    """What to do first, the pages one by one, and how filters, search, addresses and keys work."""
    st.markdown(_BEGIN, width=760)
    st.header("The pages", anchor=False)
    with st.grid(3, min_column_width=300):
        for page in PAGES:
            if page is not GUIDE:
                _show_page(page)
    left, right = st.columns(2, gap="medium")
    with left:
        _show_section("Filters", _FILTERS)
        _show_section("Addresses", _ADDRESSES)
    with right:
        _show_section("Search", _SEARCH)
        _show_section("Keyboard", _KEYS)


def _show_page(page: PageEntry) -> None:
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.page_link(page.path, label=f"**{page.title}**", icon=page.icon)
        st.caption(page.tour)


def _show_section(title: str, words: str) -> None:
    with st.container(border=True):
        st.header(title, anchor=False)
        st.markdown(words)
