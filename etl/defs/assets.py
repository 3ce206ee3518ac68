"""The assets: each body calls one pure function and records what it returned."""

import functools
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import dagster as dg
from spacy.language import Language

from etl.contracts import (
    ARTICLES,
    CHECKED_EVENTS,
    EVENTS,
    MENTIONS,
    REJECTS,
    STORIES,
    STORY_LINKS,
)
from etl.corrections.apply import update_checked_events
from etl.defs.partitions import DUMPS
from etl.defs.results import asset_spec, check_results, check_specs, materialized
from etl.errors import MotorwireError, storage_error
from etl.lexicon.files import files_in_use
from etl.lexicon.in_use import load_lexicon
from etl.nlp.extract import load_pipeline
from etl.nlp.tag import tag_dump
from etl.reading.load import describe_outcomes, load_dump
from etl.runs.inbox import dump_path
from etl.runs.progress import StepProgress
from etl.runs.tags import EVENT_COUNT_TAG, OUTCOMES_TAG, SNAPSHOT_TAG
from etl.runs.turn import hold_turn
from etl.settings import DataLayout, data_layout
from etl.stories.build import update_stories
from etl.warehouse.publish import CheckFailedError
from etl.warehouse.serving import publish_snapshot
from etl.warehouse.store import Warehouse

Results = Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]


def _pipeline() -> Language:
    """The pipeline with the lexicon files as they are now; loaded anew when one has changed."""
    return _pipeline_of(files_in_use().fingerprint())


@functools.lru_cache(maxsize=1)
def _pipeline_of(lexicon: str) -> Language:  # noqa: ARG001
    return load_pipeline()


_TOLD = (MotorwireError, OSError, sqlite3.Error)
"""What a step may raise when the data or the disk are at fault."""


def _failure(error: Exception) -> dg.Failure:
    """The failure that Dagster shows: our own words, no retry (something must change first)."""
    return dg.Failure(description=str(storage_error(error) or error), allow_retries=False)


def _begin(context: dg.AssetExecutionContext, step: str) -> tuple[DataLayout, StepProgress]:
    """The data directory, once it is this process's turn to work on it, and where the step tells
    how far it is."""
    layout = data_layout()
    hold_turn(layout)
    return layout, StepProgress(layout, context.run.run_id, step)


@dg.multi_asset(
    name="load",
    specs=[asset_spec(ARTICLES, partitions=DUMPS), asset_spec(REJECTS, partitions=DUMPS)],
    check_specs=check_specs(ARTICLES, REJECTS),
)
def load(context: dg.AssetExecutionContext) -> Results:
    """Reads one dump: `articles` and `rejects`."""
    layout, told = _begin(context, "load")
    dump = context.partition_key
    try:
        report = load_dump(
            dump_path(layout, dump),
            dump,
            Warehouse(layout.warehouse),
            index=layout.local / "known.sqlite",
            lock=layout.local / "load.lock",
            progress=context.log.info,
            advance=told.records_read,
        )
    except CheckFailedError as error:
        yield from check_results(error.reports)
        raise _failure(error) from error
    except _TOLD as error:
        raise _failure(error) from error
    counts = report.counts
    context.instance.add_run_tags(context.run.run_id, {OUTCOMES_TAG: json.dumps(counts.outcomes)})
    outcome_sums = {
        "records": counts.records,
        "outcomes": dict(counts.outcomes),
        "outcome_sum": describe_outcomes(counts.outcomes),
        "unknown_fields": dict(counts.unknown_fields.most_common(50)),
        "warnings": dict(counts.warnings),
    }
    yield from materialized(report.tables, {"articles": outcome_sums})


@dg.multi_asset(
    name="tag",
    specs=[
        asset_spec(MENTIONS, ["articles"], DUMPS),
        asset_spec(EVENTS, ["articles"], DUMPS),
    ],
    check_specs=check_specs(MENTIONS, EVENTS),
)
def tag(context: dg.AssetExecutionContext) -> Results:
    """Extracts the events of one dump: `mentions` and `events`."""
    layout, told = _begin(context, "tag")
    try:
        for problem in load_lexicon().problems:
            context.log.warning(f"left out of the lexicon: {problem}")
        report = tag_dump(
            context.partition_key,
            Warehouse(layout.warehouse),
            _pipeline(),
            progress=context.log.info,
            advance=told.articles_tagged,
        )
    except CheckFailedError as error:
        yield from check_results(error.reports)
        raise _failure(error) from error
    except _TOLD as error:
        raise _failure(error) from error
    event_count = next(t.row_count for t in report.tables if t.table is EVENTS)
    context.instance.add_run_tags(context.run.run_id, {EVENT_COUNT_TAG: str(event_count)})
    yield from materialized(report.tables)


@dg.multi_asset(
    name="review",
    specs=[
        asset_spec(CHECKED_EVENTS, ["events", "articles"]),
        asset_spec(STORY_LINKS, ["events", "articles"]),
    ],
    check_specs=check_specs(CHECKED_EVENTS, STORY_LINKS),
)
def review(context: dg.AssetExecutionContext) -> Results:
    """Lays the readers' corrections over the events: `checked_events` and `story_links`."""
    layout, _ = _begin(context, "review")
    try:
        reports, layer, log = update_checked_events(
            Warehouse(layout.warehouse), layout.corrections, lock=layout.local / "publish.lock"
        )
    except CheckFailedError as error:
        yield from check_results(error.reports)
        raise _failure(error) from error
    except _TOLD as error:
        raise _failure(error) from error
    context.log.info(f"{len(log.standing):,} corrections, {len(layer.lost):,} without their event")
    if log.unreadable:
        lines = ", ".join(map(str, log.unreadable[:20]))
        context.log.warning(f"{layout.corrections.name}: lines that cannot be read: {lines}")
    yield from materialized(reports)


@dg.multi_asset(
    name="group",
    specs=[asset_spec(STORIES, ["events", "articles", "rejects", "checked_events", "story_links"])],
    check_specs=check_specs(STORIES),
)
def group(context: dg.AssetExecutionContext) -> Results:
    """Groups the events of all dumps by happening: `stories`."""
    layout, _ = _begin(context, "group")
    try:
        report = update_stories(
            Warehouse(layout.warehouse),
            index=layout.local / "stories.sqlite",
            lock=layout.local / "publish.lock",
        )
    except CheckFailedError as error:
        yield from check_results(error.reports)
        raise _failure(error) from error
    except _TOLD as error:
        raise _failure(error) from error
    context.log.info(
        f"{report.story_count:,} stories, {report.changed_count:,} of them sorted anew"
    )
    yield from materialized([report.table])


@dg.asset(
    deps=["articles", "rejects", "mentions", "events", "checked_events", "stories"],
    group_name="motorwire",
    kinds={"duckdb"},
)
def serving(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
    """The published snapshot that the dashboard opens."""
    layout, _ = _begin(context, "serving")
    try:
        snapshot, counts = publish_snapshot(
            Warehouse(layout.warehouse), layout.serving, lock=layout.local / "publish.lock"
        )
    except _TOLD as error:
        raise _failure(error) from error
    context.instance.add_run_tags(context.run.run_id, {SNAPSHOT_TAG: snapshot.version})
    context.log.info(f"snapshot {snapshot.version} published: {counts['events']:,} events")
    return dg.MaterializeResult(
        metadata={
            "version": snapshot.version,
            "path": dg.MetadataValue.path(str(snapshot.database)),
            "tables": counts,
            "dagster/row_count": counts["events"],
        }
    )


def warm_up() -> None:
    """Loads the extraction pipeline, so that the first run does not wait for it."""
    _pipeline()
