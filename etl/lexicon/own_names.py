"""What the user says of names: kept as rows of the user's own companies.

The file belongs to the user, who may edit it by hand: only the row that something is said in is
written anew, every other line stays as it is. What could not be used is refused, not written.
"""

import csv
import io
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock

from etl.lexicon.catalogue import inspect_catalogue, load_catalogue
from etl.lexicon.catalogue_rows import (
    COMPANY_COLUMNS,
    check_columns,
    parse_line,
    read_company_rows,
    read_lines,
)
from etl.lexicon.errors import LexiconError
from etl.lexicon.files import LexiconFiles, files_in_use
from etl.lexicon.own_companies import NOT_A_COMPANY

LONGEST_NAME = 120

_FORMS = ("aliases", "context_aliases")
Row = dict[str, str]


def clean(name: str) -> str:
    """A name on one line, without the sign that parts aliases."""
    return " ".join(re.sub(r"[|\x00-\x1f\x7f]", " ", name).split())[:LONGEST_NAME]


def said_of_names() -> dict[str, str]:
    """What the user's rows in use say of each name that they hold: the company's name, or '' where
    the name is none. The names that a shipped company has anyway are not among them."""
    files = files_in_use()
    path = files.own_companies
    if path is None or not path.is_file():
        return {}
    refused = {problem.line for problem in load_catalogue().problems}
    shipped = _shipped_ids(files)
    said = {}
    for row in read_company_rows(path)[0]:
        if row.line in refused:
            continue
        company = row.company
        own = () if company.company_id in shipped else (company.name,)
        for name in (*own, *company.aliases, *company.context_aliases):
            said[name] = "" if company.kind == NOT_A_COMPANY else company.name
    return said


def add_alias(company_id: str, name: str, *, needs_context: bool = False) -> None:
    """Makes a name an alias of a company: always, or only where the context confirms it.

    Raises `LexiconError` where the catalogue has no such company, or another one of that name, or
    where the user's file cannot be changed; `OSError` where it cannot be written.
    """
    company = load_catalogue().companies.get(company_id)
    if company is None:
        path = _own_path(files_in_use())
        raise LexiconError(path, company_id, "the catalogue has no such company; choose another")

    def change(file: "_File") -> str:
        row = file.row_of(company_id) or file.add(company_id, company.name)
        _add_form(row, _FORMS[needs_context], name)
        return company_id

    _rewrite(change)


def add_company(name: str, *, alias: str = "", parent_id: str = "", country: str = "") -> None:
    """Makes a name a new company, `alias` another name of it; raises as `add_alias`."""

    def change(file: "_File") -> str:
        row = file.add(file.new_id(name), clean(name))
        row |= {"parent_id": parent_id, "country": country}
        if clean(alias) not in ("", clean(name)):
            _add_form(row, "aliases", alias)
        return row["company_id"]

    _rewrite(change)


def mark_not_company(name: str) -> None:
    """Says of a name that it is no company's; raises as `add_alias`."""

    def change(file: "_File") -> str:
        row = file.add(file.new_id(f"not {name}"), clean(name))
        row["kind"] = NOT_A_COMPANY
        return row["company_id"]

    _rewrite(change)


def take_back(name: str) -> None:
    """Removes what the user's rows say of a name: the row of a company of that name, or the name
    from the aliases of a row. Raises as `add_alias`, and where another row needs the company."""
    wanted = clean(name)

    def change(file: "_File") -> str:
        for row in file.rows:
            is_shipped = row["company_id"] in file.shipped
            if row["name"] == wanted and not is_shipped:
                file.remove(row)
                continue
            before = dict(row)
            for column in _FORMS:
                row[column] = "|".join(form for form in _forms(row[column]) if form != wanted)
            if row != before and is_shipped and not any(row[c] for c in COMPANY_COLUMNS[2:]):
                file.remove(row)
        return ""

    _rewrite(change)


@dataclass
class _Line:
    """A line of the file as it stands there, and its row where it can be read as one."""

    raw: bytes = b""
    row: Row | None = None

    def to_bytes(self) -> bytes:
        """The line as it stood unless its row is another by now."""
        if self.row is None or self.row == _parse(self.raw):
            return self.raw
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="").writerow(self.row[name] for name in COMPANY_COLUMNS)
        return text.getvalue().encode()


@dataclass
class _File:
    """The lines of the user's file under its head, and the ids of the companies that ship."""

    lines: list[_Line]
    shipped: frozenset[str]

    @property
    def rows(self) -> list[Row]:
        return [line.row for line in self.lines if line.row is not None]

    def row_of(self, company_id: str) -> Row | None:
        return next((row for row in self.rows if row["company_id"] == company_id), None)

    def add(self, company_id: str, name: str) -> Row:
        row = dict.fromkeys(COMPANY_COLUMNS, "") | {"company_id": company_id, "name": name}
        self.lines.append(_Line(row=row))
        return row

    def remove(self, row: Row) -> None:
        self.lines = [line for line in self.lines if line.row is not row]

    def new_id(self, name: str) -> str:
        """An id that tells the name, with a number where another name has it."""
        words = "-".join(re.findall(r"\w+", clean(name).casefold())) or "name"
        taken = self.shipped | {row["company_id"] for row in self.rows}
        found, number = f"own-{words}", 1
        while found in taken:
            number += 1
            found = f"own-{words}-{number}"
        return found


def _add_form(row: Row, column: str, name: str) -> None:
    row[column] = "|".join(dict.fromkeys([*_forms(row[column]), clean(name)]))


def _forms(cell: str) -> list[str]:
    return [form for part in cell.split("|") if (form := part.strip())]


def _shipped_ids(files: LexiconFiles) -> frozenset[str]:
    return frozenset(load_catalogue(files.companies, files.products).companies)


def _own_path(files: LexiconFiles) -> Path:
    if files.own_companies is None:
        raise ValueError("these files have none of the user's own")
    return files.own_companies


def _parse(raw: bytes) -> Row | None:
    try:
        return parse_line(raw, COMPANY_COLUMNS)
    except ValueError:
        return None


def _rewrite(change: Callable[[_File], str]) -> None:
    """Changes the user's file under a lock and puts the whole of it in place of the old one.

    `change` returns the id of the company that something is said of. Nothing is written where its
    row could not be used, or where a row that is in use would no longer be.
    """
    files = files_in_use()
    path = _own_path(files)
    path.parent.mkdir(parents=True, exist_ok=True)
    head = ",".join(COMPANY_COLUMNS).encode()
    with FileLock(path.with_suffix(".lock")):
        lines = read_lines(path) if path.exists() else [head]
        check_columns(path, lines, COMPANY_COLUMNS)
        file = _File([_Line(raw, _parse(raw)) for raw in lines[1:]], _shipped_ids(files))
        changed = change(file)
        with TemporaryDirectory(dir=path.parent, prefix=".staged-") as folder:
            # Under its own name, so that a refusal names the file as the user knows it.
            staged = Path(folder) / path.name
            with staged.open("wb") as out:
                out.writelines(line + b"\n" for line in (head, *(x.to_bytes() for x in file.lines)))
                out.flush()
                os.fsync(out.fileno())
            _check(files, path, staged, changed)
            staged.replace(path)


def _check(files: LexiconFiles, path: Path, staged: Path, changed: str) -> None:
    """Raise `LexiconError` where `staged` in place of `path` would leave out the changed row, or
    one that is in use."""
    known = {problem.entry for problem in load_catalogue().problems}
    found, _ = inspect_catalogue(files.companies, files.products, staged)
    for problem in found.problems:
        if problem.entry == changed or problem.entry not in known:
            raise LexiconError(path, problem.entry, problem.problem, problem.line)
