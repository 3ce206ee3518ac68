"""Tags that runs carry, so that a list of runs needs no look into each run's events."""

OUTCOMES_TAG = "motorwire/outcomes"
EVENT_COUNT_TAG = "motorwire/event_count"
DUMP_TAG = "motorwire/dump"
REQUESTED_TAG = "motorwire/requested_at"
SNAPSHOT_TAG = "motorwire/snapshot"
EXECUTOR_TAG = "motorwire/executor"
"""Set where a process of ours executes the run; Dagster's server watches over its own itself."""
