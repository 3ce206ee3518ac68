"""A real server with invented data, and a browser that visits it."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from etl.settings import DATA_VARIABLE

ROOT = Path(__file__).parents[2]
ROW = 33
"""Height of a table's row in pixels (Streamlit's, at the theme's font size)."""

# Streamlit looks for its server under the page's path first; the answer 404 is part of that.
EXPECTED = re.compile(r"/_stcore/(health|host-config)$")


def unused_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@contextmanager
def serve(data: Path, port: int, **environment: str) -> Iterator[str]:
    """A real server on a data directory, by its address; its log is `streamlit.log` there."""
    log = data / "streamlit.log"
    with log.open("wb") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "dashboard/server.py",
             "--server.port", str(port), "--server.fileWatcherType", "none"],
            cwd=ROOT, env={**os.environ, **environment, DATA_VARIABLE: str(data)},
            stdout=file, stderr=file,
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(url, server, log)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert "Traceback" not in log.read_text(errors="replace")


@pytest.fixture(scope="session")
def address(published: Path) -> Iterator[str]:
    """The address of a real server with the published data, on a free port of this machine."""
    with serve(published, unused_port()) as url:
        yield url


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
        settle(page)
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


def settle(page: Page) -> None:
    """Waits until the script has run."""
    app = page.get_by_test_id("stApp")
    page.wait_for_timeout(250)
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=20_000)
    page.wait_for_timeout(150)


def choose_row(page: Page, number: int) -> None:
    """Ticks a row of the first table; the first row is 0."""
    grid = page.get_by_test_id("stDataFrame").first.locator("canvas").first
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + ROW * (number + 1) + ROW / 2)
    settle(page)


def expect_chips(page: Page, *names: str) -> None:
    """The filters that are set, each a button above the page."""
    chips = page.locator("[class*='st-key-chip-']")
    expect(chips).to_have_count(len(names))
    for number, name in enumerate(names):
        expect(chips.nth(number).get_by_role("button", name=name, exact=True)).to_be_visible()
