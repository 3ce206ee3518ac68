"""What was planned or rumoured of a company, and what the articles told of it afterwards.

Beside `dashboard.queries.events`, by the same rules: bound parameters only. What is told here is
what articles say, no more: nothing told is not the same as nothing done.
"""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

from datetime import date
from typing import Any

from dashboard.filters.selection import Selection
from dashboard.queries.conditions import company_table
from dashboard.queries.database import read_table
from dashboard.queries.events import selection_condition
from etl.warehouse.serving import Snapshot

PROMISED = ("planned", "rumoured")
OUTCOMES = ("done", "perhaps", "denied", "passed", "open")
"""What became of a promise. `done`, `denied`: a later article of the same story says so. `perhaps`:
a later article of another story tells that something like it happened (see `list_promises`).
`passed`: the time it was promised for is over and nothing was told. `open`: none of these."""

WINDOW_DAYS = 365
"""How long after the promised time (after it was told, if it has none) an event of another story
may be told to count as perhaps the one that was promised."""

_MARKS = """
SELECT {columns}, event_type, 'person' AS sort, unnest(people) AS mark FROM {table}
UNION ALL SELECT {columns}, event_type, 'product', unnest(products) FROM {table}
UNION ALL SELECT * FROM (
    SELECT {columns}, event_type, 'company', unnest(companies) AS mark FROM {table}
) WHERE mark NOT IN (SELECT name FROM own)
"""


def list_promises(
    snapshot: Snapshot, selection: Selection, newest: date, *, limit: int
) -> list[dict[str, Any]]:
    """One row a story with selected events that are planned or rumoured, the one told last first;
    at most `limit` an outcome.

    `selection` has one company. A row has the event that was told last and `first_told`, `tellings`
    (number of such events), `outcome`, `of_outcome` (number of stories with that outcome), and of
    the later event, if any, `later_event`, `later_told`, `later_start`, `later_end`,
    `later_evidence`. Later events are looked for among all events that readers did not call wrong,
    whatever the filters say: a plan of the chosen period may be done after it. An event of another
    story counts if it is of the company and the type, shares a person, a product or another company
    with the promise, does not lie before it, and was told after it and within `WINDOW_DAYS`.
    """
    where = selection_condition(snapshot, selection)
    company = selection.companies[0]
    own = "SELECT ? AS name"
    names: tuple[str, ...] = (company,)
    if selection.by_parent:
        own += " UNION SELECT name FROM companies WHERE topmost_name = ?"
        names = (company, company)
    promised = _MARKS.format(columns="event_key, story, published_at, event_end", table="promises")
    done = _MARKS.format(columns="event_key, story_id, published_at, event_start", table="happened")
    rows: list[dict[str, Any]] = read_table(
        snapshot,
        f"""
WITH own AS MATERIALIZED ({own}),
told AS (
    SELECT * EXCLUDE (story_id), coalesce(story_id, event_id) AS story FROM events
    WHERE {where.sql} AND status IN (?, ?)
),
promises AS MATERIALIZED (
    SELECT
        story, event_key, event_type, people, products, companies, published_at, event_end,
        min(published_at) OVER (PARTITION BY story) AS first_told,
        count(*) OVER (PARTITION BY story) AS tellings
    FROM told
    QUALIFY row_number() OVER (
        PARTITION BY story ORDER BY published_at DESC NULLS LAST, event_key
    ) = 1
),
in_story AS (
    SELECT
        p.event_key,
        arg_min(e.event_key, (e.published_at, e.event_key)) FILTER (status = 'happened') AS done,
        arg_min(e.event_key, (e.published_at, e.event_key)) FILTER (status = 'denied') AS denied
    FROM promises p JOIN events e ON e.story_id = p.story
    WHERE e.status IN ('happened', 'denied') AND e."check" <> 'rejected'
        AND e.published_at >= p.first_told
    GROUP BY p.event_key
),
happened AS MATERIALIZED (
    SELECT
        event_key, story_id, event_type, people, products, companies, published_at, event_start
    FROM events
    WHERE status = 'happened' AND "check" <> 'rejected' AND published_at IS NOT NULL
        AND event_key IN (
            SELECT event_key FROM {company_table(selection)} WHERE company = ?
        )
        AND event_type IN (SELECT event_type FROM promises)
),
alike AS (
    SELECT p.event_key, arg_min(h.event_key, (h.published_at, h.event_key)) AS perhaps
    FROM ({promised}) p JOIN ({done}) h USING (event_type, sort, mark)
    WHERE h.published_at > p.published_at
        AND h.published_at::DATE
            <= greatest(p.event_end, p.published_at::DATE) + {WINDOW_DAYS}
        AND (h.event_start IS NULL OR h.event_start >= p.published_at::DATE)
        AND h.story_id IS DISTINCT FROM p.story
    GROUP BY p.event_key
),
judged AS (
    SELECT
        event_key, first_told, tellings, published_at,
        coalesce(s.done, s.denied, a.perhaps) AS later_key,
        CASE
            WHEN s.done IS NOT NULL THEN 'done'
            WHEN s.denied IS NOT NULL THEN 'denied'
            WHEN a.perhaps IS NOT NULL THEN 'perhaps'
            WHEN event_end < ? THEN 'passed'
            ELSE 'open'
        END AS outcome
    FROM promises LEFT JOIN in_story s USING (event_key) LEFT JOIN alike a USING (event_key)
),
shown AS MATERIALIZED (
    SELECT
        event_key, first_told, tellings, later_key, outcome,
        count(*) OVER (PARTITION BY outcome) AS of_outcome
    FROM judged
    QUALIFY row_number() OVER (
        PARTITION BY outcome ORDER BY published_at DESC NULLS LAST, event_key
    ) <= ?
)
SELECT
    e.event_id, e.event_type, e.status, e.published_at, first_told, tellings, e.edtf, e.date_text,
    e.event_start, e.event_end, e.evidence, e.source, outcome, of_outcome,
    l.event_id AS later_event, l.published_at AS later_told, l.event_start AS later_start,
    l.event_end AS later_end, l.evidence AS later_evidence, l.source AS later_source
FROM shown JOIN events e USING (event_key) LEFT JOIN events l ON l.event_key = later_key
ORDER BY e.published_at DESC NULLS LAST, e.event_key
""",
        (*names, *where.values, *PROMISED, company, newest, limit),
    ).to_pylist()
    return rows
