"""Words that deny what a clause tells: rare in news, and always the same few."""

import re

from etl.nlp.state import Finding, Sentence

_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|disput(?:es|ed|ing) (?:a |the )?(?:report|claim)\w*|refut\w+"
    r"|quash\w+"
    r"|no plans? (?:to|for|on)|not planning|not considering|ruled out|rules out|not in talks"
    r"|rejected (?:a |the )?reports?|dismissed (?:a |the )?reports?|(?:is|are) not true)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"[;:—]|, (?:which|while|after|but|as|who|and|when|where)\b|\b(?:after|while|although"
    r"|because|since)\b"
)


def is_denied(sentence: Sentence, finding: Finding) -> bool:
    """Whether the clause that tells of the finding holds words of denial."""
    start, end = finding.start - sentence.start, finding.end - sentence.start
    return _DENIED.search(clause_around(sentence.text, start, end)[: end - start + 80]) is not None


def clause_around(text: str, start: int, end: int) -> str:
    """The cue with the words of its clause: from the last break before it to the next one after."""
    left = max((m.end() for m in _BREAK.finditer(text, 0, start)), default=0)
    if start - left < 12:
        left = max(0, start - 60)
    after = _BREAK.search(text, end)
    right = min(after.start() if after else len(text), end + 60)
    return text[left:right]
