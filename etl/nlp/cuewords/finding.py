"""What cue words say of one sentence."""

import dataclasses
from dataclasses import dataclass

from etl.nlp.state import Finding, Mention

EXTRACTOR = "motorwire-cuewords/0.1"
"""Name and version of the extraction by cue words."""


@dataclass(slots=True)
class CueFinding(Finding):
    """A finding by cue words: `named` are companies that the cue itself names, `side` is where the
    others stand; `cues` are the patterns that matched, to explain the event."""

    weight: float = 0.0
    side: str = "subject"
    named: list[Mention] = dataclasses.field(default_factory=list)
    cues: list[str] = dataclasses.field(default_factory=list)
