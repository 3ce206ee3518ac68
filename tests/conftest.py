"""Fixtures that several areas share. Data directories are temporary."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from upath import UPath

from etl.settings import DATA_VARIABLE, DataLayout
from etl.warehouse.store import Warehouse
from tests.browser import open_browser

SHARED = Path(os.environ.get("MOTORWIRE_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataLayout:
    """An empty data directory, which the whole program uses during the test."""
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path / "data"))
    return DataLayout(UPath(tmp_path / "data"))


@pytest.fixture
def warehouse(layout: DataLayout) -> Warehouse:
    return Warehouse(layout.warehouse)


@pytest.fixture
def shared() -> Path:
    """The developers' data beside the project; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the developers' data (../shared) is not on this machine")
    return SHARED


@pytest.fixture(autouse=True)
def _own_main_module() -> Iterator[None]:
    """Streamlit puts the page's script in the place of the main module, which processes that later
    tests spawn would then run."""
    own = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = own


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless browser for a module.

    Playwright runs an event loop in the main thread while it is open, and Dagster needs one of its
    own there: so the browser is closed before the next module.
    """
    with open_browser() as opened:
        yield opened
