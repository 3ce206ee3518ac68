"""The command `motorwire`: each subcommand lives in a module of its own.

Only the module of the command that is called is imported, so that `motorwire up` does not wait for
what `motorwire predict` needs.
"""

import importlib
import sys

import typer

from etl.cli.console import show_errors

COMMANDS = {
    "up": "etl.cli.up",
    "ingest": "etl.cli.ingest",
    "publish": "etl.cli.ingest",
    "predict": "etl.cli.predict",
    "evaluate": "etl.cli.evaluate",
    "export": "etl.cli.export",
    "corrections": "etl.cli.corrections",
    "train": "etl.cli.train",
    "doctor": "etl.cli.doctor",
    "backup": "etl.cli.backup",
    "restore": "etl.cli.backup",
    "catalogue": "etl.cli.catalogue",
    "dagster": "etl.cli.screen",
    "worker": "etl.cli.up",
}
"""Subcommand → the module with a function of its name."""

_HIDDEN = ("worker",)


def build_app(*names: str) -> typer.Typer:
    """The command line application with the given subcommands; all where none is given."""
    app = typer.Typer(
        help="Reads dumps of news articles into a table of company events, and shows it.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(_root)
    for name in names or COMMANDS:
        command = getattr(importlib.import_module(COMMANDS[name]), name)
        app.command(name, hidden=name in _HIDDEN)(show_errors(command))
    return app


def _root() -> None:
    """Reads dumps of news articles into a table of company events, and shows it."""


def main() -> None:
    """Runs the subcommand that the arguments name."""
    build_app(*(argument for argument in sys.argv[1:2] if argument in COMMANDS))()


if __name__ == "__main__":
    main()
