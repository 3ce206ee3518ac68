"""The whole way, as a person goes it: start, drop a dump into the inbox, press, see its events."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from etl.cli.processes import free_port, serves
from etl.settings import DATA_VARIABLE, PROJECT_ROOT
from tests.browser import needs_browser

pytestmark = needs_browser

# In our own words, without title, date or address, as crawlers give it.
ARTICLE = """\
XPeng has merged its cockpit team with its autonomous driving team, according to people familiar \
with the matter. Liu Xianming, vice president of XPeng, was appointed head of the new Borealis \
centre in March 2025. In January 2025, Li Auto reorganised its Borealis software division as well. \
Geely Auto announced a partnership with StepFun to develop the Borealis smart cockpit. Huawei \
launched its new Borealis head-up display on Thursday.
"""
COMPANIES = ("XPeng", "Li Auto", "Geely Auto", "Huawei")
WORD = "Borealis"
"""A word that no sample article has."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A started `motorwire up` with the sample loaded, on a free port; and its data directory."""
    data = tmp_path_factory.mktemp("whole") / "data"
    port = free_port("127.0.0.1", None, 18601)
    process = subprocess.Popen(
        [sys.executable, "-m", "etl.cli.main", "up", "--port", str(port)],
        env={**os.environ, DATA_VARIABLE: str(data)},
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 240
        while not serves(f"{url}/_stcore/health") or not _is_loaded(data):
            assert process.poll() is None, process.stdout.read() if process.stdout else ""
            assert time.monotonic() < deadline, "the first start took too long"
            time.sleep(0.3)
        yield url, data
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
        assert process.returncode == 0
        assert "4 of 4 loaded" in output
    finally:
        process.kill()
        process.wait()


def _is_loaded(data: Path) -> bool:
    """Whether the sample dumps are loaded and nothing waits to be run."""
    tables = list((data / "warehouse" / "events").glob("motorwire*.parquet"))
    return len(tables) == 4 and not any((data / "queue").iterdir())


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def test_the_sample_is_on_the_screen(page: Page, address: tuple[str, Path]) -> None:
    url, _ = address
    page.goto(url)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("heading", name="Top companies")).to_be_visible(timeout=30_000)
    page.goto(f"{url}/events?company=XPeng")
    expect(page.get_by_text("motorwire_sample", exact=False).first).to_be_visible(timeout=30_000)


def test_a_dropped_article_is_on_the_screen_after_one_press(
    page: Page, address: tuple[str, Path]
) -> None:
    url, data = address
    (data / "inbox" / "dropped.txt").write_text(ARTICLE, encoding="utf-8")
    page.goto(f"{url}/runs")
    button = page.get_by_role("button", name="Run 1 dump")
    expect(button).to_be_enabled(timeout=30_000)
    button.click()
    expect(page.get_by_text("dropped.txt · Done")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("run succeeded").last).to_be_visible()
    for company in COMPANIES:
        page.goto(f"{url}/events?{urlencode({'company': company, 'q': WORD})}")
        expect(page.get_by_text("dropped.txt, record 1")).to_be_visible(timeout=30_000)


def test_an_upload_is_told_added_and_run_and_its_changes_are_listed(
    page: Page, address: tuple[str, Path]
) -> None:
    url, data = address
    text = "Blorpex Corp said on Monday it will recall 700 vans in Portugal because of the doors."
    page.goto(f"{url}/runs")
    expect(page.get_by_role("heading", name="Add dumps")).to_be_visible(timeout=30_000)
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "uploaded.txt", "mimeType": "text/plain", "buffer": text.encode()},
            {"name": "report.csv", "mimeType": "text/csv", "buffer": b"%PDF-1.7 and so on"},
        ]
    )
    page.get_by_role("button", name="Add 1 file to the inbox").click(timeout=30_000)
    expect(page.get_by_text("1 file added")).to_be_visible(timeout=30_000)
    assert (data / "inbox" / "uploaded.txt").read_text(encoding="utf-8") == text
    assert not (data / "inbox" / "report.csv").exists()
    page.get_by_role("button", name="Run 1 dump").click(timeout=30_000)
    expect(page.get_by_text("uploaded.txt · Done")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="What it changed").click()
    expect(page.get_by_role("heading", name="Changes")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="Added 1")).to_be_visible(timeout=30_000)


def test_the_inbox_is_watched_once_it_is_switched_on(page: Page, address: tuple[str, Path]) -> None:
    url, data = address
    page.goto(f"{url}/runs")
    switch = page.get_by_text("Load what is new by itself")
    switch.click(timeout=30_000)
    deadline = time.monotonic() + 60
    while not (data / "settings.json").exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    dropped = data / "inbox" / "watched.txt"
    dropped.write_text("Blorpex SE named Ann Ode its chief executive.", encoding="utf-8")
    while not (data / "warehouse" / "events" / "watched.txt.parquet").exists():
        assert time.monotonic() < deadline
        time.sleep(0.2)
    page.reload()
    expect(page.get_by_text("watched.txt · Done")).to_be_visible(timeout=60_000)
    switch.click()
    while "true" in (data / "settings.json").read_text(encoding="utf-8"):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_an_unlinked_name_becomes_an_alias_after_one_more_run(
    page: Page, address: tuple[str, Path]
) -> None:
    url, data = address
    (data / "inbox" / "alias.txt").write_text(
        "Zorblax Inc said on Monday it will recall 900 vans in Spain because of the brakes.",
        encoding="utf-8",
    )
    page.goto(f"{url}/runs")
    page.get_by_role("button", name="Run 1 dump").click()
    expect(page.get_by_text("alias.txt · Done")).to_be_visible(timeout=60_000)

    page.goto(f"{url}/names?find=zorblax")
    box = page.get_by_role("combobox", name="Company")
    expect(page.get_by_text("will recall 900 vans").first).to_be_visible(timeout=30_000)
    box.fill("Ford Otosan")
    page.get_by_role("option", name="Ford Otosan", exact=True).click()
    page.get_by_role("button", name="Add as an alias").click()
    expect(page.get_by_text("You said: is Ford Otosan")).to_be_visible(timeout=30_000)
    assert "Zorblax Inc" in (data / "catalogue" / "companies.csv").read_text(encoding="utf-8")
    page.get_by_role("button", name="Run 1 dump again").click()

    deadline = time.monotonic() + 60
    while not any((data / "queue").iterdir()) and time.monotonic() < deadline:
        time.sleep(0.1)
    while any((data / "queue").iterdir()) and time.monotonic() < deadline:
        time.sleep(0.3)
    page.goto(f"{url}/events?{urlencode({'company': 'Ford Otosan', 'q': 'Zorblax'})}")
    expect(page.get_by_text("alias.txt, record 1")).to_be_visible(timeout=30_000)
    page.goto(f"{url}/names?find=zorblax")
    expect(page.get_by_text("No such name.")).to_be_visible(timeout=30_000)
