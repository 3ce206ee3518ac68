"""What goes into extraction and what comes out, as plain values.

Rows are dictionaries that hold the columns of `etl.contracts.MENTIONS` and `etl.contracts.EVENTS`
without `dump`, which only the ETL knows.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article as extraction reads it. `published` resolves relative dates."""

    article_id: str
    title: str
    text: str
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in one article."""

    article_id: str
    mentions: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
