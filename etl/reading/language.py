"""Which language a text is in.

Where English function words are many, the text is English. Else py3langid (BSD, ships its model) is
asked about the beginning of the text, in small letters (it takes capitals for other languages);
telegrams and tables of figures, on which it goes astray, count as English where some of those words
stand in them.
"""

import re

import py3langid

NO_LANGUAGE = "zxx"
"""ISO 639-3 code of what is in no language: figures, codes."""

_CHARACTERS = 1_000
_LEAST_SHARE = 0.05
_SURE_SHARE, _SURE_WORDS = 0.15, 10
_PIDGIN = "pcm"
_ENGLISH = frozenset(
    "the of and for from that with its has had which would after were this said says by their been"
    " than his are vs not it they who will year share".split()
)


def language_of(text: str) -> str:
    """ISO 639 code of the text's most probable language; `zxx` where it has hardly any words."""
    beginning = text[:_CHARACTERS].lower()
    words = re.findall(r"[^\W\d_]{2,}", beginning)
    english = sum(word in _ENGLISH for word in words)
    if english >= max(_SURE_WORDS, _SURE_SHARE * len(words)):
        return "en"
    found = str(py3langid.classify(beginning)[0])
    if found == "en":
        return found
    if found == _PIDGIN or english >= _LEAST_SHARE * len(words) > 0:
        return "en"
    return found
