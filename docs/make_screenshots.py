"""Makes the pictures of the docs from the running program with the sample data.

Run it with `make screenshots`; it needs Chromium (`apt-get install chromium`).
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from etl.cli.processes import free_port
from etl.runs.launching import dagster_answers
from etl.settings import DATA_VARIABLE, PROJECT_ROOT

IMAGES = Path(__file__).with_name("images")
PAGES = {
    "overview": "",
    "events": "events",
    "stories": "stories?several=true",
    "companies": "companies?of=Volkswagen",
    "network": "network",
    "names": "names",
    "runs": "runs",
    "changes": "changes",
}
DAGSTER_PAGES = {
    "dagster": "locations/etl.definitions/asset-groups/motorwire/lineage",
    "dagster-checks": "assets/articles?view=checks",
}
_DAGSTER_SIZE = {"width": 1920, "height": 1080}
_SETTLE_MILLISECONDS = 5_000


def main() -> None:
    """Starts the program on an empty data directory, takes the pictures, stops it."""
    IMAGES.mkdir(exist_ok=True)
    port = free_port("127.0.0.1", None, 18701)
    with tempfile.TemporaryDirectory() as data:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "etl.cli.main", "up", "--port", str(port), "--no-browser"],
            env={**os.environ, DATA_VARIABLE: data},
            cwd=PROJECT_ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            # The program names its address when the sample is loaded.
            if "Motorwire is at" not in process.stdout.readline():
                raise SystemExit("the program did not start")
            _take(f"http://127.0.0.1:{port}")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
        _take_dagster(data)


def _take_dagster(data: str) -> None:
    """The pictures of Dagster's own screen, on the runs of the sample."""
    port = free_port("127.0.0.1", None, 18721)
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "etl.cli.main", "dagster", "--port", str(port)],
        env={**os.environ, DATA_VARIABLE: data},
        cwd=PROJECT_ROOT,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        while not dagster_answers(url):
            if process.poll() is not None:
                raise SystemExit("Dagster's own screen did not start")
            time.sleep(0.5)
        with _open_browser() as page:
            # Dagster draws the details of an asset only where there is room for them.
            page.set_viewport_size(_DAGSTER_SIZE)
            for name, path in DAGSTER_PAGES.items():
                page.goto(f"{url}/{path}")
                page.get_by_text("articles").first.wait_for(timeout=120_000)
                page.get_by_text("Loading").first.wait_for(state="detached", timeout=120_000)
                page.wait_for_timeout(_SETTLE_MILLISECONDS)
                page.screenshot(path=IMAGES / f"{name}.png")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _take(url: str) -> None:
    with _open_browser() as page:
        for name, path in PAGES.items():
            _open(page, f"{url}/{path}")
            page.screenshot(path=IMAGES / f"{name}.png")


@contextmanager
def _open_browser() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        try:
            yield browser.new_page(viewport={"width": 1440, "height": 900})
        finally:
            browser.close()


def _open(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_test_id("stAppViewContainer").wait_for(timeout=30_000)
    page.get_by_test_id("stHeading").first.wait_for(timeout=60_000)
    page.wait_for_timeout(_SETTLE_MILLISECONDS)
    page.get_by_test_id("stStatusWidget").wait_for(state="detached", timeout=60_000)
    page.get_by_test_id("stSkeleton").first.wait_for(state="detached", timeout=60_000)


if __name__ == "__main__":
    main()
