"""What stands around an article's sentences and is none: bylines, datelines, calls to subscribe.

Only whole lines go (`etl/lexicon/boilerplate.txt`), what news agencies put before the first
and after the last sentence, and what stands between marks of its own (a credit in
brackets). No sentence of the article is ever cut.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from etl.errors import ConfigurationError
from etl.reading.dates import parse_published

LINES = Path(__file__).resolve().parent.parent / "lexicon" / "boilerplate.txt"

_NAME = r"[A-Z][\w.\u2019'-]+(?: (?:[A-Z][\w.\u2019'-]*|de|van|von|der|di|al|bin)){1,3}"
_BYLINE = re.compile(
    rf"(?:Written |Reported |Posted |Published )?[Bb][Yy]:? ({_NAME}(?:(?:, | and | & ){_NAME})*)"
    r"(?:,? (?:Staff|Senior|Contributing|Special|Chief|Deputy|Business|Technology|Tech|Auto\w*"
    r"|CNN|Associated Press|AP|Reuters|Bloomberg)\b[^.\n]{0,60})?"
    r"(?: ?[|\u2022\u00b7-] ?[^.\n]{0,60})?"
)
_DAY = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
    r" \d{1,2}(?:, ?(?:19|20)\d\d)?"
)
_AGENCY = (
    r"(?:Reuters|AP|AFP|IANS|PTI|ANI|UPI|Bloomberg|Xinhua|Kyodo|Yonhap|dpa|Dow Jones"
    r"|CNN(?: Business|Money)?|The Associated Press|Business Wire|BUSINESS WIRE|PRNewswire"
    r"|PR Newswire|GLOBE NEWSWIRE|GlobeNewswire|ACCESSWIRE|Accesswire|Newsfile(?: Corp\.?)?)"
)
_CITY = (
    r"(?:[A-Z][A-Z.\u2019'-]+(?:[ /][A-Z.][A-Z.\u2019'-]*){0,3}"
    r"|[A-Z][\w.\u2019-]+(?: [A-Z][\w.\u2019-]+){0,2})"
)
_REGION = r"(?:,? [A-Z][A-Za-z.]+(?: [A-Z][A-Za-z.]+){0,2})"
_DASH = r"\s*(?:--?|[\u2010-\u2015])\s+"
_DATELINE = re.compile(
    rf"{_CITY}{_REGION}{{0,2}},? ?(?:"
    rf"(?:{_DAY},? ?)?[(/]\s?{_AGENCY}\s?[)/]?(?:\s?/?\s?{_DAY}\s?/?)?"
    rf"|{_DAY}(?:,? ?[(/]?{_AGENCY}[)/]?)?"
    rf"){_DASH}"
)
_CAPITAL_DATELINE = re.compile(
    r"[A-Z][A-Z.\u2019'-]{2,}(?: [A-Z][A-Z.\u2019'-]+){0,2}(?:, [A-Z][A-Za-z.]+)?"
    rf"{_DASH}(?=[A-Z])"
)
_SIGN_OFF = re.compile(
    r"\s*(?:\((?:Additional )?(?:Reporting|Editing|Writing|Compiled) by\b[^()]{3,400}\)"
    r"|\[\+?\d[\d,]* chars?\]|\u2026?\s?\[\u2026\])\s*\Z"
)
_INSIDE = re.compile(
    r"[(\[](?:image|photo|picture|pic|photograph|credit)s?(?: credit| source| by)?\s?:\s?"
    r"[^()\[\]\n]{2,100}[)\]]"
    r"|\[(?:read|see) (?:more|also)\s?:[^\[\]\n]{2,200}\]"
    r"|skip past newsletter promotion\b.{0,600}?\bafter newsletter promotion\b",
    re.IGNORECASE | re.DOTALL,
)
_NEXT_SENTENCE = re.compile(r"(?:\s*[|:\u2013\u2014]\s*|\s+-\s+|\s+)(?=[A-Z\"\u201c])")
_LEAST_TITLE = 4
_SIGN_OFF_CHARACTERS = 450
_LONGEST_LINE = 260
_TOP_LINES = 6
_LEAST_KEPT = 0.5


@dataclass(frozen=True, slots=True)
class Stripped:
    """An article's text alone, and what the stripped parts told."""

    text: str
    authors: list[str]
    dateline_day: datetime | None


def strip_boilerplate(text: str, title: str) -> Stripped:
    """The text without a repeated title, bylines, dateline, and lines that are no article.

    Where that would leave less than half of the words, the text stays whole but for the title.
    """
    lines = _without_title(_without_marked(text).split("\n"), title)
    authors: list[str] = []
    kept = []
    for number, line in enumerate(lines):
        bare = line.strip()
        byline = _BYLINE.fullmatch(bare) if number < _TOP_LINES else None
        if byline is not None:
            authors += [n.strip() for n in re.split(r", | and | & ", byline[1])]
        elif not _is_furniture(bare):
            kept.append(line)
    stripped = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    whole = "\n".join(lines).strip()
    if len(stripped.split()) < _LEAST_KEPT * len(whole.split()):
        stripped, authors = whole, []
    stripped, day = _without_dateline(stripped)
    end = max(0, len(stripped) - _SIGN_OFF_CHARACTERS)
    return Stripped(stripped[:end] + _SIGN_OFF.sub("", stripped[end:]), authors, day)


@lru_cache(maxsize=1)
def furniture() -> re.Pattern[str]:
    """The pattern of lines that are no part of an article; raises `ConfigurationError` with the
    line of the file that is no regular expression."""
    parts = []
    for number, line in enumerate(LINES.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            try:
                re.compile(line)
            except re.error as error:
                raise ConfigurationError(f"{LINES.name}, line {number}: {error}") from error
            parts.append(f"(?:{line})")
    return re.compile("|".join(parts), re.IGNORECASE)


def _is_furniture(line: str) -> bool:
    return 0 < len(line) <= _LONGEST_LINE and furniture().fullmatch(line) is not None


def _without_marked(text: str) -> str:
    """The text without what stands between marks of its own, and the space before each."""
    kept, at = [], 0
    for match in _INSIDE.finditer(text):
        kept.append(text[at : match.start()].removesuffix(" "))
        at = match.end()
    return "".join([*kept, text[at:]]) if kept else text


def _without_title(lines: list[str], title: str) -> list[str]:
    folded = _folded(title)
    if folded and lines and _folded(lines[0]) == folded and len(lines) > 1:
        return lines[1:]
    rest = lines[0][len(title) :]
    is_repeated = lines[0][: len(title)].casefold() == title.casefold()
    if is_repeated and len(folded.split()) >= _LEAST_TITLE and _NEXT_SENTENCE.match(rest):
        return [rest.lstrip(" -|:\u2013\u2014"), *lines[1:]]
    return lines


def _without_dateline(text: str) -> tuple[str, datetime | None]:
    """The text after its dateline, and the dateline's day where it has a year."""
    match = _DATELINE.match(text) or _CAPITAL_DATELINE.match(text)
    if match is None:
        return text, None
    rest = text[match.end() :]
    if not rest[:1].isalnum() and rest[:1] not in "\"'\u201c\u2018$":
        return text, None
    found = re.search(_DAY, match[0])
    return rest, parse_published(found[0]) if found else None


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
