"""Tags that runs carry, so that a list of runs needs no look into each run's events."""

OUTCOMES_TAG = "motorwire/outcomes"
EVENT_COUNT_TAG = "motorwire/event_count"
DUMP_TAG = "motorwire/dump"
REQUESTED_TAG = "motorwire/requested_at"
SNAPSHOT_TAG = "motorwire/snapshot"
