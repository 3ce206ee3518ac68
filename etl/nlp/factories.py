"""Makes the components of `pipeline.cfg` known to spaCy: importing their modules registers them."""

from etl.nlp import assembly, lexicon_match, names, persons, sentences, themes
from etl.nlp.cuewords import assembly as cue_assembly
from etl.nlp.cuewords import candidates as cue_candidates
from etl.nlp.cuewords import find as cues
from etl.nlp.cuewords import own_types
from etl.nlp.cuewords import status as cue_status
from etl.nlp.cuewords import when as cue_dates
from etl.nlp.encoder import candidates, reader
from etl.nlp.state import register_attributes

COMPONENT_MODULES = (
    sentences,
    lexicon_match,
    persons,
    names,
    candidates,
    reader,
    assembly,
    themes,
    cue_candidates,
    cues,
    cue_status,
    cue_dates,
    cue_assembly,
    own_types,
)


def register() -> None:
    """Declare the document attributes; the factories are registered by the imports above."""
    register_attributes()
