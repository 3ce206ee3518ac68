"""The dates of a sentence, as mentions and as the times of findings."""

from datetime import date

from spacy.tokens import Doc

from etl.nlp.dates.find import DateMention, find_dates
from etl.nlp.state import Mention, Sentence, When


def published_on(doc: Doc) -> date | None:
    """The publication date of the document's article, if it has one."""
    return doc._.article.published if doc._.article else None


def read_sentence_dates(doc: Doc, sentence: Sentence) -> list[DateMention]:
    """The dates of a sentence; they are added to the document's mentions."""
    found = [d for d in find_dates(sentence.text, published_on(doc)) if d.kind == "date"]
    doc._.mentions += [to_mention(sentence, d) for d in found]
    return found


def to_mention(sentence: Sentence, found: DateMention) -> Mention:
    """A date of the sentence as a mention."""
    start, end = sentence.start + found.start, sentence.start + found.end
    name = found.edtf or found.text
    return Mention(start, end, found.text, "date", name, f"date:{found.edtf}", score=0.9)


def to_when(sentence: Sentence, found: DateMention) -> When:
    """A date of the sentence as the time of a finding."""
    start, end = sentence.start + found.start, sentence.start + found.end
    return When(found.first, found.last, found.text, found.edtf, found.basis, start, end)
