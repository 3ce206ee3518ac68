"""Which format a file is in: its content decides, its name comes second."""

import json
import re
from typing import Literal

from etl.reading.formats.delimited import DELIMITERS
from etl.reading.formats.json_files import WRAPPED
from etl.reading.formats.news_xml import ROOTS
from etl.reading.unpacking.members import SNIFFED_BYTES

Format = Literal[
    "json lines",
    "json",
    "delimited",
    "parquet",
    "plain text",
    "html",
    "warc",
    "reuters sgml",
    "news xml",
    "feed",
]

_FOREIGN = {
    b"%PDF": "a PDF file",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture or a recording",
    b"ID3": "a recording",
    b"\x00\x00\x00\x18ftyp": "a film",
    b"\x00\x00\x00\x20ftyp": "a film",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"SQLite format 3": "a database",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
}
_ARC = re.compile(rb"filedesc://\S+ ")
_ROOT = re.compile(
    r"\A(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>)*<([\w:.-]+)",
    re.DOTALL | re.IGNORECASE,
)
_HTML = re.compile(r"<!doctype html|<(?:html|head|body)\b", re.IGNORECASE)
_MARKUP = re.compile(r"</?(?:div|p|article|span|a|h[1-6]|ul|section|main)\b[^>]*>", re.IGNORECASE)
_CONTROL_SHARE = 0.1


def foreign_kind(head: bytes) -> str | None:
    """What the file is, in words, where it is no text at all."""
    for magic, kind in _FOREIGN.items():
        if head.startswith(magic):
            return kind
    return None


def is_binary(text: str) -> bool:
    """Whether decoded text is full of control characters, as no text is."""
    sample = text[:4096]
    odd = sum((c < " " and c not in "\t\n\r\f") or c == "\ufffd" for c in sample)
    return odd > _CONTROL_SHARE * len(sample)


def binary_format(head: bytes) -> Format | None:
    """The format where bytes tell it."""
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"WARC/") or _ARC.match(head):
        return "warc"
    return None


def text_format(head: str, name: str) -> Format | None:
    """The format of a text that begins with `head`; None for markup of an unknown kind."""
    start = head.lstrip("\ufeff \t\r\n\0")
    if start.startswith("<"):
        found = _markup(start, name)
        if found is not None or re.search(r"\.(xml|sgml?|html?)$", name, re.IGNORECASE):
            return found
    lines = start.splitlines()
    if start.startswith("{"):
        return "json lines" if _is_json_lines(lines, name) else "json"
    if start.startswith("[") and re.match(r"\[\s*(\{|\]|$)", start):
        return "json"
    if _is_delimited(lines, name):
        return "delimited"
    return "plain text"


def _markup(start: str, name: str) -> Format | None:
    match = _ROOT.match(start)
    root = match[1].rpartition(":")[2].lower() if match else ""
    if root in ("rss", "feed", "rdf"):
        return "feed"
    if root == "reuters" or "<REUTERS " in start[:4096]:
        return "reuters sgml"
    if root in ROOTS:
        return "news xml"
    if _HTML.search(start[:4096]) or root == "html":
        return "html"
    is_named = re.search(r"\.x?html?$", name, re.IGNORECASE)
    return "html" if is_named or len(_MARKUP.findall(start[:8192])) >= 4 else None


def _is_json_lines(lines: list[str], name: str) -> bool:
    if re.search(r"\.(jsonl|ndjson|jl)$", name, re.IGNORECASE):
        return True
    if len(lines) == 1:
        # One object, or the start of a long first line: of an object that wraps a list of articles
        # (as news APIs answer, on one line), or of the first of many articles.
        return len(lines[0]) >= SNIFFED_BYTES // 2 and not WRAPPED.search(lines[0])
    try:
        return isinstance(json.loads(lines[0]), dict)
    except (ValueError, RecursionError):
        return False


def _is_delimited(lines: list[str], name: str) -> bool:
    if not lines:
        return False
    if re.search(r"\.[ct]sv$", name, re.IGNORECASE):
        return True
    if re.search(r"\.(txt|text|md)$", name, re.IGNORECASE):
        return False
    header = lines[0]
    delimiter = max(DELIMITERS, key=header.count)
    names = [cell.strip().strip('"') for cell in header.split(delimiter)]
    return len(names) > 1 and all(re.fullmatch(r"[\w .-]{1,40}", cell) for cell in names)
