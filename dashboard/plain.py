"""Text from articles and readers as plain text: without control characters, and where a widget
reads Markdown, with every sign of it escaped."""

import re

_UNSEEN = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
)
_MARKDOWN_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
_ESCAPED = r"\\\g<0>"


def safe_text(text: str) -> str:
    """The text without characters that reorder text (UAX 9), control devices, or are halves of
    ones (surrogates, as in names of files that are no UTF-8)."""
    return _UNSEEN.sub("", text)


def escape_markdown(text: str) -> str:
    """The text for a label that is read as Markdown: no sign of it is one of Markdown's."""
    return _MARKDOWN_SIGN.sub(_ESCAPED, " ".join(safe_text(text).split()))
