"""The exception tree. Every message says what is wrong and what to do next."""


class MotorwireError(Exception):
    """Base of all errors that Motorwire raises on purpose; safe to show to a user."""


class ConfigurationError(MotorwireError):
    """A setting, lexicon or configuration file is wrong."""


class DumpError(MotorwireError):
    """A dump cannot be read as a whole; nothing of it was published."""

    def __init__(self, dump: str, message: str) -> None:
        super().__init__(f"{dump}: {message}")
        self.dump = dump


class ContractError(MotorwireError):
    """Rows do not satisfy their table's contract; the old table stays in place."""

    def __init__(self, table: str, problems: list[str]) -> None:
        super().__init__(f"table {table}: " + "; ".join(problems))
        self.table = table
        self.problems = problems


class SnapshotError(MotorwireError):
    """There is no published snapshot to open, or it cannot be read."""
