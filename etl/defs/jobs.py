"""The jobs: one dump from file to screen, and rebuilding what all dumps share."""

import dagster as dg

INGEST_JOB = "ingest_dump"
PUBLISH_JOB = "publish"

ingest_dump = dg.define_asset_job(
    INGEST_JOB,
    selection=dg.AssetSelection.all(),
    description="Reads one dump, extracts its events, and publishes a new snapshot.",
)

publish = dg.define_asset_job(
    PUBLISH_JOB,
    selection=dg.AssetSelection.assets("checked_events", "story_links", "stories", "serving"),
    description="Applies corrections and rebuilds stories and snapshot from the tables.",
)

nightly_publish = dg.ScheduleDefinition(
    name="nightly_publish",
    job=publish,
    cron_schedule="0 3 * * *",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Rebuilds the snapshot every night; off until it is switched on.",
)
