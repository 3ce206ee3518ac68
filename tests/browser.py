"""The browser that tests drive: Debian's Chromium, headless."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_IS_REQUIRED = os.environ.get("MOTORWIRE_REQUIRE_BROWSER") == "1"

needs_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and not _IS_REQUIRED,
        reason="no Chromium on this machine: install it (Debian: apt-get install chromium)",
    ),
]
"""Marks for a test module; with MOTORWIRE_REQUIRE_BROWSER=1 a missing browser is a failure."""


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A running headless browser."""
    with sync_playwright() as playwright:
        # Without a sandbox: CI runs as root, and the pages are our own.
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM or "/usr/bin/chromium", args=["--no-sandbox"]
        )
        try:
            yield browser
        finally:
            browser.close()
