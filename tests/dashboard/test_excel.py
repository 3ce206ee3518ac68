"""Workbooks, read back by a reader of spreadsheets and as the XML that they are."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from dashboard.downloads.excel import make_excel
from dashboard.downloads.excel_rows import CUT, LONGEST_CELL
from dashboard.filters.selection import Selection
from dashboard.queries import events as event_queries
from etl.warehouse.serving import Snapshot
from tests.dashboard import invented

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RICH = '<r></r></is></c><c r="B9"><f>HYPERLINK(1)</f></c><c r="C9" t="inlineStr"><is><r></r>'


def open_book(file: io.BytesIO) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue()))


def read_rows(file: io.BytesIO, sheet: str = "Events") -> list[dict[str, object]]:
    header, *rows = open_book(file).get_sheet_by_name(sheet).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


def read_about(file: io.BytesIO) -> dict[str, str]:
    rows = open_book(file).get_sheet_by_name("About").to_python()
    return {str(name): str(told) for name, told in rows}


def parse_sheets(file: io.BytesIO) -> list[etree._Element]:
    with zipfile.ZipFile(file) as packed:
        names = sorted(n for n in packed.namelist() if n.startswith("xl/worksheets/sheet"))
        return [etree.fromstring(packed.read(name)) for name in names]


@pytest.fixture
def hard(tmp_path: Path) -> Snapshot:
    """Events whose texts break spreadsheets: too long, formulas, markup, control characters."""
    made = invented.invent(4)
    texts = {
        "long": "😀" * 20_000,
        "formula": "=HYPERLINK(1) was recalled",
        "rich": RICH,
        "control": "recalled\x00\x07\x0b \ufffe_x0041_",
        "old": "recalled",
    }
    for name, text in texts.items():
        invented.add_event(
            made, article_id=name, title=name, text=text, evidence=text, cue="recalled",
            day=date(1899, 12, 31) if name == "old" else invented.NEWEST, kind="recall",
            status="happened", companies=["Ford", "BMW"], themes=["battery"],
        )  # fmt: skip
    return invented.publish(made, tmp_path)


@pytest.mark.parametrize(
    "selection", [Selection(), Selection(companies=("Škoda",)), Selection(companies=("nobody",))]
)
def test_a_workbook_holds_exactly_the_selection(snapshot: Snapshot, selection: Selection) -> None:
    expected = event_queries.list_events(snapshot, selection).to_pylist()
    rows = read_rows(make_excel(snapshot, selection))
    assert [row["event_id"] for row in rows] == [row["event_id"] for row in expected]
    assert [row["sort_date"] for row in rows] == [row["sort_date"] for row in expected]
    assert [row["companies"] for row in rows] == ["; ".join(r["companies"]) for r in expected]
    assert [row["score"] for row in rows] == pytest.approx([row["score"] for row in expected])
    for row, event in zip(rows, expected, strict=True):
        assert isinstance(row["published_at"], datetime)
        assert row["published_at"] == event["published_at"].replace(tzinfo=None)
    about = read_about(make_excel(snapshot, selection))
    assert about["Events"] == f"{len(expected):,}"


def test_the_sheet_is_formatted(snapshot: Snapshot) -> None:
    sheet = parse_sheets(make_excel(snapshot, Selection()))[0]
    pane = sheet.find(f".//{MAIN}pane")
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    last = chr(ord("A") + len(event_queries.EXPORT_COLUMNS) - 27)
    assert sheet.find(f"{MAIN}autoFilter").get("ref") == f"A1:A{last}303"
    with zipfile.ZipFile(make_excel(snapshot, Selection(), ["score"])) as packed:
        styles = etree.fromstring(packed.read("xl/styles.xml"))
        sheet = etree.fromstring(packed.read("xl/worksheets/sheet1.xml"))
    codes = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(f"{MAIN}numFmt")}
    cell = sheet.find(f".//{MAIN}c[@r='B2']")
    assert codes[styles.find(f"{MAIN}cellXfs")[int(cell.get("s"))].get("numFmtId")] == "0%"


def test_the_sheet_about_tells_what_the_file_holds(snapshot: Snapshot) -> None:
    chosen = Selection(themes=("battery",), text="<r>the</r> OR battery")
    about = read_about(make_excel(snapshot, chosen, ["companies", "title"]))
    assert about["Filter: Themes"] == "Batteries"
    assert about["Filter: Text"] == "<r>the</r> OR battery"
    assert about["Filter: Checked"] == "all but those that readers called wrong"
    assert about["Snapshot"].startswith(f"{snapshot.version}, of 20")
    assert about["Made"].endswith(" UTC")
    columns = [name for name in about if name.startswith("Column: ")]
    assert columns == ["Column: event_id", "Column: companies", "Column: title"]
    assert about["Column: companies"] == "Canonical names of the principal companies."


def test_hard_texts_do_no_harm(hard: Snapshot) -> None:
    file = make_excel(hard, Selection())
    evidence = {row["event_id"]: row["evidence"] for row in read_rows(file)}
    assert evidence["e-formula"] == "=HYPERLINK(1) was recalled"
    assert evidence["e-rich"] == RICH
    assert evidence["e-control"] == "recalled _x0041_"
    sheets = parse_sheets(file)
    assert not any(sheet.findall(f".//{MAIN}f") for sheet in sheets)
    with zipfile.ZipFile(file) as packed:
        styles = etree.fromstring(packed.read("xl/styles.xml")).find(f"{MAIN}cellXfs")
    (cell,) = [c for c in sheets[0].iter(f"{MAIN}c") if "".join(c.itertext()).startswith("=")]
    assert styles[int(cell.get("s"))].get("quotePrefix") == "1"


def test_a_cell_that_is_too_long_is_cut_and_told(hard: Snapshot) -> None:
    file = make_excel(hard, Selection())
    found = next(r["evidence"] for r in read_rows(file) if r["event_id"] == "e-long")
    assert isinstance(found, str)
    assert found.startswith("😀" * 16_000) and found.endswith(CUT)
    assert LONGEST_CELL - 1 <= len(found.encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert read_about(file)["Cells that were cut"].startswith("1: ")


def test_dates_that_excel_cannot_count_are_text(hard: Snapshot) -> None:
    rows = {row["event_id"]: row for row in read_rows(make_excel(hard, Selection()))}
    assert rows["e-old"]["event_start"] == "1899-12-31"
    assert rows["e-formula"]["event_start"] == invented.NEWEST


def test_rows_go_on_to_further_sheets(snapshot: Snapshot) -> None:
    file = make_excel(snapshot, Selection(), rows_a_sheet=120)
    ids = [row["event_id"] for row in event_queries.list_events(snapshot, Selection()).to_pylist()]
    names = open_book(file).sheet_names
    assert names == ["Events", "Events 2", "Events 3", "About"]
    found = [[row["event_id"] for row in read_rows(file, name)] for name in names[:3]]
    assert found == [ids[:120], ids[120:240], ids[240:]]


def test_only_safe_addresses_are_links_and_no_more_than_a_sheet_holds(snapshot: Snapshot) -> None:
    file = make_excel(snapshot, Selection())
    with zipfile.ZipFile(file) as packed:
        links = etree.fromstring(packed.read("xl/worksheets/_rels/sheet1.xml.rels"))
    targets = [link.get("Target") for link in links]
    assert len(targets) == 301
    assert all(target.startswith("https://news.example/") for target in targets)
    addresses = {row["event_id"]: row["url"] for row in read_rows(file)}
    assert addresses["e-hostile"] == "javascript:alert(1)"

    few = make_excel(snapshot, Selection(), links_a_sheet=10)
    assert len(parse_sheets(few)[0].findall(f".//{MAIN}hyperlink")) == 10
    assert read_about(few)["Addresses without link"].startswith("291: ")
    assert {row["event_id"]: row["url"] for row in read_rows(few)} == addresses
