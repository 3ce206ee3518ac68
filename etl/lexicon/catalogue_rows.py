"""Reading the CSV files of the catalogue: rows to entries that know where they stand.

A row that is no entry is told and left out; what the entries say is judged by
`etl.lexicon.catalogue_checks`.
"""

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


def _read_rows(
    path: Path, columns: Sequence[str], problems: list[LexiconError]
) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, row) for each row with these columns; adds to `problems` what has others."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            rows = [(reader.line_num, row) for row in reader]
    except FileNotFoundError:
        problems.append(LexiconError(path, "file", "not found; restore it or pass another path"))
        return
    except (UnicodeDecodeError, csv.Error):
        problems.append(LexiconError(path, "file", "is no CSV file in UTF-8; save it as one"))
        return
    if not rows or tuple(rows[0][1]) != tuple(columns):
        problems.append(LexiconError(path, "line 1", f"the columns must be {','.join(columns)}"))
        return
    for line, row in rows[1:]:
        if len(row) == len(columns):
            yield line, dict(zip(columns, (cell.strip() for cell in row), strict=True))
        elif row:
            problem = f"has {len(row)} fields instead of {len(columns)}"
            problems.append(LexiconError(path, row[0], problem, line))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split("|") if part.strip()))
