"""A data directory made by really reading a hostile dump, and the dashboard that serves it.

Made once for the whole folder. The reading is a process of its own whose error stream is a
terminal, so that what a reader would see there is known too.
"""

import csv
import gc
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.filters.selection import Selection
from dashboard.filters.view import View
from dashboard.queries import database
from dashboard.saved_views import save_view
from etl.lexicon.catalogue_rows import COMPANY_COLUMNS
from etl.settings import DATA_VARIABLE
from etl.warehouse.serving import Snapshot, current_snapshot
from tests.dashboard.browsing import ROOT, serve, unused_port
from tests.security.attacks import (
    BIDI,
    ESCAPES,
    RICH,
    SECRET,
    SECRETS,
    VIEW_NAME,
    Canary,
    canary_server,
    hostile_articles,
    hostile_name,
    write_dump,
)

FILE_NAME = f"{RICH}{ESCAPES}{BIDI}![x](y)<img src=x onerror=window.hacked=1>.jsonl".replace(
    "/", ""
)


@dataclass(frozen=True)
class Attacked:
    """The data directory, the company whose name attacks, and what the terminal got."""

    data: Path
    company: str
    terminal: str

    @property
    def snapshot(self) -> Snapshot:
        """What was published."""
        return current_snapshot(self.data / "serving")


@pytest.fixture(autouse=True, scope="session")
def _nothing_kept() -> Iterator[None]:
    yield
    database.forget()
    gc.collect()


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    with canary_server() as server:
        yield server


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory, canary: Canary) -> Attacked:
    data = tmp_path_factory.mktemp("attacked")
    company = hostile_name(canary.url).strip()
    (data / "catalogue").mkdir()
    with (data / "catalogue" / "companies.csv").open("w", newline="") as file:
        # A reader has taken a name from a text into the catalogue, as the page Names offers.
        writer = csv.writer(file)
        writer.writerow(COMPANY_COLUMNS)
        writer.writerow(["evilcorp", company, "Evilcorp", "", "", "carmaker", "DE", ""])
    dump = write_dump(data / FILE_NAME, hostile_articles(canary.url))
    terminal = _ingest(data, dump)
    save_view(data / "views.json", VIEW_NAME, View(Selection(companies=(company,))))
    return Attacked(data, company, terminal)


def _ingest(data: Path, dump: Path) -> str:
    """Reads a dump as `motorwire ingest` does; what the terminal was sent."""
    master, terminal = pty.openpty()
    sent = bytearray()

    def listen() -> None:
        try:
            while piece := os.read(master, 65_536):
                sent.extend(piece)
        except OSError:
            pass  # The other end is closed.

    process = subprocess.Popen(
        [sys.executable, "-m", "etl.cli.main", "ingest", str(dump)],
        cwd=ROOT, env={**os.environ, **SECRETS, DATA_VARIABLE: str(data), "TERM": "xterm"},
        stdout=terminal, stderr=terminal,
    )  # fmt: skip
    os.close(terminal)
    listener = threading.Thread(target=listen)
    listener.start()
    assert process.wait(timeout=120) == 0, sent.decode(errors="replace")
    listener.join()
    os.close(master)
    return sent.decode("utf-8", "surrogateescape")


@pytest.fixture(scope="session")
def attacked_address(attacked: Attacked, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the dashboard over the hostile data, as `motorwire up` starts it."""
    secrets = tmp_path_factory.mktemp("private") / "secrets.toml"
    secrets.write_text(f'[store]\nclient_secret = "{SECRET}"\n')
    more = {**SECRETS, "STREAMLIT_SECRETS_FILES": str(secrets)}
    with serve(attacked.data, unused_port(), **more) as url:
        yield url
