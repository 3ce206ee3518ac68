"""SGML as the Reuters-21578 collection has it: many stories a file, with stray control characters.

No kept library reads it; what is needed are a few tags.
"""

import html
import re
from collections.abc import Iterator

from etl.reading.encoding import TextFile
from etl.reading.records import RAW_CHARACTERS, BrokenRecord, Found, Record

_START = re.compile(r"<REUTERS\b[^<>]*>", re.IGNORECASE)
_END = "</REUTERS>"
_MOST_CHARACTERS = 16 * 1024 * 1024
_PIECE = 256 * 1024
_INDENT = re.compile(r"&?\\t|&\t|\n {2,}")
_CONTROL = re.compile(r"&#(?:\d|[12]\d|3[01]|127);")
_PLACEHOLDER = re.compile(r"Blah blah blah\.?|\*{3,}")
_SIGN_OFF = re.compile(r"\s+reuters?\s*\Z", re.IGNORECASE)


def read_reuters_sgml(file: TextFile) -> Iterator[Found]:
    """One record for each `REUTERS` element, streamed."""
    held = ""
    while piece := file.read(_PIECE):
        held += piece
        while (start := _START.search(held)) and (end := held.find(_END, start.end())) >= 0:
            yield _story(start[0], held[start.end() : end])
            held = held[end + len(_END) :]
        if len(held) > _MOST_CHARACTERS:
            yield BrokenRecord("a story without end", held[:RAW_CHARACTERS])
            held = ""
    if _START.search(held):
        yield BrokenRecord("the last story breaks off", held[:RAW_CHARACTERS])


def _story(tag: str, content: str) -> Found:
    text = _part("TEXT", content)
    body = _part("BODY", text) or _PLACEHOLDER.sub("", _rest(text))
    fields = {
        "id": _attribute("NEWID", tag),
        "date": _plain(_part("DATE", content)),
        "title": " ".join(_plain(_part("TITLE", text)).split()),
        "dateline": " ".join(_plain(_part("DATELINE", text)).split()),
        "text": _unwrapped(_SIGN_OFF.sub("", _CONTROL.sub("", body))),
        "author": " ".join(_plain(_part("AUTHOR", text)).split()),
        "source": "Reuters",
        "topics": _list("TOPICS", content),
        "places": _list("PLACES", content),
    }
    raw = (tag + content)[:RAW_CHARACTERS]
    return Record({name: value for name, value in fields.items() if value}, raw)


# No pattern looks for an element from its first tag to its last: on text that only opens elements,
# its time grows with the square of the length.


def _part(tag: str, text: str) -> str:
    """The content of the first element `tag`; empty where there is none."""
    start = re.search(rf"<{tag}\b[^<>]*>", text)
    end = text.find(f"</{tag}>", start.end()) if start else -1
    return text[start.end() : end] if start and end >= 0 else ""


def _rest(text: str) -> str:
    """The text outside the elements: where a story has no body, that is what it says."""
    for tag in ("TITLE", "DATELINE", "AUTHOR"):
        start = re.search(rf"<{tag}\b[^<>]*>", text)
        end = text.find(f"</{tag}>", start.end()) if start else -1
        if start and end >= 0:
            text = text[: start.start()] + text[end + len(f"</{tag}>") :]
    return text


def _list(tag: str, content: str) -> list[str]:
    parts = _part(tag, content).split("</D>")
    return [part.rpartition("<D>")[2] for part in parts[:-1]]


def _attribute(name: str, tag: str) -> str:
    match = re.search(rf'{name}="([^"]*)"', tag)
    return match[1] if match else ""


def _plain(text: str) -> str:
    return html.unescape(_CONTROL.sub("", text))


def _unwrapped(body: str) -> str:
    """The body with its lines joined; paragraphs are told by their indent. Tables, which stand in
    columns, keep their lines."""
    paragraphs = []
    for paragraph in _INDENT.split(body.strip()):
        lines = paragraph.split("\n")
        is_table = sum("  " in line.strip() for line in lines) * 2 > len(lines)
        paragraphs.append(paragraph if is_table else " ".join(" ".join(lines).split()))
    return html.unescape("\n".join(p for p in paragraphs if p.strip()))
