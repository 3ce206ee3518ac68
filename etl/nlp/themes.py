"""The themes of each finding, by the terms of `themes.toml` in its sentence.

The title is weak support: its themes are taken for a finding whose own sentence has none, when both
speak of the same company. What a theme says of event types (`implied_by`, `foreign_to`) has the
last word.
"""

from spacy.language import Language
from spacy.tokens import Doc

from etl.lexicon.themes import Theme, load_themes
from etl.nlp.cue_index import CueIndex
from etl.nlp.state import Sentence, register_attributes


@Language.factory(
    "motorwire_cue_themes",
    requires=["doc._.sentences", "doc._.findings"],
    assigns=["doc._.findings"],
)
def create_theme_tagger(nlp: Language, name: str) -> "ThemeTagger":  # noqa: ARG001
    """The component with the themes that ship."""
    register_attributes()
    return ThemeTagger(load_themes())


class ThemeTagger:
    """Sets `themes` on the findings."""

    def __init__(self, themes: dict[str, Theme]) -> None:
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
        titles = [s for s in doc._.sentences if s.field == "title"]
        title_themes = [theme for s in titles for theme in self.themes_of(s.text)]
        title_keys = {m.key for s in titles for m in s.of_kind("company")}
        read: dict[int, list[str]] = {}
        for finding in doc._.findings:
            sentence = doc._.sentences[finding.sentence]
            themes = read.get(sentence.index)
            if themes is None:
                themes = self.themes_of(sentence.text)
                if not themes and title_keys & _keys(sentence):
                    themes = list(dict.fromkeys(title_themes))
                read[sentence.index] = themes
            finding.themes = [
                name
                for name, theme in self._themes.items()
                if finding.event_type in theme.implied_by
                or (name in themes and finding.event_type not in theme.foreign_to)
            ]
        return doc

    def themes_of(self, text: str) -> list[str]:
        """Ids of the themes whose terms stand in `text`, in the order of the contract."""
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


def _keys(sentence: Sentence) -> set[str]:
    return {m.key for m in sentence.of_kind("company") or sentence.focus}
