"""News in XML: NITF, NewsML-G2, NewsML 1, and documents like them.

An article is any element that holds both a headline and a body. Read by lxml as a stream, without
external entities or documents (`resolve_entities`, `no_network`).
"""

from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from etl.reading.records import RAW_CHARACTERS, BrokenRecord, Found, Record

ROOTS = ("nitf", "newsitem", "newsmessage", "newsml", "packageitem", "articles", "news", "corpus")
"""Names of root elements that are read as news."""

_ARTICLES = ("nitf", "newsitem", "article", "doc", "document", "story")
_HEADLINES = ("hl1", "headline", "title", "hedline", "headlineline")
_BODIES = ("body.content", "body", "datacontent", "text", "content", "inlinedata", "inlinexml")
_DATES = ("date.issue", "story.date", "pubdate", "published", "versioncreated", "contentcreated")
_PARAGRAPHS = ("p", "hl2", "li", "blockquote", "br", "div")
_MOST_BYTES = 32 * 1024 * 1024


def read_news_xml(stream: BinaryIO) -> Iterator[Found]:
    """One record an article element; where the syntax breaks, what came before is kept."""
    context = etree.iterparse(
        stream,
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
    )
    any_found = False
    depth_of_article = 0
    try:
        for _, element in context:
            if _name(element) not in _ARTICLES:
                continue
            # Of articles inside one another (a NITF document in a newsItem), the outermost counts.
            if any(_name(above) in _ARTICLES for above in element.iterancestors()):
                depth_of_article += 1
                continue
            any_found = True
            yield _article(element)
            _forget(element)
    except etree.XMLSyntaxError as error:
        yield BrokenRecord(f"the XML breaks off or is not valid ({error})"[:300])
        return
    if not any_found:
        yield BrokenRecord("XML without an element that is an article")


def _article(element: Any) -> Found:
    raw = etree.tostring(element, encoding="unicode")[:RAW_CHARACTERS]
    body = _first(element, _BODIES)
    fields = {
        "id": element.get("guid") or _attribute(element, ("doc-id",), "id-string"),
        "title": _line(_first(element, _HEADLINES)),
        "text": "" if body is None else _text(body),
        "published": _date(element),
        "authors": [_line(e) for e in _all(element, ("byline", "by", "person", "author"))][:20],
        "source": _line(_first(element, ("doc.copyright", "provider", "distributor", "source"))),
        "url": _line(_first(element, ("url", "link"))),
        "language": _line(_first(element, ("language",))),
    }
    return Record({name: value for name, value in fields.items() if value}, raw)


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _all(element: Any, names: tuple[str, ...]) -> list[Any]:
    return [e for e in element.iter() if _name(e) in names]


def _first(element: Any, names: tuple[str, ...]) -> Any:
    """The first descendant under the first of the names that has any."""
    for name in names:
        found = next((e for e in element.iter() if _name(e) == name and e is not element), None)
        if found is not None:
            return found
    return None


def _attribute(element: Any, names: tuple[str, ...], attribute: str) -> str:
    found = _first(element, names)
    return "" if found is None else found.get(attribute, "")


def _date(element: Any) -> str:
    found = _first(element, _DATES)
    if found is None:
        return ""
    return str(found.get("norm") or _line(found))


def _line(element: Any) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _text(body: Any) -> str:
    """The body's text, a line for each paragraph."""
    lines: list[str] = [""]
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            if _name(element) in _PARAGRAPHS:
                lines.append("")
            lines[-1] += element.text or ""
        else:
            if _name(element) in _PARAGRAPHS:
                lines.append("")
            if element is not body:
                lines[-1] += element.tail or ""
    return "\n".join(line for line in (" ".join(part.split()) for part in lines) if line)


def _forget(element: Any) -> None:
    """Free what has been read."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
