"""The shape of the Dagster code location: a change here is a change for its users."""

from etl.definitions import defs


def test_assets_checks_jobs_schedules_sensors() -> None:
    graph = defs.resolve_asset_graph()
    keys = {key.to_user_string() for key in graph.get_all_asset_keys()}
    assert keys == {
        "articles",
        "rejects",
        "mentions",
        "events",
        "checked_events",
        "story_links",
        "stories",
        "serving",
    }
    partitioned = {k for k in keys if graph.get(_key(k)).partitions_def is not None}
    assert partitioned == {"articles", "rejects", "mentions", "events"}
    checks = {(k.asset_key.to_user_string(), k.name) for k in graph.asset_check_keys}
    assert checks == {
        ("articles", "keys_unique"),
        ("articles", "values_allowed"),
        ("articles", "outcomes_add_up"),
        ("articles", "mostly_accepted"),
        ("articles", "publication_dates_sane"),
        ("rejects", "keys_unique"),
        ("rejects", "values_allowed"),
        ("mentions", "keys_unique"),
        ("mentions", "values_allowed"),
        ("mentions", "offsets_match"),
        ("events", "keys_unique"),
        ("events", "values_allowed"),
        ("events", "offsets_match"),
        ("events", "dates_in_order"),
        ("events", "articles_with_events"),
        ("checked_events", "keys_unique"),
        ("checked_events", "values_allowed"),
        ("checked_events", "dates_in_order"),
        ("story_links", "keys_unique"),
        ("story_links", "values_allowed"),
        ("stories", "keys_unique"),
        ("stories", "values_allowed"),
        ("stories", "dates_in_order"),
    }
    assert {job.name for job in defs.resolve_all_job_defs()} >= {"ingest_dump", "publish"}
    assert defs.resolve_schedule_def("nightly_publish").job_name == "publish"
    assert defs.resolve_sensor_def("inbox_sensor").job_name == "ingest_dump"


def _key(name: str):  # type: ignore[no-untyped-def]
    import dagster as dg

    return dg.AssetKey(name)
