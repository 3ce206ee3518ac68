"""Names that the model's tags tell and no other component has found."""

from spacy.tokens import Doc

from etl.evaluation.names import company_forms
from etl.nlp.encoder.layout import TAGS
from etl.nlp.encoder.pieces import Floats, Pieces, whole_words
from etl.nlp.lexicon_match import company_mention, share_mentions
from etl.nlp.state import Mention, Sentence

LEAST = 0.5
"""Probability of a tag from which on it is believed."""

_KINDS = ("company", "person", "product")


def add_tagged_names(doc: Doc, pieces: dict[int, Pieces], tagged: dict[int, Floats]) -> None:
    """Extend `doc._.mentions` by the tagged names; `tagged` are probabilities of the tags of each
    sentence's pieces. A shorter form of a known company's name means that company, and an ambiguous
    form of the catalogue that is tagged as a company means the catalogue's."""
    known: dict[str, Mention] = {}
    for mention in doc._.mentions:
        if mention.kind == "company":
            for form in company_forms({"name": mention.name, "aliases": [mention.text]}):
                known.setdefault(form, mention)
    found = []
    for index, chances in sorted(tagged.items()):
        sentence = doc._.sentences[index]
        for kind, start, end, score in _runs(sentence, pieces[index], chances):
            text = doc._.source[start:end]
            if kind == "company" and text.casefold() in doc._.not_companies:
                continue
            if kind == "company":
                company = doc._.unconfirmed.get(text)
                found.append(
                    _company(text, start, end, score, known)
                    if company is None
                    else company_mention(start, end, text, company)
                )
            else:
                found.append(Mention(start, end, text, kind, text, f"{kind}:{text}", score=score))
    if found:
        doc._.mentions = [*doc._.mentions, *found]
        share_mentions(doc)


def _company(text: str, start: int, end: int, score: float, known: dict[str, Mention]) -> Mention:
    forms = company_forms({"name": text})
    same = next((known[form] for form in sorted(forms) if form in known), None)
    if same is None:
        mention = Mention(start, end, text, "company", text, f"name:{text}", score=score)
        for form in forms:
            known[form] = mention
        return mention
    return Mention(
        start,
        end,
        text,
        "company",
        same.name,
        same.key,
        same.entity_id,
        score=score,
        is_source=same.is_source,
        entity_kind=same.entity_kind,
    )


def _runs(sentence: Sentence, pieces: Pieces, chances: Floats) -> list[tuple[str, int, int, float]]:
    """(kind, start, end, score) of neighbouring pieces with one believed tag, where no other
    mention stands and the words have a capital; none overlap."""
    best = chances.argmax(1)
    runs: list[tuple[str, int, int, float]] = []
    at = 0
    while at < len(best):
        kind = TAGS[best[at]]
        last = at
        while last + 1 < len(best) and best[last + 1] == best[at]:
            last += 1
        if kind in _KINDS:
            score = float(chances[at : last + 1, best[at]].mean())
            start, end = whole_words(sentence, pieces.starts[at], pieces.ends[last])
            text = sentence.text[start - sentence.start : end - sentence.start]
            taken = [(m.start, m.end) for m in sentence.mentions] + [run[1:3] for run in runs]
            is_free = not any(left < end and start < right for left, right in taken)
            if score >= LEAST and is_free and len(text) > 1 and text != text.lower():
                runs.append((kind, start, end, score))
        at = last + 1
    return runs
