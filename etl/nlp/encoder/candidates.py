"""Choosing the sentences that the encoder reads."""

from spacy.language import Language
from spacy.tokens import Doc

from etl.nlp.encoder.gate import Gate
from etl.nlp.encoder.model import load_model
from etl.nlp.state import register_attributes


@Language.factory(
    "motorwire_candidates",
    requires=["doc._.sentences", "doc._.mentions"],
    assigns=["doc._.candidates"],
)
def create_candidate_gate(nlp: Language, name: str, choose: bool = True) -> "CandidateGate":  # noqa: ARG001
    """The component with the gate that ships; with `choose` off, every sentence is a candidate."""
    register_attributes()
    return CandidateGate(load_model().gate if choose else None)


class CandidateGate:
    """Sets `doc._.candidates` to the indices of sentences that may state an event."""

    def __init__(self, gate: Gate | None) -> None:
        self._gate = gate

    def __call__(self, doc: Doc) -> Doc:
        """Choose the sentences of one document."""
        sentences = doc._.sentences
        doc._.candidates = (
            self._gate.passes(doc, sentences)
            if self._gate is not None
            else [sentence.index for sentence in sentences]
        )
        return doc
