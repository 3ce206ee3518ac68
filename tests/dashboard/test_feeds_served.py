"""Links and feeds as a browser and a feed reader get them from the running dashboard."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from playwright.sync_api import Page, expect

from dashboard.downloads.atom import feed_of, make_atom
from dashboard.feeds import feed_path
from dashboard.filters.selection import Selection
from dashboard.filters.view import View
from dashboard.saved_views import read_views, save_view
from etl.warehouse.serving import Snapshot
from tests.browser import needs_browser
from tests.dashboard.browsing import choose_row, expect_chips, settle

pytestmark = needs_browser

NAME = "Škoda / ../../etc/passwd & <b>?# 100% %2f \\\\x"


@pytest.fixture
def views(published: Path) -> Iterator[Path]:
    path = published / "views.json"
    yield path
    path.unlink(missing_ok=True)


def fetch(url: str, **options: object) -> tuple[int, str, bytes]:
    """Status, content type and body of the answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, **options), timeout=20) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), error.read()


def test_a_saved_view_is_served_as_a_feed(address: str, views: Path, snapshot: Snapshot) -> None:
    view = View(Selection(companies=("Toyota",)))
    save_view(views, NAME, view)
    status, kind, body = fetch(address + feed_path(NAME))
    assert (status, kind) == (200, "application/atom+xml")
    feed = feed_of(view, address, read_views(views)[0])
    assert body == make_atom(snapshot, view.asked, feed).getvalue()
    read = feedparser.parse(body)
    assert not read.bozo and read.entries
    assert read.feed.link == f"{address}/?company=Toyota"
    assert fetch(address + feed_path(NAME.lower()))[2] == body


def test_only_saved_views_are_served(address: str, views: Path) -> None:
    save_view(views, "known", View())
    for name in ("unknown", "../views", "..%2f..%2fviews.json%00", "known/known", ""):
        status, kind, body = fetch(f"{address}/feeds/{name}.atom")
        assert status in (400, 404), name
        assert kind == "text/plain" and b"<feed" not in body
    assert b"saved are: known" in fetch(f"{address}/feeds/unknown.atom")[2]
    for method in ("POST", "PUT", "DELETE"):
        assert fetch(f"{address}/feeds/known.atom", method=method)[0] == 405
    foreign = fetch(f"{address}/feeds/known.atom", headers={"Host": "evil.example"})
    assert foreign[0] == 400 and b"<feed" not in foreign[2]
    views.write_text("{broken")
    assert fetch(f"{address}/feeds/known.atom")[0] == 404


def _open_share(page: Page) -> list[str]:
    page.locator(".st-key-share-view button").first.click()
    codes = page.locator("[data-testid=stPopoverBody] [data-testid=stCode]")
    expect(codes.first).to_be_visible(timeout=20_000)
    settle(page)
    return codes.all_inner_texts()


def test_a_copied_link_opens_the_same_page_with_the_same_choice(visit, address: str) -> None:
    page = visit("/events?company=Toyota&company=BMW&period=year&of=a&of=b")
    choose_row(page, 3)
    event = re.search("event=([^&]+)", page.url)
    assert event
    (link,) = _open_share(page)
    assert link.startswith(f"{address}/events?") and f"event={event[1]}" in link
    assert link.count("company=") == 2 and link.count("of=") == 2
    evidence = page.locator("mark.evidence").all_text_contents()
    page = visit(link.removeprefix(address))
    expect(page.locator("mark.evidence")).to_have_count(len(evidence))
    assert page.locator("h1").first.inner_text() == "Events"
    assert page.locator("mark.evidence").all_text_contents() == evidence
    expect_chips(page, "Companies: Toyota", "Companies: BMW", "Period: Last year")


def test_a_link_follows_what_the_page_itself_keeps(visit) -> None:
    page = visit("/stories?type=recall")
    page.get_by_text("Told by several sources only").click()
    settle(page)
    (link,) = _open_share(page)
    assert "several=true" in link and "type=recall" in link
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Reset filters").click()
    settle(page)
    (link,) = _open_share(page)
    assert link.endswith("/stories?several=true")


def test_a_reader_saves_a_view_and_takes_its_feed(visit, address: str, views: Path) -> None:
    page = visit("/?type=recall")
    page.locator(".st-key-save-view button").first.click()
    page.get_by_label("Save the filters as").fill("My <b>recalls</b>")
    page.locator(".st-key-view-save button").click()
    expect(page.get_by_text("The view is saved.")).to_be_visible()
    expect(page.locator("[data-testid=stPopoverBody]")).to_have_count(0)
    settle(page)
    link, feed = _open_share(page)
    assert link == f"{address}/?type=recall"
    assert fetch(feed)[1] == "application/atom+xml"
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Atom feed").click()
    assert waiting.value.suggested_filename.endswith(".atom")
    assert Path(waiting.value.path()).read_bytes() == fetch(feed)[2]
    page.keyboard.press("Escape")
    page = visit("/")
    page.get_by_role("combobox", name="Saved views").click()
    page.get_by_role("option", name="My <b>recalls</b>").click()
    expect(page).to_have_url(re.compile("type=recall"))
    settle(page)
