"""`motorwire doctor`: what is installed, where the data is, what is wrong and how to mend it."""

import importlib.metadata
import platform
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from typing import Annotated

import typer
from filelock import Timeout

from dashboard.access.rules import AccessError, read_rules
from etl.cli.console import out
from etl.cli.processes import ADDRESS, DEFAULT_PORT, free_port
from etl.contracts import ARTICLES
from etl.corrections.log import read_log
from etl.errors import ConfigurationError, MotorwireError, storage_error
from etl.lexicon.catalogue import load_catalogue
from etl.lexicon.files import files_in_use
from etl.lexicon.in_use import load_lexicon
from etl.nlp.encoder.model import load_model
from etl.runs.turn import turn
from etl.runs.worker_state import worker_is_alive
from etl.settings import DataLayout, data_layout
from etl.upkeep.mending import mend_all
from etl.upkeep.problems import Problem, find_problems
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


def doctor(
    mend: Annotated[
        bool,
        typer.Option(
            "--mend",
            help="Mend what is derived: indexes, stories, snapshot; put damaged run history aside.",
        ),
    ] = False,
) -> None:
    """Show versions, folders and tables; name what is wrong and how to mend it.

    Exit code 0 when nothing is wrong (any more), else 1. Mending never changes the tables of
    articles and events, the log of corrections, or files of yours.
    """
    layout = data_layout()
    out.print(f"python {platform.python_version()} ({sys.executable})")
    for package in _PACKAGES:
        out.print(f"{package} {importlib.metadata.version(package)}")
    _show(layout)
    problems = _told(layout)
    if mend and problems:
        _mend(layout, problems)
        problems = _told(layout)
    elif any(problem.is_mendable for problem in problems):
        out.print("`motorwire doctor --mend` mends what is derived")
    out.print("nothing wrong found" if not problems else f"{len(problems)} problem(s)")
    raise typer.Exit(1 if problems else 0)


def _told(layout: DataLayout) -> list[Problem]:
    problems = []
    for problem in chain(find_problems(layout), _of_access(layout)):
        out.print(f"PROBLEM: {problem.text}")
        problems.append(problem)
    return problems


def _of_access(layout: DataLayout) -> Iterator[Problem]:
    try:
        read_rules(layout.access)
    except AccessError as error:
        yield Problem(f"{error}. Until then nobody is let in who has to log in")


def _mend(layout: DataLayout, problems: list[Problem]) -> None:
    if worker_is_alive(layout):
        raise ConfigurationError("nothing is mended while `motorwire up` runs; end it first")
    try:
        with turn(layout).acquire(timeout=0):
            for text in mend_all(layout, problems):
                out.print(f"MENDED: {text}")
    except Timeout as error:
        raise ConfigurationError("a run is going on; mend when it has ended") from error


def _show(layout: DataLayout) -> None:
    """Prints what is there."""
    out.print(f"data: {layout.root}")
    if layout.local.exists():
        out.print(f"room on its disk: {shutil.disk_usage(layout.local).free / 1e9:,.1f} GB")
    out.print(f"dumps loaded: {len(Warehouse(layout.warehouse).dumps(ARTICLES))}")
    try:
        snapshot = current_snapshot(layout.serving)
        out.print(f"snapshot: {snapshot.version}, of {snapshot.made_at:%Y-%m-%d %H:%M:%S} UTC")
        if snapshot.made_at > datetime.now(UTC):
            out.print("  which is later than now: was the clock set back? Nothing is lost by that")
    except MotorwireError:
        out.print("snapshot: none; start with `motorwire up`")
    try:
        is_up = worker_is_alive(layout)
        out.print(f"worker: {'up' if is_up else 'not running'}")
        port = free_port(ADDRESS, None, DEFAULT_PORT)
        if not is_up and port != DEFAULT_PORT:
            out.print(f"port {DEFAULT_PORT} is taken: `motorwire up` takes {port}")
    except (MotorwireError, OSError) as error:
        out.print(f"worker: {storage_error(error) or error}")
    _show_extraction(layout)


def _show_extraction(layout: DataLayout) -> None:
    try:
        out.print(f"corrections: {len(read_log(layout.corrections).standing)}")
        out.print(f"industry pack: {files_in_use().pack}")
        out.print(f"companies in the catalogue: {len(load_catalogue().companies)}")
        lexicon = load_lexicon()
        out.print(f"themes: {len(lexicon.themes)}, event types: {len(lexicon.types)}")
        out.print(f"model: {load_model().name}")
    except MotorwireError:
        out.print("the rest cannot be told:")
