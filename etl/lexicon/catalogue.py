"""Loading the catalogue of companies and products from its CSV files.

Belongs here: reading, checking and indexing the files. Does not belong here: finding the names in
text (`etl.nlp`).
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from etl.lexicon.errors import LexiconError
from etl.lexicon.files import files_in_use

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
class Company:
    """One company: `aliases` are safe forms, `context_aliases` count only where the context
    confirms them; `tickers` are written EXCHANGE:SYMBOL."""

    company_id: str
    name: str
    aliases: tuple[str, ...] = ()
    context_aliases: tuple[str, ...] = ()
    parent_id: str = ""
    kind: str = ""
    country: str = ""
    tickers: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """The safe forms; the name itself unless it is listed as ambiguous."""
        names = () if self.name in self.context_aliases else (self.name,)
        return tuple(dict.fromkeys((*names, *self.aliases)))


@dataclass(frozen=True)
class Product:
    """One product of a company; `is_ambiguous` where its name needs the company beside it."""

    name: str
    company_id: str
    aliases: tuple[str, ...] = ()
    kind: str = ""
    is_ambiguous: bool = False


@dataclass(frozen=True)
class Catalogue:
    """Companies by id, and the products."""

    companies: dict[str, Company] = field(default_factory=dict)
    products: tuple[Product, ...] = ()

    def parents(self, company_id: str) -> Iterator[str]:
        """The ids of the parent, its parent, and so on."""
        company = self.companies.get(company_id)
        while company is not None and company.parent_id:
            yield company.parent_id
            company = self.companies.get(company.parent_id)


def _read_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """(where, row) for each row of a CSV file with exactly these columns."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
    except FileNotFoundError as error:
        raise LexiconError(path, "file", "not found; restore it or pass another path") from error
    if not rows or tuple(rows[0]) != tuple(columns):
        raise LexiconError(path, "line 1", f"the columns must be {','.join(columns)}")
    for number, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        if len(row) != len(columns):
            problem = f"has {len(row)} fields instead of {len(columns)}"
            raise LexiconError(path, f"line {number}", problem)
        yield f"line {number}", dict(zip(columns, (cell.strip() for cell in row), strict=True))


def _split(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split("|") if part.strip()))


def _read_companies(paths: Sequence[Path]) -> dict[str, Company]:
    companies: dict[str, Company] = {}
    for path in paths:
        replaced = set(companies)
        for where, row in _read_rows(path, COMPANY_COLUMNS):
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
            if not company.company_id or not company.name:
                raise LexiconError(path, where, "company_id and name must not be empty")
            if company.company_id in replaced:
                continue
            if company.company_id in companies:
                raise LexiconError(path, where, f"company_id {company.company_id!r} stands twice")
            companies[company.company_id] = company
    return companies


def _check_forms(companies: dict[str, Company], where: Path) -> None:
    """A form may belong to one company only."""
    owners: dict[str, str] = {}
    for company in companies.values():
        for form in {*company.forms, *company.context_aliases}:
            owner = owners.setdefault(form, company.company_id)
            if owner != company.company_id:
                problem = f"the form {form!r} belongs to {owner!r} already"
                raise LexiconError(where, company.company_id, problem)


def _check_parents(catalogue: Catalogue, where: Path) -> None:
    """Parents exist and lead to no circle."""
    for company in catalogue.companies.values():
        if company.parent_id and company.parent_id not in catalogue.companies:
            problem = f"the parent {company.parent_id!r} is not in the catalogue"
            raise LexiconError(where, company.company_id, problem)
    for company_id in catalogue.companies:
        seen = {company_id}
        for parent in catalogue.parents(company_id):
            if parent in seen:
                raise LexiconError(where, company_id, f"its parents lead back to {parent!r}")
            seen.add(parent)


def load_catalogue(
    company_files: Sequence[Path] | None = None,
    product_files: Sequence[Path] | None = None,
) -> Catalogue:
    """The catalogue in these files; by default in those in use (`etl.lexicon.files`).

    A company of an earlier file replaces one with its id in a later file.

    Raises `LexiconError` where a file is missing, a row is malformed, a form belongs to two
    companies, a parent or a product's company is unknown, or parents form a circle.
    """
    company_files = files_in_use().companies if company_files is None else company_files
    product_files = files_in_use().products if product_files is None else product_files
    companies = _read_companies(company_files)
    products = []
    for path in product_files:
        for where, row in _read_rows(path, PRODUCT_COLUMNS):
            if row["context"] not in ("", "yes", "no"):
                raise LexiconError(path, where, "context must be yes, no or empty")
            if row["company_id"] and row["company_id"] not in companies:
                raise LexiconError(path, where, f"unknown company {row['company_id']!r}")
            if not row["product"]:
                raise LexiconError(path, where, "product must not be empty")
            products.append(
                Product(
                    row["product"],
                    row["company_id"],
                    _split(row["aliases"]),
                    row["kind"],
                    row["context"] == "yes",
                )
            )
    catalogue = Catalogue(companies, tuple(products))
    _check_forms(companies, company_files[0])
    _check_parents(catalogue, company_files[0])
    return catalogue
