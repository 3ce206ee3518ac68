"""The project's Dagster instance: opened the same way by worker, dashboard and command line."""

import functools
import os

import dagster as dg
import yaml
from filelock import FileLock

from etl.errors import ConfigurationError, storage_error
from etl.settings import DATA_VARIABLE, PROJECT_ROOT, DataLayout

_CONFIG = PROJECT_ROOT / "dagster.yaml"
_RESTORE = "put the one that came with this version back"
_REASON = 300


def instance_environment(layout: DataLayout) -> dict[str, str]:
    """The environment variables under which any Dagster process, wherever it is started, finds the
    project's instance, and tells nobody of it."""
    return {
        "DAGSTER_HOME": str(PROJECT_ROOT),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
        DATA_VARIABLE: str(layout.local.resolve() if layout.is_local else layout.root),
    }


@functools.cache
def open_instance(layout: DataLayout) -> dg.DagsterInstance:
    """The instance of a data directory, one a process.

    The first process to open it creates its databases, others wait for that. Raises
    `ConfigurationError` when `dagster.yaml` cannot be used, `HistoryError` when a database of the
    instance is damaged, locked or gone, and `StorageError` when it cannot be written.
    """
    if not _CONFIG.is_file():
        # Dagster would keep its history in the project's root then.
        raise ConfigurationError(f"{_CONFIG} is missing; {_RESTORE}")
    os.environ.update(instance_environment(layout))
    try:
        layout.instance.mkdir(parents=True, exist_ok=True)
        with FileLock(layout.instance / "open.lock"):
            return dg.DagsterInstance.from_config(str(_CONFIG.parent))
    except (dg.DagsterError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())[:_REASON]
        raise ConfigurationError(f"{_CONFIG} cannot be used ({reason}); {_RESTORE}") from error
    except Exception as error:
        told = storage_error(error)
        if told is None:
            raise
        raise told from error
