"""Runs through Dagster's own server, by its GraphQL interface."""

import json
import urllib.request
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from dagster_graphql import DagsterGraphQLClient, DagsterGraphQLClientError

from etl.defs.jobs import INGEST_JOB, PUBLISH_JOB, nightly_publish
from etl.defs.partitions import DUMPS
from etl.defs.sensors import inbox_sensor
from etl.errors import ConfigurationError
from etl.runs.automation import Automation
from etl.runs.instance import open_instance
from etl.runs.launching import URL_VARIABLE, LaunchError, dagster_answers
from etl.runs.tags import DUMP_TAG, REQUESTED_TAG
from etl.settings import DataLayout

_SECONDS = 20
_REPOSITORIES = """query {
  repositoriesOrError { ... on RepositoryConnection { nodes {
    name
    location { name }
    sensors { name sensorState { id status } }
    schedules { name scheduleState { id status } }
  } } }
}"""
_ANSWERS = "{ __typename ... on PythonError { message } ... on UnauthorizedError { message } }"


def _mutation(name: str, parameter: str, kind: str) -> str:
    return f"mutation($it: {kind}!) {{ answer: {name}({parameter}: $it) {_ANSWERS} }}"


_START_SENSOR = _mutation("startSensor", "sensorSelector", "SensorSelector")
_STOP_SENSOR = _mutation("stopSensor", "id", "String")
_START_SCHEDULE = _mutation("startSchedule", "scheduleSelector", "ScheduleSelector")
_STOP_SCHEDULE = _mutation("stopRunningSchedule", "id", "String")


class ServerLauncher:
    """Hands runs to the Dagster server at an address (see `etl.runs.launching.Launcher`)."""

    name = "Dagster server"

    def __init__(self, layout: DataLayout, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigurationError(
                f"{URL_VARIABLE} is {url!r}; give an address such as http://127.0.0.1:3000"
            )
        self._layout = layout
        self._url = url
        self._parts = parts

    def is_ready(self) -> bool:
        """Whether the server answers."""
        return dagster_answers(self._url)

    def submit(self, dump: str) -> str:
        """Asks the server for a run; returns its id."""
        tags = {REQUESTED_TAG: datetime.now(UTC).isoformat()}
        if dump:
            open_instance(self._layout).add_dynamic_partitions(DUMPS.name or "", [dump])
            tags |= {DUMP_TAG: dump, "dagster/partition": dump}
        try:
            return self._client().submit_job_execution(
                INGEST_JOB if dump else PUBLISH_JOB, run_config={}, tags=tags
            )
        except DagsterGraphQLClientError as error:
            raise self._refused() from error

    def cancel(self, run_id: str) -> None:
        """Asks the server to end a run."""
        try:
            self._client().terminate_run(run_id)
        except DagsterGraphQLClientError as error:
            raise LaunchError("the run could not be canceled; it may have ended already") from error

    def automation(self) -> Automation:
        """Whether the sensor on the inbox and the schedule of the night run on the server."""
        return Automation(
            is_inbox_watched=self._sensor()["status"] == "RUNNING",
            is_nightly=self._schedule()["status"] == "RUNNING",
        )

    def set_automation(self, automation: Automation) -> None:
        """Starts and stops the server's sensor and schedule."""
        for state, is_on, start, stop, selector in (
            (
                self._sensor(),
                automation.is_inbox_watched,
                _START_SENSOR,
                _STOP_SENSOR,
                {"sensorName": inbox_sensor.name},
            ),
            (
                self._schedule(),
                automation.is_nightly,
                _START_SCHEDULE,
                _STOP_SCHEDULE,
                {"scheduleName": nightly_publish.name},
            ),
        ):
            if is_on == (state["status"] == "RUNNING"):
                continue
            answer = (
                self._ask(start, {**selector, **state["repository"]})
                if is_on
                else self._ask(stop, state["id"])
            )
            if answer["answer"]["__typename"].endswith("Error"):
                raise LaunchError(
                    "Dagster's server did not switch it: start it (`motorwire dagster --launch`),"
                    " or see its log"
                )

    def _sensor(self) -> dict[str, Any]:
        return self._state("sensors", "sensorState", inbox_sensor.name)

    def _schedule(self) -> dict[str, Any]:
        return self._state("schedules", "scheduleState", nightly_publish.name)

    def _state(self, kind: str, state: str, name: str) -> dict[str, Any]:
        """Id, status and place of one sensor or schedule on the server."""
        found = self._ask(_REPOSITORIES, None)["repositoriesOrError"].get("nodes", [])
        for repository in found:
            for one in repository[kind]:
                if one["name"] == name:
                    place = {
                        "repositoryName": repository["name"],
                        "repositoryLocationName": repository["location"]["name"],
                    }
                    return {**one[state], "repository": place}
        raise self._refused()

    def _ask(self, query: str, it: dict[str, str] | str | None) -> dict[str, Any]:
        """The answer to what the client of `dagster_graphql` has no method for."""
        body = json.dumps({"query": query, "variables": {"it": it}} if it else {"query": query})
        request = urllib.request.Request(  # noqa: S310
            f"{self._url}/graphql", body.encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                found: dict[str, Any] = json.load(answer)["data"]
                return found
        except (OSError, ValueError, KeyError) as error:
            raise self._refused() from error

    def _client(self) -> DagsterGraphQLClient:
        try:
            return DagsterGraphQLClient(
                str(self._parts.hostname),
                port_number=self._parts.port,
                use_https=self._parts.scheme == "https",
                timeout=_SECONDS,
                path_prefix=self._parts.path,
            )
        except DagsterGraphQLClientError as error:
            raise self._refused() from error

    def _refused(self) -> LaunchError:
        return LaunchError(
            f"Dagster's server at {self._url} does not answer as it should: start it"
            f" (`motorwire dagster --launch`), or unset {URL_VARIABLE} to use the embedded worker"
        )
