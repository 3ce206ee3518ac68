"""Small documents for the tests of the encoder's parts."""

from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from etl.nlp.extract import load_pipeline, read_documents
from etl.nlp.types import ArticleText

NAMES = ("sentences", "lexicon", "persons", "names")


@cache
def name_pipeline() -> Language:
    return load_pipeline(only=NAMES)


def document(text: str, title: str = "") -> Doc:
    """The article with sentences and mentions."""
    return next(read_documents(name_pipeline(), [ArticleText("a1", title, text)]))
