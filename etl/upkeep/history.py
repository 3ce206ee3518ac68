"""Dagster's databases in the data directory: which are damaged, and putting those aside.

The tables do not depend on them. Dagster makes a missing one anew.
"""

from pathlib import Path

from etl.settings import DataLayout
from etl.warehouse.index import database_is_damaged

ASIDE = "damaged"
"""The folder in `data/dagster` for files that were put aside."""


def damaged_databases(layout: DataLayout) -> list[Path]:
    """The databases of the history of runs that are damaged, found by reading them through."""
    aside = layout.instance / ASIDE
    found = sorted(layout.instance.rglob("*.db")) if layout.instance.is_dir() else []
    return [path for path in found if aside not in path.parents and database_is_damaged(path)]


def put_aside(layout: DataLayout, database: Path) -> Path:
    """Moves a database with its journal out of Dagster's way; returns where it is now."""
    folder = layout.instance / ASIDE
    folder.mkdir(exist_ok=True)
    number = 1 + sum(1 for _ in folder.glob("*.db"))
    target = folder / f"{number}-{database.name}"
    for end in ("-journal", "-wal", "-shm", ""):
        part = database.with_name(database.name + end)
        if part.exists():
            part.rename(target.with_name(target.name + end))
    return target
