"""The project's Dagster instance: opened the same way by worker, dashboard and command line."""

import functools
import os

import dagster as dg
from filelock import FileLock

from etl.settings import DATA_VARIABLE, PROJECT_ROOT, DataLayout

INSTANCE_VARIABLE = "MOTORWIRE_INSTANCE"


def instance_environment(layout: DataLayout) -> dict[str, str]:
    """The environment variables under which any Dagster process finds the project's instance."""
    return {
        "DAGSTER_HOME": str(PROJECT_ROOT),
        INSTANCE_VARIABLE: str(layout.instance.resolve()),
        DATA_VARIABLE: str(layout.root),
    }


@functools.cache
def open_instance(layout: DataLayout) -> dg.DagsterInstance:
    """The instance of a data directory, one a process.

    The first process to open it creates its databases, others wait for that.
    """
    layout.instance.mkdir(parents=True, exist_ok=True)
    os.environ.update(instance_environment(layout))
    with FileLock(layout.instance / "open.lock"):
        return dg.DagsterInstance.from_config(str(PROJECT_ROOT))
