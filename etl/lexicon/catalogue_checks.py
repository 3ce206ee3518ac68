"""What the entries of the catalogue must satisfy. A check yields every problem, with its place."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from etl.lexicon.catalogue_rows import CompanyRow, ProductRow
from etl.lexicon.errors import LexiconError

EXCHANGES_FILE = Path(__file__).with_name("exchanges.csv")
COUNTRIES_FILE = Path(__file__).with_name("countries.txt")


@cache
def symbol_patterns() -> dict[str, re.Pattern[str]]:
    """The exchanges that a ticker may name, each with the shape of its symbols."""
    with EXCHANGES_FILE.open(encoding="utf-8", newline="") as file:
        return {row["exchange"]: re.compile(row["symbol"]) for row in csv.DictReader(file)}


@cache
def country_codes() -> frozenset[str]:
    """The codes of ISO 3166-1 alpha-2."""
    lines = COUNTRIES_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(code for line in lines if line[:1] != "#" for code in line.split())


def check_companies(rows: Sequence[CompanyRow]) -> Iterator[LexiconError]:
    """What is wrong with the companies of one catalogue, each id once."""
    yield from check_forms(rows)
    yield from check_parents(rows)


def check_forms(rows: Sequence[CompanyRow]) -> Iterator[LexiconError]:
    """What is wrong with names, countries and tickers; several rows may tell of one company."""
    for row in rows:
        yield from _check_country(row)
        yield from _check_tickers(row)
    yield from _check_owners(rows)


def check_parents(rows: Iterable[CompanyRow]) -> Iterator[LexiconError]:
    """The companies, each id once, whose parents do not exist or lead in a circle."""
    by_id = {row.company.company_id: row for row in rows}
    for company_id, row in by_id.items():
        parent = row.company.parent_id
        if parent and parent not in by_id:
            yield row.error(f"the parent {parent!r} is not in the catalogue")
        seen = set()
        while parent in by_id and parent not in seen:
            seen.add(parent)
            parent = by_id[parent].company.parent_id
        if company_id in seen:
            yield row.error(f"its parents lead back to {company_id!r}")


def check_products(
    rows: Iterable[ProductRow], company_ids: Iterable[str]
) -> Iterator[LexiconError]:
    """The products whose company is not among `company_ids`."""
    known = {"", *company_ids}
    for row in rows:
        if row.product.company_id not in known:
            yield row.error(f"unknown company {row.product.company_id!r}")


def _check_country(row: CompanyRow) -> Iterator[LexiconError]:
    country = row.company.country
    if country and country not in country_codes():
        yield row.error(f"the country {country!r} is no code of ISO 3166, such as DE or US")


def _check_tickers(row: CompanyRow) -> Iterator[LexiconError]:
    for ticker in row.company.tickers:
        exchange, _, symbol = ticker.partition(":")
        pattern = symbol_patterns().get(exchange)
        if pattern is None:
            yield row.error(
                f"the ticker {ticker!r} must be written EXCHANGE:SYMBOL, with an exchange of"
                f" {EXCHANGES_FILE.name}"
            )
        elif not pattern.fullmatch(symbol):
            yield row.error(f"the ticker {ticker!r} has no symbol as {exchange} gives them")


def _check_owners(rows: Sequence[CompanyRow]) -> Iterator[LexiconError]:
    """A form may belong to one company only, a name in another case and a ticker as well.

    The matcher knows one company a form, so that a form of two is an error even where it needs
    the context.
    """
    forms: dict[str, CompanyRow] = {}
    names: dict[str, CompanyRow] = {}
    tickers: dict[str, CompanyRow] = {}
    for row in rows:
        company = row.company
        for form in dict.fromkeys((*company.forms, *company.context_aliases)):
            owner = forms.setdefault(form, row)
            if owner.company.company_id != company.company_id:
                yield _taken(row, "form", form, owner)
        owner = names.setdefault(company.name.casefold(), row)
        is_other = owner.company.company_id != company.company_id
        if is_other and owner.company.name != company.name:
            yield _taken(row, "name", company.name, owner)
        for ticker in company.tickers:
            owner = tickers.setdefault(ticker, row)
            if owner.company.company_id != company.company_id:
                yield _taken(row, "ticker", ticker, owner)


def _taken(row: CompanyRow, kind: str, value: str, owner: CompanyRow) -> LexiconError:
    place = f"{owner.file.name}, line {owner.line}"
    return row.error(
        f"the {kind} {value!r} belongs to {owner.company.company_id!r} already ({place})"
    )
