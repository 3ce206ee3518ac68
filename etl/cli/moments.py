"""Moments as a user of the command line gives them."""

import re
from datetime import UTC, datetime, timedelta

from etl.errors import ConfigurationError

MOMENT_HELP = "such as 2024-11-03, 2024-11-03T07:00, or 24h, 7d, 2w back from now"

_BACK = re.compile(r"(\d{1,5})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def read_moment(option: str, text: str) -> datetime:
    """The moment (UTC) that the value of an option means; UTC where it names no time zone.

    Raises `ConfigurationError`.
    """
    back = _BACK.fullmatch(text.strip())
    try:
        if back:
            return datetime.now(UTC) - int(back[1]) * _UNITS[back[2]]
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ConfigurationError(f"{option} {text}: give a moment {MOMENT_HELP}") from None
