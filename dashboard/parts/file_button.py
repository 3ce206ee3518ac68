"""The button of a file that is made when it is clicked."""

from collections.abc import Callable
from io import BytesIO
from typing import Literal

import streamlit as st

from dashboard.downloads.kept import kept


def show_file_button(
    label: str,
    make: Callable[[], BytesIO | bytes],
    name: str,
    mime: str,
    *,
    key: str,
    icon: str = ":material/download:",
    type: Literal["secondary", "tertiary"] = "secondary",
    disabled: bool = False,
    help: str | None = None,
) -> None:
    """Draws a button that gives the file `make` makes, under this name."""
    st.download_button(
        label,
        kept(make, name, mime),
        name,
        mime,
        key=key,
        icon=icon,
        type=type,
        on_click="ignore",
        disabled=disabled,
        help=help,
    )
