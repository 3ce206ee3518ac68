"""Plain text: one file an article, its title, date and source at the top where they are given."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from etl.reading.encoding import TextFile
from etl.reading.fields import attribute_of
from etl.reading.records import RAW_CHARACTERS, BrokenRecord, Found, Record

MOST_CHARACTERS = 64 * 1024 * 1024

_TITLE_CHARACTERS = 200
_FENCED = re.compile(r"\A---[ \t]*\n(.{0,8000}?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_HEADER = re.compile(r"([A-Za-z][A-Za-z _-]{1,30}):[ \t]+(\S.{0,500})\n")
_NO_ARTICLE = re.compile(
    r"(?:read[_ -]?me|licen[cs]e|copying|change(?:s|log)|notice|authors|contributing|robots)"
    r"(?:\.(?:txt|md|rst))?",
    re.IGNORECASE,
)


def read_plain_text(file: TextFile, name: str) -> Iterator[Found]:
    """The whole file as one record.

    The top may be fenced by `---` lines (YAML) or be lines such as `Title: …`, as far as they name
    fields of an article. Else a short first line that stands alone is the title.
    """
    text = file.read(MOST_CHARACTERS + 1)
    if len(text) > MOST_CHARACTERS:
        detail = f"more than {MOST_CHARACTERS:,} characters in one text"
        yield BrokenRecord(detail, text[:RAW_CHARACTERS], reason="too_long")
        return
    if _NO_ARTICLE.fullmatch(name.rsplit("/", 1)[-1]):
        detail = f"{name.rsplit('/', 1)[-1]} accompanies a dump and is no article"
        yield BrokenRecord(detail, text[:RAW_CHARACTERS], reason="not_news")
        return
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    fields, body = _front_matter(text)
    if "title" not in {attribute_of(name) for name in fields}:
        head, rest = [*body.lstrip().split("\n", 1), ""][:2]
        title = head.strip()
        is_title = (
            0 < len(title) <= _TITLE_CHARACTERS
            and re.match(r"[ \t]*\n", rest) is not None
            and rest.strip()
            and not title.endswith((".", ",", ";", ":"))
        )
        if is_title:
            fields, body = {**fields, "title": title}, rest
    stripped = body.strip() if fields else body
    yield Record({**fields, "text": stripped}, text[:RAW_CHARACTERS])


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The fields that stand before the text, and what comes after them."""
    fenced = _FENCED.match(text)
    if fenced:
        try:
            found = yaml.safe_load(fenced[1])
        except (yaml.YAMLError, ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            fields = {str(k): _as_written(v) for k, v in found.items() if str(k) != "text"}
            return fields, text[fenced.end() :]
    fields = {}
    start = len(text) - len(text.lstrip("\n"))
    while (line := _HEADER.match(text, start)) and attribute_of(line[1]) not in (None, "text"):
        fields[line[1]] = line[2].strip()
        start = line.end()
    return (fields, text[start:]) if fields else ({}, text)


def _as_written(value: Any) -> Any:
    """YAML's dates as text; everything else as it is."""
    return value if isinstance(value, str | int | float | list | dict) else str(value or "")
