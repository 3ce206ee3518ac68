"""What the components pass on to each other: mentions, sentences, findings, drafts of events.

They travel on the spaCy `Doc` as extension attributes (`doc._.sentences`, ...). All offsets are
characters of `doc.text`; `etl.nlp.extract` turns them into offsets of the title and the text.
"""

import dataclasses
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc

from etl.lexicon.patterns import MASKS
from etl.nlp.types import ArticleText, Row


@dataclass(slots=True)
class Mention:
    """One name or date. `key` is the same for all forms of one thing: the catalogue id, or the
    name as found. `is_source` marks a company that only reports (an outlet, an analyst's firm);
    `owner` is the key of the company that a product belongs to;
    `is_guess` marks a name that may be no company, `is_hidden` one that the
    encoder is not told of (known from a label only; see `etl.nlp.training`), `is_tagged` one that
    the model's tags alone tell."""

    start: int
    end: int
    text: str
    kind: str
    name: str
    key: str
    entity_id: str | None = None
    score: float = 1.0
    is_source: bool = False
    entity_kind: str = ""
    owner: str = ""
    is_guess: bool = False
    is_hidden: bool = False
    is_tagged: bool = False


@dataclass(slots=True)
class Sentence:
    """One sentence; `field` is the article's part that it stands in, `masked` the text with names
    replaced by mask characters of the same length."""

    index: int
    start: int
    end: int
    text: str
    field: str
    masked: str = ""
    mentions: list[Mention] = dataclasses.field(default_factory=list)
    focus: list[Mention] = dataclasses.field(default_factory=list)

    def of_kind(self, kind: str) -> list[Mention]:
        """The sentence's mentions of one kind, in order."""
        return [m for m in self.mentions if m.kind == kind]


@dataclass(slots=True)
class When:
    """The date of a finding; `first` and `last` are None where it has no known year."""

    first: date | None
    last: date | None
    text: str
    edtf: str
    basis: str
    start: int
    end: int


@dataclass(slots=True)
class Finding:
    """One event as one sentence states it.

    `start`..`end` in `doc.text` is where the sentence speaks of it most. `principals` are companies
    with the log odds that they take part in it.
    """

    sentence: int
    event_type: str
    start: int
    end: int
    status: str = "happened"
    when: When | None = None
    themes: list[str] = dataclasses.field(default_factory=list)
    people: list[Mention] = dataclasses.field(default_factory=list)
    products: list[Mention] = dataclasses.field(default_factory=list)
    principals: list[tuple[Mention, float]] = dataclasses.field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """One event before it becomes a row: a finding with its companies and its score; `extractor`
    names what found it where that is not the pipeline's own."""

    finding: Finding
    companies: list[Mention]
    score: float
    extractor: str = ""


_ATTRIBUTES: dict[str, object] = {
    "article": None,
    "body_start": 0,
    "source": "",
    "sentences": None,
    "mentions": None,
    "not_companies": frozenset(),
    "unconfirmed": {},
    "candidates": None,
    "findings": None,
    "drafts": None,
}


def register_attributes() -> None:
    """Declare the `Doc` extensions that the components use; safe to call again."""
    for name, default in _ATTRIBUTES.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


def mask(sentence: Sentence) -> str:
    """The sentence's text with the letters of each name replaced (see `etl.lexicon.patterns`)."""
    if not sentence.mentions:
        return sentence.text
    parts, at = [], 0
    for mention in sentence.mentions:
        if mention.kind not in MASKS or mention.start - sentence.start < at:
            continue
        start, end = mention.start - sentence.start, mention.end - sentence.start
        parts += [sentence.text[at:start], MASKS[mention.kind] * (end - start)]
        at = end
    parts.append(sentence.text[at:])
    return "".join(parts)


__all__ = [
    "ArticleText",
    "Draft",
    "Finding",
    "Mention",
    "Row",
    "Sentence",
    "When",
    "mask",
    "register_attributes",
]
