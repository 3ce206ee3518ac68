"""`motorwire backup` and `motorwire restore`: the data directory as one file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from etl import audit
from etl.cli.console import err, out
from etl.cli.ingest import publish
from etl.settings import data_layout
from etl.upkeep.backup import restore_backup, write_backup


def backup(
    file: Annotated[Path, typer.Argument(help="The archive (tar) to write; it must not exist.")],
) -> None:
    """Write tables, corrections, own lexicon and run history into one file, between two runs."""
    layout = data_layout()
    if not layout.is_local:
        err.print(f"the tables are not here but at {layout.warehouse}: back them up there")
    audit.record(layout.audit, audit.Action.BACK_UP, file.name)
    count = write_backup(layout, file.expanduser())
    out.print(f"{count:,} files written to {file} ({file.stat().st_size / 1e6:,.1f} MB)")


def restore(
    file: Annotated[Path, typer.Argument(help="An archive that `motorwire backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Move what the data directory holds aside first.")
    ] = False,
) -> None:
    """Put a backup into the data directory, which must be empty, and publish it."""
    layout = data_layout()
    aside = restore_backup(layout, file.expanduser(), replace=replace)
    audit.record(layout.audit, audit.Action.RESTORE, file.name)
    if aside is not None:
        out.print(f"what was there is now in {aside}")
    out.print(f"restored into {layout.local}")
    if layout.access.exists():  # perhaps older than a role that was taken away since, or a trap
        out.print(f"who may do what is as in the backup: look at {layout.access}")
    publish()
