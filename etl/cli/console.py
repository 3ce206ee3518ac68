"""What all subcommands share: the two streams, and errors in plain words."""

import functools
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import typer
from rich.console import Console

from dashboard.plain import safe_text
from etl.errors import MotorwireError, storage_error


class PlainConsole(Console):
    """A stream whose texts are printed as they are: no markup, and nothing that moves the cursor,
    names the window or reorders what is read. Names and fields of dumps are told on it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(highlight=False, soft_wrap=True, markup=False, **options)

    def print(self, *objects: Any, **options: Any) -> None:
        """As `rich.console.Console.print`."""
        super().print(*(safe_text(o) if isinstance(o, str) else o for o in objects), **options)


out = PlainConsole()
"""Results; safe to pipe."""

err = PlainConsole(stderr=True)
"""Progress and problems."""

P = ParamSpec("P")
R = TypeVar("R")


def show_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Wraps a command: our own errors end it with one line and exit code 1, no traceback."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except MotorwireError as error:
            err.print(f"motorwire: {error}")
            raise typer.Exit(1) from error
        except BrokenPipeError:
            # The reader of our output has gone (`motorwire predict … | head`).
            sys.stderr.close()
            raise typer.Exit(0) from None
        except Exception as error:
            told = storage_error(error)
            if told is None:
                raise
            err.print(f"motorwire: {told}")
            raise typer.Exit(1) from error

    return wrapped
