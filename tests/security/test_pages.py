"""Every page over a hostile dump in a real browser: nothing runs, nothing is fetched, nothing of
the data becomes an element, and no character reorders what is read."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.pages import PAGES
from dashboard.queries.database import read_table
from tests.browser import needs_browser
from tests.dashboard.browsing import settle
from tests.security.attacks import BIDI, SECRET, Canary, markup
from tests.security.conftest import Attacked

pytestmark = needs_browser

# What a page would hold if a name or a title were read as HTML or Markdown, in shadow trees too.
_PLANTED = """() => {
  const found = []
  function look(root) {
    for (const e of root.querySelectorAll('*')) {
      const at = (name) => (e.getAttribute(name) || '').toString()
      if (e.matches('.planted, .katex, [onload], [onerror]')
          || /^(javascript|data:text)/i.test(at('href')) || /evil\\.example/.test(at('href'))
          || (e.matches('script') && /hacked/.test(e.textContent))
          || (e.matches('[data-testid=stIconMaterial]') && e.textContent === 'bolt')
          || (e.matches('strong') && e.textContent === 'bold')
          || (e.matches('code') && e.textContent === 'code')
          || (e.matches('span[style]') && e.textContent === 'shout'))
        found.push(e.outerHTML.slice(0, 300))
      if (e.shadowRoot) look(e.shadowRoot)
    }
  }
  look(document)
  return found
}"""


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 3000})
    yield context
    context.close()


class Watched:
    """A page, and everything in it that should not have happened."""

    def __init__(self, page: Page, own: str) -> None:
        self.page = page
        self.trouble: list[str] = []
        self.shown = bytearray()
        page.on("dialog", lambda dialog: self._note("dialog", dialog.message))
        page.on("pageerror", lambda error: self._note("error", str(error)))
        page.on("console", lambda m: self._note("console", m.text) if _is_odd(m) else None)
        page.on("websocket", self._listen)
        allowed = (own, "data:", "blob:", own.replace("http:", "ws:"))
        page.on(
            "request",
            lambda r: None if r.url.startswith(allowed) else self._note("request", r.url),
        )

    def _note(self, kind: str, what: str) -> None:
        self.trouble.append(f"{kind}: {what}")

    def _listen(self, socket: object) -> None:
        socket.on("framereceived", self._keep)

    def _keep(self, frame: bytes) -> None:
        """Keeps what the page is sent, except charts: a mark carries a company's own name beside
        the one that it shows."""
        message = ForwardMsg.FromString(frame)
        if message.delta.new_element.WhichOneof("type") != "vega_lite_chart":
            self.shown.extend(frame)

    def check(self) -> None:
        """Raises `AssertionError` for whatever went wrong up to now."""
        settle(self.page)
        assert self.page.evaluate("window.hacked") is None
        assert self.page.evaluate(_PLANTED) == []
        for sign in BIDI:
            at = self.shown.find(sign.encode())
            assert at < 0, f"U+{ord(sign):04X} came with {self.shown[max(0, at - 200) : at]!r}"
        assert SECRET.encode() not in self.shown
        assert self.trouble == []


def _is_odd(message: object) -> bool:
    asked = message.location.get("url", "")
    return message.type == "error" and not asked.endswith(("/health", "/host-config"))


@pytest.fixture
def watch(window: BrowserContext, attacked_address: str) -> Iterator[Callable[[str], Watched]]:
    """Opens a path over the hostile data, for a test that checks what it sees there."""
    opened: list[Watched] = []

    def open_path(path: str) -> Watched:
        page = window.new_page()
        watched = Watched(page, attacked_address)
        opened.append(watched)
        page.goto(attacked_address + path)
        expect(page.locator("h1").first).to_be_visible(timeout=20_000)
        return watched

    yield open_path
    for watched in opened:
        watched.page.close()


def test_the_payload_works_where_it_is_read_as_html(window: BrowserContext, canary: Canary) -> None:
    page = window.new_page()
    page.goto(canary.url)
    page.evaluate("attack => { document.body.innerHTML = attack }", markup(canary.url))
    page.wait_for_function("window.hacked === 1")
    page.wait_for_timeout(200)
    assert len(page.evaluate(_PLANTED)) >= 3
    page.close()
    assert {"/html.png", "/frame"} <= set(canary.asked)
    canary.asked.clear()


def test_the_hostile_dump_was_really_read(attacked: Attacked) -> None:
    rows = read_table(attacked.snapshot, "SELECT companies, title, source, url FROM events")
    found = rows.to_pylist()
    assert len(found) >= 4
    assert any(attacked.company in row["companies"] for row in found)
    assert all("<script>window.hacked=1</script>" in row["title"] for row in found)
    assert all("<iframe" in row["source"] and "=HYPERLINK" in row["source"] for row in found)
    assert {str(row["url"]).partition(":")[0] for row in found} >= {"javascript", "data"}


@pytest.mark.parametrize("name", [entry.name for entry in PAGES])
def test_a_page_stays_quiet(watch: Callable[[str], Watched], canary: Canary, name: str) -> None:
    watch("/" if name == PAGES[0].name else f"/{name}").check()
    assert canary.asked == []


@pytest.mark.parametrize(
    "path",
    [
        "/?company={company}&source={source}&q={company}",
        "/companies?of={company}&peer={company}",
        "/compare?side={company}&side=Toyota",
        "/network?between={company}&between=Toyota",
    ],
)
def test_what_is_chosen_stays_text(
    watch: Callable[[str], Watched], attacked: Attacked, path: str
) -> None:
    (row,) = read_table(attacked.snapshot, "SELECT min(source) AS it FROM events").to_pylist()
    watch(path.format(company=quote(attacked.company), source=quote(row["it"]))).check()


def test_an_event_stays_text_and_leads_into_no_script(
    watch: Callable[[str], Watched], attacked: Attacked
) -> None:
    told = "SELECT min(event_id) AS event_id FROM events GROUP BY split_part(url, ':', 1)"
    events = read_table(attacked.snapshot, told).to_pylist()
    assert len(events) == 3  # of addresses that begin with https, javascript, data
    for event in events:
        watched = watch(f"/events?event={event['event_id']}")
        reader = watched.page.locator("#reader")
        expect(reader.first).to_be_visible(timeout=20_000)
        watched.check()
        text = " ".join(reader.all_inner_texts())
        # The reader shows the attack as it was written, less what reorders it.
        assert "<script>window.hacked=1</script>" in text and ":red[shout]" in text
        links = watched.page.locator("a").evaluate_all("all => all.map(a => a.href)")
        foreign = [link for link in links if "127.0.0.1" not in link.partition("?")[0]]
        assert all(link.startswith("https://good.example/") for link in foreign), foreign
    watched.page.get_by_role("button", name="Change", exact=True).click()
    expect(watched.page.get_by_role("dialog")).to_be_visible()
    watched.check()
