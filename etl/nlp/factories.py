"""Makes the components of `pipeline.cfg` known to spaCy: importing their modules registers them."""

from etl.nlp import (
    assembly,
    candidates,
    cues,
    lexicon_match,
    names,
    persons,
    sentences,
    status,
    themes,
    when,
)
from etl.nlp.state import register_attributes

COMPONENT_MODULES = (
    sentences,
    lexicon_match,
    persons,
    names,
    candidates,
    cues,
    status,
    when,
    themes,
    assembly,
)


def register() -> None:
    """Declare the document attributes; the factories are registered by the imports above."""
    register_attributes()
