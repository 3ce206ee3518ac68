"""Event types that the model does not know: the user's, read by their cue words beside the model.

What the cue words of the other types say of a sentence counts too: a cue that lies inside a longer
one of another type, or whose type yields to one that is cued beside it, tells of nothing.
"""

from spacy.language import Language
from spacy.tokens import Doc

from etl.lexicon.in_use import Lexicon, load_lexicon
from etl.lexicon.signals import Signals, load_signals
from etl.nlp.cuewords.assembly import CueAssembler
from etl.nlp.cuewords.candidates import CandidateGate
from etl.nlp.cuewords.find import CueClassifier
from etl.nlp.cuewords.finding import EXTRACTOR
from etl.nlp.cuewords.scoring import check_weights
from etl.nlp.cuewords.status import read_status
from etl.nlp.cuewords.when import date_findings
from etl.nlp.state import register_attributes
from etl.nlp.themes import ThemeTagger


@Language.factory(
    "motorwire_own_types",
    requires=["doc._.sentences", "doc._.mentions", "doc._.drafts"],
    assigns=["doc._.drafts", "doc._.mentions"],
)
def create_own_type_reader(
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    threshold: float,
    weights: dict[str, float],
) -> "OwnTypeReader":
    """The component with the lexicon in use; see `etl.nlp.cuewords.scoring` for `weights`.

    Events that score below `threshold` are dropped. Raises `LexiconError` for an unknown signal.
    """
    register_attributes()
    check_weights(weights, {})
    assembler = CueAssembler(threshold, weights, {})
    return OwnTypeReader(load_lexicon(), load_signals(), assembler)


class OwnTypeReader:
    """Adds the events of the user's types to `doc._.drafts`."""

    def __init__(self, lexicon: Lexicon, signals: Signals, assembler: CueAssembler) -> None:
        self._names = frozenset(lexicon.own_types)
        self._gate = CandidateGate(signals, lexicon.own_types.values())
        self._classifier = CueClassifier(lexicon.types)
        self._themes = ThemeTagger(lexicon.themes)
        self._assembler = assembler

    def __call__(self, doc: Doc) -> Doc:
        """Add the events of one document."""
        if not self._names:
            return doc
        sentences = self._gate.choose(doc)
        findings = [
            finding
            for number in sentences
            for finding in self._classifier.classify(doc._.sentences[number])
            if finding.event_type in self._names
        ]
        for finding in findings:
            finding.status = read_status(doc._.sentences[finding.sentence], finding)
        date_findings(doc, findings, sentences)
        self._themes.tag(doc, findings)
        added = self._assembler.assemble(doc, findings)
        for draft in added:
            draft.extractor = EXTRACTOR
        drafts = [*doc._.drafts, *added]
        doc._.drafts = sorted(drafts, key=lambda d: (d.finding.start, d.finding.event_type))
        return doc
