"""HTML that stands in the text fields of a record: made plain text."""

import html
import re

from lxml import etree
from lxml import html as lxml_html

_TAG = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|ul|ol|li|h[1-6]|img|figure|figcaption|blockquote|table|tr"
    r"|td|section|article|iframe|script|style)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_BREAKS = ("p", "br", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "figure")
_UNSEEN = ("script", "style", "iframe", "noscript")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
_BROKEN_ENTITY = re.compile(r"&(apos|quot|nbsp|amp|lt|gt|rsquo|lsquo|rdquo|ldquo)(?![;\w])")
_GLUED_ENTITY = re.compile(r"&(apos|rsquo)(?=s\b|t\b|re\b|ve\b|ll\b|d\b|m\b)")


def plain_markup(text: str) -> str:
    """The text without tags, a line for each paragraph, and with its entities read.

    A text without tags and entities is given back as it is; so is one in which a single `<` or `&`
    happens to stand.
    """
    if "<" in text and _TAG.search(text):
        text = _without_tags(_CONTROL.sub("", text))
    if "&" in text:
        text = _BROKEN_ENTITY.sub(r"&\1;", _GLUED_ENTITY.sub(r"&\1;", text))
        # Twice: feeds escape what was escaped already.
        for _ in range(2):
            text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    return text


def _without_tags(text: str) -> str:
    try:
        tree = lxml_html.fragment_fromstring(text, create_parent="div")
        for element in list(tree.iter(*_UNSEEN)):
            element.drop_tree()
        for element in tree.iter(*_BREAKS):
            element.text = "\n" + (element.text or "")
            element.tail = "\n" + (element.tail or "")
    except (etree.LxmlError, ValueError, AssertionError):
        return _TAG.sub(" ", text)
    lines = (" ".join(line.split()) for line in tree.text_content().split("\n"))
    return "\n".join(line for line in lines if line)
