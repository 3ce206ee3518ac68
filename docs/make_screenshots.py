"""Makes the pictures of the docs from the running program with the sample data.

Run it with `make screenshots`; it needs Chromium (`apt-get install chromium`).
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from etl.cli.processes import free_port
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
}
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


def _take(url: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        for name, path in PAGES.items():
            _open(page, f"{url}/{path}")
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


def _open(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_test_id("stAppViewContainer").wait_for(timeout=30_000)
    page.wait_for_timeout(_SETTLE_MILLISECONDS)


if __name__ == "__main__":
    main()
