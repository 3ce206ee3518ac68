"""The panel of downloads on the pages of events."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.parts import downloads
from dashboard.queries.events import EXPORT_COLUMNS
from etl.warehouse.serving import Snapshot
from tests.dashboard.screens import words

FILES = {"CSV": "csv", "Excel": "xlsx", "JSON Lines": "jsonl", "Parquet": "parquet"}


def labels(app: AppTest) -> dict[str, bool]:
    """The labels of the buttons of the panel, and whether each can be pressed."""
    buttons = [button.proto for button in app.get("download_button")]
    return {b.label: not b.disabled for b in buttons if "-download-" in b.id}


@pytest.mark.parametrize("page", ["overview.py", "events.py", "stories.py"])
def test_the_panel_offers_all_selected_events(published: Path, open_app, page: str) -> None:
    app: AppTest = open_app(published, page, company="Toyota")
    assert not app.exception
    assert labels(app) == dict.fromkeys([*FILES, "Report for mail"], True)
    columns = app.multiselect(key="download-columns")
    assert columns.options == [name for name in EXPORT_COLUMNS if name != "event_id"]
    assert columns.value == []
    assert "selected events**" in words(app)


@pytest.mark.parametrize("page", ["overview.py", "events.py", "stories.py"])
def test_there_is_no_panel_where_nothing_is_found(published: Path, open_app, page: str) -> None:
    app: AppTest = open_app(published, page, q="zeppelin")
    assert not app.exception
    assert labels(app) == {}


def test_a_workbook_that_takes_too_long_is_not_offered(
    published: Path, snapshot: Snapshot, open_app, monkeypatch
) -> None:
    monkeypatch.setattr(downloads, "MOST_EXCEL_CELLS", 302 * 2)
    app: AppTest = open_app(published, "events.py")
    assert labels(app) == dict.fromkeys([*FILES, "Report for mail"], True) | {"Excel": False}
    assert f"{302 * len(EXPORT_COLUMNS):,} cells" in words(app)
    app.multiselect(key="download-columns").select("evidence").run()
    assert labels(app)["Excel"]
    assert "cells" not in words(app)
    assert "Each file has 2 of 33 columns." in words(app)


def test_each_chart_has_a_menu(published: Path, open_app) -> None:
    app: AppTest = open_app(published)
    ids = [button.proto.id for button in app.get("download_button")]
    for chart in ("timeline", "companies-themes", "companies"):
        for ending in ("csv", "svg", "png"):
            assert sum(found.endswith(f"save-{chart}-{ending}") for found in ids) == 1
