"""Which language a text is in.

py3langid (BSD) ships its model. It is asked about the beginning of a text, in small letters (it
takes capitals for other languages); telegrams and tables of figures, on which it goes astray, count
as English where English function words stand in them.
"""

import re

import py3langid

NO_LANGUAGE = "zxx"
"""ISO 639-3 code of what is in no language: figures, codes."""

_CHARACTERS = 1_000
_LEAST_SHARE = 0.05
_PIDGIN = "pcm"
_ENGLISH = frozenset(
    "the of and for from that with its has had which would after were this said says by their been"
    " than his are vs not it they who will year share".split()
)


def language_of(text: str) -> str:
    """ISO 639 code of the text's most probable language; `zxx` where it has hardly any words."""
    beginning = text[:_CHARACTERS].lower()
    found = str(py3langid.classify(beginning)[0])
    if found == "en":
        return found
    words = re.findall(r"[^\W\d_]{2,}", beginning)
    english = sum(word in _ENGLISH for word in words)
    if found == _PIDGIN or english >= _LEAST_SHARE * len(words) > 0:
        return "en"
    return found
