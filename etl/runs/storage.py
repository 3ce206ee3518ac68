"""Where Dagster keeps its history: in the data directory, whichever command opens it.

`dagster.yaml` names these classes, so that Dagster's own commands (`dg dev`), started in the
project's root without any setting, use the same history as `motorwire`.
"""

from typing import Any, Self

from dagster._core.storage.root import LocalArtifactStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData

from etl.settings import data_layout


def _folder() -> str:
    return str(data_layout().instance.resolve())


class ProjectHistory(DagsterSqliteStorage):
    """Runs, events and the states of sensors and schedules."""

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """No settings."""
        return {}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: Any) -> Self:  # noqa: ARG003
        """The storage of the data directory that the environment asks for."""
        return cls.from_local(_folder(), inst_data)


class ProjectFiles(LocalArtifactStorage):
    """The folder for what Dagster keeps as files."""

    @classmethod
    def config_type(cls) -> dict[str, Any]:
        """No settings."""
        return {}

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> Self:  # noqa: ARG003
        """The folder of the data directory that the environment asks for."""
        return cls(_folder(), inst_data)
