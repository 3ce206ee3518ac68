"""What is true of all files that are published by renaming, whatever they hold."""

import os
import time
from pathlib import Path

LEFT_BEHIND_SECONDS = 6 * 3600
"""A staged file that has not been written for so long belongs to no run any more."""


def fsync_folder(folder: Path) -> None:
    """Makes the renames in `folder` durable (POSIX; a no-op where folders cannot be opened)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_left_behind(path: Path) -> bool:
    """Whether a staged file or folder belongs to no run any more: it was not written for hours, or
    was so hours in the future (the clock has been set back since). False when it is gone."""
    try:
        return abs(time.time() - path.stat().st_mtime) > LEFT_BEHIND_SECONDS
    except FileNotFoundError:
        return False
