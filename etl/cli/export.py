"""`motorwire export`: the events of a saved view, or of filters, as a file or a feed."""

import atexit
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from dashboard.downloads.atom import MOST_ENTRIES, feed_of
from dashboard.downloads.formats import Format, list_formats
from dashboard.filters.view import FROM, PERIOD, PERIODS, SCORE, TEXT, TO
from dashboard.queries.database import forget
from dashboard.queries.events import count_events
from etl import audit
from etl.cli.asked_events import read_asked, unknown_companies
from etl.cli.console import err
from etl.cli.moments import MOMENT_HELP, read_moment
from etl.cli.processes import ADDRESS, DEFAULT_PORT
from etl.errors import ConfigurationError, StorageError
from etl.settings import data_layout
from etl.warehouse.serving import current_snapshot

NOTHING_FITS = 3
"""The exit code of `--skip-empty` where no event fits."""

_STDOUT = Path("-")
_DASHBOARD = f"http://{ADDRESS}:{DEFAULT_PORT}"

Values = list[str] | None


def export(
    view: Annotated[
        str | None, typer.Option(help="A view that was saved in the dashboard.")
    ] = None,
    company: Annotated[Values, typer.Option(help="Name of a company; may be repeated.")] = None,
    theme: Annotated[Values, typer.Option(help="Id of a theme; may be repeated.")] = None,
    event_type: Annotated[
        Values, typer.Option("--type", help="Id of an event type; may be repeated.")
    ] = None,
    status: Annotated[Values, typer.Option(help="happened, planned, rumoured or denied.")] = None,
    country: Annotated[Values, typer.Option(help="Country of a company, such as DE.")] = None,
    kind: Annotated[Values, typer.Option(help="Kind of a company, such as supplier.")] = None,
    source: Annotated[Values, typer.Option(help="A publication or site.")] = None,
    language: Annotated[Values, typer.Option(help="Language of the articles, such as en.")] = None,
    check: Annotated[
        Values, typer.Option(help="What readers said: unchecked, accepted, edited or rejected.")
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="First day, such as 2024-11-03.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day.")] = None,
    period: Annotated[
        str | None,
        typer.Option(help=f"{', '.join(PERIODS)}: counted back from the newest article."),
    ] = None,
    score: Annotated[int | None, typer.Option(help="Least confidence in percent.")] = None,
    text: Annotated[
        str | None, typer.Option(help="Words to search for, such as 'recall \"joint venture\"'.")
    ] = None,
    parents: Annotated[
        bool | None,
        typer.Option("--parents/--no-parents", help="Count brands under their parent."),
    ] = None,
    published_since: Annotated[
        str | None, typer.Option(help=f"Only of articles published since then, {MOMENT_HELP}.")
    ] = None,
    read_since: Annotated[
        str | None,
        typer.Option(help="Only of dumps that were read since then; for what is new in the data."),
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="Default: by the ending of the output's name, else csv.")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The file to write; - is the standard output.")
    ] = _STDOUT,
    entries: Annotated[
        int, typer.Option(min=1, max=1000, help="The most entries of a feed.")
    ] = MOST_ENTRIES,
    skip_empty: Annotated[
        bool,
        typer.Option(help=f"Write nothing, and end with exit code {NOTHING_FITS}, if none fits."),
    ] = False,
) -> None:
    """Write the events of a saved VIEW, of filters, or of both (filters replace the view's)."""
    # What is still open when the program ends is told on the error stream by the database.
    atexit.register(forget)
    layout = data_layout()
    snapshot = current_snapshot(layout.serving)
    given = {
        "company": company,
        "theme": theme,
        "type": event_type,
        "status": status,
        "country": country,
        "kind": kind,
        "source": source,
        "language": language,
        "check": check,
        FROM: _one(first),
        TO: _one(last),
        PERIOD: _one(period),
        SCORE: _one(None if score is None else str(score)),
        TEXT: _one(text),
    }
    asked = read_asked(
        layout,
        snapshot,
        view,
        {name: values or [] for name, values in given.items()},
        by_parent=parents,
        published_since=read_moment("--published-since", published_since)
        if published_since
        else None,
        read_since=read_moment("--read-since", read_since) if read_since else None,
    )
    feed = feed_of(asked.view, _DASHBOARD, asked.saved)
    chosen = _choose_format(list_formats(feed, entries), format, output)
    for name in unknown_companies(snapshot, asked.selection):
        _remark(f"no event and no entry of the catalogue names a company {name!r}")
    count = count_events(snapshot, asked.selection)
    if not count and skip_empty:
        _remark("no event fits: nothing is written")
        raise typer.Exit(NOTHING_FITS)
    audit.record_export(layout.audit, f"export {asked.saved.name if asked.saved else ''}")
    with _open_output(output) as file:
        chosen.write(snapshot, asked.selection, file)
    if output != _STDOUT:
        _remark(f"{count:,} event{'s' * (count != 1)} written to {output}")


def _one(value: str | None) -> list[str]:
    return [] if value is None else [value]


def _remark(words: str) -> None:
    """Says something that is no problem: to a reader, not into the mail of cron."""
    if err.is_terminal:
        err.print(f"motorwire: {words}")


def _choose_format(formats: dict[str, Format], name: str | None, output: Path) -> Format:
    known = ", ".join(formats)
    wanted = name or (output.suffix.removeprefix(".").lower() if output != _STDOUT else "csv")
    if wanted not in formats:
        told = f"--format {name}: not known" if name else f"{output}: its name tells no format"
        raise ConfigurationError(f"{told}; choose one with --format: {known}")
    if output == _STDOUT and not formats[wanted].is_text:
        raise ConfigurationError(f"{wanted} is not for the screen; name a file with --output")
    return formats[wanted]


@contextmanager
def _open_output(output: Path) -> Iterator[BinaryIO]:
    """The file to write to. What is no file (a pipe, a device) is written to as it stands."""
    if output == _STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    is_file = output.is_file() or not output.exists()
    try:
        with _replacing(output.resolve()) if is_file else output.open("wb") as file:
            yield file
    except OSError as error:
        raise StorageError(f"{output} cannot be written: {error.strerror}") from error


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `target` when it is whole, so that no reader sees half."""
    staged = target.with_name(f".{target.name}.staged-{os.getpid()}")
    try:
        with staged.open("wb") as file:
            yield file
        staged.replace(target)
    finally:
        staged.unlink(missing_ok=True)
