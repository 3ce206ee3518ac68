"""`motorwire catalogue`: whether the files of companies and products are sound."""

import typer

from etl.cli.console import out
from etl.lexicon.catalogue import inspect_catalogue
from etl.lexicon.files import files_in_use


def catalogue() -> None:
    """Check the companies and products in use; name file and line of everything that is wrong."""
    files = files_in_use()
    found, problems = inspect_catalogue(files.companies, files.products, files.own_companies)
    problems += found.problems
    for problem in problems:
        out.print(f"PROBLEM: {problem}")
    out.print(
        f"{len(found.companies)} companies, {len(found.products)} products,"
        f" {len(problems)} problem(s)"
    )
    raise typer.Exit(1 if problems else 0)
