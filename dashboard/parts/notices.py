"""What the page says when there is nothing to show or something went wrong, in plain words."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import duckdb
import streamlit as st

from dashboard.pages import RUNS
from dashboard.plain import safe_text
from etl.errors import MotorwireError, SnapshotError
from etl.lexicon.in_use import load_lexicon
from etl.settings import data_layout
from etl.warehouse.serving import Snapshot, current_snapshot

_LOG = logging.getLogger(__name__)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turns expected errors into a message on the page and ends the page there.

    The text of an error is shown only for errors that were written for readers, and as plain text:
    it may quote names from dumps. Anything else goes to the log.
    """
    try:
        yield
    except MotorwireError as error:
        st.error("That did not work.", icon=":material/error:")
        st.text(str(error))
        st.stop()
    except duckdb.Error:
        _LOG.exception("a query failed")
        st.error("The data could not be read. The log of the dashboard says more.")
        st.stop()


def write_and_tell(write: Callable[[], object], words: str, icon: str = ":material/check:") -> None:
    """Writes for the reader and says so, or why it could not be done. For use in a callback."""
    try:
        write()
    except MotorwireError as error:
        # A toast is Markdown: without brackets there are no links and no pictures in it.
        told = safe_text(str(error)).replace("[", "(").replace("]", ")")
        st.toast(told, icon=":material/warning:")
    except OSError:
        st.toast(
            "That could not be written: is the disk full, or read-only?", icon=":material/warning:"
        )
    else:
        st.toast(words, icon=icon)


def open_snapshot() -> Snapshot | None:
    """The published snapshot; None if nothing is published yet."""
    try:
        return current_snapshot(data_layout().serving)
    except SnapshotError:
        return None


def show_lexicon_problems() -> None:
    """What is wrong in the user's own themes and event types; nothing where all is well."""
    problems = load_lexicon().problems
    if problems:
        st.warning(
            "These entries of your lexicon are left out until they are mended. The rest is used.",
            icon=":material/edit_note:",
        )
        st.code(
            "\n".join(safe_text(str(problem)) for problem in problems),
            language=None,
            wrap_lines=True,
        )


def show_nothing_published() -> None:
    """What to do when there is no data yet."""
    with st.container(border=True, horizontal_alignment="center"):
        st.space("small")
        st.header("No events yet", icon=":material/inbox:", text_alignment="center", anchor=False)
        st.markdown(
            "Put a dump of news articles into the inbox and run the ETL. "
            "The events appear here as soon as the run is done.",
            text_alignment="center",
        )
        st.page_link(RUNS.path, label="Go to runs", icon=RUNS.icon)
        st.space("small")


def show_nothing_found(*, is_everything: bool) -> None:
    """What to do when no event satisfies the filters, or the snapshot holds none at all."""
    with st.container(border=True, horizontal_alignment="center"):
        st.space("small")
        if is_everything:
            st.header("No events found in the dumps", text_alignment="center", anchor=False)
            st.markdown(
                "The dumps were read, but no sentence tells of a company event. "
                "The runs page says how many articles each dump gave.",
                text_alignment="center",
            )
            st.page_link(RUNS.path, label="Go to runs", icon=RUNS.icon)
        else:
            st.header("No event fits these filters", text_alignment="center", anchor=False)
            st.markdown(
                "Take a filter away, choose a longer period, or reset all filters.",
                text_alignment="center",
            )
        st.space("small")
