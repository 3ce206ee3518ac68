"""What only a browser shows: clicks on marks and rows, downloads, the address, a phone."""

import io
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
from lxml import html
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.filters.selection import Selection
from dashboard.queries import events as event_queries
from etl.settings import DATA_VARIABLE
from etl.warehouse.serving import Snapshot
from tests.browser import needs_browser

ROOT = Path(__file__).parents[2]
pytestmark = needs_browser

ROW = 33
"""Height of a table's row in pixels (Streamlit's, at the theme's font size)."""

# Streamlit looks for its server under the page's path first; the answer 404 is part of that.
EXPECTED = re.compile(r"/_stcore/(health|host-config)$")


@pytest.fixture(scope="session")
def address(published: Path) -> Iterator[str]:
    """The address of a real server with the published data, on a free port of this machine."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    log = published / "streamlit.log"
    with log.open("wb") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "dashboard/streamlit_app.py",
             "--server.port", str(port), "--server.fileWatcherType", "none"],
            cwd=ROOT, env={**os.environ, DATA_VARIABLE: str(published)}, stdout=file, stderr=file,
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(url, server, log)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert "Traceback" not in log.read_text(errors="replace")


def _wait_until_up(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not start: {log.read_text(errors='replace')}")


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(accept_downloads=True)
    yield context
    context.close()


@dataclass
class Visit:
    """A page and what went wrong in it."""

    page: Page
    problems: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@pytest.fixture
def visit(window: BrowserContext, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a path in a new window; afterwards nothing may have gone wrong in it."""
    opened: list[Visit] = []

    def open_path(path: str, width: int = 1440, height: int = 900, scheme: str = "light") -> Page:
        page = window.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        seen = Visit(page)
        opened.append(seen)
        page.on("pageerror", lambda error: seen.problems.append(str(error)))
        page.on("console", lambda message: _note(seen, message))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((address, "data:", "blob:", "ws://127.0.0.1"))
                else seen.foreign.append(request.url)
            ),
        )
        page.goto(address + path)
        expect(page.locator("h1").first).to_be_visible(timeout=20_000)
        _settle(page)
        return page

    yield open_path
    for seen in opened:
        hacked = seen.page.evaluate("window.hacked")
        seen.page.close()
        assert hacked is None
        assert seen.problems == []
        assert seen.foreign == []


def _note(seen: Visit, message: object) -> None:
    if message.type == "error" and not EXPECTED.search(message.location.get("url", "")):
        seen.problems.append(message.text)


def _settle(page: Page) -> None:
    """Waits until the script has run."""
    app = page.get_by_test_id("stApp")
    page.wait_for_timeout(250)
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=20_000)
    page.wait_for_timeout(150)


def _choose_row(page: Page, number: int) -> None:
    grid = page.get_by_test_id("stDataFrame").first.locator("canvas").first
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + ROW * (number + 1) + ROW / 2)
    _settle(page)


def _choose_company(page: Page, name: str) -> None:
    page.get_by_role("combobox", name="Companies").click()
    page.keyboard.type(name)
    page.get_by_role("option", name=name).click()
    page.keyboard.press("Escape")
    _settle(page)


def _expect_chips(page: Page, *names: str) -> None:
    """The filters that are set, each a button above the page."""
    chips = page.locator("[class*='st-key-chip-']")
    expect(chips).to_have_count(len(names))
    for number, name in enumerate(names):
        expect(chips.nth(number).get_by_role("button", name=name, exact=True)).to_be_visible()


def _open_popover(page: Page, key: str) -> None:
    page.locator(f".st-key-{key}").get_by_role("button").first.click()


def _download(page: Page, name: str, ending: str) -> io.BytesIO:
    """The file that a button of an open panel gives; its name ends as its format says."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=True).click()
    assert waiting.value.suggested_filename.startswith("motorwire-")
    assert waiting.value.suggested_filename.endswith(f".{ending}")
    path = waiting.value.path()
    return io.BytesIO(Path(path).read_bytes())


def test_filter_choose_read_download(visit, snapshot: Snapshot) -> None:
    page = visit("/events")
    _choose_company(page, "Toyota")
    page.get_by_role("searchbox").fill("toyota")
    page.keyboard.press("Enter")
    _settle(page)
    assert "company=Toyota" in page.url and "q=toyota" in page.url

    chosen = Selection(companies=("Toyota",), text="toyota")
    expected = event_queries.list_events(snapshot, chosen).to_pylist()
    ids = [row["event_id"] for row in expected]
    expect(page.get_by_text(re.compile(rf"^{len(ids)} events\. Tick"))).to_be_visible()

    _choose_row(page, 2)
    assert f"event={ids[2]}" in page.url
    evidence = page.locator("mark.evidence")
    expect(evidence.first).to_be_visible()
    assert "".join(evidence.all_text_contents()) == expected[2]["evidence"]
    expect(page.locator("ul.legend")).to_contain_text("Evidence")
    expect(page.get_by_role("link", name="Open the source")).to_have_attribute(
        "href", f"https://news.example/{ids[2].removeprefix('e-')}"
    )

    _open_popover(page, "download")
    files = (
        pd.read_csv(_download(page, "CSV", "csv")),
        pd.read_parquet(_download(page, "Parquet", "parquet")),
        pd.read_json(_download(page, "JSON Lines", "jsonl"), lines=True),
        pd.read_excel(_download(page, "Excel", "xlsx"), engine="calamine"),
    )
    for rows in files:
        assert rows["event_id"].tolist() == ids
    report = html.document_fromstring(_download(page, "Report for mail", "html").getvalue())
    assert f"Events\n{len(ids)}" in re.sub(r"\s*\n\s*", "\n", report.text_content())


def test_the_columns_of_a_file_can_be_chosen(visit) -> None:
    page = visit("/events?company=Toyota")
    _open_popover(page, "download")
    page.get_by_role("combobox", name="Columns").click()
    for name in ("evidence", "companies"):
        page.keyboard.type(name)
        page.get_by_role("option", name=name, exact=True).click()
    expect(page.get_by_text("Each file has 3 of 33 columns.")).to_be_visible(timeout=20_000)
    page.keyboard.press("Escape")
    _settle(page)
    if not page.get_by_role("button", name="CSV", exact=True).is_visible():
        _open_popover(page, "download")
    rows = pd.read_csv(_download(page, "CSV", "csv"))
    assert list(rows.columns) == ["event_id", "companies", "evidence"]


def test_a_chart_can_be_saved(visit, snapshot: Snapshot) -> None:
    page = visit("/")
    _open_popover(page, "save-companies")
    data = pd.read_csv(_download(page, "Data (CSV)", "csv"))
    top = event_queries.top_companies(snapshot, Selection()).to_pylist()
    assert data["company"].tolist() == [row["company"] for row in top]
    assert b"Top companies" in _download(page, "SVG", "svg").getvalue()
    assert _download(page, "PNG", "png").getvalue().startswith(b"\x89PNG")


def test_the_address_restores_the_view(visit, snapshot: Snapshot) -> None:
    page = visit("/events?company=Ford&theme=battery&period=year&event=e-hostile")
    chosen = page.get_by_test_id("stSidebar")
    expect(chosen.get_by_text("Ford · ")).to_be_visible()
    expect(chosen.get_by_text("Batteries · ")).to_be_visible()
    shown = ("Companies: Ford", "Themes: Batteries", "Period: Last year")
    _expect_chips(page, *shown)
    page.get_by_role("link", name="Overview").first.click()
    _settle(page)
    _expect_chips(page, *shown)
    assert "company=Ford" in page.url
    page.get_by_role("button", name="Reset all", exact=True).click()
    _settle(page)
    assert "company=" not in page.url and "period=" not in page.url


def test_the_address_follows_the_switch_to_parents(visit) -> None:
    page = visit("/?company=BMW&company=Hyundai")
    switch = page.locator(".st-key-parents").get_by_text("Count brands under their parent")
    switch.click()
    expect(page).to_have_url(re.compile("parents=true"))
    expect(page).to_have_url(re.compile(r"company=BMW(\+|%20)Group.*company=Hyundai"))
    parents = [
        f"Companies with their brands: {name}" for name in ("BMW Group", "Hyundai Motor Group")
    ]
    _expect_chips(page, *parents)
    page.reload()
    _expect_chips(page, *parents)
    switch.click()
    _expect_chips(page, "Companies: BMW", "Companies: Hyundai")
    assert "parents=" not in page.url
    _settle(page)


def test_going_back_takes_the_filters_back(visit) -> None:
    page = visit("/events?type=recall")
    _choose_company(page, "Toyota")
    _expect_chips(page, "Companies: Toyota", "Event types: Recall")
    page.go_back()
    _expect_chips(page, "Event types: Recall")
    assert "company=" not in page.url and "type=recall" in page.url
    _settle(page)


def test_a_click_on_a_mark_filters(visit, snapshot: Snapshot) -> None:
    top = event_queries.top_companies(snapshot, Selection()).to_pylist()[0]
    page = visit("/")
    page.locator(f'path[aria-label="{top["company"]}, {top["events"]} events"]').click()
    _settle(page)
    _expect_chips(page, f"Companies: {top['company']}")
    expect(page.get_by_test_id("stMetric").first).to_contain_text(str(top["events"]))
    assert "company=" in page.url

    marks = page.locator('path[aria-label*=" 2024, "]:not([aria-label^="Other"])')
    told = re.fullmatch(r"(.+), (.+), (\d+) events", marks.last.get_attribute("aria-label") or "")
    assert told
    marks.last.click()
    _settle(page)
    expect(page.get_by_role("button", name=f"Event types: {told[1]}", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stMetric").first).to_contain_text(f"Events{told[3]}")
    assert "type=" in page.url and "from=2024" in page.url and "to=2024" in page.url

    heat = page.get_by_label("Number of events per company and theme").locator("path[aria-label]")
    told = (heat.first.get_attribute("aria-label") or "").split(", ")
    heat.first.click()
    _settle(page)
    for chip in (f"Companies: {told[0]}", f"Themes: {told[1]}"):
        expect(page.get_by_role("button", name=chip, exact=True)).to_be_visible()


def test_a_newest_event_opens_on_the_events_page(visit, snapshot: Snapshot) -> None:
    chosen = Selection(companies=("Toyota",), text="toyota")
    second = event_queries.list_events(snapshot, chosen).to_pylist()[1]
    page = visit("/")
    _choose_company(page, "Toyota")
    page.get_by_role("searchbox").fill("toyota")
    page.keyboard.press("Enter")
    _settle(page)
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    _choose_row(page, 1)
    expect(page.locator("h1").first).to_have_text("Events")
    _settle(page)
    assert f"event={second['event_id']}" in page.url
    assert "company=Toyota" in page.url and "q=toyota" in page.url
    _expect_chips(page, "Companies: Toyota", "Text: toyota")
    expect(page.locator("mark.evidence").first).to_be_visible()


def test_a_hostile_article_does_nothing(visit) -> None:
    page = visit("/events?event=e-hostile")
    expect(page.locator("article h3")).to_contain_text("<script>window.hacked=1</script>")
    expect(page.locator("article .body")).to_contain_text(":red[shout]")
    assert page.locator("article img, article script, article a").count() == 0
    assert page.get_by_role("link", name="Open the source").count() == 0
    page = visit("/?q=Evil")
    page.locator('path[aria-label^="<img src=x"]').first.hover()
    page.wait_for_timeout(400)
    page.get_by_role("combobox", name="Companies").click()
    page.keyboard.type("img")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    _settle(page)
    _expect_chips(page, "Companies: <img src=x onerror=window.hacked=1>", "Text: Evil")


def test_a_phone_shows_no_horizontal_overflow(visit) -> None:
    for path in ("/", "/events", "/runs"):
        page = visit(path, 390, 844, "dark")
        widths = page.evaluate(
            "[document.documentElement.scrollWidth,"
            " document.querySelector('[data-testid=stMain]').scrollWidth, innerWidth]"
        )
        assert max(widths[:2]) <= widths[2], path
        colour = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        assert colour == "rgb(16, 22, 29)", path
