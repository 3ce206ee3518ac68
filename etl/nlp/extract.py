"""The public door of extraction: a pipeline, and the events and mentions of articles."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import load_config, load_model_from_config

from etl.nlp import factories
from etl.nlp.rows import event_rows, mention_rows
from etl.nlp.types import ArticleText, Extraction

EXTRACTOR = "motorwire-cues/0.1"
"""Name and version of the extraction; changes whenever its output may change."""

CONFIG = Path(__file__).with_name("pipeline.cfg")
_SEPARATOR = "\n\n"
_MAX_LENGTH = 1_000_000_000
_UNREADABLE = re.compile("[\ud800-\udfff\ue000-\uf8ff]")


def load_pipeline(config: Path | None = None) -> Language:
    """The pipeline that `config` (by default `pipeline.cfg` beside this module) describes.

    Raises `etl.lexicon.errors.LexiconError` where a lexicon file is broken, and what
    `spacy.util.load_model_from_config` raises where the configuration is.
    """
    factories.register()
    nlp = load_model_from_config(load_config(config or CONFIG), auto_fill=True)
    nlp.max_length = _MAX_LENGTH
    return nlp


def extract(
    nlp: Language, articles: Iterable[ArticleText], *, batch_size: int = 64
) -> Iterator[Extraction]:
    """The mentions and events of each article, in the order of the articles.

    Rows hold the columns of `etl.contracts.MENTIONS` and `EVENTS` without `dump`; offsets count the
    characters of the article's own title or text, and `evidence` is copied from there.
    """
    docs = nlp.pipe((_make_doc(nlp, article) for article in articles), batch_size=batch_size)
    for doc in docs:
        article: ArticleText = doc._.article
        yield Extraction(
            article.article_id, mention_rows(doc, article), event_rows(doc, article, EXTRACTOR)
        )


def _make_doc(nlp: Language, article: ArticleText) -> Doc:
    """Title and body as one document; characters that cannot be read or that serve as masks are
    replaced one by one, so that offsets hold."""
    head = article.title + _SEPARATOR if article.title else ""
    doc = nlp.make_doc(_UNREADABLE.sub("\ufffd", head + article.text))
    doc._.article = article
    doc._.body_start = len(head)
    return doc


__all__ = ["CONFIG", "EXTRACTOR", "extract", "load_pipeline"]
