"""The question behind a feed: the newest stories of a selection, each with its best article.

Beside `dashboard.queries.stories`, by the same rules: bound parameters only, Arrow tables out.
"""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

import pyarrow as pa

from dashboard.filters.selection import Selection
from dashboard.queries.database import read_table
from dashboard.queries.events import selection_condition
from etl.warehouse.serving import Snapshot


def newest_stories(snapshot: Snapshot, selection: Selection, limit: int) -> pa.Table:
    """Stories with a selected event, the one told last first, at most `limit` of them; `url` and
    `source` are those of the article that tells the story best."""
    where = selection_condition(snapshot, selection)
    return read_table(
        snapshot,
        "SELECT s.story_id, s.first_seen_at, s.last_seen_at, s.event_type, s.status, s.companies,"
        " s.themes, s.evidence, s.article_count, s.source_count, best.url, best.source"
        " FROM stories s LEFT JOIN events best ON best.event_id = s.best_event_id"
        f" WHERE s.story_id IN (SELECT story_id FROM events WHERE {where.sql})"
        " ORDER BY s.last_seen_at DESC NULLS LAST, s.story_id LIMIT ?",
        (*where.values, limit),
    )
