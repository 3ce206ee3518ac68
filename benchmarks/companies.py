"""The companies that ship, beside public lists: do tickers, names and countries agree?

    python benchmarks/companies.py SEC_JSON FINANCE_CSV

SEC_JSON is the list of tickers of the US Securities and Exchange Commission
(`company_tickers.json`). FINANCE_CSV has the columns symbol, name, country, exchange and isin, with
symbols that say their exchange by a suffix (`7203.T`); rows of one ISIN are listings of one firm.
A disagreement is no error yet: lists are abbreviated, late and wrong in places.
"""

import csv
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from etl.lexicon.catalogue import load_catalogue
from etl.lexicon.entries import Company
from etl.lexicon.files import list_packs, shipped_files

_US_EXCHANGES = ("NYSE", "NASDAQ", "NYSEAMERICAN")
_SUFFIXES = {
    "AS": "AMS", "AX": "ASX", "BK": "SET", "BO": "BSE", "BR": "EBR", "CO": "CPH", "DE": "ETR",
    "HE": "HEL", "HK": "HKEX", "IS": "IST", "JK": "IDX", "JO": "JSE", "KS": "KRX", "L": "LSE",
    "MC": "BME", "ME": "MOEX", "MI": "BIT", "NS": "NSE", "NZ": "NZX", "OL": "OSL", "PA": "EPA",
    "SA": "BVMF", "SI": "SGX", "SS": "SHA", "ST": "STO", "SW": "SWX", "SZ": "SHE", "T": "TYO",
    "TA": "TLV", "TO": "TSX", "TW": "TPE", "TWO": "TPEX",
}  # fmt: skip
"""The exchanges where a firm of the list is at home; the others only trade in it as well."""

_COUNTRIES = {
    "Argentina": "AR", "Australia": "AU", "Austria": "AT", "Belgium": "BE", "Brazil": "BR",
    "Canada": "CA", "Cayman Islands": "KY", "China": "CN", "Denmark": "DK", "Finland": "FI",
    "France": "FR", "Germany": "DE", "Hong Kong": "HK", "Hungary": "HU", "India": "IN",
    "Indonesia": "ID", "Ireland": "IE", "Israel": "IL", "Italy": "IT", "Japan": "JP",
    "Latvia": "LV", "Luxembourg": "LU", "Malaysia": "MY", "Mexico": "MX", "Netherlands": "NL",
    "New Zealand": "NZ", "Norway": "NO", "Portugal": "PT", "Russia": "RU", "Singapore": "SG",
    "South Africa": "ZA", "South Korea": "KR", "Spain": "ES", "Sweden": "SE", "Switzerland": "CH",
    "Taiwan": "TW", "Thailand": "TH", "Turkey": "TR", "United Kingdom": "GB",
    "United States": "US", "Vietnam": "VN",
}  # fmt: skip
_LEGAL = frozenset(
    "ab ag as asa bhd co company corp corporation de group holding holdings inc incorporated kg"
    " kgaa limited llc lp ltd nv oyj plc pt pte publ sa sab se spa tbk the trust".split()
)


def _words(name: str) -> tuple[str, ...]:
    """A name without case, accents, dots and legal forms."""
    bare = unicodedata.normalize("NFKD", name.casefold().replace("ø", "o"))
    bare = re.sub(r"[^\w\s&/-]", "", "".join(c for c in bare if not unicodedata.combining(c)))
    words = tuple(re.findall(r"\w+", bare))
    return tuple(word for word in words if word not in _LEGAL) or words


def _is_named(company: Company, name: str) -> bool:
    """Whether all words of one of the company's forms stand in the name, or the other way round."""
    listed = set(_words(name))
    forms = (set(_words(form)) for form in (*company.forms, *company.context_aliases))
    together = "".join(_words(name))
    return any(
        form <= listed or listed <= form or together == "".join(_words(" ".join(form)))
        for form in forms
    )


def _companies() -> list[Company]:
    found: dict[str, Company] = {}
    for pack in list_packs():
        files = shipped_files(pack)
        for company_id, company in load_catalogue(
            files.companies, files.products
        ).companies.items():
            found.setdefault(company_id, company)
    return list(found.values())


def _compare_with_sec(companies: Iterable[Company], path: Path) -> None:
    entries = json.loads(path.read_text(encoding="utf-8")).values()
    listed = {entry["ticker"]: entry["title"] for entry in entries}
    by_name = {_words(name): ticker for ticker, name in listed.items() if _is_on_exchange(ticker)}
    agree, missing, other, without = 0, [], [], []
    for company in companies:
        own = [t for t in company.tickers if t.partition(":")[0] in _US_EXCHANGES]
        found = {by_name[w] for w in map(_words, company.forms) if w in by_name}
        if found and not own:
            without.append(f"{company.company_id}: {', '.join(sorted(found))}")
        for ticker in own:
            symbol = ticker.partition(":")[2]
            name = listed.get(symbol.replace(".", "-"))
            if name is None:
                missing.append(f"{company.company_id}: {ticker}")
            elif _is_named(company, name):
                agree += 1
            else:
                other.append(f"{company.company_id}: {ticker} is {name!r}")
    print(f"US tickers: {agree + len(missing) + len(other)}")
    print(f"  listed under the company's name   {agree}")
    _print_list("not listed", missing)
    _print_list("listed under another name", other)
    _print_list("companies without a US ticker whose name is listed", without)


def _is_on_exchange(ticker: str) -> bool:
    """Whether a ticker is one of an exchange: those of five letters that end in F, Q, W or Y are
    traded over the counter, or warrants."""
    return not re.fullmatch("[A-Z]{4}[FQWY]", ticker)


def _ticker(symbol: str) -> str:
    """The ticker of a listing as the catalogue writes it, `US:` for any exchange of the US; empty
    where the exchange is not the home of firms."""
    bare, _, suffix = symbol.rpartition(".")
    if not bare:
        return f"US:{symbol}"
    exchange = _SUFFIXES.get(suffix, "")
    return f"{exchange}:{bare}" if exchange else ""


def _tickers(company: Company) -> Iterator[str]:
    for ticker in company.tickers:
        exchange, _, symbol = ticker.partition(":")
        yield f"US:{symbol.replace('.', '-')}" if exchange in _US_EXCHANGES else ticker


def _firms(rows: Iterable[dict[str, str]]) -> list[list[dict[str, str]]]:
    """The listings, those of one ISIN together."""
    firms: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        firms[row["isin"] or row["symbol"]].append(row)
    return list(firms.values())


def _compare_with_finance(companies: Iterable[Company], path: Path) -> None:
    by_ticker, by_name = {}, {}
    for company in companies:
        by_ticker.update(dict.fromkeys(_tickers(company), company))
        by_name.update({_words(form): company for form in company.forms})
    with path.open(encoding="utf-8", newline="") as file:
        firms = _firms(csv.DictReader(file))
    found = same_symbol = same_country = 0
    names, symbols, countries, more = [], [], [], []
    for firm in firms:
        tickers = [t for t in (_ticker(row["symbol"]) for row in firm) if t]
        named = next((by_name[w] for r in firm if (w := _words(r["name"])) in by_name), None)
        company = next((by_ticker[t] for t in tickers if t in by_ticker), named)
        if company is None:
            continue
        found += 1
        name, own = firm[0]["name"], list(_tickers(company))
        if not _is_named(company, name):
            names.append(f"{company.company_id}: {', '.join(tickers)} is {name!r}")
        if set(tickers) & set(own):
            same_symbol += 1
        else:
            here = {t.partition(":")[0] for t in tickers} & {t.partition(":")[0] for t in own}
            told = f"{company.company_id}: {', '.join(own) or '-'}; the list has"
            (symbols if here else more).append(
                f"{told} {', '.join(tickers) or firm[0]['symbol']} {name!r}"
            )
        country = _COUNTRIES.get(firm[0]["country"], "")
        if country == company.country:
            same_country += 1
        else:
            countries.append(f"{company.company_id}: {company.country}; the list has {country}")
    print(f"\nfirms in the finance list: {len(firms)}; in the catalogue: {found}")
    print(f"  with the catalogue's symbol       {same_symbol}")
    print(f"  with the catalogue's country      {same_country}")
    _print_list("symbol of a firm of another name", names)
    _print_list("another symbol at an exchange of the company", symbols)
    _print_list("listed where the catalogue has no ticker", more)
    _print_list("another country", countries)


def _print_list(title: str, entries: list[str]) -> None:
    print(f"  {title}: {len(entries)}")
    for entry in sorted(entries):
        print(f"    {entry}")


def main() -> None:
    """Prints the counts and the disagreements."""
    if len(sys.argv) != 3:
        print("catalogue: name the two lists to compare it with (see the module's text)")
        return
    sec, finance = map(Path, sys.argv[1:])
    companies = _companies()
    print(f"{len(companies)} companies, {sum(bool(c.tickers) for c in companies)} with a ticker")
    _compare_with_sec(companies, sec)
    _compare_with_finance(companies, finance)


if __name__ == "__main__":
    main()
