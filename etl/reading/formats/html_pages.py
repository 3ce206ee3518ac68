"""HTML pages: one page an article, its text told from everything around it by trafilatura."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import htmldate
import trafilatura
from lxml import etree, html

from etl.reading.records import RAW_CHARACTERS, BrokenRecord, Found, Record

MOST_BYTES = 32 * 1024 * 1024
MOST_ELEMENTS = 100_000
"""Telling the text from what is around it takes some 10 seconds for so many, and memory likewise;
pages of news have a tenth of it."""

_BROKEN = (ValueError, TypeError, AttributeError, LookupError, RecursionError, etree.LxmlError)
"""What the libraries raise for pages whose markup makes no sense."""

_LEAST_WORDS = 60
_BUY = re.compile(
    r"(?:add (?:it )?to (?:(?:your|my|the) )?(?:cart|basket|bag|trolley)|buy (?:it )?now|checkout"
    r"|place (?:an |your )?order)",
    re.IGNORECASE,
)
_NAMES = (
    "related recommend newsletter subscri signup sign-up share social promo advert sponsor"
    " author-bio authorbio about-author comment most-read mostread popular trending cookie consent"
    " pullquote pull-quote caption credit breadcrumb readmore read-more teaser paywall"
).split()
_CLUTTER = [
    "//figcaption|//aside|//nav|//footer|//figure",
    "//*[self::div or self::section or self::ul or self::p or self::blockquote or self::table]["
    + " or ".join(
        f"contains(translate(concat(@class, ' ', @id), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',"
        f" 'abcdefghijklmnopqrstuvwxyz'), '{name}')"
        for name in _NAMES
    )
    + "]",
]
"""What never holds an article's text: trafilatura looks past most of it by itself."""

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)


def read_html(
    page: bytes, name: str, *, url: str = "", fetched: date | None = None, charset: str = ""
) -> Iterator[Found]:
    """The page's article as one record.

    `url` and `fetched` (no page is published later than that) are what a crawl knows of it;
    `charset` is what the server said.
    """
    raw = page[:RAW_CHARACTERS].decode("utf-8", "replace")
    if len(page) > MOST_BYTES:
        detail = f"a page of {len(page):,} bytes, limit {MOST_BYTES:,}"
        yield BrokenRecord(detail, raw, reason="too_long")
        return
    tree = _parse(page, charset)
    if tree is None:
        yield BrokenRecord(f"{name}: no HTML that can be read", raw)
        return
    count = sum(1 for _ in islice(tree.iter(), MOST_ELEMENTS + 1))
    if count > MOST_ELEMENTS:
        detail = f"{name}: a page of more than {MOST_ELEMENTS:,} elements"
        yield BrokenRecord(detail, raw, reason="too_long")
        return
    try:
        fields = _fields(tree, url, fetched)
    except _BROKEN as error:
        yield BrokenRecord(f"{name}: HTML that cannot be read ({error})"[:300], raw)
        return
    if not fields:
        yield BrokenRecord(f"shop page: {_page_title(tree)}"[:300], raw, reason="not_news")
        return
    yield Record(
        {key: value for key, value in fields.items() if value},
        raw,
        name=name or None,
        basis="page",
    )


def _fields(tree: html.HtmlElement, url: str, fetched: date | None) -> dict[str, Any]:
    """What the page gives of an article; nothing for a shop's page."""
    if _is_shop(tree):
        return {}
    published = _published(tree, url, fetched)
    found = _extract(tree, url)
    return {
        "title": found.get("title") or _page_title(tree),
        "text": found.get("text") or "",
        "authors": found.get("author"),
        "site": found.get("sitename") or found.get("hostname"),
        "url": url or found.get("url"),
        "published": published,
    }


def _parse(page: bytes, charset: str) -> html.HtmlElement | None:
    """The page's tree. The server's word counts before the page's own, UTF-8 where it fits before
    both (as browsers do not, and crawled pages need)."""
    declared = _CHARSET.search(page[:4096])
    encodings = ["utf-8", charset, declared[1].decode("ascii") if declared else "", "cp1252"]
    if page[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings.insert(0, "utf-16")
    text = None
    for encoding in encodings:
        try:
            text = page.decode(encoding) if encoding else None
        except (UnicodeDecodeError, LookupError):
            continue
        if text is not None:
            break
    text = (text or page.decode("latin-1")).replace("\0", "")
    try:
        # A string with a declaration of an encoding is refused by lxml; it has been decoded.
        tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree


def _extract(tree: html.HtmlElement, url: str) -> dict[str, Any]:
    metadata = trafilatura.extract_metadata(tree, default_url=url or None)
    values = {} if metadata is None else metadata.as_dict()
    values["text"] = _text(tree, url)
    return values


def _text(tree: html.HtmlElement, url: str) -> str:
    """The article's text. Where little is left without what is named like clutter, nothing is
    pruned; pages laid out by tables, as they were before 2005, are read with their cells."""
    longest = ""
    for pruned, with_tables in ((_CLUTTER, False), (None, False), (None, True)):
        found = trafilatura.extract(
            tree,
            url=url or None,
            include_comments=False,
            include_tables=with_tables,
            favor_precision=not with_tables,
            prune_xpath=pruned,
        )
        longest = max(longest, str(found or ""), key=len)
        if len(longest.split()) >= _LEAST_WORDS:
            break
    return longest


def _is_shop(tree: html.HtmlElement) -> bool:
    """Whether the page says itself that it sells something, and does not say that it is news."""
    stated = " ".join(tree.xpath("//script[@type='application/ld+json']/text()"))
    kinds = set(re.findall(r'"@type"\s*:\s*\[?\s*"(\w+)"', stated))
    kinds |= {t.rsplit("/", 1)[-1] for t in tree.xpath("//@itemtype")}
    if any(kind.endswith(("Article", "Posting")) for kind in kinds):
        return False
    if "product" in tree.xpath("//meta[@property='og:type']/@content"):
        return True
    buttons = tree.xpath("//button//text()|//input[@type='submit']/@value|//a/text()")
    return "Product" in kinds or any(_BUY.fullmatch(text.strip()) for text in buttons)


def _published(tree: html.HtmlElement, url: str, fetched: date | None) -> str | None:
    """The day of first publication, never later than the fetch; not that of an update."""
    try:
        found = htmldate.find_date(
            tree,
            url=url or None,
            original_date=True,
            extensive_search=False,
            max_date=(fetched or date.today()).isoformat(),
        )
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None
    return None if found is None else str(found)


def _page_title(tree: html.HtmlElement) -> str:
    title = tree.findtext(".//title")
    return " ".join((title or "").split())
