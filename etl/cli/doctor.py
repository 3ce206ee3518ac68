"""`motorwire doctor`: what is installed, where the data is, what is wrong and how to mend it."""

import importlib.metadata
import platform
import sys
from collections.abc import Iterator

import typer

from etl.cli.console import out
from etl.contracts import ARTICLES, EVENTS
from etl.corrections.log import read_log
from etl.errors import MotorwireError
from etl.lexicon.catalogue import load_catalogue
from etl.lexicon.files import files_in_use
from etl.lexicon.in_use import load_lexicon
from etl.nlp.encoder.model import load_model
from etl.runs.requests import pending_requests
from etl.runs.worker_state import worker_is_alive
from etl.settings import DataLayout, data_layout
from etl.warehouse.serving import current_snapshot
from etl.warehouse.store import Warehouse

_PACKAGES = (
    "motorwire",
    "streamlit",
    "dagster",
    "pandas",
    "spacy",
    "onnxruntime",
    "duckdb",
    "pyarrow",
)


def doctor() -> None:
    """Show versions, folders and tables; name what is wrong and how to mend it."""
    layout = data_layout()
    out.print(f"python {platform.python_version()} ({sys.executable})")
    for package in _PACKAGES:
        out.print(f"{package} {importlib.metadata.version(package)}")
    out.print(f"data: {layout.root}")
    problems = list(_inspect(layout))
    for problem in problems:
        out.print(f"PROBLEM: {problem}")
    out.print("nothing wrong found" if not problems else f"{len(problems)} problem(s)")
    raise typer.Exit(1 if problems else 0)


def _inspect(layout: DataLayout) -> Iterator[str]:
    """Prints what is there and yields what is wrong."""
    warehouse = Warehouse(layout.warehouse)
    loaded, tagged = warehouse.dumps(ARTICLES), warehouse.dumps(EVENTS)
    out.print(f"dumps loaded: {len(loaded)}")
    for dump in sorted(set(loaded) - set(tagged)):
        yield f"{dump} has articles but no events: run `motorwire ingest` on it again"
    for dump in sorted(
        (set(loaded) & set(tagged)) - set(warehouse.matching_dumps(EVENTS, ARTICLES))
    ):
        yield f"the events of {dump} are not those of its articles: ingest it again"
    try:
        out.print(f"snapshot: {current_snapshot(layout.serving).version}")
    except MotorwireError as error:
        if loaded:
            yield f"{error}"
        else:
            out.print("snapshot: none yet; start with `motorwire up`")
    out.print(f"worker: {'up' if worker_is_alive(layout) else 'not running'}")
    waiting = pending_requests(layout)
    if waiting and not worker_is_alive(layout):
        yield f"{len(waiting)} request(s) wait, but no worker runs: start `motorwire up`"
    try:
        log = read_log(layout.corrections)
        out.print(f"corrections: {len(log.standing)}")
        if log.unreadable:
            lines = ", ".join(map(str, log.unreadable[:20]))
            yield f"{layout.corrections}: restore or remove the lines {lines}; they do not count"
    except MotorwireError as error:
        yield f"{error}"
    try:
        out.print(f"industry pack: {files_in_use().pack}")
        out.print(f"companies in the catalogue: {len(load_catalogue().companies)}")
        lexicon = load_lexicon()
        out.print(f"themes: {len(lexicon.themes)}, event types: {len(lexicon.types)}")
        for problem in lexicon.problems:
            yield f"left out of the lexicon: {problem}"
    except MotorwireError as error:
        yield f"{error}"
    try:
        out.print(f"model: {load_model().name}")
    except MotorwireError as error:
        yield f"{error}"
