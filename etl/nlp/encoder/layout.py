"""What the model is told of companies, persons, products and dates beside their words.

Training and extraction compute these flags by the same functions.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from etl.contracts import THEMES
from etl.nlp.encoder.pieces import Floats, Pieces
from etl.nlp.encoder.windows import Window
from etl.nlp.lexicon_match import AUTOMOTIVE_KINDS
from etl.nlp.state import Mention, Sentence

TAGS = ("none", "company", "person", "product", "place")
"""What the tag head says of each piece."""

PAIR_FLAGS = (
    "in_sentence",
    "in_sentence_before",
    "earlier_in_window",
    "in_title",
    "elsewhere",
    "is_main",
    "is_source",
    "is_linked",
    "makes_vehicles",
    "is_latest",
    "comes_first",
    "article_count",
    "sentence_companies",
    "sentence_is_title",
    "sentence_has_pronoun",
    "only_company",
)
"""Of a company beside a sentence: where it is mentioned, what it is, how often it is named."""

ARGUMENT_FLAGS = (
    "person",
    "product",
    "date",
    "others",
    "period",
    "no_year",
    "comes_first",
    "has_days",
    "before_focus",
    "distance",
)
"""Of a person, product or date in a sentence. The last two are filled in by the network: whether it
stands before the piece that speaks most of the type, and how many tens of pieces away."""

MOST_COMPANIES = 16
_PRONOUN = re.compile(
    r"\b(?:it|its|they|their|we|our|the (?:[\w\u2019'-]+ ){0,2}?(?:company|carmaker|automaker|firm"
    r"|startup|start-up|group|giant|maker|manufacturer|retailer|chipmaker|bank|airline|brand|unit"
    r"|business|supplier|subsidiary|service|platform))\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(r"quarter|q[1-4]|year|(?:19|20)\d\d|month|half|week", re.IGNORECASE)


def has_pronoun(text: str) -> bool:
    """Whether a word such as "it" or "the company" stands for a company in the text."""
    return _PRONOUN.search(text) is not None


@dataclass(slots=True)
class NameInWindow:
    """A company as a window shows it for one sentence: the pieces of its mentions there (none
    where it is elsewhere in the article), and its flags."""

    mention: Mention
    pieces: list[int]
    flags: list[float]


@dataclass(slots=True)
class ArticleNames:
    """The companies of an article: how often each is named, and which it is about."""

    counts: Counter[str]
    main: Mention | None

    @classmethod
    def of(cls, sentences: Iterable[Sentence]) -> "ArticleNames":
        """Count the mentions; those of the title count three times for being the main one."""
        counts: Counter[str] = Counter()
        weights: Counter[str] = Counter()
        first: dict[str, Mention] = {}
        for sentence in sentences:
            for mention in sentence.of_kind("company"):
                counts[mention.key] += 1
                if not mention.is_source:
                    first.setdefault(mention.key, mention)
                    weights[mention.key] += 3 if sentence.field == "title" else 1
        main = first[max(weights, key=lambda key: weights[key])] if weights else None
        return cls(counts, main)


def companies_near(
    sentence: Sentence,
    window: Window,
    sentences: Sequence[Sentence],
    pieces: dict[int, Pieces],
    names: ArticleNames,
) -> list[NameInWindow]:
    """The companies that the sentence can speak of: its own, those of the window before it and of
    the title, and the article's main one. Each once, its own first."""
    own = sentence.of_kind("company")
    found: dict[str, tuple[Mention, int, list[int]]] = {}
    for mention in own:
        spot = piece_positions(mention, sentence.index, window, pieces)
        if mention.key in found:
            found[mention.key][2].extend(spot)
        else:
            found[mention.key] = (mention, 0, spot)
    latest = ""
    earlier = [i for i in window.places if i < sentence.index]
    for index in sorted(earlier, reverse=True):
        other = sentences[index]
        place = 3 if other.field == "title" else 1 if index == sentence.index - 1 else 2
        for mention in other.of_kind("company"):
            if not latest and other.field == "text" and not mention.is_source:
                latest = mention.key
            if mention.key not in found and len(found) < MOST_COMPANIES:
                spot = piece_positions(mention, index, window, pieces)
                found[mention.key] = (mention, place, spot)
    if names.main is not None and names.main.key not in found:
        found[names.main.key] = (names.main, 4, [])
    own_keys = {m.key for m in own}
    pronoun = float(has_pronoun(sentence.text))
    in_title = {
        m.key
        for i in window.places
        if sentences[i].field == "title"
        for m in sentences[i].of_kind("company")
    }
    result = []
    for order, (key, (mention, place, spot)) in enumerate(found.items()):
        flags = [0.0] * len(PAIR_FLAGS)
        flags[place] = 1.0
        flags[3] = float(key in in_title)
        flags[5:] = [
            float(names.main is not None and names.main.key == key),
            float(mention.is_source),
            float(mention.entity_id is not None),
            float(mention.entity_kind in AUTOMOTIVE_KINDS),
            float(key == latest),
            float(order == 0 and place == 0),
            min(math.log1p(names.counts[key]), 4.0) / 2,
            min(math.log1p(len(own_keys)), 3.0) / 2,
            0.0,  # a title is judged like any sentence (see etl.nlp.encoder.windows)
            pronoun,
            float(len(found) == 1),
        ]
        result.append(NameInWindow(mention, spot, flags))
    return result


def piece_positions(
    mention: Mention, index: int, window: Window, pieces: dict[int, Pieces]
) -> list[int]:
    """Positions in the window of a mention's pieces; none where they were cut off."""
    first, end = window.places[index]
    inside = pieces[index].between(mention.start, mention.end)
    return [first + i for i in inside if first + i < end]


def argument_flags(kind: str, text: str, order: int, others: int, *, has_days: bool) -> list[float]:
    """The `ARGUMENT_FLAGS` of one mention, the last two 0."""
    return [
        float(kind == "person"),
        float(kind == "product"),
        float(kind == "date"),
        min(others, 5) / 2,
        float(kind == "date" and _PERIOD.search(text) is not None),
        float(kind == "date" and not has_days),
        float(order == 0),
        float(has_days),
        0.0,
        0.0,
    ]


def theme_bits(themes: Sequence[str]) -> Floats:
    """1 for each of the contract's themes that is among `themes`, else 0."""
    return np.array([name in themes for name in THEMES], dtype=np.float32)
