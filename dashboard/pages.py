"""The pages: where they stand, what they are called, and which of them the filters apply to."""

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class PageEntry:
    """A page of the menu. `section` is the group it stands in, empty for the top level."""

    name: str
    title: str
    icon: str
    section: str = ""
    is_filtered: bool = True

    @property
    def path(self) -> str:
        """The page's file, as links and `st.switch_page` name it."""
        return f"app_pages/{self.name}.py"


OVERVIEW = PageEntry("overview", "Overview", ":material/monitoring:")
EVENTS = PageEntry("events", "Events", ":material/list_alt:")
STORIES = PageEntry("stories", "Stories", ":material/auto_stories:")
NAMES = PageEntry("names", "Names", ":material/badge:", "More", is_filtered=False)
CHECKS = PageEntry("checks", "Checks", ":material/fact_check:", "More", is_filtered=False)
RUNS = PageEntry("runs", "Runs", ":material/play_circle:", is_filtered=False)

PAGES = (OVERVIEW, EVENTS, STORIES, NAMES, CHECKS, RUNS)
"""All pages in the order of the menu; the first is the one that opens."""


def menu() -> dict[str, list[st.Page]]:
    """The menu for `st.navigation`. For the entry script only."""
    sections: dict[str, list[st.Page]] = {}
    for entry in PAGES:
        sections.setdefault(entry.section, []).append(
            st.Page(entry.path, title=entry.title, icon=entry.icon, default=entry is PAGES[0])
        )
    return sections


def is_filtered(url_path: str) -> bool:
    """Whether the filters apply to the page with this address; the first page has an empty one."""
    entry = next((e for e in PAGES if e.name == url_path), PAGES[0])
    return entry.is_filtered
