"""The error that every lexicon loader raises."""

from pathlib import Path


class LexiconError(ValueError):
    """A lexicon file cannot be used as it stands.

    `file` and `entry` say where to look; the message says what to change.
    """

    def __init__(self, file: Path | str, entry: str, problem: str) -> None:
        super().__init__(f"{Path(file).name}: {entry}: {problem}")
        self.file = str(file)
        self.entry = entry
        self.problem = problem
