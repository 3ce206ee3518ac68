"""The inbox: dumps to read, one file or folder each, and whether the warehouse has them."""

import os
import shutil
import uuid
from datetime import UTC, datetime
from pathlib import Path

from etl.contracts import ARTICLES, EVENTS
from etl.errors import DumpError
from etl.reading.dump import dump_name, list_files
from etl.runs.views import InboxFile, InboxState
from etl.settings import DataLayout
from etl.warehouse.store import Warehouse

LONGEST_NAME = 200


def list_inbox(layout: DataLayout) -> list[InboxFile]:
    """The dumps in the inbox, newest first. Hidden files are not dumps."""
    warehouse = Warehouse(layout.warehouse)
    found = [_inspect(path, warehouse) for path in _entries(layout)]
    return sorted(found, key=lambda file: (file.modified_at, file.name), reverse=True)


def dump_path(layout: DataLayout, dump: str) -> Path:
    """Where the dump called `dump` lies; the path need not exist."""
    for path in _entries(layout):
        if dump_name(path.name) == dump:
            return path
    return layout.inbox / dump


def add_to_inbox(layout: DataLayout, name: str, data: bytes) -> str:
    """Writes an uploaded file into the inbox, whole or not at all; returns its dump name.

    Only the last part of `name` counts, so that no upload leaves the inbox. Raises `DumpError` for
    a name that cannot be used, and for one that another dump in the inbox has.
    """
    safe = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not safe or safe.startswith(".") or "\0" in safe or len(safe.encode()) > LONGEST_NAME:
        raise DumpError(safe[:50] or "upload", "the file name cannot be used; rename the file")
    target = layout.inbox / safe
    if target.is_file() and target.read_bytes() == data:
        return dump_name(safe)
    if target.exists():
        raise DumpError(safe, "the inbox holds another dump of this name; rename one of them")
    layout.inbox.mkdir(parents=True, exist_ok=True)
    staged = layout.inbox / f".upload-{uuid.uuid4().hex}"
    try:
        with staged.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(target)
    finally:
        staged.unlink(missing_ok=True)
    return dump_name(safe)


def link_into_inbox(layout: DataLayout, path: Path) -> str:
    """Makes a dump elsewhere on this machine known to the inbox without copying it.

    Returns its dump name. Raises `DumpError` when it does not exist, or when the inbox holds
    another dump by that name.
    """
    path = path.expanduser().resolve()
    if not path.exists():
        raise DumpError(path.name, f"{path} does not exist")
    if path.name.startswith("."):
        raise DumpError(path.name, "hidden files are no dumps; rename it")
    if path.parent == layout.inbox.resolve():
        return dump_name(path.name)
    layout.inbox.mkdir(parents=True, exist_ok=True)
    link = layout.inbox / path.name
    if link.is_symlink() and link.resolve() == path:
        return dump_name(path.name)
    if link.is_symlink() and not link.exists():
        link.unlink()
    if link.exists():
        raise DumpError(
            path.name,
            f"the inbox holds another dump of this name ({link.resolve()});"
            " rename one, or remove that one from the inbox",
        )
    try:
        link.symlink_to(path)
    except OSError:
        # A file system without links.
        (shutil.copytree if path.is_dir() else shutil.copy2)(path, link)
    return dump_name(path.name)


def _entries(layout: DataLayout) -> list[Path]:
    if not layout.inbox.is_dir():
        return []
    return sorted(p for p in layout.inbox.iterdir() if not p.name.startswith(".") and p.exists())


def _inspect(path: Path, warehouse: Warehouse) -> InboxFile:
    try:
        files = list_files(path)
    except DumpError:
        files = []
    stats = [file.stat() for file in files]
    modified = max((stat.st_mtime for stat in stats), default=path.stat().st_mtime)
    size = sum(stat.st_size for stat in stats)
    dump = dump_name(path.name)
    return InboxFile(
        # A name that is not UTF-8 (Linux allows any bytes) can be read, but not shown as it is.
        name=path.name.encode("utf-8", "replace").decode(),
        dump=dump,
        size_bytes=size,
        modified_at=datetime.fromtimestamp(modified, UTC),
        state=_state(dump, size, modified, warehouse),
    )


def _state(dump: str, size: int, modified: float, warehouse: Warehouse) -> InboxState:
    try:
        loaded = warehouse.metadata(ARTICLES, dump)
        extracted = warehouse.metadata(EVENTS, dump)
    except DumpError:
        return "changed"  # A table of it is damaged: running it again mends that.
    if not loaded:
        return "new"
    published = warehouse.path(ARTICLES, dump).stat().st_mtime
    is_same = (
        loaded.get("source_bytes") == str(size)
        and modified <= published
        and extracted.get("source_hash") == loaded.get("source_hash")
    )
    return "loaded" if is_same else "changed"
