"""Reading events off the candidate sentences of an article with the trained model.

For each candidate: which types of event it states, which companies near it are their principals,
the status, the themes, and which of its persons, products and dates belong to them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from etl.contracts import EVENT_TYPES, STATUSES, THEMES
from etl.lexicon.themes import load_themes
from etl.nlp.dates.find import DateMention
from etl.nlp.denial import is_denied
from etl.nlp.encoder.carried_dates import carry_dates
from etl.nlp.encoder.heads import SentenceView
from etl.nlp.encoder.layout import (
    ArticleNames,
    argument_flags,
    companies_near,
    piece_positions,
    theme_bits,
)
from etl.nlp.encoder.model import Model, load_model
from etl.nlp.encoder.pieces import Floats, Pieces, read_pieces, whole_words
from etl.nlp.encoder.tagged import add_tagged_names
from etl.nlp.encoder.windows import Window, build_windows, context_of
from etl.nlp.sentence_dates import read_sentence_dates, to_mention, to_when
from etl.nlp.state import Finding, Mention, Sentence, register_attributes
from etl.nlp.themes import ThemeTagger

LEAST = -3.0
"""Pairs with lower log odds than this are not looked at further."""

_FEW_WINDOWS = 100
"""Windows of an article whose vectors are kept as they come."""

_LEAST_TYPE = -7.0
"""Types whose log odds for the sentence are lower are not looked at for any company."""


@Language.factory(
    "motorwire_encoder",
    requires=["doc._.sentences", "doc._.mentions", "doc._.candidates"],
    assigns=["doc._.findings", "doc._.mentions"],
)
def create_event_reader(
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    theme: float = 0.35,
    theme_named: float = 0.1,
    argument: float = 0.4,
) -> "EventReader":
    """The component with the model that ships.

    `theme`, `theme_named` and `argument` are the probabilities from which on a theme, a theme of
    which a term stands in the sentence, or a person, product or date, is taken.
    """
    register_attributes()
    return EventReader(load_model(), theme, theme_named, argument)


class EventReader:
    """Sets `doc._.findings`, and adds the names and dates that it finds to `doc._.mentions`."""

    def __init__(self, model: Model, theme: float, theme_named: float, argument: float) -> None:
        self._model = model
        self._theme = theme
        self._theme_named = theme_named
        self._argument = argument
        self._terms = ThemeTagger(load_themes())

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        doc._.findings = []
        if doc._.candidates:
            article = self._encode(doc)
            for window, stored in article.windows:
                hidden = stored.astype(np.float32, copy=False)
                for index in window.targets:
                    doc._.findings += self._read(article, index, window, hidden)
            carry_dates(doc)
        return doc

    def _encode(self, doc: Doc) -> "_Article":
        """The candidates' windows with their vectors; names that the tags tell are added."""
        sentences: list[Sentence] = doc._.sentences
        title = [s.index for s in sentences if s.field == "title"]
        wanted = sorted({*title, *context_of(doc._.candidates, sentences)})
        found = read_pieces(self._model.tokenizer, [sentences[i] for i in wanted])
        pieces = dict(zip(wanted, found, strict=True))
        built = build_windows(sentences, pieces, doc._.candidates)
        stored = np.float32 if len(built) <= _FEW_WINDOWS else np.float16
        windows: list[tuple[Window, Floats]] = []
        tagged: dict[int, Floats] = {}
        for window in built:
            hidden = self._model.hidden(window.ids, window.kinds)
            chances = self._model.heads.tags(hidden, np.concatenate(window.case))
            for index, (first, end) in window.places.items():
                if index not in tagged and end > first:
                    tagged[index] = chances[first:end]
            windows.append((window, hidden.astype(stored, copy=False)))
        add_tagged_names(doc, pieces, tagged)
        terms = [t for i in title for t in self._terms.themes_of(sentences[i].text)]
        return _Article(doc, pieces, windows, ArticleNames.of(sentences), theme_bits(terms))

    def _read(
        self, article: "_Article", index: int, window: Window, hidden: Floats
    ) -> Iterator[Finding]:
        """The findings of one sentence: one for each type that is not ruled out."""
        sentences = article.doc._.sentences
        sentence = sentences[index]
        first, end = window.places[index]
        near = companies_near(sentence, window, sentences, article.pieces, article.names)
        if end == first or not near:
            return
        heads = self._model.heads
        view = heads.view(hidden[first:end])
        kinds = np.flatnonzero(view.types > _LEAST_TYPE).tolist()
        if not kinds:
            return
        vectors = np.stack([_mean(hidden, name.pieces) for name in near])
        flags = np.array([name.flags for name in near], dtype=np.float32)
        odds = heads.pairs(view, kinds, vectors, flags)
        likely = odds.max(0) >= LEAST
        if not likely.any():
            return
        terms = np.concatenate(
            [theme_bits(self._terms.themes_of(sentence.text)), article.title_terms]
        )
        title = _mean(hidden, window.title)
        spot = _Spot(sentence, window, hidden, view, title, terms, article.pieces)
        dates = read_sentence_dates(article.doc, sentence)
        for kind, own in zip(np.array(kinds)[likely].tolist(), odds.T[likely], strict=True):
            finding = self._finding(spot, kind, dates)
            finding.principals = [
                (name.mention, float(value))
                for name, value in zip(near, own, strict=True)
                if value >= LEAST
            ]
            yield finding

    def _finding(self, spot: "_Spot", kind: int, dates: list[DateMention]) -> Finding:
        """What the sentence says of its event of one type, whoever the principals are."""
        heads, sentence = self._model.heads, spot.sentence
        start, end = spot.focus(kind)
        finding = Finding(sentence.index, EVENT_TYPES[kind], start, end)
        finding.status = STATUSES[int(heads.status(spot.view, kind).argmax())]
        if is_denied(sentence, finding):
            finding.status = "denied"
        chances = heads.themes(spot.view, kind, spot.title, spot.terms)
        least = np.where(spot.terms[: len(THEMES)] > 0, self._theme_named, self._theme)
        finding.themes = [
            name for name, taken in zip(THEMES, chances >= least, strict=True) if taken
        ]
        for name, target in (("person", finding.people), ("product", finding.products)):
            mentions = sentence.of_kind(name)
            for order, mention in enumerate(mentions):
                flags = argument_flags(name, mention.text, order, len(mentions), has_days=False)
                is_new = all(mention.key != known.key for known in target)
                if is_new and self._chance(spot, kind, mention, flags) >= self._argument:
                    target.append(mention)
        best = self._argument
        for order, date in enumerate(dates):
            mention = to_mention(sentence, date)
            flags = argument_flags(
                "date", date.text, order, len(dates), has_days=date.first is not None
            )
            chance = self._chance(spot, kind, mention, flags)
            if chance >= best:
                best = chance
                finding.when = to_when(sentence, date)
        return finding

    def _chance(self, spot: "_Spot", kind: int, mention: Mention, flags: list[float]) -> float:
        """The probability that a person, product or date of the sentence belongs to its event."""
        index = spot.sentence.index
        places = piece_positions(mention, index, spot.window, spot.pieces)
        if not places:
            return 0.0
        name = _mean(spot.hidden, places)
        start = places[0] - spot.window.places[index][0]
        return self._model.heads.argument(spot.view, kind, name, start, flags)


@dataclass(slots=True)
class _Article:
    """One article while it is read. The vectors of a long one's windows are kept in half precision,
    so that an article of a million characters takes 200 MB of memory and not 400."""

    doc: Doc
    pieces: dict[int, Pieces]
    windows: list[tuple[Window, Floats]]
    names: ArticleNames
    title_terms: Floats


@dataclass(slots=True)
class _Spot:
    """One sentence in its window, as the heads see it."""

    sentence: Sentence
    window: Window
    hidden: Floats
    view: SentenceView
    title: Floats
    terms: Floats
    pieces: dict[int, Pieces]

    def focus(self, kind: int) -> tuple[int, int]:
        """Where the sentence speaks most of a type: a word, in characters of the document."""
        own = self.pieces[self.sentence.index]
        at = int(self.view.attention[:, kind].argmax())
        start, end = whole_words(self.sentence, own.starts[at], own.ends[at])
        return (start, end) if start < end else (own.starts[at], own.ends[at])


def _mean(hidden: Floats, spot: Sequence[int]) -> Floats:
    if not spot:
        return np.zeros(hidden.shape[1], dtype=np.float32)
    mean: Floats = hidden[list(spot)].mean(0)
    return mean
