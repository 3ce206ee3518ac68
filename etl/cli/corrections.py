"""`motorwire corrections`: what readers have checked, and the checked articles as gold files."""

from pathlib import Path
from typing import Annotated

import typer

from etl import audit
from etl.cli.console import err, out
from etl.corrections.gold import ARTICLES_FILE, GOLD_FILE, export_gold
from etl.corrections.log import read_log
from etl.corrections.precision import Checked, count_checked, total
from etl.settings import data_layout
from etl.warehouse.store import Warehouse


def corrections(
    folder: Annotated[
        Path | None,
        typer.Argument(help=f"Write {ARTICLES_FILE} and {GOLD_FILE} of the checked articles here."),
    ] = None,
    with_partial: Annotated[
        bool,
        typer.Option("--partial", help="Articles of which only some events were checked, too."),
    ] = False,
) -> None:
    """Tell how often the extraction was right where readers have checked it; export gold files."""
    layout = data_layout()
    log = read_log(layout.corrections)
    found = count_checked(log.standing)
    for own in found:
        out.print(f"{own.event_type:<24} {_tell(own)}")
    out.print(f"{'all':<24} {_tell(total(found))}")
    if log.unreadable:
        err.print(f"{layout.corrections}: lines that cannot be read: {len(log.unreadable)}")
    if folder is not None:
        audit.record_export(layout.audit, "gold files")
        count = export_gold(Warehouse(layout.warehouse), folder, with_partial=with_partial)
        out.print(f"{count} articles written to {folder}")


def _tell(own: Checked) -> str:
    if not own.count:
        return "nothing checked"
    return (
        f"{own.count:,} checked, {own.precision:.0%} right, {own.edited:,} changed,"
        f" {own.rejected:,} wrong"
    )
