"""The user's own companies: a CSV file like those that ship, laid over them.

A row with the id of a company that ships adds aliases and tickers to it and overrides what else it
fills in; any other row is a new company, or, of the kind `not_a_company`, a name that is none. A
row that cannot be used is told and left out; it never takes the program down.
"""

import csv
import io
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from filelock import FileLock

from etl.lexicon.catalogue_checks import check_companies
from etl.lexicon.catalogue_rows import COMPANY_COLUMNS, CompanyRow, read_company_rows
from etl.lexicon.entries import Company
from etl.lexicon.errors import LexiconError

NOT_A_COMPANY = "not_a_company"
"""The kind of a row that says of a name that it is no company's."""

LONGEST_NAME = 120


def lay_over(
    shipped: Sequence[CompanyRow], path: Path
) -> tuple[list[CompanyRow], frozenset[str], list[LexiconError]]:
    """The companies that ship with the user's own rows over them, the names that are no companies
    (in small letters), and what is wrong in the user's file, which need not exist."""
    if not path.exists():
        return list(shipped), frozenset(), []
    own, problems = read_company_rows(path)
    not_companies = frozenset(
        name.casefold()
        for row in own
        if row.company.kind == NOT_A_COMPANY
        for name in (row.company.name, *row.company.aliases)
    )
    own = [row for row in own if row.company.kind != NOT_A_COMPANY]
    if _wrong(_merge(shipped, own), path):
        own, refused = _usable(shipped, own, path)
        problems += refused
    return _merge(shipped, own), not_companies, problems


def _usable(
    shipped: Sequence[CompanyRow], own: Sequence[CompanyRow], path: Path
) -> tuple[list[CompanyRow], list[LexiconError]]:
    """The rows that can be used together, one after the other, and what is wrong with the rest.
    Twice, because a parent may stand below its brand."""
    used: list[CompanyRow] = []
    left = list(own)
    for _ in range(2):
        refused: dict[CompanyRow, LexiconError] = {}
        for row in left:
            wrong = _wrong(_merge(shipped, [*used, row]), path)
            if wrong:
                refused[row] = wrong[0]
            else:
                used.append(row)
        left = list(refused)
    return used, list(refused.values())


def _wrong(rows: Sequence[CompanyRow], path: Path) -> list[LexiconError]:
    return [problem for problem in check_companies(rows) if problem.file == str(path)]


def _merge(shipped: Sequence[CompanyRow], own: Sequence[CompanyRow]) -> list[CompanyRow]:
    """Own rows come last: of two rows that contradict each other the own one is at fault."""
    rows = {row.company.company_id: row for row in shipped}
    for row in own:
        before = rows.pop(row.company.company_id, None)
        company = row.company if before is None else _over(before.company, row.company)
        rows[company.company_id] = replace(row, company=company)
    return list(rows.values())


def _over(company: Company, own: Company) -> Company:
    def both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*one, *other)))

    return Company(
        company.company_id,
        own.name or company.name,
        both(company.aliases, own.aliases),
        both(company.context_aliases, own.context_aliases),
        own.parent_id or company.parent_id,
        own.kind or company.kind,
        own.country or company.country,
        both(company.tickers, own.tickers),
    )


def add_alias(path: Path, company: Company, name: str, *, needs_context: bool = False) -> None:
    """Makes a name an alias of a company: always, or only where the context confirms it."""
    column = "context_aliases" if needs_context else "aliases"

    def change(rows: list[dict[str, str]]) -> None:
        own = next((row for row in rows if row["company_id"] == company.company_id), None)
        if own is None:
            own = _row(company.company_id, company.name)
            rows.append(own)
        own[column] = "|".join(dict.fromkeys([*filter(None, own[column].split("|")), clean(name)]))

    _rewrite(path, change)


def add_company(path: Path, name: str, *, parent_id: str = "", country: str = "") -> None:
    """Makes a name a new company."""
    found = _row(_new_id(name), clean(name)) | {"parent_id": parent_id, "country": country}
    _rewrite(path, lambda rows: rows.append(found))


def mark_not_company(path: Path, name: str) -> None:
    """Says of a name that it is no company's."""
    found = _row(f"not-{_new_id(name)}", clean(name)) | {"kind": NOT_A_COMPANY}
    _rewrite(path, lambda rows: rows.append(found))


def take_back(path: Path, name: str) -> None:
    """Removes what the file says of a name: its row, or it as an alias."""
    wanted = clean(name)

    def change(rows: list[dict[str, str]]) -> None:
        for row in list(rows):
            is_said = row["company_id"] in (_new_id(name), f"not-{_new_id(name)}")
            for column in ("aliases", "context_aliases"):
                forms = row[column].split("|")
                if wanted in forms:
                    row[column] = "|".join(form for form in forms if form != wanted)
                    is_said |= not any(row[c] for c in COMPANY_COLUMNS[2:])
            if is_said:
                rows.remove(row)

    _rewrite(path, change)


def decided(path: Path) -> dict[str, str]:
    """What the user's file says of each name that it holds: the company's name, or '' where the
    name is none."""
    if not path.exists():
        return {}
    said = {}
    for row in read_company_rows(path)[0]:
        company = row.company
        is_none = company.kind == NOT_A_COMPANY
        for name in (company.name, *company.aliases, *company.context_aliases):
            said[name] = "" if is_none else company.name
    return said


def clean(name: str) -> str:
    """A name on one line, without the sign that parts aliases."""
    return " ".join(re.sub(r"[|\x00-\x1f\x7f]", " ", name).split())[:LONGEST_NAME]


def _new_id(name: str) -> str:
    words = re.findall(r"\w+", clean(name).casefold())
    return "own-" + ("-".join(words) or "name")


def _row(company_id: str, name: str) -> dict[str, str]:
    return dict.fromkeys(COMPANY_COLUMNS, "") | {"company_id": company_id, "name": name}


def _rewrite(path: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    """Changes the file's rows under a lock and puts the whole file in place of the old one.

    Raises `LexiconError` where the file has other columns, or rows of another length: what it says
    would be lost.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        rows = _read_raw(path)
        change(rows)
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, COMPANY_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        staged = path.with_name(f".{path.name}-{os.getpid()}")
        with staged.open("w", encoding="utf-8", newline="") as file:
            file.write(text.getvalue())
            file.flush()
            os.fsync(file.fileno())
        staged.replace(path)


def _read_raw(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    _, problems = read_company_rows(path)
    broken = next((p for p in problems if "fields instead of" in p.problem or not p.line), None)
    if broken is not None:
        raise broken
    with path.open(encoding="utf-8", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]
