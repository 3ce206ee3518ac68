"""How far a run has come: counted from bytes and articles, and said to be unknown where it is."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from etl.reading.dump import read_dump
from etl.reading.meter import Meter
from etl.runs.progress import StepProgress, find_progress, forget_progress
from etl.runs.views import Progress
from etl.runs.words import describe_counts
from etl.settings import DataLayout

BEGUN = datetime(2024, 3, 1, tzinfo=UTC)


def lines(count: int) -> bytes:
    rows = ({"title": f"Title {n}", "text": f"{n * n} " * 90} for n in range(count))
    return "\n".join(map(json.dumps, rows)).encode()


def test_the_meter_follows_the_bytes_of_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "dump"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(lines(2_000))
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(lines(2_000)))
    meter = Meter()
    assert meter.share() is None
    shares = [share for _ in read_dump(folder, meter) if (share := meter.share()) is not None]
    assert len(shares) == 4_000
    assert shares == sorted(shares)
    assert meter.total == sum(path.stat().st_size for path in folder.iterdir())
    half = (folder / "a.jsonl").stat().st_size / meter.total
    # Files are read ahead by blocks of 64 kB.
    assert abs(shares[1_000] - half / 2) < 0.15
    assert abs(shares[1_999] - half) < 0.15
    assert shares[-1] == 1.0


def test_speed_and_time_left() -> None:
    step = Progress("load", BEGUN, BEGUN + timedelta(seconds=20), done=400, share=0.25, records=400)
    assert step.rate == 20
    assert step.seconds_left == 60
    assert describe_counts(step) == "400 records, 20 a second, about 60 s left"
    unknown = Progress("load", BEGUN, BEGUN + timedelta(seconds=20), done=40, records=40)
    assert unknown.seconds_left is None
    assert describe_counts(unknown) == "40 records, 2.0 a second, time left unknown"
    assert describe_counts(Progress("group", BEGUN, BEGUN)) == ""


def test_counts_of_earlier_steps_are_kept(layout: DataLayout) -> None:
    assert find_progress(layout, "r") is None
    StepProgress(layout, "r", "load").records_read(50, 40, 1.0)
    tag = StepProgress(layout, "r", "tag")
    begun = find_progress(layout, "r")
    assert begun is not None
    assert (begun.step, begun.records, begun.done, begun.share) == ("tag", 50, 0, None)
    tag.articles_tagged(40, 40, 7)
    done = find_progress(layout, "r")
    assert done is not None
    assert (done.records, done.articles, done.events, done.share) == (50, 40, 7, 1.0)
    forget_progress(layout, "r")
    assert find_progress(layout, "r") is None


def test_a_folder_that_cannot_be_written_does_no_harm(layout: DataLayout) -> None:
    layout.local.mkdir(parents=True)
    (layout.local / "progress").write_text("a file where the folder should be")
    StepProgress(layout, "r", "load").records_read(1, 1, None)
    assert find_progress(layout, "r") is None
