"""WARC files, as Common Crawl's news crawl and archiving crawlers write them."""

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from etl.reading.dates import parse_published
from etl.reading.formats.html_pages import MOST_BYTES, read_html
from etl.reading.records import RAW_CHARACTERS, AnyRecord, BrokenRecord, Notice

_PAGES = ("text/html", "application/xhtml+xml")
_CARRIED = ("response", "resource")
_BROKEN = (ValueError, AttributeError, TypeError, LookupError)
"""What warcio raises for records whose headers make no sense."""


def read_warc(stream: BinaryIO) -> Iterator[AnyRecord]:
    """The pages of the responses. Requests, metadata and the like hold no page and are counted in a
    notice; responses with another status or content are no news."""
    others: Counter[str] = Counter()
    records = iter(ArchiveIterator(stream, arc2warc=True))
    while True:
        said = io.StringIO()
        try:
            # warcio writes what it finds odd to the standard error stream.
            with redirect_stderr(said):
                record = next(records)
        except StopIteration:
            break
        except (ArchiveLoadFailed, *_BROKEN) as error:
            yield BrokenRecord(f"the WARC file breaks off or is not valid ({error})"[:300])
            break
        if said.getvalue():
            yield Notice("warc_record_damaged", " ".join(said.getvalue().split())[:300])
        if record.rec_type not in _CARRIED:
            others[record.rec_type] += 1
            continue
        try:
            yield from _page(record)
        except _BROKEN as error:
            yield BrokenRecord(f"a WARC record that is not valid ({error})"[:300])
    if others:
        listed = ", ".join(f"{count:,} {kind}" for kind, count in sorted(others.items()))
        yield Notice("warc_records_without_page", listed)


def _page(record: object) -> Iterator[AnyRecord]:
    headers, http = record.rec_headers, record.http_headers  # type: ignore[attr-defined]
    url = headers.get_header("WARC-Target-URI") or ""
    status = http.get_statuscode() if http is not None else "200"
    if status != "200":
        yield BrokenRecord(f"the server answered {status}", url, reason="not_news")
        return
    kind = (http.get_header("Content-Type") if http is not None else None) or headers.get_header(
        "Content-Type"
    )
    page = record.content_stream().read(MOST_BYTES + 1)  # type: ignore[attr-defined]
    name, _, rest = (kind or "").partition(";")
    is_page = name.strip().lower() in _PAGES or (not kind and b"<html" in page[:2000].lower())
    if not is_page:
        detail = f"no page but {name.strip() or 'content of no stated kind'}"
        yield BrokenRecord(detail, url[:RAW_CHARACTERS], reason="not_news")
        return
    moment = parse_published(headers.get_header("WARC-Date"))
    charset = rest.partition("charset=")[2].split(";")[0].strip(" \"'")
    yield from read_html(
        page, "", url=url, fetched=moment.date() if moment else None, charset=charset
    )
