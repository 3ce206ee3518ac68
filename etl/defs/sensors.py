"""The sensor on the inbox: a new or changed dump starts a run (server mode; off by default)."""

import dagster as dg

from etl.defs.jobs import ingest_dump
from etl.defs.partitions import DUMPS
from etl.runs.inbox import list_inbox
from etl.settings import data_layout


@dg.sensor(
    job=ingest_dump,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.STOPPED,
)
def inbox_sensor() -> dg.SensorResult:
    """Requests a run for every dump in the inbox that is new or has changed."""
    waiting = [file for file in list_inbox(data_layout()) if file.state != "loaded"]
    return dg.SensorResult(
        dynamic_partitions_requests=[DUMPS.build_add_request([file.dump for file in waiting])],
        run_requests=[
            dg.RunRequest(
                run_key=f"{file.dump}:{file.size_bytes}:{file.modified_at.timestamp()}",
                partition_key=file.dump,
            )
            for file in waiting
        ],
    )
