"""Which themes are told of more than before: a recent span of days against the year before it.

The recent span is the selected period; where none is selected, the last quarter before the newest
selected event. All selected events are counted, whatever themes the filters name: the question is
which share of them has a theme.
"""

# The SQL is put together from constants of this code; values are bound, never part of the text.
# ruff: noqa: S608

from dataclasses import dataclass, replace
from datetime import date, timedelta

from dashboard.filters.selection import Selection
from dashboard.log_odds import CLEAR, Group, score_change
from dashboard.queries.database import read_table
from dashboard.queries.events import selection_condition
from etl.warehouse.serving import Snapshot

RECENT_DAYS = 91
REFERENCE_DAYS = 365

MIN_SPAN_EVENTS = 30
"""With fewer events in either span, shares of them say nothing: no theme gets a score."""

MIN_THEME_EVENTS = 10
"""A theme with fewer events in both spans together gets no score."""


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both included, and how many events are selected in them."""

    first: date
    last: date
    events: int


@dataclass(frozen=True)
class Trend:
    """One theme: its events and their share of all selected events, in the recent span and before.

    `z` says how clear the change is (`dashboard.log_odds.score_change`); None where there are too
    few events to tell.
    """

    theme: str
    events: int
    events_before: int
    share: float
    share_before: float
    z: float | None

    @property
    def is_clear(self) -> bool:
        """Whether the change is more than chance would often bring."""
        return self.z is not None and abs(self.z) >= CLEAR


@dataclass(frozen=True)
class Trends:
    """The two spans, and a row for each theme with events in them: the clearest growth first, those
    without a score last."""

    recent: Span
    before: Span
    rows: tuple[Trend, ...]

    @property
    def is_enough(self) -> bool:
        """Whether both spans have enough events to compare shares."""
        return min(self.recent.events, self.before.events) >= MIN_SPAN_EVENTS

    def of(self, theme: str) -> Trend:
        """The row of a theme; one without events where it has none in these spans."""
        found = next((row for row in self.rows if row.theme == theme), None)
        return found or Trend(theme, 0, 0, 0.0, 0.0, None)


def trending_themes(snapshot: Snapshot, selection: Selection) -> Trends | None:
    """How the share of each theme has changed; None where no selected event has a day."""
    asked = replace(selection, themes=())
    recent = _recent_days(snapshot, asked)
    if recent is None:
        return None
    first, last = recent
    opening = first - timedelta(days=REFERENCE_DAYS)
    where = selection_condition(snapshot, replace(asked, date_from=opening, date_to=last))
    found = read_table(
        snapshot,
        # The hits of one happening are counted together: see `design_effect`.
        "WITH chosen AS MATERIALIZED (SELECT event_key, coalesce(story_id, event_id) AS story,"
        f" sort_date >= ? AS is_recent FROM events WHERE {where.sql}),"
        " told AS (SELECT theme, is_recent, story, count(*) AS n"
        "  FROM chosen JOIN event_themes USING (event_key) GROUP BY ALL)"
        " SELECT '' AS theme, is_recent, count(*) AS hits, count(*) AS squares FROM chosen"
        " GROUP BY ALL UNION ALL"
        " SELECT theme, is_recent, sum(n)::BIGINT AS hits, sum(n * n)::BIGINT AS squares FROM told"
        " GROUP BY ALL",
        (first, *where.values),
    ).to_pylist()
    counts = {(row["theme"], row["is_recent"]): (row["hits"], row["squares"]) for row in found}
    spans = (
        Span(first, last, counts.get(("", True), (0, 0))[0]),
        Span(opening, first - timedelta(days=1), counts.get(("", False), (0, 0))[0]),
    )
    themes = {theme for theme, _ in counts if theme}
    rows = [
        _compare(theme, spans, counts.get((theme, True)), counts.get((theme, False)))
        for theme in themes
    ]
    return Trends(*spans, tuple(sorted(rows, key=_clearest_growth)))


def _recent_days(snapshot: Snapshot, asked: Selection) -> tuple[date, date] | None:
    where = selection_condition(snapshot, asked)
    found = read_table(
        snapshot, f"SELECT max(sort_date) AS newest FROM events WHERE {where.sql}", where.values
    )
    newest: date | None = found["newest"][0].as_py()
    if newest is None:
        return None
    last = asked.date_to or newest
    return asked.date_from or last - timedelta(days=RECENT_DAYS - 1), last


def _compare(
    theme: str,
    spans: tuple[Span, Span],
    recent: tuple[int, int] | None,
    before: tuple[int, int] | None,
) -> Trend:
    now, then = (
        Group(0, span.events) if counts is None else _group(*counts, span.events)
        for counts, span in zip((recent, before), spans, strict=True)
    )
    is_enough = (
        min(now.events, then.events) >= MIN_SPAN_EVENTS and now.hits + then.hits >= MIN_THEME_EVENTS
    )
    z = score_change(now, then) if is_enough else None
    return Trend(theme, now.hits, then.hits, now.share, then.share, z)


def _group(hits: int, squares: int, events: int) -> Group:
    return Group(hits, events, squares / hits)


def _clearest_growth(row: Trend) -> tuple[bool, float, int, str]:
    return row.z is None, -(row.z or 0.0), -row.events, row.theme
