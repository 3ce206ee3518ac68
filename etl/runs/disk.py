"""How much of the disk the data directory takes."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from etl.settings import DataLayout


@dataclass(frozen=True, slots=True)
class DiskUse:
    """The bytes of each part of the data directory, and what is free on its disk."""

    parts: dict[str, int]
    free_bytes: int


def disk_use(layout: DataLayout) -> DiskUse:
    """Measures the folders by their files. A dump that is linked into the inbox counts as the link;
    a warehouse that is not on this machine counts nothing."""
    local = layout.local
    parts = {
        "Tables": local / "warehouse",
        "Snapshots": layout.serving,
        "Inbox": layout.inbox,
        "Run history": layout.instance,
    }
    sizes = {name: _size(folder) for name, folder in parts.items()}
    sizes["Everything else"] = max(0, _size(local) - sum(sizes.values()))
    return DiskUse(sizes, shutil.disk_usage(local if local.exists() else Path.cwd()).free)


def _size(folder: Path) -> int:
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(root) / name).lstat().st_size
            except OSError:
                continue  # Gone since the folder was listed.
    return total
