"""The user's own companies: a CSV file like those that ship, laid over them.

A row with the id of a company that ships adds aliases and tickers to it and overrides what else it
fills in; a name that is replaced stays an alias. Any other row is a new company, or, of the kind
`not_a_company`, a name that is none. A row that cannot be used is told and left out; it never takes
the program down.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from etl.lexicon.catalogue_checks import check_forms, check_parents
from etl.lexicon.catalogue_rows import CompanyRow, read_company_rows
from etl.lexicon.entries import Company
from etl.lexicon.errors import LexiconError

NOT_A_COMPANY = "not_a_company"
"""The kind of a row that says of a name that it is no company's."""


def lay_over(
    shipped: Sequence[CompanyRow], path: Path
) -> tuple[list[CompanyRow], frozenset[str], list[LexiconError]]:
    """The companies that ship with the user's own rows over them, the names that are no companies
    (in small letters), and what is wrong in the user's file, which need not exist."""
    if not _is_there(path):
        return list(shipped), frozenset(), []
    own, problems = read_company_rows(path)
    not_companies = frozenset(
        name.casefold()
        for row in own
        if row.company.kind == NOT_A_COMPANY
        for name in (row.company.name, *row.company.aliases)
    )
    own = [row for row in own if row.company.kind != NOT_A_COMPANY]
    own, refused = _split_off(shipped, own, path)
    problems = sorted([*problems, *refused], key=lambda problem: problem.line)
    return _merge(shipped, own), not_companies, problems


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return True  # In a folder that must not be looked into: reading it tells of that.


def _split_off(
    shipped: Sequence[CompanyRow], own: Sequence[CompanyRow], path: Path
) -> tuple[list[CompanyRow], list[LexiconError]]:
    """The rows that can be used together, and what is wrong with the rest, by lines."""
    used = {row.line: row for row in own}
    refused: dict[int, LexiconError] = {}

    def refuse(problems: Iterable[LexiconError]) -> bool:
        found = [problem for problem in problems if problem.file == str(path)]
        for problem in found:
            refused.setdefault(problem.line, problem)
            used.pop(problem.line, None)
        return bool(found)

    refuse(check_forms([*shipped, *own]))
    while refuse(check_parents(_merge(shipped, list(used.values())))):
        pass  # Whose parent was left out just now is told in the next round.
    return list(used.values()), [refused[line] for line in sorted(refused)]


def _merge(shipped: Sequence[CompanyRow], own: Sequence[CompanyRow]) -> list[CompanyRow]:
    """One row a company. A row that gives another parent says where the company stands, so that a
    circle of parents is told there."""
    rows = {row.company.company_id: row for row in shipped}
    for row in own:
        before = rows.get(row.company.company_id, row)
        place = row if row.company.parent_id else before
        rows[row.company.company_id] = replace(place, company=_over(before.company, row.company))
    return list(rows.values())


def _over(company: Company, own: Company) -> Company:
    def both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*one, *other)))

    def without(forms: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
        """Whether a form needs the context is what the user said last."""
        return tuple(form for form in forms if form not in others)

    is_kept = own.name == company.name or company.name in company.context_aliases
    names = () if is_kept else (company.name,)
    return Company(
        company.company_id,
        own.name,
        both(without(company.aliases, own.context_aliases), (*names, *own.aliases)),
        both(without(company.context_aliases, own.aliases), own.context_aliases),
        own.parent_id or company.parent_id,
        own.kind or company.kind,
        own.country or company.country,
        both(company.tickers, own.tickers),
    )
