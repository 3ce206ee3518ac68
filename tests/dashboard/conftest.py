"""Fixtures of the dashboard's tests: invented data, published once, and the app in process."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.queries import database
from etl.settings import DATA_VARIABLE
from etl.warehouse.serving import Snapshot, current_snapshot
from tests.dashboard import invented
from tests.dashboard.browsing import address, visit, window

__all__ = ["address", "visit", "window"]

ENTRY = Path(__file__).parents[2] / "dashboard" / "streamlit_app.py"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a published snapshot of invented events, one of them hostile."""
    root = tmp_path_factory.mktemp("data")
    made = invented.invent()
    invented.add_hostile_event(made)
    invented.add_hostile_relation(made)
    invented.publish(made, root)
    return root


@pytest.fixture(scope="session")
def snapshot(published: Path) -> Snapshot:
    return current_snapshot(published / "serving")


@pytest.fixture(autouse=True, scope="session")
def _nothing_kept() -> Iterator[None]:
    yield
    database.forget()
    gc.collect()


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Runs the app on a data directory, with query parameters, on a page."""

    def run(data: Path, page: str = "overview.py", **parameters: str | list[str]) -> AppTest:
        monkeypatch.setenv(DATA_VARIABLE, str(data))
        app = AppTest.from_file(str(ENTRY), default_timeout=30)
        for name, value in parameters.items():
            app.query_params[name.rstrip("_")] = value
        app.run()
        if page != "overview.py":
            app.switch_page(f"app_pages/{page}").run()
        return app

    return run
