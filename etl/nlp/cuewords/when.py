"""The date of each finding: the date expression of its sentence that stands nearest to the cue."""

import re
from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc

from etl.nlp.dates.find import DateMention
from etl.nlp.sentence_dates import read_sentence_dates, to_when
from etl.nlp.state import Finding, Sentence, register_attributes

_PERIOD_TYPES = frozenset({"financial_results", "sales_deliveries"})
_PERIOD = re.compile(r"quarter|q[1-4]|year|20\d\d|month|half|week", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:—]|, |\b(?:which|while|after|but|when|who|that|and)\b")
_CLAUSE_COST = 25


@Language.factory(
    "motorwire_cue_dates",
    requires=["doc._.sentences", "doc._.findings"],
    assigns=["doc._.findings", "doc._.mentions"],
)
def create_date_reader(nlp: Language, name: str) -> "DateReader":  # noqa: ARG001
    """The component that dates the findings."""
    register_attributes()
    return DateReader()


class DateReader:
    """Finds the dates of candidate sentences, adds them as mentions, and dates the findings."""

    def __call__(self, doc: Doc) -> Doc:
        """Set `when` on the findings of one document."""
        date_findings(doc, doc._.findings, doc._.candidates)
        return doc


def date_findings(doc: Doc, findings: Iterable[Finding], sentences: Iterable[int]) -> None:
    """Add the dates of sentences as mentions, and set `when` on findings of these sentences."""
    dates = {number: read_sentence_dates(doc, doc._.sentences[number]) for number in sentences}
    for finding in findings:
        sentence = doc._.sentences[finding.sentence]
        best = _nearest(sentence, finding, dates[finding.sentence])
        if best is not None:
            finding.when = to_when(sentence, best)


def _nearest(sentence: Sentence, finding: Finding, dates: list[DateMention]) -> DateMention | None:
    """The date nearest to the cue; each clause boundary between them counts as distance."""
    left, right = finding.start - sentence.start, finding.end - sentence.start

    def cost(d: DateMention) -> float:
        low, high = (d.end, left) if d.end <= left else (right, d.start)
        distance = max(0, high - low)
        distance += _CLAUSE_COST * len(_CLAUSE.findall(sentence.text[low:high])) if distance else 0
        if finding.event_type in _PERIOD_TYPES and not _PERIOD.search(d.text):
            distance += 60
        if d.first is None:
            distance += 40
        return distance

    return min(dates, key=cost, default=None)
