"""The labelled articles that the model is trained on, and which of them belong together.

Three sources: labels of the project's own (with the dumps that hold the articles), any articles
with labels in the gold format, and articles and sentences that the project wrote itself.
"""

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl.errors import DumpError
from etl.nlp.training.labels import LabelledText, Row, from_label, read_labels
from etl.nlp.training.sentences import read_sentences
from etl.nlp.types import ArticleText
from etl.reading.articles import ReadingCounts, judge_records
from etl.reading.dates import day_of
from etl.reading.dump import read_dump

ARTICLES = Path(__file__).with_name("data") / "articles.jsonl"
"""Articles that the project wrote itself, each with its events in the gold format."""

_SHINGLE = 8
_ALIKE = 0.15
_LEAST_COMMON = 15


@dataclass(frozen=True, slots=True)
class Document:
    """One labelled article. `names` are the names of its last line, where it was written for
    training; `doc_id` is the dump's own id of the article; `is_written` documents are never held
    out."""

    article: ArticleText
    events: list[Row]
    origin: str
    names: Sequence[Row] = ()
    doc_id: str = ""

    @property
    def is_written(self) -> bool:
        """Whether the project wrote the text itself."""
        return self.origin.startswith("written")

    @property
    def is_sentence(self) -> bool:
        """Whether only the last line is labelled."""
        return self.origin == "written sentence"


def labelled_articles(articles: Path, gold: Path) -> Iterator[Document]:
    """Articles of a dump with labels in the gold format, joined by the dump's own ids."""
    if not gold.is_file():
        raise DumpError(gold.name, f"{gold} does not exist; give a file of gold labels")
    with gold.open(encoding="utf-8") as file:
        labels = [json.loads(line) for line in file if line.strip()]
    events = {label["doc_id"]: label["events"] for label in labels}
    for row in read_rows(articles):
        doc_id = row["external_id"]
        if doc_id in events:
            yield Document(_article(row), events[doc_id], gold.stem, doc_id=doc_id)


def own_labels(dumps: Sequence[Path], labels: Path | None = None) -> Iterator[Document]:
    """The project's labels applied to the articles of the dumps that are at hand."""
    stored = {
        label["article_id"]: label
        for label in (read_labels() if labels is None else read_labels(labels))
    }
    for dump in dumps:
        for row in read_rows(dump):
            label = stored.get(row["article_id"])
            text = LabelledText(row["article_id"], row["title"], row["text"])
            if label is not None and label["text_hash"] == text.text_hash:
                yield Document(_article(row), from_label(label, text)["events"], "own labels")


def written() -> Iterator[Document]:
    """The project's own articles and sentences."""
    with ARTICLES.open(encoding="utf-8") as file:
        for number, row in enumerate(map(json.loads, file)):
            published = date.fromisoformat(row["published"])
            article = ArticleText(f"written-article-{number}", row["title"], row["text"], published)
            yield Document(article, row["events"], "written article")
    for number, row in enumerate(read_sentences()):
        before = row["before"] + "\n" if row["before"] else ""
        article = ArticleText(
            f"written-sentence-{number}",
            row["title"],
            before + row["sentence"],
            date.fromisoformat(row["published"]),
        )
        events = [
            {
                **event,
                "companies": [{"name": name} for name in event["companies"]],
                "date": None,
                "evidence": row["sentence"],
            }
            for event in row["events"]
        ]
        yield Document(article, events, "written sentence", row["mentions"])


def without_known(documents: Iterable[Document], avoided: Sequence[ArticleText]) -> list[Document]:
    """The documents that share no large part with one of the avoided articles, each once."""
    index = _index(avoided)
    seen: set[str] = set()
    kept = []
    for document in documents:
        key = document.article.article_id
        if key not in seen and not _alike(document.article, index):
            seen.add(key)
            kept.append(document)
    return kept


def read_articles(dump: Path) -> list[ArticleText]:
    """The accepted articles of a dump."""
    return [_article(row) for row in read_rows(dump)]


def by_story(documents: Sequence[Document]) -> list[list[Document]]:
    """The documents in groups that share large parts of their texts: one story, or one agency
    report in several outlets. Groups and documents keep the order of their ids."""
    ordered = sorted(documents, key=lambda d: d.article.article_id)
    index = _index([d.article for d in ordered])
    group_of = list(range(len(ordered)))
    for number, document in enumerate(ordered):
        for other in _alike(document.article, index):
            low, high = sorted((group_of[number], group_of[other]))
            group_of = [low if group == high else group for group in group_of]
    groups: dict[int, list[Document]] = defaultdict(list)
    for group, document in zip(group_of, ordered, strict=True):
        groups[group].append(document)
    return list(groups.values())


def hold_out(
    documents: Sequence[Document], one_in: int, seed: int
) -> tuple[list[Document], list[Document]]:
    """One story in `one_in`, and all other documents; written ones are never held out."""
    groups = by_story([d for d in documents if not d.is_written])
    random.Random(seed).shuffle(groups)  # noqa: S311
    held = [d for n, group in enumerate(groups) if n % one_in == 0 for d in group]
    rest = [d for n, group in enumerate(groups) if n % one_in for d in group]
    return held, rest + [d for d in documents if d.is_written]


def read_rows(dump: Path) -> Iterator[Row]:
    """Rows of `articles`, one for each readable record of a dump, repetitions with them."""
    if not dump.exists():
        raise DumpError(dump.name, f"{dump} does not exist")
    for outcome in judge_records(read_dump(dump), dump.name, None, ReadingCounts()):
        if outcome.article is not None:
            yield outcome.article


def _article(row: Row) -> ArticleText:
    return ArticleText(row["article_id"], row["title"], row["text"], day_of(row["published_at"]))


def _shingles(article: ArticleText) -> set[int]:
    words = re.findall(r"\w+", f"{article.title} {article.text}".lower())
    count = max(1, len(words) - _SHINGLE + 1)
    return {hash(tuple(words[i : i + _SHINGLE])) for i in range(count)}


def _index(articles: Sequence[ArticleText]) -> dict[int, list[int]]:
    index: dict[int, list[int]] = defaultdict(list)
    for number, article in enumerate(articles):
        for shingle in _shingles(article):
            index[shingle].append(number)
    return index


def _alike(article: ArticleText, index: dict[int, list[int]]) -> list[int]:
    own = _shingles(article)
    common = Counter(number for shingle in own for number in index.get(shingle, ()))
    least = max(min(_LEAST_COMMON, len(own) // 2), _ALIKE * len(own))
    return [number for number, count in common.items() if count > least]
