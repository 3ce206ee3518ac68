"""Writes docs/data-dictionary.md from the table contracts: run it after a change of those."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from etl.contracts import REJECT_REASONS, STATUS_MEANINGS, TABLES, Table
from etl.dictionary import describe_columns
from etl.lexicon.event_types import read_event_types
from etl.lexicon.files import list_packs, shipped_files
from etl.lexicon.themes import read_themes

TARGET = Path(__file__).with_name("data-dictionary.md")

INTRODUCTION = """\
# Data dictionary

Written by `docs/make_data_dictionary.py` from `etl/contracts.py`; change that, not this.

The tables are Parquet files in `data/warehouse/<table>/`, one file a dump (`stories` has one for
each month in which stories began). `pandas.read_parquet("data/warehouse/events")` reads every event
once; DuckDB, polars and Spark read the same folder. Times are UTC. Offsets count characters
(Unicode code points) from 0; `end` is one past the last character.
"""


def data_dictionary() -> str:
    """The whole page as Markdown."""
    parts = [INTRODUCTION, *(line for table in TABLES for line in _table(table))]
    parts.append("## Reasons for rejects\n")
    parts += [f"- `{reason}`: {meaning}" for reason, meaning in REJECT_REASONS.items()]
    parts.append("\nTogether with `accepted`, these are the outcomes of a record; each record has")
    parts.append("exactly one.\n")
    parts.append("## Statuses\n")
    parts += [f"- `{status}`: {meaning}" for status, meaning in STATUS_MEANINGS.items()]
    parts.append("\n## Event types and themes\n")
    parts.append(
        "Defined in `etl/lexicon/event_types.toml` and `etl/lexicon/packs/<pack>/themes.toml`."
        "\n[Your own entries](lexicons.md) add to them.\n"
    )
    parts.append(f"Event types: {_ids(read_event_types(shipped_files().event_types))}.")
    for pack in list_packs():
        themes = read_themes(shipped_files(pack).themes)
        parts.append(f"\nThemes of the pack {pack}: {_ids(themes)}.")
    return "\n".join(parts) + "\n"


def _ids(entries: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in entries)


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield f"{table.meaning} Key: {', '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | type | meaning | allowed values |"
    yield "|---|---|---|---|"
    for entry in describe_columns(table):
        yield f"| `{entry.column}` | {entry.type} | {entry.meaning} | {entry.allowed} |"
    yield ""


if __name__ == "__main__":
    TARGET.write_text(data_dictionary(), encoding="utf-8")
