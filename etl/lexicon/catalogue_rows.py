"""Reading the CSV files of the catalogue: rows to entries that know where they stand.

A row that is no entry is told and left out; what the entries say is judged by
`etl.lexicon.catalogue_checks`.
"""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.lexicon.entries import Company, Product
from etl.lexicon.errors import LexiconError

COMPANY_COLUMNS = (
    "company_id",
    "name",
    "aliases",
    "context_aliases",
    "parent_id",
    "kind",
    "country",
    "tickers",
)
PRODUCT_COLUMNS = ("product", "aliases", "company_id", "kind", "context")


@dataclass(frozen=True)
class CompanyRow:
    """A company, and where it stands."""

    company: Company
    file: Path
    line: int

    def error(self, problem: str) -> LexiconError:
        """An error that points to the row."""
        return LexiconError(self.file, self.company.company_id, problem, self.line)


@dataclass(frozen=True)
class ProductRow:
    """A product, and where it stands."""

    product: Product
    file: Path
    line: int

    def error(self, problem: str) -> LexiconError:
        """An error that points to the row."""
        return LexiconError(self.file, self.product.name, problem, self.line)


def read_company_rows(path: Path) -> tuple[list[CompanyRow], list[LexiconError]]:
    """The companies of a file in its order, and what is wrong with its form."""
    rows: list[CompanyRow] = []
    problems: list[LexiconError] = []
    for line, row in _read_rows(path, COMPANY_COLUMNS, problems):
        company = Company(
            row["company_id"],
            row["name"],
            _split(row["aliases"]),
            _split(row["context_aliases"]),
            row["parent_id"],
            row["kind"],
            row["country"],
            _split(row["tickers"]),
        )
        if company.company_id and company.name:
            rows.append(CompanyRow(company, path, line))
        else:
            name = company.company_id or company.name
            problems.append(LexiconError(path, name, "company_id and name must not be empty", line))
    return rows, problems


def read_product_rows(path: Path) -> tuple[list[ProductRow], list[LexiconError]]:
    """The products of a file in its order, and what is wrong with its form."""
    rows: list[ProductRow] = []
    problems: list[LexiconError] = []
    for line, row in _read_rows(path, PRODUCT_COLUMNS, problems):
        if row["context"] not in ("", "yes", "no"):
            problem = "context must be yes, no or empty"
            problems.append(LexiconError(path, row["product"], problem, line))
        elif not row["product"]:
            problems.append(LexiconError(path, "", "product must not be empty", line))
        else:
            product = Product(
                row["product"],
                row["company_id"],
                _split(row["aliases"]),
                row["kind"],
                row["context"] == "yes",
            )
            rows.append(ProductRow(product, path, line))
    return rows, problems


def read_lines(path: Path) -> list[bytes]:
    """The lines of a file, without the mark that some programs put first; raises `OSError`."""
    return path.read_bytes().removeprefix(codecs.BOM_UTF8).splitlines()


def parse_line(line: bytes, columns: Sequence[str]) -> dict[str, str]:
    """The row on a line; raises `ValueError`, with words for the reader, where it is none.

    A row stands on one line, so that a quotation mark too many spoils its own row only.
    """
    try:
        cells = next(csv.reader([line.decode("utf-8")], strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        raise ValueError("is no line of a CSV file in UTF-8; save the file as one") from None
    if len(cells) != len(columns):
        raise ValueError(f"has {len(cells)} fields instead of {len(columns)}")
    return dict(zip(columns, (cell.strip() for cell in cells), strict=True))


def check_columns(path: Path, lines: Sequence[bytes], columns: Sequence[str]) -> None:
    """Raise `LexiconError` unless the first line names these columns."""
    try:
        found = list(parse_line(lines[0], columns).values()) if lines else []
    except ValueError:
        found = []
    if found != list(columns):
        raise LexiconError(path, "line 1", f"the columns must be {','.join(columns)}")


def _read_rows(
    path: Path, columns: Sequence[str], problems: list[LexiconError]
) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) for each row with these columns; adds to `problems` what has others."""
    try:
        lines = read_lines(path)
        check_columns(path, lines, columns)
    except FileNotFoundError:
        problems.append(LexiconError(path, "file", "not found; restore it or pass another path"))
        return
    except OSError:
        problem = "cannot be read; it must be a file, and its permissions must allow to read it"
        problems.append(LexiconError(path, "file", problem))
        return
    except LexiconError as error:
        problems.append(error)
        return
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        try:
            yield number, parse_line(line, columns)
        except ValueError as error:
            entry = line.decode("utf-8", "replace").split(",")[0]
            problems.append(LexiconError(path, entry, str(error), number))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split("|") if part.strip()))
