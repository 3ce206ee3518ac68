"""A view as an Atom feed (RFC 4287): one entry a story, the one told last first.

Texts of articles are hostile: they go into the feed as plain text (`type="text"`), never as HTML,
and without the characters that XML 1.0 forbids. No clock goes into a feed, so that the same data
gives the same bytes; ids are tag URIs (RFC 4151) under a name that every machine has for itself.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from feedgenerator import Atom1Feed
from feedgenerator.django.utils.feedgenerator import rfc3339_date

from dashboard.filters.selection import Selection
from dashboard.filters.view import View, to_parameters
from dashboard.labels import status_label, theme_label, type_label
from dashboard.parts.events.evidence import safe_url
from dashboard.plain import safe_text
from dashboard.queries.feeds import newest_stories
from dashboard.queries.stories import count_stories
from dashboard.saved_views import SavedView, fold_name
from etl.warehouse.serving import Snapshot

MOST_ENTRIES = 100
"""The entries of a feed, unless another number is asked for."""

ATOM_MIME = "application/atom+xml"

_TAG = "tag:motorwire.localhost,2026:"
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the day of what no dated article tells: an entry must have one."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_WORDS = 200


@dataclass(frozen=True)
class Feed:
    """What a feed is called, its id, which stays while the view is changed, and the address of the
    view in the dashboard."""

    title: str
    feed_id: str
    link: str


def feed_of(view: View, dashboard: str, saved: SavedView | None = None) -> Feed:
    """The feed of a view, `saved` under a name or not; `dashboard` is the dashboard's address."""
    parameters = to_parameters(view)
    query = urlencode(parameters, doseq=True)
    link = f"{dashboard.rstrip('/')}/?{query}" if query else f"{dashboard.rstrip('/')}/"
    if saved is not None:
        return Feed(f"Motorwire: {saved.name}", f"{_TAG}view:{quote(fold_name(saved.name))}", link)
    words = ", ".join(part.words for part in view.parts())
    if len(words) > _LONGEST_WORDS:
        words = words[:_LONGEST_WORDS] + "…"
    number = sha256(repr(sorted(parameters.items())).encode()).hexdigest()[:16]
    return Feed(f"Motorwire: {words or 'all events'}", f"{_TAG}filters:{number}", link)


def make_atom(
    snapshot: Snapshot, selection: Selection, feed: Feed, limit: int = MOST_ENTRIES
) -> io.BytesIO:
    """The newest stories with a selected event as an Atom feed, at most `limit` of them."""
    stories = newest_stories(snapshot, selection, limit).to_pylist()
    document = _PlainAtom(
        title=_xml_text(feed.title),
        link=feed.link,
        description=_describe(len(stories), count_stories(snapshot, selection)),
        language="en",
        author_name="Motorwire",
        feed_guid=feed.feed_id,
    )
    for story in stories:
        document.add_item(**_entry(story))
    file = io.BytesIO()
    document.write(file, "utf-8")
    file.seek(0)
    return file


def _describe(shown: int, count: int) -> str:
    noun = "story" if count == 1 else "stories"
    return f"{count:,} {noun}" if shown == count else f"The newest {shown:,} of {count:,} {noun}"


def _entry(story: dict[str, Any]) -> dict[str, Any]:
    articles, sources = story["article_count"], story["source_count"]
    kind = f"{type_label(story['event_type'])} ({status_label(story['status']).lower()})"
    companies = ", ".join(story["companies"])
    return {
        "title": _xml_text(f"{companies}: {kind}" if companies else kind),
        "link": safe_url(story["url"]),
        "description": None,
        "content": _xml_text(
            f"{story['evidence']}\n\n"
            f"{articles:,} article{'s' * (articles != 1)},"
            f" {sources:,} source{'s' * (sources != 1)}"
        ),
        "author_name": _xml_text(story["source"] or "") or None,
        "pubdate": story["first_seen_at"],
        "updateddate": story["last_seen_at"] or _NO_DATE,
        "unique_id": f"{_TAG}story:{quote(story['story_id'])}",
        "categories": story["themes"],
    }


def _xml_text(text: str) -> str:
    return _NOT_XML.sub("", safe_text(text))


class _PlainAtom(Atom1Feed):  # type: ignore[misc]
    """The library's feed with plain text for its content (the library says that it is HTML), an
    entry without a link where there is none, and no clock where there are no entries."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=_NO_DATE)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        add = handler.addQuickElement
        add("id", item["unique_id"])
        add("title", item["title"], {"type": "text"})
        if item["link"] is not None:
            add("link", "", {"rel": "alternate", "href": item["link"]})
        if item["pubdate"] is not None:
            add("published", rfc3339_date(item["pubdate"]))
        add("updated", rfc3339_date(item["updateddate"]))
        if item["author_name"] is not None:
            handler.startElement("author", {})
            add("name", item["author_name"])
            handler.endElement("author")
        add("content", item["content"], {"type": "text"})
        self._add_categories(handler, item["categories"])

    def _add_categories(self, handler: Any, themes: Sequence[str]) -> None:
        for theme in themes:
            label = _xml_text(theme_label(theme))
            handler.addQuickElement("category", "", {"term": theme, "label": label})
