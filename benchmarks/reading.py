"""Reading a large dump of each format: records a second and peak memory, beside pandas.

    python -m benchmarks.reading [--megabytes 100 1000]

Makes dumps of the given sizes from generated articles, reads each in a process of its own (format
by format without judging, and JSON Lines also all the way to the table `articles`), and prints the
peak memory (resident set, Linux) of each size and their ratio. pandas reads the same files.
"""

import argparse
import csv
import gzip
import io
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from backports import zstd
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from etl.nlp.training.corpora import written

_FORMATS = ("jsonl", "jsonl.gz", "jsonl.zst", "json", "csv", "parquet", "sgml", "zip")
_WORDS = 700

_CHILD = """
import re, sys, time
from pathlib import Path
start = time.perf_counter()
count = {body}
seconds = time.perf_counter() - start
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(count, seconds, int(peak[1]) // 1024)
"""
_READ = "sum(1 for _ in __import__('etl.reading.dump').reading.dump.read_dump(Path(sys.argv[1])))"
_LOAD = "__import__('benchmarks.reading').reading.load(Path(sys.argv[1]))"
_PANDAS = {
    "jsonl": "len(__import__('pandas').read_json(sys.argv[1], lines=True))",
    "csv": "len(__import__('pandas').read_csv(sys.argv[1]))",
    "parquet": "len(__import__('pandas').read_parquet(sys.argv[1]))",
}


def load(path: Path) -> int:
    """Reads a dump into a warehouse that is thrown away; the number of records."""
    from upath import UPath

    from etl.reading.load import load_dump
    from etl.warehouse.store import Warehouse

    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        root = Path(folder)
        index, lock = root / "known.sqlite", root / "lock"
        warehouse = Warehouse(UPath(root / "warehouse"))
        report = load_dump(path, path.name, warehouse, index=index, lock=lock, progress=str)
        return report.counts.records


def articles(megabytes: int) -> Iterator[dict[str, Any]]:
    """Generated articles of together about so many megabytes of text, each with words of its own
    order, so that none is like another."""
    words = " ".join(d.article.text for d in written() if d.origin == "written article").split()
    chance = random.Random(1)
    size, number = 0, 0
    while size < megabytes * 1_000_000:
        count = chance.randrange(_WORDS // 2, _WORDS * 3 // 2)
        text = " ".join(" ".join(words[at : at + 7]) for at in _starts(chance, count, len(words)))
        number += 1
        yield {
            "title": " ".join(text.split()[:9]),
            "text": text,
            "published_at": f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}",
            "url": f"https://bench.example/{number}",
            "source": "Bench",
        }
        size += len(text) + 150


def _starts(chance: random.Random, count: int, most: int) -> list[int]:
    return [chance.randrange(most - 7) for _ in range(count // 7)]


def make(folder: Path, kind: str, megabytes: int) -> Path:
    """A dump of the format."""
    path = folder / f"dump-{megabytes}.{kind}"
    rows = articles(megabytes)
    if kind == "parquet":
        _make_parquet(path, rows)
    elif kind == "csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, ["title", "text", "published_at", "url", "source"])
            writer.writeheader()
            writer.writerows(rows)
    elif kind == "json":
        with path.open("w", encoding="utf-8") as file:
            for number, row in enumerate(rows):
                file.write(("," if number else "[") + json.dumps(row) + "\n")
            file.write("]")
    elif kind == "sgml":
        with path.open("w", encoding="utf-8") as file:
            for number, row in enumerate(rows):
                file.write(f'<REUTERS NEWID="{number}"><DATE>{row["published_at"]}</DATE><TEXT>')
                file.write(f"<TITLE>{row['title']}</TITLE><BODY>{row['text']}</BODY></TEXT>")
                file.write("</REUTERS>\n")
    elif kind == "warc.gz":
        _make_warc(path, rows)
    elif kind == "zip":
        import zipfile

        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open("dump.jsonl", "w", force_zip64=True) as file,
        ):
            file.writelines(json.dumps(row).encode() + b"\n" for row in rows)
    else:
        opened: Any = {"jsonl.gz": gzip.open, "jsonl.zst": zstd.open}.get(kind, open)
        options = {"compresslevel": 1} if kind == "jsonl.gz" else {}
        with opened(path, "wb", **options) as file:
            file.writelines(json.dumps(row).encode() + b"\n" for row in rows)
    return path


def _make_parquet(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    writer = None
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == 5_000:
            table = pa.Table.from_pylist(batch)
            writer = writer or pq.ParquetWriter(path, table.schema)
            writer.write_table(table)
            batch = []
    if batch:
        table = pa.Table.from_pylist(batch)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()


def _make_warc(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for row in rows:
            page = f"<html><head><title>{row['title']}</title></head><body><article><p>"
            page += row["text"].replace(". ", ".</p><p>") + "</p></article></body></html>"
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            payload = io.BytesIO(page.encode())
            writer.write_record(
                writer.create_warc_record(
                    row["url"], "response", payload=payload, http_headers=http
                )
            )


def _measure(body: str, path: Path) -> tuple[int, float, int]:
    """Records, seconds and peak megabytes of one process."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _CHILD.format(body=body), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return 0, 0.0, 0
    count, seconds, peak = done.stdout.split()[-3:]
    return int(count), float(seconds), int(peak)


def _row(name: str, body: str, paths: list[Path]) -> None:
    figures = [_measure(body, path) for path in paths]
    count, seconds, _ = figures[-1]
    rate = f"{count / seconds:,.0f} records/s" if seconds else "failed"
    peaks = " ".join(f"{peak:>6,} MB" if peak else "   failed" for *_, peak in figures)
    ratio = figures[-1][2] / figures[0][2] if figures[0][2] else 0.0
    print(f"  {name:<34} {rate:>18}   {peaks}   {ratio:.2f}x", flush=True)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, nargs="*", default=[10, 50])
    parser.add_argument("--formats", nargs="*", default=list(_FORMATS))
    parser.add_argument("--load", action="store_true", help="JSON Lines to the table as well.")
    options = parser.parse_args()
    sizes = " and ".join(f"{size:,} MB" for size in options.megabytes)
    print(f"dumps of {sizes}; peak memory of each, and their ratio")
    with tempfile.TemporaryDirectory() as scratch:
        for kind in options.formats:
            start = time.perf_counter()
            paths = [make(Path(scratch), kind, size) for size in options.megabytes]
            made = time.perf_counter() - start
            _row(
                f"{kind} ({paths[-1].stat().st_size / 1e6:,.0f} MB, made in {made:.0f} s)",
                _READ,
                paths,
            )
            if kind in _PANDAS:
                _row(f"{kind}, pandas", _PANDAS[kind], paths)
            if kind == "jsonl" and options.load:
                _row("jsonl, to the table articles", _LOAD, paths)
            for path in paths:
                path.unlink()


if __name__ == "__main__":
    main()
