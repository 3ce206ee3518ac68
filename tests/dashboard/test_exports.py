import io
import json
from datetime import datetime

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.downloads.csv_files import make_csv
from dashboard.downloads.defuse import defuse
from dashboard.downloads.json_lines import make_json_lines
from dashboard.downloads.parquet_files import make_parquet
from dashboard.filters.selection import Selection
from dashboard.queries import events as event_queries
from etl.warehouse.serving import Snapshot


def read_json_lines(file: io.BytesIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.getvalue().decode().splitlines()]


def read_csv(file: io.BytesIO) -> pd.DataFrame:
    return pd.read_csv(file, dtype=str, keep_default_na=False)


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(companies=("Škoda",)),
        Selection(text='"joint venture"', themes=("battery",)),
        Selection(companies=("nobody",)),
    ],
)
def test_files_hold_exactly_the_selection(snapshot: Snapshot, selection: Selection) -> None:
    expected = event_queries.list_events(snapshot, selection).to_pylist()
    ids = [row["event_id"] for row in expected]
    parquet = pq.read_table(make_parquet(snapshot, selection))
    csv = read_csv(make_csv(snapshot, selection))
    assert parquet["event_id"].to_pylist() == ids
    assert csv["event_id"].tolist() == ids
    lines = read_json_lines(make_json_lines(snapshot, selection))
    assert [line["event_id"] for line in lines] == ids
    assert [line["companies"] for line in lines] == [row["companies"] for row in expected]
    assert all(list(line) == list(event_queries.EXPORT_COLUMNS) for line in lines)
    assert parquet.schema.names == list(csv.columns) == list(event_queries.EXPORT_COLUMNS)
    assert parquet["companies"].to_pylist() == [row["companies"] for row in expected]
    assert parquet["sort_date"].to_pylist() == [row["sort_date"] for row in expected]


def test_parquet_says_what_it_holds(snapshot: Snapshot) -> None:
    schema = pq.read_schema(make_parquet(snapshot, Selection(themes=("battery",))))
    assert schema.metadata[b"motorwire.filters"] == b"Themes: Batteries"
    assert schema.metadata[b"motorwire.snapshot"] == snapshot.version.encode()


def test_csv_joins_lists_and_defuses_formulas(snapshot: Snapshot) -> None:
    csv = read_csv(make_csv(snapshot, Selection())).set_index("event_id")
    two = next(r for r in event_queries.list_events(snapshot, Selection(text="sued")).to_pylist())
    assert csv.loc[two["event_id"], "companies"] == "; ".join(two["companies"])
    hostile = csv.loc["e-hostile"]
    assert hostile["companies"] == "<img src=x onerror=window.hacked=1>; =HYPERLINK(1)"
    text_columns = csv.drop(columns=["score"])
    for name in text_columns:
        assert not text_columns[name].str.match(r"^[=+\-@\t\r]").any(), name


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_starts_a_formula_is_defused(start: str) -> None:
    assert defuse(pa.array([start, "a" + start, "", None])).to_pylist() == [
        "'" + start, "a" + start, "", None,
    ]  # fmt: skip


def test_csv_is_utf_8_for_spreadsheets(snapshot: Snapshot) -> None:
    content = make_csv(snapshot, Selection(companies=("Škoda",))).getvalue()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "Škoda" in content.decode("utf-8-sig")


def test_json_lines_have_days_and_times_as_iso_says(snapshot: Snapshot) -> None:
    csv = read_csv(make_csv(snapshot, Selection())).set_index("event_id")
    for line in read_json_lines(make_json_lines(snapshot, Selection())):
        row = csv.loc[line["event_id"]]
        assert line["sort_date"] == row["sort_date"]
        told = datetime.fromisoformat(str(line["published_at"]))
        assert told == datetime.fromisoformat(f"{row['sort_date']}T08:30:00+00:00")
        assert line["event_start"] == (row["event_start"] or None)
        assert line["score"] == float(row["score"])


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (["title", "companies"], ["event_id", "companies", "title"]),
        (["event_id"], ["event_id"]),
        (["evidence", "no_such_column", '" FROM events --'], ["event_id", "evidence"]),
        ([], list(event_queries.EXPORT_COLUMNS)),
    ],
)
def test_files_hold_the_chosen_columns(
    snapshot: Snapshot, wanted: list[str], expected: list[str]
) -> None:
    chosen = Selection(companies=("Toyota",))
    ids = event_queries.list_events(snapshot, chosen)["event_id"].to_pylist()
    csv = read_csv(make_csv(snapshot, chosen, wanted))
    parquet = pq.read_table(make_parquet(snapshot, chosen, wanted))
    lines = read_json_lines(make_json_lines(snapshot, chosen, wanted))
    assert list(csv.columns) == parquet.schema.names == list(lines[0]) == expected
    assert csv["event_id"].tolist() == parquet["event_id"].to_pylist() == ids
    assert [line["event_id"] for line in lines] == ids
