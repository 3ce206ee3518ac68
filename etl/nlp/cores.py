"""How many cores extraction uses."""

import os

from etl.errors import ConfigurationError

WORKERS_VARIABLE = "MOTORWIRE_WORKERS"
"""The number of cores that extraction uses; default: all. 1 works in the calling process only."""


def core_count() -> int:
    """How many cores extraction uses. Raises `ConfigurationError` for a setting that is no number
    from 1 to 256."""
    wanted = os.environ.get(WORKERS_VARIABLE, "").strip()
    if not wanted:
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1
    if not wanted.isdecimal() or not 1 <= int(wanted) <= 256:
        raise ConfigurationError(
            f"{WORKERS_VARIABLE} is {wanted!r}; give a number of cores from 1 to 256"
        )
    return int(wanted)
