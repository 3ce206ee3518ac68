"""Backup and restore: what is not derived from anything, in one tar archive.

In it: the tables, the log of corrections, saved views, companies and lexicon of the user, the
history of runs, the rules of access and the audit log.
Not in it: the inbox (dumps are yours, and may be links), and what is made anew from the tables.
"""

import contextlib
import os
import shutil
import sqlite3
import tarfile
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath

from filelock import FileLock
from upath import UPath

from etl.errors import MotorwireError
from etl.runs.turn import turn
from etl.runs.worker_state import worker_is_alive
from etl.settings import DataLayout
from etl.warehouse.files import fsync_folder
from etl.warehouse.store import Warehouse

PARTS = (
    *("warehouse", "corrections", "views.json", "catalogue", "lexicon", "dagster"),
    *("access.toml", "audit"),
)
"""The folders and files of a data directory that a backup holds."""

_DERIVED = ("serving", "known.sqlite", "stories.sqlite")
_MARK = "motorwire-backup"
_MARK_TEXT = b"1\n"


class BackupError(MotorwireError):
    """A backup cannot be written, read, or restored here."""


def write_backup(layout: DataLayout, target: Path) -> int:
    """Writes the archive, whole or not at all; returns the number of files in it.

    Waits until the run that is going on has ended, and holds the next one off. Raises `BackupError`
    when `target` exists.
    """
    if target.exists():
        raise BackupError(f"{target} exists; choose another name")
    if not target.parent.is_dir():
        raise BackupError(f"the folder {target.parent} does not exist")
    staged = target.with_name(f".{target.name}-{uuid.uuid4().hex}")
    try:
        with contextlib.ExitStack() as stack:
            stack.enter_context(turn(layout))
            if layout.corrections.parent.is_dir():
                stack.enter_context(FileLock(layout.corrections.with_suffix(".lock")))
            copies = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            with staged.open("xb") as file:
                with tarfile.open(fileobj=file, mode="w") as archive:
                    count = _fill(archive, layout, copies)
                file.flush()
                os.fsync(file.fileno())
        staged.rename(target)
        fsync_folder(target.resolve().parent)
        return count
    finally:
        staged.unlink(missing_ok=True)


def _fill(archive: tarfile.TarFile, layout: DataLayout, copies: Path) -> int:
    mark = tarfile.TarInfo(_MARK)
    mark.size = len(_MARK_TEXT)
    mark_file = copies / _MARK
    mark_file.write_bytes(_MARK_TEXT)
    with mark_file.open("rb") as file:
        archive.addfile(mark, file)
    count = 0
    for path in _files(layout.local):
        source = path
        if path.suffix == ".db":
            # Dagster may write while this is read; SQLite itself makes a copy that is whole.
            source = copies / "copy.db"
            with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(source)) as copy:
                live.backup(copy)
        archive.add(source, path.relative_to(layout.local).as_posix(), recursive=False)
        if source is not path:
            source.unlink()
        count += 1
    return count


def _files(root: Path) -> Iterator[Path]:
    """The files of the parts; hidden ones are half written, locks are empty."""
    for part in PARTS:
        found = root / part
        for path in [found] if found.is_file() else sorted(found.rglob("*")):
            is_hidden = any(name.startswith(".") for name in path.relative_to(root).parts)
            if path.is_file() and not is_hidden and path.suffix != ".lock":
                yield path


def restore_backup(layout: DataLayout, source: Path, *, replace: bool = False) -> Path | None:
    """Puts the content of an archive into the data directory.

    The archive is unpacked beside it and read through first. Raises `BackupError` when it is
    damaged or holds what no backup holds, while a worker runs, and, without `replace`, when the
    data directory holds anything already. With it, what was there is moved into a folder of its
    own, which is returned. The snapshot is to be rebuilt afterwards.
    """
    if worker_is_alive(layout):
        raise BackupError("nothing is restored while `motorwire up` runs; end it first")
    root = layout.local
    with turn(layout):
        there = [root / name for name in (*PARTS, *_DERIVED) if _holds_anything(root / name)]
        if there and not replace:
            raise BackupError(
                f"{root} holds data already ({there[0].name}); restore into an empty data directory"
                " (MOTORWIRE_DATA), or add --replace, which moves what is there aside"
            )
        staged = root / f".restored-{uuid.uuid4().hex}"
        staged.mkdir()
        try:
            _unpack(source, staged)
            Warehouse(UPath(staged / "warehouse")).check_all()
            aside = _move_aside(root, there) if there else None
            for part in PARTS:
                if (staged / part).exists():
                    if (root / part).is_dir():
                        shutil.rmtree(root / part)  # It holds nothing: only empty folders, locks.
                    (staged / part).rename(root / part)
            fsync_folder(root)
            return aside
        finally:
            shutil.rmtree(staged, ignore_errors=True)


def _holds_anything(path: Path) -> bool:
    if path.is_dir():
        return any(entry.is_file() and entry.suffix != ".lock" for entry in path.rglob("*"))
    return path.exists()


def _move_aside(root: Path, there: list[Path]) -> Path:
    aside = root / f"replaced-{uuid.uuid4().hex[:8]}"
    aside.mkdir()
    for path in there:
        path.rename(aside / path.name)
    return aside


def _is_plain(member: tarfile.TarInfo) -> bool:
    """Whether the archive holds all of the file's bytes."""
    return member.isfile() and not member.issparse()


def _unpack(source: Path, folder: Path) -> None:
    try:
        # Not packed: a packed archive could unpack to more than the disk holds.
        with tarfile.open(source, "r:") as archive:
            is_backup = False
            for member in archive:
                place = PurePosixPath(member.name)
                if member.name == _MARK:
                    is_backup = True
                elif not _is_plain(member) or place.parts[0] not in PARTS or ".." in place.parts:
                    raise BackupError(f"{source} holds {member.name!r}, which no backup holds")
                else:
                    archive.extract(member, folder, filter="data")
    except FileNotFoundError as error:
        raise BackupError(f"{source} does not exist") from error
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{source} is damaged, or no backup: {error}") from error
    if not is_backup:
        raise BackupError(f"{source} is no backup that `motorwire backup` has written")
