"""A legend beside a chart: which colour stands for what."""

from collections.abc import Sequence

import streamlit as st

from dashboard.plain import escape_markdown


def show_legend(labels: Sequence[str], colours: Sequence[str]) -> None:
    """One entry a label, in its colour, as text that wraps: a chart's own legend is cut off on a
    phone. No sign of a label is read as Markdown."""
    entries = (
        f':color[⬤]{{foreground="{colour}"}}&nbsp;{escape_markdown(label).replace(" ", "&nbsp;")}'
        for label, colour in zip(labels, colours, strict=True)
    )
    st.markdown(f":small[{' &ensp; '.join(entries)}]")
