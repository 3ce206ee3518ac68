"""How well near duplicates are told, on pairs of articles that were labelled by reading.

    python -m benchmarks.near_duplicates DUMP…

The dumps must hold the articles of `benchmarks/data/near_duplicates.jsonl` (ids and labels only).
"news" are pairs of agency and magazine articles, chosen evenly over all degrees of likeness, with
many notices in a fixed form; "stream page" are pages whose crawler took several other articles for
the text. Pairs that reading could not decide are left out.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from etl.nlp.training.corpora import read_rows
from etl.reading.known import KnownArticles
from etl.reading.similarity import SAME_REPORT, likeness, sign, traits_of
from etl.reading.text import content_hash, fold_words

Row = dict[str, Any]
Judge = Callable[[Row, Row], bool]

PAIRS = Path(__file__).with_name("data") / "near_duplicates.jsonl"


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}


def same_text(a: Row, b: Row) -> bool:
    """the same words"""
    return content_hash(a["text"]) == content_hash(b["text"])


def similar(a: Row, b: Row) -> bool:
    """Jaccard similarity of three-word runs"""
    one, two = _runs(a["text"]), _runs(b["text"])
    return len(one & two) >= 0.5 * len(one | two)


def minhash(a: Row, b: Row) -> bool:
    """MinHash alone"""
    one, two = (sign(fold_words(row["text"])) for row in (a, b))
    return one is not None and two is not None and likeness(one, two) >= SAME_REPORT


def shipped(a: Row, b: Row) -> bool:
    """MinHash, figures and days (as shipped)"""
    known = KnownArticles()
    known.add(a)
    found = known.alike(b, traits_of(b["title"], b["text"])) is not None
    known.close()
    return found


def _pairs(articles: dict[str, Row]) -> Iterator[tuple[str, Row, Row, bool]]:
    with PAIRS.open(encoding="utf-8") as file:
        for pair in map(json.loads, file):
            known = pair["a"] in articles and pair["b"] in articles
            if known and pair["label"] != "unsure":
                a, b = articles[pair["a"]], articles[pair["b"]]
                yield pair["kind"], a, b, pair["label"] == "same"


def main() -> None:
    """Prints the table."""
    dumps = [Path(name) for name in sys.argv[1:]]
    if not dumps:
        print("near_duplicates: name the dumps that hold the articles (see the module's text)")
        return
    articles: dict[str, Row] = {}
    for dump in dumps:
        for row in read_rows(dump):
            articles.setdefault(row["article_id"], row)
    pairs = list(_pairs(articles))
    for kind in sorted({kind for kind, *_ in pairs}):
        own = [(a, b, same) for k, a, b, same in pairs if k == kind]
        print(f"{kind}: {len(own)} pairs, {sum(same for *_, same in own)} of them one report")
        for judge in (same_text, similar, minhash, shipped):
            _print_row(judge, own)


def _print_row(judge: Judge, pairs: list[tuple[Row, Row, bool]]) -> None:
    given = [judge(a, b) for a, b, _ in pairs]
    right = sum(g and same for g, (*_, same) in zip(given, pairs, strict=True))
    precision = right / max(1, sum(given))
    recall = right / max(1, sum(same for *_, same in pairs))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"  {judge.__doc__ or '':<40} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")


if __name__ == "__main__":
    main()
