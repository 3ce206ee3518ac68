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
COMPANIES = PageEntry(
    "companies",
    "Companies",
    ":material/domain:",
    "Everything that the selected events say of one company: who it is, what it does, who comes "
    "and goes, with whom it deals, and what became of its plans. The filters hold, except the one "
    "on companies: the company is chosen here. Every mark and every row opens the events behind "
    "it.",
)
COMPARE = PageEntry(
    "compare",
    "Compare",
    ":material/compare_arrows:",
    "Two to five companies, or two periods, side by side. The filters hold for all sides, except "
    "the one that tells the sides apart. Every mark and every number opens the events behind it.",
)
THEMES = PageEntry(
    "themes",
    "Themes",
    ":material/category:",
    "Everything about one theme under the filters at the side; the theme chosen here takes the "
    "place of the one in the filters. See which companies talk about it, plan it or have done it, "
    "who was first, whether it is told of more than before, and what is promised for when. Every "
    "mark and number opens the events behind it.",
)
NETWORK = PageEntry(
    "network",
    "Network",
    ":material/hub:",
    "Companies that stand in one event, drawn as a net: who works with, supplies, invests in or "
    "buys whom. Choose the kinds of relations and the months; click a line to read the events "
    "between two companies, or a point to see all relations of one. The table under the picture "
    "lists all pairs, also those that are not drawn.",
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
ACTIVITY = PageEntry(
    "activity",
    "Activity",
    ":material/history:",
    "Who added dumps, started runs, noted corrections and took files away, and who was refused. "
    "Where people log in, only operators see it.",
    "More",
    is_filtered=False,
)
GUIDE = PageEntry(
    "guide",
    "Guide",
    ":material/help:",
    "How to begin, how far the table can be trusted, what its words mean, and what stands in which "
    "column. Every number leads to the events behind it.",
    "More",
    is_filtered=False,
)

PAGES = (
    OVERVIEW,
    EVENTS,
    STORIES,
    COMPANIES,
    THEMES,
    NETWORK,
    COMPARE,
    RUNS,
    CHANGES,
    CHECKS,
    NAMES,
    ACTIVITY,
    GUIDE,
)
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
