"""From labelled documents to examples, and from examples to the windows of each pass."""

import copy
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from tokenizers import Tokenizer

from etl.lexicon.files import shipped_files
from etl.lexicon.signals import load_signals
from etl.lexicon.themes import read_themes
from etl.nlp.capitals import find_runs
from etl.nlp.encoder.gate import Seen, look_at
from etl.nlp.extract import read_documents
from etl.nlp.state import Mention
from etl.nlp.themes import ThemeTagger
from etl.nlp.training.corpora import Document
from etl.nlp.training.examples import Example, make_example
from etl.nlp.training.items import Item, make_items

NAME_COMPONENTS = ("sentences", "lexicon", "persons", "names")
"""The components whose work the network builds on."""

KEPT_NEGATIVES = 0.5
"""Share of the sentences without events that are judged in each pass, drawn anew."""

GUESSED_COMPANIES = 0.25
"""Share of the unknown capitalised names that count as companies in each pass, so that the network
learns to tell a company by its role."""


HIDDEN_NAMES = 0.15
"""Share of the known names that the encoder is not told of in each pass, so that the tags learn to
find names."""


@dataclass(slots=True)
class Prepared:
    """A document, what it asks of the network, and what the gate sees of its sentences."""

    document: Document
    example: Example
    seen: list[Seen]

    def labelled_sentences(self) -> list[int]:
        """Indices of the sentences of which the labels say everything."""
        first = self.example.complete_from or 0
        return [s.index for s in self.example.sentences if s.start >= first]


def prepare(nlp: Language, documents: Sequence[Document]) -> list[Prepared]:
    """Run the name components over the documents and apply the labels."""
    signals = load_signals()
    stop = (signals.openers | signals.not_names | signals.places) - signals.first_names
    found = []
    docs = read_documents(nlp, (document.article for document in documents))
    for doc, document in zip(docs, documents, strict=True):
        seen = look_at(doc, doc._.sentences)
        example = make_example(document.article, document.events, doc, document.names)
        if document.is_sentence:
            example.complete_from = doc._.body_start + document.article.text.rfind("\n") + 1
            for event in (e for stated in example.stated.values() for e in stated):
                event.dates = None
        else:
            _add_guesses(example, stop)
        found.append(Prepared(document, example, seen))
    return found


def _add_guesses(example: Example, stop: frozenset[str]) -> None:
    """Add capitalised names that no component knows, as mentions of no kind."""
    for sentence in example.sentences:
        for run in find_runs(sentence, sentence.mentions, stop, stop):
            if not (run.is_first and len(run.words) == 1):
                sentence.mentions.append(
                    Mention(
                        run.start,
                        run.end,
                        run.text,
                        "guess",
                        run.text,
                        f"name:{run.text}",
                        is_guess=True,
                    )
                )
        sentence.mentions.sort(key=lambda m: (m.start, -m.end))


def _varied(example: Example, chance: random.Random) -> Example:
    """A copy in which some of the guessed names count as companies, and some known are hidden."""
    names = {(m.key, m.is_guess) for s in example.sentences for m in s.mentions}
    chosen = {
        key
        for key, is_guess in sorted(names)
        if chance.random() < (GUESSED_COMPANIES if is_guess else HIDDEN_NAMES)
    }
    changed = copy.copy(example)
    changed.sentences = []
    for sentence in example.sentences:
        own = copy.copy(sentence)
        own.mentions = [_changed(m) if m.key in chosen else m for m in sentence.mentions]
        changed.sentences.append(own)
    return changed


def _changed(mention: Mention) -> Mention:
    if mention.is_guess:
        return replace(mention, kind="company")
    return replace(mention, is_hidden=True)


class Windows:
    """The windows of each pass over the prepared documents."""

    def __init__(self, prepared: Iterable[Prepared], tokenizer: Tokenizer, seed: int) -> None:
        self._prepared = list(prepared)
        self._tokenizer = tokenizer
        self._seed = seed
        self._themes = ThemeTagger(read_themes(shipped_files().themes))
        self._terms: dict[str, Sequence[str]] = {}

    def __call__(self, epoch: int) -> list[Item]:
        """The windows of one pass; which sentences without events are in it changes."""
        chance = random.Random(f"{self._seed} {epoch}")  # noqa: S311
        items: list[Item] = []
        for one in self._prepared:
            example = _varied(one.example, chance)
            targets = [
                index
                for index in one.labelled_sentences()
                if index in example.stated
                or one.document.is_sentence
                or chance.random() < KEPT_NEGATIVES
            ]
            if targets:
                items += make_items(example, targets, self._tokenizer, self.themes_of)
        return items

    def themes_of(self, text: str) -> Sequence[str]:
        """The themes whose terms stand in the text, remembered."""
        found = self._terms.get(text)
        if found is None:
            found = self._terms[text] = self._themes.themes_of(text)
        return found
