"""When an article was published: from its field, else from its address."""

import re
import warnings
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dateutil import parser

_URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])(?!\d)"
)
_COMPACT_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)|(?<!\d)(?:1[89]|20)\d{6}(?=T|\D|$)")
_MILLISECONDS_FROM = 100_000_000_000
"""Unix times above this are milliseconds (as seconds they would lie after the year 5138)."""

_EARLIEST = datetime(1800, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def parse_published(value: Any) -> datetime | None:
    """The UTC time that a date field gives, or None where it gives none.

    Numbers with dots are day first (`03.02.2025`, as Europe writes), with slashes month first
    (`02/03/2025`, as America does) unless the month would be above 12.

    Reads ISO 8601, RFC 2822, Unix seconds and milliseconds, and what `dateutil` understands
    with a full year; a time without zone counts as UTC. A value without a four-digit year is
    refused rather than completed by today's date.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, date):
        value = value.isoformat()
    if isinstance(value, int | float) or (isinstance(value, str) and _is_unix_time(value)):
        return _from_unix_time(value)
    if not isinstance(value, str) or not _YEAR.search(value):
        return None
    try:
        with warnings.catch_warnings():
            # dateutil warns of zones that it does not know; they count as none.
            warnings.simplefilter("ignore", parser.UnknownTimezoneWarning)
            found = parser.parse(value, default=datetime(1900, 1, 1), dayfirst=_is_dotted(value))
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
    return found if _EARLIEST <= found < _LATEST else None


def date_in_url(url: str) -> datetime | None:
    """The date in an address such as `/2024/03/28/` or `-20240328.html`, at 00:00 UTC."""
    for pattern in (_URL_DATE, _COMPACT_URL_DATE):
        for match in pattern.finditer(url):
            year, month, day = (int(part) for part in match.groups())
            try:
                return datetime(year, month, day, tzinfo=UTC)
            except ValueError:
                continue
    return None


def day_of(moment: datetime | None) -> date | None:
    """The calendar day (UTC) of a publication time."""
    return None if moment is None else moment.date()


def _is_dotted(value: str) -> bool:
    return re.match(r"\s*\d{1,2}\.\s?\d{1,2}\.\s?\d{4}", value) is not None


def _is_unix_time(value: str) -> bool:
    return re.fullmatch(r"\s*\d{9,13}(\.\d+)?\s*", value) is not None


def _from_unix_time(value: str | float) -> datetime | None:
    try:
        number = float(value)
        seconds = number / 1000 if abs(number) > _MILLISECONDS_FROM else number
        found = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None
    return found if _EARLIEST <= found < _LATEST else None
