"""The catalogue of companies and products.

Belongs here: what its files say together. Does not belong here: reading a file
(`catalogue_rows`), judging it (`catalogue_checks`), finding the names in text (`etl.nlp`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from etl.lexicon.catalogue_checks import check_companies, check_products
from etl.lexicon.catalogue_rows import CompanyRow, read_company_rows, read_product_rows
from etl.lexicon.entries import Company, Product
from etl.lexicon.errors import LexiconError
from etl.lexicon.files import files_in_use
from etl.lexicon.own_companies import lay_over


@dataclass(frozen=True)
class Catalogue:
    """Companies by id, the products, names that are no companies (in small letters), and what was
    left out of the user's own companies."""

    companies: dict[str, Company] = field(default_factory=dict)
    products: tuple[Product, ...] = ()
    not_companies: frozenset[str] = frozenset()
    problems: tuple[LexiconError, ...] = ()

    def safe_forms(self) -> frozenset[str]:
        """The forms of all companies that need no context."""
        return frozenset(form for company in self.companies.values() for form in company.forms)

    def parents(self, company_id: str) -> Iterator[str]:
        """The ids of the parent, its parent, and so on."""
        company = self.companies.get(company_id)
        while company is not None and company.parent_id:
            yield company.parent_id
            company = self.companies.get(company.parent_id)

    def topmost(self, company_id: str) -> Company:
        """The company above all parents of one, itself where it has none; raises `KeyError` for an
        unknown id."""
        *_, last = (company_id, *self.parents(company_id))
        return self.companies[last]


def inspect_catalogue(
    company_files: Sequence[Path], product_files: Sequence[Path], own: Path | None = None
) -> tuple[Catalogue, list[LexiconError]]:
    """The catalogue in these files, and everything that is wrong in them.

    A company of an earlier file replaces one with its id in a later file. The catalogue is sound
    only if nothing is wrong: its parents may lead in circles otherwise. What is wrong in `own`, the
    user's companies (`etl.lexicon.own_companies`), is left out and told in `Catalogue.problems`.
    """
    rows, problems = _read_companies(company_files)
    problems += check_companies(rows)
    not_companies: frozenset[str] = frozenset()
    left_out: list[LexiconError] = []
    if own is not None and not problems:
        rows, not_companies, left_out = lay_over(rows, own)
    companies = {row.company.company_id: row.company for row in rows}
    products = []
    for path in product_files:
        found, malformed = read_product_rows(path)
        problems += [*malformed, *check_products(found, companies)]
        products += [row.product for row in found]
    return Catalogue(companies, tuple(products), not_companies, tuple(left_out)), problems


def _read_companies(paths: Sequence[Path]) -> tuple[list[CompanyRow], list[LexiconError]]:
    rows: dict[str, CompanyRow] = {}
    problems: list[LexiconError] = []
    for path in paths:
        replaced = set(rows)
        found, malformed = read_company_rows(path)
        problems += malformed
        for row in found:
            company_id = row.company.company_id
            if company_id in replaced:
                continue
            if company_id in rows:
                problems.append(row.error(f"company_id {company_id!r} stands twice"))
            else:
                rows[company_id] = row
    return list(rows.values()), problems


def load_catalogue(
    company_files: Sequence[Path] | None = None,
    product_files: Sequence[Path] | None = None,
) -> Catalogue:
    """The catalogue in these files; by default in those in use (`etl.lexicon.files`), with the
    user's own companies.

    Raises the first `LexiconError` of `inspect_catalogue`.
    """
    files = files_in_use()
    own = files.own_companies if company_files is None else None
    company_files = files.companies if company_files is None else company_files
    product_files = files.products if product_files is None else product_files
    catalogue, problems = inspect_catalogue(company_files, product_files, own)
    if problems:
        raise problems[0]
    return catalogue
