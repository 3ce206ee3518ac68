"""Linking of companies: precision and recall on labelled articles whose companies have ids.

    python benchmarks/linking.py ARTICLES GOLD

`data/linking.jsonl` beside this file says which catalogue id is right for each company of the
development gold, or none. Counted are the mentions of labelled companies in the articles: a link is
right when it has that id. Recall asks for every labelled company with an id whether one of its
mentions is linked to it.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

from etl.evaluation.names import company_forms
from etl.nlp.extract import extract, load_pipeline
from etl.nlp.training.corpora import labelled_articles

LINKS = Path(__file__).with_name("data") / "linking.jsonl"


def main() -> None:
    """Prints the counts."""
    if len(sys.argv) != 3:
        print("linking: name the articles and their labels to measure it (see the module's text)")
        return
    articles, gold = map(Path, sys.argv[1:])
    ids = {}
    with LINKS.open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            ids[row["doc_id"], row["name"]] = row["company_id"]
    documents = {d.article.article_id: d for d in labelled_articles(articles, gold)}
    found = list(extract(load_pipeline(), [d.article for d in documents.values()]))
    total = mentions = linked = right = wanted = reached = named = 0
    for extraction in found:
        document = documents[extraction.article_id]
        forms: dict[str, set[str]] = defaultdict(set)
        for event in document.events:
            for company in event["companies"]:
                forms[company["name"]] |= company_forms(company)
        for name, own in forms.items():
            if (document.doc_id, name) not in ids:
                print(f"no link is known for {name!r} in {document.doc_id}; add it to {LINKS}")
                return
            correct = ids[document.doc_id, name]
            total += 1
            same = [
                m
                for m in extraction.mentions
                if m["kind"] == "company" and company_forms({"name": m["text"]}) & own
            ]
            mentions += len(same)
            named += bool(same)
            linked += sum(bool(m["entity_id"]) for m in same)
            right += sum(bool(m["entity_id"]) and m["entity_id"] == correct for m in same)
            wanted += bool(correct)
            reached += any(m["entity_id"] == correct for m in same if correct)
    print(f"{total} labelled companies, {wanted} of them in the catalogue")
    print(f"  found at all (linked or not)   {named / total:.3f}")
    print(f"  mentions of them               {mentions}, linked {linked}")
    print(f"  precision of the links         {right / max(1, linked):.3f}")
    print(f"  recall (companies with an id)  {reached / max(1, wanted):.3f}")


if __name__ == "__main__":
    main()
