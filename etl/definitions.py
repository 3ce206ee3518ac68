"""The Dagster code location of Motorwire."""

import dagster as dg

from etl.defs.assets import group, load, review, serving, tag
from etl.defs.jobs import ingest_dump, nightly_publish, publish
from etl.defs.sensors import inbox_sensor

defs = dg.Definitions(
    assets=[load, tag, review, group, serving],
    jobs=[ingest_dump, publish],
    schedules=[nightly_publish],
    sensors=[inbox_sensor],
    executor=dg.in_process_executor,
)
