"""RSS and Atom files, read by feedparser: one record an entry."""

import json
import warnings
from collections.abc import Iterator
from typing import Any

import feedparser

from etl.reading.records import RAW_CHARACTERS, BrokenRecord, Found, Notice, Record

MOST_BYTES = 64 * 1024 * 1024


def read_feed(content: bytes) -> Iterator[Found | Notice]:
    """The feed's entries; one that is not well-formed gives what could be read, and a notice."""
    if len(content) > MOST_BYTES:
        yield BrokenRecord(f"a feed of more than {MOST_BYTES:,} bytes", reason="too_long")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        feed = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    if feed.bozo and not feed.entries:
        yield BrokenRecord(f"a feed that cannot be read ({feed.get('bozo_exception')})"[:300])
        return
    if feed.bozo:
        yield Notice("feed_not_well_formed", str(feed.get("bozo_exception"))[:300])
    site = feed.feed.get("title", "")
    for entry in feed.entries:
        yield _record(entry, site)


def _record(entry: Any, site: str) -> Found:
    contents = [c.get("value", "") for c in entry.get("content", [])]
    text = max(contents, key=len, default="")
    fields = {
        "id": entry.get("id", ""),
        "title": entry.get("title", ""),
        "text": text,
        "summary": entry.get("summary", ""),
        "published": entry.get("published", "") or entry.get("created", ""),
        "updated": dict.get(entry, "updated", ""),  # its own `get` falls back on `published`
        "url": entry.get("link", ""),
        "authors": [a["name"] for a in entry.get("authors", []) if a.get("name")],
        "source": (entry.get("source") or {}).get("title", "") or site,
    }
    kept = {name: value for name, value in fields.items() if value}
    return Record(kept, json.dumps(kept, ensure_ascii=False)[:RAW_CHARACTERS])
