"""The pages can be read and used by everybody: axe-core's rules on every page, and the keyboard."""

import tomllib
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard.filters.selection import Selection
from dashboard.pages import PAGES
from dashboard.queries import events as event_queries
from tests.browser import needs_browser
from tests.dashboard.browsing import ROOT, settle

pytestmark = needs_browser

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "rules": {"heading-order": {"enabled": True}, "page-has-heading-one": {"enabled": True}},
    "resultTypes": ["violations"],
}
INACTIVE = {"exclude": [["label[disabled]"]]}
"""The rules exempt what is switched off; axe-core does not see that of Streamlit's labels."""

DARK_PRIMARY = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]["dark"][
    "primaryColor"
].lower()
"""Streamlit writes this colour on dark and white on this colour: no one colour is 4.5 to 1 for both
(docs/dashboard.md)."""

PATHS = [
    *("/" if page is PAGES[0] else f"/{page.name}" for page in PAGES),
    "/guide?part=How+sure+are+we?",
    "/guide?part=What+an+event+is",
    "/guide?part=Tables",
]


def problems(page: Page) -> list[str]:
    """What axe-core finds: the rule, and the elements that break it."""
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    page.wait_for_timeout(600)  # what was drawn anew fades in
    found = Axe().run(page, context=INACTIVE, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for rule in found
        for node in rule["nodes"]
        if DARK_PRIMARY not in colours(node)
    ]


def colours(node: dict[str, Any]) -> set[str]:
    """The colours of an element that axe-core finds too faint."""
    data = [check["data"] for check in node["any"] if check["id"] == "color-contrast"]
    return {found[name] for found in data for name in ("fgColor", "bgColor")}


@pytest.mark.parametrize("path", PATHS)
def test_a_page_breaks_no_rule(visit, path: str) -> None:
    assert problems(visit(path)) == []
    assert problems(visit(path, scheme="dark")) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_tab_of_the_browser_names_the_page(visit, page) -> None:
    opened = visit("/" if page is PAGES[0] else f"/{page.name}")
    expect(opened).to_have_title(f"{page.title} · Motorwire")


def test_rows_are_chosen_by_keyboard_and_by_any_cell(visit, snapshot) -> None:
    rows = event_queries.list_events(snapshot, Selection()).to_pylist()
    page = visit("/events")
    evidence = page.locator("mark.evidence")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") in ("CANVAS", "TD"):
            break
    page.keyboard.press("ArrowDown")
    settle(page)
    page.keyboard.press("ArrowDown")
    settle(page)
    assert f"event={rows[2]['event_id']}" in page.url
    expect(evidence.first).to_be_visible()
    assert "".join(evidence.all_text_contents()) == rows[2]["evidence"]
    assert page.evaluate("document.activeElement.tagName") in ("CANVAS", "TD")
    box = page.get_by_test_id("stDataFrame").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 200, box["y"] + 33 * 6 + 16)
    settle(page)
    assert f"event={rows[5]['event_id']}" in page.url
    ticked = page.get_by_test_id("stDataFrame").first.locator("tr[aria-selected=true]")
    expect(ticked).to_have_count(1)
    page.mouse.click(box["x"] + 16, box["y"] + 33 * 4 + 16)
    settle(page)
    assert f"event={rows[3]['event_id']}" in page.url


def test_a_type_of_the_guide_opens_its_events(visit, snapshot) -> None:
    count = event_queries.count_events(snapshot, Selection(event_types=("recall",)))
    page = visit("/guide?part=What+an+event+is&company=Toyota")
    page.get_by_role("link", name=f"Recall · {count}").click()
    expect(page.locator("h1").first).to_have_text("Events")
    settle(page)
    assert page.url.endswith("/events?type=recall")
    expect(page.get_by_text(f"{count} events. Tick")).to_be_visible()


def test_a_dot_of_the_calibration_opens_events_from_its_score_up(visit, snapshot) -> None:
    page = visit("/guide?part=How+sure+are+we?")
    page.locator('path[aria-label^="Scores 80% to 90%"]').click()
    expect(page.locator("h1").first).to_have_text("Events")
    settle(page)
    assert page.url.endswith("/events?score=80")
