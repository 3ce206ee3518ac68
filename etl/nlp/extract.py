"""The public door of extraction: a pipeline, and the events and mentions of articles."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import load_config, load_model_from_config

from etl.errors import ConfigurationError
from etl.nlp import factories
from etl.nlp.cuewords.finding import EXTRACTOR
from etl.nlp.encoder.model import load_model
from etl.nlp.rows import event_rows, mention_rows
from etl.nlp.types import ArticleText, Extraction

CONFIG = Path(__file__).with_name("pipeline.cfg")
_SEPARATOR = "\n\n"
_MAX_LENGTH = 1_000_000_000
_UNREADABLE = re.compile("[\ud800-\udfff\ue000-\uf8ff]")


def load_pipeline(config: Path | None = None, *, only: Sequence[str] = ()) -> Language:
    """The pipeline that `config` (by default `pipeline.cfg` beside this module) describes, or only
    some of its components.

    Raises `etl.lexicon.errors.LexiconError` where a lexicon file is broken,
    `etl.errors.ConfigurationError` where the model is, and what
    `spacy.util.load_model_from_config` raises where the configuration is.
    """
    if config is not None and not config.is_file():
        raise ConfigurationError(f"{config} does not exist; name a pipeline's configuration file")
    factories.register()
    overrides = {"nlp.pipeline": list(only)} if only else {}
    nlp = load_model_from_config(load_config(config or CONFIG, overrides), auto_fill=True)
    nlp.max_length = _MAX_LENGTH
    nlp.meta["config"] = str(config or CONFIG)
    nlp.meta["extractor"] = load_model().name if "encoder" in nlp.pipe_names else EXTRACTOR
    return nlp


def extractor_of(nlp: Language) -> str:
    """Name and version of the model, or of the cue words, that a pipeline extracts with."""
    return str(nlp.meta["extractor"])


def extract(
    nlp: Language, articles: Iterable[ArticleText], *, batch_size: int = 64, threads: int = 1
) -> Iterator[Extraction]:
    """The mentions and events of each article, in the order of the articles. With more than one of
    them, the encoder works in `threads` of its own.

    Rows hold the columns of `etl.contracts.MENTIONS` and `EVENTS` without `dump`; offsets count the
    characters of the article's own title or text, and `evidence` is copied from there.
    """
    for doc in read_documents(nlp, articles, batch_size=batch_size, threads=threads):
        article: ArticleText = doc._.article
        yield Extraction(
            article.article_id,
            mention_rows(doc, article),
            event_rows(doc, article, extractor_of(nlp)),
        )


def read_documents(
    nlp: Language, articles: Iterable[ArticleText], *, batch_size: int = 64, threads: int = 1
) -> Iterator[Doc]:
    """The articles as documents with what the components found (see `etl.nlp.state`)."""
    docs: Iterator[Doc] = nlp.pipe(
        (_make_doc(nlp, article) for article in articles),
        batch_size=batch_size,
        component_cfg={"encoder": {"threads": threads}},
    )
    return docs


def _make_doc(nlp: Language, article: ArticleText) -> Doc:
    """Title and body as one document; characters that cannot be read or that serve as masks are
    replaced one by one, so that offsets hold."""
    head = article.title + _SEPARATOR if article.title else ""
    source = _UNREADABLE.sub("\ufffd", head + article.text)
    doc = nlp.make_doc(source)
    doc._.source = source
    doc._.article = article
    doc._.body_start = len(head)
    return doc


__all__ = ["CONFIG", "extract", "extractor_of", "load_pipeline", "read_documents"]
