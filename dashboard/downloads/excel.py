"""Excel workbooks of events: the sheets of events, and "About", which says what they hold."""

import io
import tempfile
from collections.abc import Collection

import pyarrow as pa
from xlsxwriter import Workbook

from dashboard.downloads.columns import COLUMNS, event_batches, event_schema
from dashboard.downloads.excel_rows import (
    LINKS_A_SHEET,
    LONGEST_CELL,
    ROWS_A_SHEET,
    EventSheets,
    write_text,
)
from dashboard.downloads.facts import Facts, gather_facts, tell_time
from dashboard.filters.selection import Selection
from dashboard.plain import safe_text
from etl.warehouse.serving import Snapshot

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "use_zip64": True,
}


def make_excel(
    snapshot: Snapshot,
    selection: Selection,
    columns: Collection[str] = (),
    *,
    rows_a_sheet: int = ROWS_A_SHEET,
    links_a_sheet: int = LINKS_A_SHEET,
) -> io.BytesIO:
    """The selected events with these columns, all where none is named, as a workbook.

    Rows are kept on disk until the workbook is put together, so that memory does not grow with
    their number. Rows beyond `rows_a_sheet` go on to further sheets; addresses beyond
    `links_a_sheet` on a sheet are text.
    """
    schema = event_schema(columns)
    facts = gather_facts(snapshot, selection)
    file = io.BytesIO()
    with (
        tempfile.TemporaryDirectory() as scratch,
        Workbook(file, {**_OPTIONS, "tmpdir": scratch}) as book,
    ):
        sheets = EventSheets(book, schema, rows_a_sheet, links_a_sheet)
        for batch in event_batches(snapshot, selection, columns):
            sheets.write(batch)
        sheets.end_sheet()
        _write_about(book, facts, schema, sheets)
    file.seek(0)
    return file


def _write_about(book: Workbook, facts: Facts, schema: pa.Schema, sheets: EventSheets) -> None:
    name = book.add_format({"bold": True, "valign": "top"})
    words = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    for row, (label, told) in enumerate(_about(facts, schema, sheets)):
        sheet.write_string(row, 0, label, name)
        write_text(sheet, row, 1, safe_text(told)[:LONGEST_CELL], words)


def _about(facts: Facts, schema: pa.Schema, sheets: EventSheets) -> list[tuple[str, str]]:
    left_out = [
        ("Cells that were cut", sheets.cut_cells, f"longer than {LONGEST_CELL:,} characters"),
        (
            "Addresses without link",
            sheets.plain_addresses,
            "more than a sheet can hold, or too long",
        ),
    ]
    return [
        ("Motorwire", "Company events and the sentences that tell of them"),
        ("Events", f"{facts.events:,}"),
        ("Made", tell_time(facts.made_at)),
        ("Snapshot", f"{facts.snapshot}, of {tell_time(facts.built_at)}"),
        ("Times", "UTC"),
        *((f"Filter: {label}", told) for label, told in facts.filters),
        *((label, f"{count:,}: {why}") for label, count, why in left_out if count),
        *((f"Column: {column}", COLUMNS[column].meaning) for column in schema.names),
    ]
