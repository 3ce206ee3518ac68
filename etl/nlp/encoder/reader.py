"""Reading events off the candidate sentences of an article with the trained model.

For each candidate: which types of event it states, which companies near it are their principals,
the status, the themes, and which of its persons, products and dates belong to them.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from etl.contracts import EVENT_TYPES, STATUSES, THEMES
from etl.lexicon.in_use import load_lexicon
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
from etl.nlp.encoder.tagged import TaggedNames
from etl.nlp.encoder.windows import Window, build_windows, context_of
from etl.nlp.sentence_dates import read_sentence_dates, to_mention, to_when
from etl.nlp.state import Finding, Mention, Sentence, register_attributes
from etl.nlp.themes import ThemeTagger

LEAST = -3.0
"""Pairs with lower log odds than this are not looked at further."""

_FEW_WINDOWS = 100
"""Windows of an article whose vectors are kept as they come; those of a longer one are kept in half
precision, so that an article of a million characters takes 200 MB of memory and not 400."""

_MOST_WAITING = 64
"""Windows that are being encoded while further documents are prepared, unless one has more."""

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
        self._terms = ThemeTagger(load_lexicon().themes)
        self._tagged = TaggedNames()

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        prepared = self._prepare(doc)
        return self._finish(prepared, self._encode(prepared.windows))

    def pipe(
        self,
        docs: Iterable[Doc],
        *,
        batch_size: int = 64,  # noqa: ARG002
        threads: int = 1,
    ) -> Iterator[Doc]:
        """Read documents, in their order.

        With more than one of them, the encoder works in `threads` of its own (onnxruntime lets go
        of the interpreter), so that later documents are split and matched meanwhile.
        """
        if threads == 1:
            yield from map(self, docs)
            return
        pool = ThreadPoolExecutor(threads, thread_name_prefix="encoder")
        waiting: deque[tuple[_Prepared, Future[list[Floats]]]] = deque()
        try:
            for doc in docs:
                prepared = self._prepare(doc)
                waiting.append((prepared, pool.submit(self._encode, prepared.windows)))
                while sum(len(own.windows) for own, _ in waiting) > _MOST_WAITING:
                    own, encoded = waiting.popleft()
                    yield self._finish(own, encoded.result())
            for own, encoded in waiting:
                yield self._finish(own, encoded.result())
        finally:
            pool.shutdown(cancel_futures=True)

    def _prepare(self, doc: Doc) -> "_Prepared":
        """The windows of the candidates of a document."""
        sentences: list[Sentence] = doc._.sentences
        if not doc._.candidates:
            return _Prepared(doc, {}, [])
        wanted = {s.index for s in sentences if s.field == "title"}
        ordered = sorted(wanted.union(context_of(doc._.candidates, sentences)))
        found = read_pieces(self._model.tokenizer, [sentences[i] for i in ordered])
        pieces = dict(zip(ordered, found, strict=True))
        return _Prepared(doc, pieces, build_windows(sentences, pieces, doc._.candidates))

    def _encode(self, windows: Sequence[Window]) -> list[Floats]:
        """The vectors of the pieces of each window."""
        stored = np.float32 if len(windows) <= _FEW_WINDOWS else np.float16
        return [
            self._model.hidden(window.ids, window.kinds).astype(stored, copy=False)
            for window in windows
        ]

    def _finish(self, prepared: "_Prepared", encoded: Sequence[Floats]) -> Doc:
        """The document with its findings, and with the names that the tags tell."""
        doc = prepared.doc
        doc._.findings = []
        if not prepared.windows:
            return doc
        tagged: dict[int, Floats] = {}
        for window, stored in zip(prepared.windows, encoded, strict=True):
            hidden = stored.astype(np.float32, copy=False)
            chances = self._model.heads.tags(hidden, np.concatenate(window.case))
            for index, (first, end) in window.places.items():
                if index not in tagged and end > first:
                    tagged[index] = chances[first:end]
        self._tagged.add(doc, prepared.pieces, tagged)
        sentences: list[Sentence] = doc._.sentences
        titles = [s.text for s in sentences if s.field == "title"]
        terms = theme_bits([term for title in titles for term in self._terms.themes_of(title)])
        article = _Article(doc, prepared.pieces, ArticleNames.of(sentences), terms)
        for window, stored in zip(prepared.windows, encoded, strict=True):
            hidden = stored.astype(np.float32, copy=False)
            for index in window.targets:
                doc._.findings += self._read(article, index, window, hidden)
        carry_dates(doc)
        return doc

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
class _Prepared:
    """A document, the pieces of its sentences by index, and the windows to encode."""

    doc: Doc
    pieces: dict[int, Pieces]
    windows: list[Window]


@dataclass(slots=True)
class _Article:
    """One article while its sentences are read."""

    doc: Doc
    pieces: dict[int, Pieces]
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
