"""The themes of each finding, by the terms of `themes.toml` in its sentence.

The title is weak support: its themes are taken for a finding whose own sentence has none, when both
speak of the same company. What a theme says of event types (`implied_by`, `foreign_to`) has the
last word.
"""

from collections.abc import Iterable, Mapping

from spacy.language import Language
from spacy.tokens import Doc

from etl.contracts import THEMES
from etl.lexicon.in_use import load_lexicon
from etl.lexicon.themes import Theme
from etl.nlp.cue_index import CueIndex
from etl.nlp.state import Finding, Sentence, register_attributes


@Language.factory(
    "motorwire_cue_themes",
    requires=["doc._.sentences", "doc._.findings"],
    assigns=["doc._.findings"],
)
def create_theme_tagger(nlp: Language, name: str) -> "ThemeTagger":  # noqa: ARG001
    """The component with the themes in use: all of them by their terms."""
    register_attributes()
    return ThemeTagger(load_lexicon().themes)


@Language.factory(
    "motorwire_term_themes",
    requires=["doc._.sentences", "doc._.findings"],
    assigns=["doc._.findings"],
)
def create_theme_completer(nlp: Language, name: str) -> "ThemeCompleter":  # noqa: ARG001
    """The component with the themes in use, for findings whose themes a model has read."""
    register_attributes()
    return ThemeCompleter(load_lexicon().themes)


class ThemeCompleter:
    """Takes the themes away that the lexicon in use lacks, and adds those that the model does not
    know by their terms."""

    def __init__(self, themes: Mapping[str, Theme]) -> None:
        self._names = frozenset(themes)
        self._others = ThemeTagger({n: t for n, t in themes.items() if n not in THEMES})

    def __call__(self, doc: Doc) -> Doc:
        """Complete the themes of the findings of one document."""
        others = self._others.read(doc, doc._.findings)
        for finding, added in zip(doc._.findings, others, strict=True):
            finding.themes = [n for n in finding.themes if n in self._names] + added
        return doc


class ThemeTagger:
    """Sets `themes` on the findings."""

    def __init__(self, themes: Mapping[str, Theme]) -> None:
        self._themes = themes
        self._patterns = [
            (theme, pattern, is_term)
            for theme in themes.values()
            for patterns, is_term in ((theme.terms, True), (theme.negatives, False))
            for pattern in patterns
        ]
        self._index = CueIndex([pattern for _, pattern, _ in self._patterns])

    def __call__(self, doc: Doc) -> Doc:
        """Tag the findings of one document."""
        self.tag(doc, doc._.findings)
        return doc

    def tag(self, doc: Doc, findings: Iterable[Finding]) -> None:
        """Set the themes of findings of a document."""
        found = list(findings)
        for finding, themes in zip(found, self.read(doc, found), strict=True):
            finding.themes = themes

    def read(self, doc: Doc, findings: Iterable[Finding]) -> list[list[str]]:
        """The themes of each finding, in the order of the lexicon."""
        titles = [s for s in doc._.sentences if s.field == "title"]
        title_themes = {theme for s in titles for theme in self.themes_of(s.text)}
        title_keys = {m.key for s in titles for m in s.of_kind("company")}
        known: dict[int, set[str]] = {}
        found = []
        for finding in findings:
            sentence = doc._.sentences[finding.sentence]
            themes = known.get(sentence.index)
            if themes is None:
                themes = known[sentence.index] = set(self.themes_of(sentence.text))
            if not themes and title_keys & _keys(sentence, finding):
                themes = title_themes
            found.append(
                [
                    name
                    for name, theme in self._themes.items()
                    if finding.event_type in theme.implied_by
                    or (name in themes and finding.event_type not in theme.foreign_to)
                ]
            )
        return found

    def themes_of(self, text: str) -> list[str]:
        """Ids of the themes whose terms stand in `text`, in the order of the lexicon."""
        spans: dict[str, list[tuple[int, int]]] = {}
        barred: dict[str, list[tuple[int, int]]] = {}
        for number in self._index.call(text):
            theme, pattern, is_term = self._patterns[number]
            target = spans if is_term else barred
            target.setdefault(theme.name, []).extend(m.span() for m in pattern.regex.finditer(text))
        found = {
            name
            for name, places in spans.items()
            if any(
                not any(s < end and start < e for s, e in barred.get(name, ()))
                for start, end in places
            )
        }
        return [name for name in self._themes if name in found]


def _keys(sentence: Sentence, finding: Finding) -> set[str]:
    """The companies that a sentence speaks of: named in it, else meant by it."""
    meant = sentence.focus or [mention for mention, _ in finding.principals]
    return {m.key for m in sentence.of_kind("company") or meant}
