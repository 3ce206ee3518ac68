"""The formats of an export: what each is called, and how it is written.

A format is one line of the table. Each writes all selected events in bounded memory, but for the
feed, which holds the newest stories.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from dashboard.downloads.atom import Feed, make_atom
from dashboard.downloads.csv_files import write_csv
from dashboard.downloads.excel import make_excel
from dashboard.downloads.json_lines import write_json_lines
from dashboard.downloads.parquet_files import write_parquet
from dashboard.filters.selection import Selection
from etl.warehouse.serving import Snapshot

Write = Callable[[Snapshot, Selection, BinaryIO], None]
Make = Callable[[Snapshot, Selection], BinaryIO]


@dataclass(frozen=True)
class Format:
    """`write` puts the file into one that is open; a format that is no text is not for a screen."""

    write: Write
    is_text: bool = True


def list_formats(feed: Feed, most_entries: int) -> dict[str, Format]:
    """The formats by name, which is also the ending of their files. `feed` says what the feed is
    called, `most_entries` how long it may be."""
    return {
        "csv": Format(write_csv),
        "jsonl": Format(write_json_lines),
        "parquet": Format(write_parquet, is_text=False),
        "xlsx": Format(_written(make_excel), is_text=False),
        "html": Format(_written(_report)),
        "atom": Format(_written(lambda s, asked: make_atom(s, asked, feed, most_entries))),
    }


def _report(snapshot: Snapshot, selection: Selection) -> BinaryIO:
    # Its charts bring Streamlit, which no other format needs.
    from dashboard.downloads.report import make_report

    return make_report(snapshot, selection)


def _written(make: Make) -> Write:
    """Writes what `make` returns as a whole."""

    def write(snapshot: Snapshot, selection: Selection, file: BinaryIO) -> None:
        with make(snapshot, selection) as made:
            shutil.copyfileobj(made, file)

    return write
