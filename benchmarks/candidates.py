"""The gate: how many sentences pass, and how many of those that state events.

    python benchmarks/candidates.py ARTICLES GOLD

Recall is the share of the labels' evidence sentences that pass.
"""

import sys
from pathlib import Path

from etl.nlp.extract import load_pipeline, read_documents
from etl.nlp.training.corpora import labelled_articles
from etl.nlp.training.examples import find_sentence


def main() -> None:
    """Prints the shares."""
    if len(sys.argv) != 3:
        print(
            "candidates: name the articles and their labels to measure it (see the module's text)"
        )
        return
    documents = list(labelled_articles(*map(Path, sys.argv[1:])))
    nlp = load_pipeline(only=("sentences", "lexicon", "persons", "names", "candidates"))
    sentences = words = passed = passed_words = evidence = kept = 0
    docs = read_documents(nlp, [d.article for d in documents])
    for doc, document in zip(docs, documents, strict=True):
        candidates = set(doc._.candidates)
        for sentence in doc._.sentences:
            count = len(sentence.text.split())
            sentences += 1
            words += count
            passed += sentence.index in candidates
            passed_words += count * (sentence.index in candidates)
        stated = [find_sentence(e["evidence"], doc._.sentences) for e in document.events]
        indices = {s.index for s in stated if s is not None}
        evidence += len(indices)
        kept += len(indices & candidates)
    print(f"{len(documents)} articles, {sentences:,} sentences")
    print(f"  pass the gate    {passed / sentences:.3f} of the sentences")
    print(f"                   {passed_words / words:.3f} of the words")
    print(f"  recall           {kept / max(1, evidence):.3f} of {evidence:,} evidence sentences")


if __name__ == "__main__":
    main()
