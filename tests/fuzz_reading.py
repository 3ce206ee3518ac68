"""Fuzzing the reading side: `make fuzz`, or `python -m tests.fuzz_reading --seconds 600`.

Takes small dumps of every format, changes their bytes at random, and reads them for a bounded time.
Whatever the bytes, reading ends in outcomes that add up or in a refusal in our own words. Input
that breaks this is kept in a folder that is named, and the exit code is 1.
"""

import argparse
import bz2
import gzip
import io
import lzma
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from backports import zstd

from etl.errors import DumpError
from etl.reading.articles import ReadingCounts, judge_records
from etl.reading.dump import read_dump
from etl.reading.known import KnownArticles
from etl.reading.records import Notice
from tests.reading.test_formats import ATOM, BODY, NEWSML, NITF, PAGE, RSS
from tests.reading.test_unpacking import LINES, tarred, zipped

_SLOW_SECONDS = 20.0


def seeds() -> list[bytes]:
    """One small dump of each format and packing."""
    table = io.BytesIO()
    pq.write_table(pa.table({"title": ["a", "b"], "text": [BODY, BODY[:90]]}), table)
    sgml = f'<REUTERS NEWID="1"><DATE>26-FEB-1987</DATE><TEXT><BODY>{BODY}</BODY></TEXT></REUTERS>'
    warc = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
    )
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}"
    warc += f"Content-Length: {len(http.encode())}\r\n\r\n{http}\r\n\r\n"
    plain = [
        LINES,
        b'[{"text": "a", "n": NaN}, {"text": ["b"]}]',
        b'title,text\n"a","b\nc"\n',
        *(text.encode() for text in (PAGE, NITF, NEWSML, RSS, ATOM, sgml, warc)),
        f"---\ntitle: x\n---\n{BODY}".encode(),
        BODY.encode("utf-16"),
    ]
    packed: list[Callable[[bytes], bytes]] = [
        gzip.compress,
        bz2.compress,
        lzma.compress,
        zstd.compress,
        lambda data: zipped({"a": data}),
        lambda data: tarred({"a": data}),
    ]
    return [*plain, table.getvalue(), *(pack(data) for pack in packed for data in plain[:4])]


def changed(data: bytes, chance: random.Random) -> bytes:
    """The data with a few bytes changed, taken out, doubled or cut off."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(made) + 1)
        span = chance.choice((1, 1, 2, 8, 64))
        match chance.randrange(5):
            case 0 if at < len(made):
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                made[at : at + span] = chance.randbytes(span)
            case 2:
                del made[at : at + span]
            case 3:
                made[at:at] = made[at : at + span * 4]
            case _:
                del made[at:]
    return bytes(made)


def problem_with(path: Path) -> str | None:
    """What is wrong with how the file is read; None where all is well."""
    started = time.monotonic()
    try:
        records = list(read_dump(path))
        counts = ReadingCounts()
        judged = list(judge_records(records, path.name, KnownArticles(), counts))
        whole = sum(not isinstance(record, Notice) for record in records)
        if not len(judged) == counts.records == counts.outcomes.total() == whole:
            return f"outcomes do not add up: {counts.outcomes} of {whole}"
    except DumpError:
        pass
    except Exception:
        return traceback.format_exc()
    seconds = time.monotonic() - started
    return f"took {seconds:.0f} s" if seconds > _SLOW_SECONDS else None


def main() -> int:
    """Fuzzes for the given time; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    known, tally = seeds(), Counter[str]()
    found = Path(tempfile.mkdtemp(prefix="motorwire-fuzz-"))
    path = found / "dump"
    until = time.monotonic() + options.seconds
    while time.monotonic() < until:
        path.write_bytes(changed(chance.choice(known), chance))
        problem = problem_with(path)
        tally["broken" if problem else "fine"] += 1
        if problem:
            kept = path.rename(found / f"input-{tally['broken']}")
            sys.stdout.write(f"{kept}: {problem}\n")
    path.unlink(missing_ok=True)
    sys.stdout.write(f"{tally.total():,} inputs, {tally['broken']} broken\n")
    if not tally["broken"]:
        found.rmdir()
    return 1 if tally["broken"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
