"""Pages that are no news: listings, shops, error pages, consent walls, teasers behind a paywall.

Told by signs in their words and form; where the signs are few, a page counts as news.
"""

import re
from collections.abc import Callable

_SENTENCE = re.compile(r"[a-z\d)\u201d\"'][.!?](?=\s|$)")

_ERROR = re.compile(
    r"\b(?:40[0134]|410|50[0234])\b.{0,40}\b(?:error|not found|forbidden|denied|unavailable)\b"
    r"|\b(?:page|article|site|content|file|url) (?:\w+ ){0,4}(?:not found"
    r"|(?:could ?n.t|could not|can ?not|can.t) be (?:found|displayed|reached)"
    r"|no longer (?:exists|available)|does ?n.t exist)"
    r"|\b(?:access (?:to this page )?(?:is |has been )?(?:denied|blocked)|403 forbidden"
    r"|bad gateway|service unavailable|internal server error|are you a (?:robot|human)"
    r"|verify (?:that )?you are|enable javascript|javascript is (?:disabled|required)"
    r"|checking your browser|unusual traffic"
    r"|your browser (?:is out of date|does not support|is not supported))",
    re.IGNORECASE | re.DOTALL,
)
_ERROR_TITLE = re.compile(
    r"(?:(?:error|http)? ?[45]\d\d\b.{0,40}|error|oops\b.{0,40}|forbidden|access denied.{0,40}"
    r"|(?:page )?(?:has )?moved(?: permanently)?|redirecting\W*|something went wrong.{0,20}"
    r"|just a moment\W*|one moment(?:,? please)?\W*|attention required.{0,40}|please wait\W*"
    r"|(?:sorry\b.{0,30})?\b(?:page|file|article)?\b.{0,20}\b(?:not found|can.?not be found)"
    r"|sorry\b.{0,30}\b(?:page|find|unavailable|wrong)\b.{0,30})$",
    re.IGNORECASE,
)
_LISTING_URL = re.compile(
    r"//[^/]+/(?:[a-z]{2}/)?(?:tags?|categor(?:y|ies)|authors?|topics?|search|archives?|section)"
    r"(?:/[^/?#]+)?/?(?:[?#].*)?$|//[^/]+/search\?",
    re.IGNORECASE,
)
_LISTING_TITLE = re.compile(
    r"(?:tags?|category|search(?: results)?|archives?|topics?)\s*:|search results(?: for\b|$)"
    r"|(?:all )?(?:articles|posts|stories) (?:by|tagged|about)\b|.{0,60} archives$",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\b(?:cookies?|consent|privacy (?:policy|settings|choices|preferences)"
    r"|personal(?:i[sz]ed)? (?:data|ads|advertising|content)|legitimate interests?"
    r"|our (?:\d+ )?partners|opt[- ]out|gdpr|manage (?:options|settings|preferences)"
    r"|store (?:and/or|or) access information|accept all|reject all|withdraw your)\b",
    re.IGNORECASE,
)
_SHOP = re.compile(
    r"\b(?:add to (?:cart|basket|bag|wish ?list)|in stock|out of stock"
    r"|free (?:shipping|delivery|returns)|buy (?:it )?now|sku|item number|customer reviews?"
    r"|write a review|delivery (?:options|times?|costs?)|money[- ]back|per month|deposit|apr"
    r"|test drive|book (?:a|your) (?:test|service|appointment)|enquir[ey]|request a quote"
    r"|our (?:showroom|dealership|products|store|customers)|warranty|vat|checkout"
    r"|shopping (?:cart|basket)|save (?:up to )?\d+ ?%|\d+ ?% off|special offers?"
    r"|order (?:now|today|yours)|shop (?:now|all)|quantity|related products)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"(?:[$\u00a3\u20ac]|usd|eur|gbp) ?\d[\d,.]*|\d[\d,.]* ?(?:\u20ac|eur|usd)\b", re.IGNORECASE
)
_PAYWALL = re.compile(
    r"\b(?:subscribe (?:now |today )?to (?:continue|read|unlock|keep)|to continue reading"
    r"|subscribers? only|for subscribers|already a subscriber|as a subscriber,? you"
    r"|unlock (?:this|the|full)"
    r"|this (?:article|content|story) is (?:for|reserved|only|exclusive)"
    r"|create (?:a|your) free account|free trial|cancel any ?time)\b",
    re.IGNORECASE,
)

_LEAST_HEADLINES = 8
_MOST_IN_SENTENCES = 0.2


def page_kind(title: str, text: str, url: str | None = None) -> str | None:
    """What the page is instead of news (in words, for the reject's detail); None for news."""
    words = len(text.split())
    if (url and _LISTING_URL.search(url)) or _LISTING_TITLE.match(title):
        return "listing"
    for kind, (most_words, is_kind) in _KINDS.items():
        if words <= most_words and is_kind(title, text, words):
            return kind
    return None


def _is_error(title: str, text: str, words: int) -> bool:
    if words < 120 and _ERROR_TITLE.match(title):
        return True
    return words < 60 and _ERROR.search(f"{title}\n{text}") is not None


def _is_consent_wall(_title: str, text: str, words: int) -> bool:
    signs = len(_CONSENT.findall(text))
    return signs >= 4 and signs * 45 > words


def _is_teaser(title: str, text: str, words: int) -> bool:
    is_asked = _PAYWALL.search(f"{title}\n{text}") is not None
    return words < 120 and is_asked and len(_SENTENCE.findall(text)) < 5


def _is_shop(_title: str, text: str, words: int) -> bool:
    signs = len({match[0].casefold() for match in _SHOP.finditer(text)})
    return signs >= 4 and (signs + len(_PRICE.findall(text))) * 60 > words


def _is_listing(_title: str, text: str, words: int) -> bool:
    """Many lines that read like headlines, and hardly a sentence."""
    lines = [line for line in text.split("\n") if line.strip()]
    headlines = sum(map(_is_headline, lines))
    if headlines < _LEAST_HEADLINES or headlines * 2 <= len(lines):
        return False
    sentences = sum(len(line.split()) for line in lines if _SENTENCE.search(line))
    return sentences < _MOST_IN_SENTENCES * words


def _is_headline(line: str) -> bool:
    tokens = line.split()
    if not 4 <= len(tokens) <= 20 or _SENTENCE.search(line):
        return False
    return sum(token[:1].isalpha() for token in tokens) >= 0.8 * len(tokens)


_KINDS: dict[str, tuple[int, Callable[[str, str, int], bool]]] = {
    "error page": (250, _is_error),
    "consent wall": (1_000, _is_consent_wall),
    "teaser behind a paywall": (120, _is_teaser),
    "shop page": (600, _is_shop),
    "listing": (5_000, _is_listing),
}
"""Kinds of page with the most words that such a page has, cheap ones first."""
