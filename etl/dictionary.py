"""The data dictionary: the table contracts in words, for the docs and for the dashboard."""

from dataclasses import dataclass

from etl.contracts import Column, Table


@dataclass(frozen=True)
class Entry:
    """One column in words; `allowed` is empty where any value of the type will do."""

    column: str
    type: str
    meaning: str
    allowed: str


def describe_columns(table: Table) -> list[Entry]:
    """The columns of a table in their order."""
    return [
        Entry(column.name, _name_type(column), column.meaning, _name_values(column))
        for column in table.columns
    ]


def _name_type(column: Column) -> str:
    name = str(column.type).replace("list<item: string>", "list of string")
    return f"{name}, may be null" if column.nullable else name


def _name_values(column: Column) -> str:
    if column.values is not None:
        return ", ".join(column.values)
    if column.pattern is not None:
        return "an id: small letters, digits and _, from a letter on"
    if column.minimum is not None and column.maximum is not None:
        return f"{column.minimum:g} to {column.maximum:g}"
    if column.minimum is not None:
        return f"{column.minimum:g} or more"
    return "" if column.maximum is None else f"{column.maximum:g} or less"
