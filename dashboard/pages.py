"""The pages: where they stand, what they are called, and which of them the filters apply to."""

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class PageEntry:
    """A page of the menu. `tour` says in one paragraph (Markdown) what it is for; `section` is the
    group it stands in, empty for the top level."""

    name: str
    title: str
    icon: str
    tour: str
    section: str = ""
    is_filtered: bool = True

    @property
    def path(self) -> str:
        """The page's file, as links and `st.switch_page` name it."""
        return f"app_pages/{self.name}.py"


OVERVIEW = PageEntry(
    "overview",
    "Overview",
    ":material/monitoring:",
    "The selected events at a glance. The filters at the side hold for all pages. A click on a "
    "bar, a cell or a row of a chart filters everything else by it; the buttons under the title "
    "take single filters away again.",
)
EVENTS = PageEntry(
    "events",
    "Events",
    ":material/list_alt:",
    "One row is one thing that a company did, as one article tells it. Choose a row to read the "
    "sentence in its article, to see how sure the extraction is, and to say whether it is right. "
    "The files hold all selected events, not only the rows on the screen.",
)
STORIES = PageEntry(
    "stories",
    "Stories",
    ":material/auto_stories:",
    "One row is one happening, whoever told it: the events of several articles put together. "
    "Choose a row to see who told it when, from first rumour to what became of it.",
)
NAMES = PageEntry(
    "names",
    "Names",
    ":material/badge:",
    "Companies that the texts name and the catalogue lacks, those in most events first. Say who "
    "they are: what you say is kept in a file of your own and holds from the next run on.",
    "More",
    is_filtered=False,
)
CHECKS = PageEntry(
    "checks",
    "Checks",
    ":material/fact_check:",
    "What readers have said of events, and what it tells about how often the table is right. "
    "Everything noted here can be taken back.",
    "More",
    is_filtered=False,
)
CHANGES = PageEntry(
    "changes",
    "Changes",
    ":material/difference:",
    "What a run has changed: the events that are new, gone or different between two of the last "
    "published snapshots. Choose a row of the counts to see only its events.",
    "More",
    is_filtered=False,
)
RUNS = PageEntry(
    "runs",
    "Runs",
    ":material/play_circle:",
    "Reads dumps of articles into the table. Put files into the inbox, run the ETL, and see what "
    "became of every record.",
    is_filtered=False,
)

PAGES = (OVERVIEW, EVENTS, STORIES, NAMES, CHECKS, CHANGES, RUNS)
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
