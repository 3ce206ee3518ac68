"""The inbox: dumps to read, one file or folder each, and whether the warehouse has them."""

import hashlib
import itertools
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
_SPARE_BYTES = 64 * 1024 * 1024


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


def upload_name(name: str) -> str:
    """The name under which an uploaded file is kept: the last part of what the browser says.

    Raises `DumpError` for a name that cannot be used.
    """
    safe = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
    is_usable = safe and not safe.startswith((".", "-")) and safe.isprintable()
    if not is_usable or len(safe.encode("utf-8", "replace")) > LONGEST_NAME:
        told = "".join(c for c in safe if c.isprintable())[:50]
        raise DumpError(told or "upload", "the file name cannot be used; rename the file")
    return safe


def is_in_inbox(layout: DataLayout, name: str, data: bytes | memoryview) -> bool:
    """Whether the inbox holds a file of this name with this very content."""
    target, view = layout.inbox / upload_name(name), memoryview(data)
    if not target.is_file() or target.stat().st_size != view.nbytes:
        return False
    with target.open("rb") as file:
        there = hashlib.file_digest(file, "sha256").digest()
    return there == hashlib.sha256(view).digest()


def free_name(layout: DataLayout, name: str) -> str:
    """The name that an uploaded file gets: its own, or where another dump has it, one with a
    number. Raises `DumpError` for a name that cannot be used."""
    safe = upload_name(name)
    stem, dot, ending = safe.partition(".")
    numbered = (f"{stem}-{number}{dot}{ending}" for number in itertools.count(2))
    return next(n for n in itertools.chain([safe], numbered) if not (layout.inbox / n).exists())


def add_to_inbox(layout: DataLayout, name: str, data: bytes | memoryview) -> str:
    """Writes an uploaded file into the inbox, whole or not at all; returns its dump name.

    Only the last part of `name` counts, so that no upload leaves the inbox. Raises `DumpError` for
    a name that cannot be used, for one that another dump in the inbox has (see `free_name`), and
    where the disk has no room for the file.
    """
    safe = upload_name(name)
    if is_in_inbox(layout, safe, data):
        return dump_name(safe)
    layout.inbox.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(layout.inbox).free < memoryview(data).nbytes + _SPARE_BYTES:
        raise DumpError(safe, "the disk of the data directory has no room for it; make room")
    staged = layout.inbox / f".upload-{uuid.uuid4().hex}"
    try:
        with staged.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _publish(staged, layout.inbox / safe)
    finally:
        staged.unlink(missing_ok=True)
    return dump_name(safe)


def _publish(staged: Path, target: Path) -> None:
    """Gives the file its name, and never takes the name from another file."""
    try:
        target.hardlink_to(staged)
    except FileExistsError:
        raise DumpError(
            target.name, "the inbox holds another dump of this name; rename one of them"
        ) from None
    except OSError:
        # A file system without links.
        staged.replace(target)


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
