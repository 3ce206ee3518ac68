"""Sheets of events in an Excel workbook: row after row, on to the next sheet where one is full.

Texts are written as texts, never as formulas, and those that would start a formula also carry
Excel's mark of quoted text, so that they stay texts when a reader edits the cell; the values
themselves are unchanged. Limits: Microsoft, "Excel specifications and limits".
"""

from collections.abc import Callable, Iterable
from itertools import repeat
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboard.downloads.columns import widen_floats
from dashboard.downloads.defuse import is_text, join_lists, starts_formula
from dashboard.parts.events.evidence import safe_url
from etl.contracts import DAY, REAL, TIME

ROWS_A_SHEET = 1_048_575
"""Rows of a sheet below its header."""

LONGEST_CELL = 32_767
"""In units of UTF-16."""

LINKS_A_SHEET = 65_530
LONGEST_LINK = 2_079

CUT = " … (cut)"

ADDRESSES = "url"
"""The column whose texts become links where a browser may open them."""

_FORBIDDEN = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}]"
"""What XML 1.0 cannot hold."""

_DAY_ZERO = 25_569
"""1 January 1970 as Excel counts days."""

_FIRST_DAY = 61
"""1 March 1900. Excel counts a day before it that never was, and none before 1900: dates before it
are written as text."""

_MICROSECONDS_A_DAY = 86_400_000_000

_RICH = "<r>"

_WIDTHS = {"evidence": 70, "title": 50, "url": 40, "companies": 28, "event_type": 22, "themes": 28}
_WIDTHS_OF_TYPES = {DAY: 11, TIME: 19, REAL: 8}
_WIDTH = 15

Write = Callable[..., int]
Cells = tuple[Write, list[Any], Iterable[Format | None]]
"""What writes the cells of a column, their values, and their formats."""


def write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format | None) -> int:
    """Writes a text as it is, whatever it holds.

    XlsxWriter takes a text from `<r>` to `</r>` for its own markup of rich text and does not escape
    it; written as rich text of three pieces, the text is escaped.
    """
    if text.startswith(_RICH):
        pieces = [text[:1], text[1:2], text[2:], *([style] if style else [])]
        return int(sheet.write_rich_string(row, column, *pieces))
    return int(sheet.write_string(row, column, text, style))


class EventSheets:
    """The sheets of events. `cut_cells` and `plain_addresses` count what a sheet could not hold:
    texts that were cut, and addresses that are no links."""

    def __init__(self, book: Workbook, schema: pa.Schema, rows: int, links: int) -> None:
        self.cut_cells = 0
        self.plain_addresses = 0
        self._book = book
        self._schema = schema
        self._rows = rows
        self._links = links
        self._header = book.add_format(
            {"bold": True, "font_color": "#FFFFFF", "bg_color": "#00629B", "valign": "vcenter"}
        )
        self._quoted = book.add_format({"quote_prefix": True})
        self._formats = {
            DAY: book.add_format({"num_format": "yyyy-mm-dd"}),
            TIME: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            REAL: book.add_format({"num_format": "0%"}),
        }
        self._count = 0
        self._begin_sheet()

    def write(self, batch: pa.RecordBatch) -> None:
        """Adds the rows of a batch."""
        while batch.num_rows:
            if self._row == self._rows:
                self.end_sheet()
                self._begin_sheet()
            fits = batch.slice(0, self._rows - self._row)
            self._write_rows(
                [
                    self._prepare(field, column)
                    for field, column in zip(self._schema, widen_floats(fits).columns, strict=True)
                ]
            )
            batch = batch.slice(fits.num_rows)

    def end_sheet(self) -> None:
        """Puts Excel's filter on the rows of the sheet."""
        self._sheet.autofilter(0, 0, self._row, len(self._schema) - 1)

    def _begin_sheet(self) -> None:
        self._count += 1
        self._row = 0
        self._sheet_links = 0
        name = "Events" if self._count == 1 else f"Events {self._count}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_row(0, 20)
        for column, field in enumerate(self._schema):
            width = _WIDTHS.get(field.name, _WIDTHS_OF_TYPES.get(field.type, _WIDTH))
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(0, column, field.name, self._header)

    def _write_rows(self, cells: list[Cells]) -> None:
        writes = [write for write, _, _ in cells]
        values = zip(*(values for _, values, _ in cells), strict=True)
        formats = zip(*(formats for _, _, formats in cells), strict=False)
        for row_values, row_formats in zip(values, formats, strict=False):
            self._row += 1
            row = self._row
            for column, value in enumerate(row_values):
                if value is not None:
                    writes[column](row, column, value, row_formats[column])

    def _prepare(self, field: pa.Field, column: pa.Array) -> Cells:
        sheet = self._sheet
        if field.type in (DAY, TIME):
            return self._write_moment, _count_days(column), repeat(self._formats[field.type])
        column = join_lists(column)
        if not is_text(column.type):
            return sheet.write_number, column.to_pylist(), repeat(self._formats.get(field.type))
        column = pc.replace_substring_regex(column, _FORBIDDEN, "")
        if field.name == ADDRESSES:
            return self._write_address, self._cut_long(column), self._quote(column)
        is_markup = pc.any(pc.starts_with(column, _RICH)).as_py()
        write = self._write_text if is_markup else sheet.write_string
        return write, self._cut_long(column), self._quote(column)

    def _quote(self, column: pa.Array) -> Iterable[Format | None]:
        risky = starts_formula(column)
        if not pc.any(risky).as_py():
            return repeat(None)
        return [self._quoted if is_risky else None for is_risky in risky.to_pylist()]

    def _cut_long(self, column: pa.Array) -> list[str | None]:
        texts: list[str | None] = column.to_pylist()
        longest = pc.max(pc.utf8_length(column)).as_py() or 0
        if longest * 2 <= LONGEST_CELL:  # A character takes one or two units.
            return texts
        return [text if text is None else self._cut(text) for text in texts]

    def _cut(self, text: str) -> str:
        encoded = text.encode("utf-16-le")
        if len(encoded) <= 2 * LONGEST_CELL:
            return text
        self.cut_cells += 1
        kept = encoded[: 2 * (LONGEST_CELL - len(CUT))].decode("utf-16-le", "ignore")
        return kept + CUT

    def _write_text(self, row: int, column: int, text: str, style: Format | None) -> int:
        return write_text(self._sheet, row, column, text, style)

    def _write_moment(self, row: int, column: int, value: float | str, style: Format) -> int:
        if isinstance(value, str):
            return int(self._sheet.write_string(row, column, value))
        return int(self._sheet.write_number(row, column, value, style))

    def _write_address(self, row: int, column: int, text: str, style: Format | None) -> int:
        if safe_url(text) is None:
            return int(self._sheet.write_string(row, column, text, style))
        if self._sheet_links >= self._links or len(text) > LONGEST_LINK:
            self.plain_addresses += 1
            return int(self._sheet.write_string(row, column, text))
        self._sheet_links += 1
        return int(self._sheet.write_url(row, column, text, string=text))


def _count_days(column: pa.Array) -> list[float | str | None]:
    """Days and times as Excel counts them; those that it cannot count, as text of ISO 8601."""
    if column.type == DAY:
        days = pc.cast(column.cast(pa.int32()), pa.float64())
    else:
        days = pc.divide(column.cast(pa.int64()).cast(pa.float64()), _MICROSECONDS_A_DAY)
    numbers: list[float | str | None] = pc.add(days, _DAY_ZERO).to_pylist()
    for row, number in enumerate(numbers):
        if isinstance(number, float) and number < _FIRST_DAY:
            numbers[row] = column[row].as_py().isoformat()
    return numbers
