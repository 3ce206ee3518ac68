"""The error that every lexicon loader raises."""

from pathlib import Path

from etl.errors import ConfigurationError


class LexiconError(ConfigurationError):
    """A lexicon file, or one entry of it, cannot be used as it stands.

    `file`, `line` (0 where it is not known) and `entry` say where to look; `problem` says what to
    change.
    """

    def __init__(self, file: Path | str, entry: str, problem: str, line: int = 0) -> None:
        path = Path(file)
        where = f"line {line}: {entry}" if line else entry
        super().__init__(f"{path.parent.name}/{path.name}: {where}: {problem}")
        self.file = str(file)
        self.line = line
        self.entry = entry
        self.problem = problem
