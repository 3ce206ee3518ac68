"""Text out of bytes: the encoding that a file has, and bytes in it that have another."""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from charset_normalizer import from_bytes

from etl.reading.records import Notice

MOST_LINE_CHARACTERS = 64 * 1024 * 1024
"""A longer line is not held in memory."""

_ENCODING_OF_MARK = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,80}encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_ESCAPED = re.compile("[\udc80-\udcff]+")
_SURELY = 0.5


def encoding_of(head: bytes) -> str:
    """The encoding of a text that begins with `head`: by its mark, as UTF-8, else by guess."""
    for mark, encoding in _ENCODING_OF_MARK.items():
        if head.startswith(mark):
            return encoding
    if head[:400:2].count(0) > _SURELY * len(head[:400:2]):
        return "utf-16-be"
    if head[1:400:2].count(0) > _SURELY * max(1, len(head[1:400:2])):
        return "utf-16-le"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut in two by the end of the sample is no sign of another encoding.
        if error.start < len(head) - 3 and not _is_mostly_utf8(head):
            best = from_bytes(head).best()
            return best.encoding if best else "cp1252"
    return "utf-8"


def declared_encoding(head: bytes) -> str | None:
    """The encoding that an XML declaration names, where Python knows it."""
    match = _DECLARED.match(head)
    if match is None:
        return None
    name = match[1].decode("ascii")
    try:
        "".encode(name)
    except LookupError:
        return None
    return name


def _is_mostly_utf8(head: bytes) -> bool:
    """Whether most characters beyond ASCII are sound UTF-8: then the others are strays."""
    text = head.decode("utf-8", "surrogateescape")
    strays = sum(len(run) for run in _ESCAPED.findall(text))
    sound = sum(1 for c in text if ord(c) > 127) - strays
    return sound > strays


class TextFile:
    """A stream of bytes read as text, line by line or whole.

    Bytes that are not of the file's encoding are read as Windows-1252, which most strays are, and
    counted in a notice.
    """

    def __init__(self, stream: BinaryIO, encoding: str, *, newline: str | None = None) -> None:
        errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
        self._file = io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline=newline)
        self._strays = 0

    def read(self, size: int = -1) -> str:
        """The next `size` characters; all that are left for a negative size."""
        return self._mended(self._file.read(size))

    def __iter__(self) -> Iterator[str]:
        """The lines; what is longer than `MOST_LINE_CHARACTERS` comes in parts."""
        while line := self._file.readline(MOST_LINE_CHARACTERS):
            yield self._mended(line)

    def readline(self) -> str:
        """The next line; empty at the end."""
        return self._mended(self._file.readline(MOST_LINE_CHARACTERS))

    def detach(self) -> None:
        """Leave the stream open when this object goes."""
        self._file.detach()

    def notices(self) -> Iterator[Notice]:
        """What was odd about the encoding."""
        if self._strays:
            detail = f"{self._strays:,} bytes were not {self._file.encoding}; read as Windows-1252"
            yield Notice("mixed_encoding", detail)

    def _mended(self, text: str) -> str:
        if not _ESCAPED.search(text):
            return text
        return _ESCAPED.sub(self._reread, text)

    def _reread(self, match: re.Match[str]) -> str:
        strays = match[0].encode("ascii", "surrogateescape")
        self._strays += len(strays)
        return strays.decode("cp1252", "replace")
