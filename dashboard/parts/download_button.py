"""The button that every download of the dashboard goes through."""

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from dashboard.access.actions import require
from dashboard.access.people import current_person
from dashboard.downloads.kept import kept
from etl.audit import Action
from etl.settings import data_layout


def show_download(
    label: str,
    make: Callable[[], Any],
    file_name: str,
    mime: str,
    *,
    key: str,
    icon: str = ":material/download:",
    help: str | None = None,
    disabled: bool = False,
    type: Literal["primary", "secondary", "tertiary"] = "secondary",
    subject: str = "",
    action: Action = Action.DOWNLOAD,
) -> None:
    """A button that makes the file when it is clicked, for whoever may have it then, and notes it
    in the audit log as `subject`, or under the file's name."""
    layout = data_layout()
    # The file is made outside the run of a page, where it cannot be asked who sits at the screen.
    person = current_person(layout)

    def make_for_person() -> Any:
        require(layout, action, subject or file_name, person)
        return make()

    st.download_button(
        label,
        kept(make_for_person, file_name, mime),
        file_name,
        mime,
        key=key,
        icon=icon,
        on_click="ignore",
        help=help,
        disabled=disabled,
        type=type,
    )
