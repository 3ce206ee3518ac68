"""Would a spaCy CNN find the companies that the catalogue lacks better than the encoder's tags?

    MOTORWIRE_MODEL=NEW/rehearsal python benchmarks/cnn_tags.py --held NEW/rehearsal/held.json \
        --dump DUMP… --articles A --gold G --avoid DEV --names CORPUS…

Trains spaCy's default network for names (hashed embeddings, convolutions) on the articles that
`motorwire train` did not hold out and on corpora of names, and looks for the labelled companies of
those it held out that neither the catalogue nor the signals of names know.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import filter_spans, minibatch

from etl.evaluation.names import company_forms
from etl.lexicon.catalogue import load_catalogue
from etl.nlp.extract import load_pipeline, read_documents
from etl.nlp.training import corpora
from etl.nlp.training.corpora import Document
from etl.nlp.training.name_corpora import UNKNOWN, read_named
from etl.nlp.training.prepare import NAME_COMPONENTS, prepare

_PASSES = 3
_KINDS = ("company", "person", "product", "place")


def examples(nlp: Language, documents: Sequence[Document], named: Sequence[Path]) -> list[Example]:
    """Sentences with their names: those of the labelled articles, and those of the corpora."""
    made = []
    for one in prepare(load_pipeline(only=NAME_COMPONENTS), documents):
        for index in one.labelled_sentences():
            sentence = one.example.sentences[index]
            doc = nlp.make_doc(sentence.text)
            spans = [
                doc.char_span(m.start - sentence.start, m.end - sentence.start, m.kind)
                for m in sentence.mentions
                if m.kind in _KINDS
            ]
            made.append(_example(doc, spans))
    forms = load_catalogue().safe_forms()
    for path in named:
        for text in read_named(path, forms):
            if text.is_complete and all(kind != UNKNOWN for _, _, kind in text.names):
                doc = Doc(nlp.vocab, text.words)
                spans = [spacy.tokens.Span(doc, a, b, k) for a, b, k in text.names if k in _KINDS]
                made.append(_example(doc, spans))
    return made


def _example(doc: Doc, spans: Sequence[object]) -> Example:
    reference = doc.copy()
    kept = filter_spans([span for span in spans if span is not None])
    reference.ents = [
        spacy.tokens.Span(reference, span.start, span.end, span.label) for span in kept
    ]
    return Example(doc, reference)


def train(documents: Sequence[Document], named: Sequence[Path]) -> Language:
    """spaCy's default network, a few passes."""
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    made = examples(nlp, documents, named)
    nlp.initialize(lambda: made[:2000])
    chance = random.Random(1)
    for number in range(_PASSES):
        start, losses = time.monotonic(), {}
        chance.shuffle(made)
        for batch in minibatch(made, 64):
            nlp.update(batch, losses=losses, drop=0.2)
        print(
            f"pass {number + 1}: {losses['ner']:,.0f}; {time.monotonic() - start:.0f} s", flush=True
        )
    return nlp


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", type=Path)
    for name in ("--dump", "--articles", "--gold", "--avoid", "--names"):
        parser.add_argument(name, type=Path, nargs="*", default=[])
    options = parser.parse_args()
    if options.held is None or not options.articles:
        print("cnn_tags: name the held-out articles and labelled articles (see the module's text)")
        return
    pairs = zip(options.articles, options.gold, strict=True)
    found = [d for pair in pairs for d in corpora.labelled_articles(*pair)]
    found += corpora.own_labels(options.dump)
    avoided = [article for path in options.avoid for article in corpora.read_articles(path)]
    found = corpora.without_known(found, avoided)
    ids = set(json.loads(options.held.read_text(encoding="utf-8")))
    held = [d for d in found if d.article.article_id in ids]
    rest = [d for d in found if d.article.article_id not in ids]
    cnn = train([*rest, *corpora.written()], options.names)
    full = load_pipeline()
    tallies = {"the encoder's tags": [0, 0, 0], "a spaCy CNN": [0, 0, 0]}
    wanted = 0
    docs = read_documents(full, [d.article for d in held])
    for document, doc in zip(held, docs, strict=True):
        known = {
            form
            for m in doc._.mentions
            if m.kind == "company" and not m.is_tagged
            for form in company_forms({"name": m.name, "aliases": [m.text]})
        }
        labelled = [company_forms(c) for e in document.events for c in e["companies"]]
        open_ones = []
        for forms in labelled:
            if not forms & known and all(not forms & other for other in open_ones):
                open_ones.append(forms)
        wanted += len(open_ones)
        tagged = {m.text for m in doc._.mentions if m.kind == "company" and m.is_tagged}
        seen = {
            span.text
            for sentence in cnn.pipe(s.text for s in doc._.sentences)
            for span in sentence.ents
            if span.label_ == "company"
        }
        for name, texts in zip(tallies, (tagged, seen), strict=True):
            new = [f for t in texts for f in [company_forms({"name": t})] if f and not f & known]
            tallies[name][0] += sum(any(forms & f for f in new) for forms in open_ones)
            tallies[name][1] += len(new)
            tallies[name][2] += sum(any(f & forms for forms in labelled) for f in new)
    print(
        f"{len(held)} articles, {wanted} labelled companies known to neither catalogue nor signals"
    )
    for name, (right, given, good) in tallies.items():
        share = right / wanted
        print(f"  {name:<20} finds {share:.3f}; gives {given:,} names, {good:,} of them labelled")


if __name__ == "__main__":
    main()
