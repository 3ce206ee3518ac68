"""Splitting an article into sentences by rules.

A line break always ends a sentence. Within a line, `.`, `!`, `?` and `…` end one where a capital
follows, except after abbreviations and initials. Picture captions that a crawler glued to the next
sentence ("Xpeng VLM Behind the departure lies ...") are cut off: a run of capitalised words before
a capitalised function word begins no English sentence.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, cast

import numpy as np
from spacy.attrs import IDX, SENT_START
from spacy.language import Language
from spacy.tokens import Doc

from etl.nlp.state import Sentence, register_attributes

_END = re.compile(
    r"[.!?…]+['\"\u201d\u2019)\]]*(?:\s+|(?<=[a-z][.!?])(?=[A-Z][a-z]+\s)|(?<=[\u201d\"])(?=[A-Z]))"
)
_LAST_WORD = re.compile(r"\S+$")
_NEVER = frozenset(
    "mr mrs ms dr prof sr st mt gen sen rep gov rev hon capt lt col vs fig e.g i.e cf approx "
    "est dept ca al jan feb mar apr jun jul aug sept sep oct nov dec calif mass mich conn ariz "
    "colo fla ga ill ind minn mo nev ore pa tenn tex va wash wis messrs adm supt ft".split()
)
"""Abbreviations that end no sentence (lower case, without the last full stop)."""
_SOMETIMES = frozenset(
    "inc corp co ltd llc plc s.a n.v s.p.a l.p bros u.s u.k e.u u.n d.c a.m p.m jr etc ph.d "
    "u.s.a".split()
)
"""Abbreviations that end a sentence when a usual opener follows."""
_OPENERS = frozenset(
    "the a an it its he she they we you i this that these those in on at by for from to with as if "
    "when while but and or so yet after before since although however meanwhile last there here "
    "his her their our my what who which how why one some many most both according despite under "
    "over during instead still also then now analysts shares".split()
)
_CAPTION = re.compile(
    r"\s*(?:(?:[A-Z0-9][\w.&\u2019'/+-]*|[&|])\s+){1,7}?"
    r"(?=(?P<opener>The|An?|In|On|At|By|For|From|With|As|If|When|While|But|After|Before|Since"
    r"|Although|However|Meanwhile|There|His|Her|Their|Our|This|That|These|Those|It|Its|He|She|They"
    r"|We|According|Despite|Under|Behind|During|Reports|Currently|Recently|Last)\s+"
    r"(?:[A-Z][\w\u2019'.-]*\s+){0,3}[a-z]+\b)"
)
_BAD_CAPTION_END = frozenset("and or of & the for in on at to by with from de la".split())


def _is_abbreviation(line: str, stop: int, rest: str) -> bool:
    """Whether the full stop at `stop` belongs to an abbreviation that does not end the sentence."""
    match = _LAST_WORD.search(line, max(0, stop - 20), stop)
    if match is None:
        return False
    word = match.group().lstrip("(\"'\u201c\u2018[")
    lowered = word.lower()
    if lowered in ("no", "nos", "art", "sec", "par"):
        return rest[:1].isdigit()
    if lowered in _NEVER or (len(word) == 1 and word.isalpha() and word != "I"):
        return True
    if lowered in _SOMETIMES or re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", word):
        opener = re.match(r"[\"'\u201c\u2018(]*(\w+)", rest)
        return opener is None or opener.group(1).lower() not in _OPENERS
    return False


def _split_line(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets in one line at which a new sentence begins."""
    for match in _END.finditer(text, start, end):
        at = match.end()
        if at >= end:
            return
        opener = text[at : at + 2].lstrip("\"'\u201c\u2018([")[:1]
        if not (opener.isupper() or opener.isdigit() or opener in "$€£"):
            continue
        rest = text[at : at + 24]
        is_plain = match.group().startswith(".") and match.group()[:2] not in (
            "..",
            '."',
            ".\u201d",
        )
        if is_plain and _is_abbreviation(text, match.start(), rest):
            continue
        yield at


def split_sentences(text: str, start: int = 0) -> list[tuple[int, int]]:
    """(start, end) of each sentence of `text` from `start` on, without the blanks around them.

    Every character that is not white space lies in exactly one sentence.
    """
    bounds = []
    for line in re.finditer(r"[^\n\r\u2028\u2029\x0b\x0c]+", text[start:] if start else text):
        left, right = line.start() + start, line.end() + start
        starts = [left, *_split_line(text, left, right), right]
        for begin, end in pairwise(starts):
            for piece in _cut_caption(text, begin, end):
                stripped = text[piece[0] : piece[1]].strip()
                if stripped:
                    offset = text.index(stripped, piece[0])
                    bounds.append((offset, offset + len(stripped)))
    return bounds


def _cut_caption(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentence, or a caption and the sentence behind it."""
    match = _CAPTION.match(text, start, end)
    if match is None:
        return [(start, end)]
    words = match.group().split()
    first, last = words[0].lower(), words[-1].lower()
    lower_share = sum(w[:1].islower() for w in text[match.end() : end].split()) > 3
    if first in _OPENERS or last in _BAD_CAPTION_END or last[-1] in ".,:;" or not lower_share:
        return [(start, end)]
    return [(start, match.end()), (match.end(), end)]


@Language.factory(
    "motorwire_sentences",
    assigns=["doc._.sentences", "doc.sents", "token.is_sent_start"],
)
def create_sentence_splitter(nlp: Language, name: str) -> "SentenceSplitter":  # noqa: ARG001
    """The component that splits by the rules of this module."""
    register_attributes()
    return SentenceSplitter()


class SentenceSplitter:
    """Sets `doc._.sentences` and the token flags behind `doc.sents`."""

    def __call__(self, doc: Doc) -> Doc:
        """Split one document; title and body are kept apart by `doc._.body_start`."""
        if not doc._.source:  # a document that spaCy made; `etl.nlp.extract` sets it
            doc._.source = doc.text
        text, body = doc._.source, doc._.body_start
        bounds = [(s, e, "title") for s, e in split_sentences(text[:body])] if body else []
        bounds += [(s, e, "text") for s, e in split_sentences(text, body)]
        doc._.sentences = [
            Sentence(i, s, e, text[s:e], field) for i, (s, e, field) in enumerate(bounds)
        ]
        if len(doc):
            offsets = doc.to_array(IDX)
            wanted = np.searchsorted(offsets, [s for s, _, _ in bounds], side="left")
            flags = np.full(len(doc), -1, dtype="int64").astype("uint64")
            flags[wanted[wanted < len(doc)]] = 1
            flags[0] = 1
            doc.from_array([SENT_START], cast(Any, flags.reshape(-1, 1)))
        return doc
