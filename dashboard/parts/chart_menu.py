"""The small menu of a chart: its data as CSV, and the chart as a picture."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.charts.pictures import Caption, draw_png, draw_svg
from dashboard.charts.printed import Printed
from dashboard.downloads.csv_files import make_table_csv
from dashboard.filters.selection import Selection, describe
from dashboard.parts.download_button import show_download
from etl.warehouse.serving import Snapshot


def show_head(printed: Printed, snapshot: Snapshot, selection: Selection) -> None:
    """The chart's title, and at its right the menu; without the menu where the chart is empty."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(printed.title, anchor=False, width="stretch")
        if printed.table.num_rows:
            show_menu(printed, snapshot, selection)


def show_menu(printed: Printed, snapshot: Snapshot, selection: Selection) -> None:
    """The menu alone, for a head that holds more."""
    caption = Caption(printed.title, tell_view(snapshot, selection))
    offers: tuple[tuple[str, str, str, str, Callable[[], Any]], ...] = (
        ("csv", "Data (CSV)", "table", "text/csv", lambda: make_table_csv(printed.table)),
        ("svg", "SVG", "shapes", "image/svg+xml", lambda: draw_svg(printed.draw(), caption)),
        ("png", "PNG", "image", "image/png", lambda: draw_png(printed.draw(), caption)),
    )
    with st.popover(
        ":small[Save]",
        icon=":material/download:",
        help=f"{printed.title}: the data, or the chart as a picture",
        type="tertiary",
        key=f"save-{printed.name}",
    ):
        for ending, label, icon, kind, make in offers:
            show_download(
                label,
                make,
                f"motorwire-{printed.name}-{snapshot.version}.{ending}",
                kind,
                key=f"save-{printed.name}-{ending}",
                icon=f":material/{icon}:",
                type="tertiary",
            )


def tell_view(snapshot: Snapshot, selection: Selection) -> str:
    """The filters and the snapshot in one line."""
    told = [f"{label}: {words}" for label, words in describe(selection)] or ["All events"]
    return "; ".join([*told, f"snapshot {snapshot.version}"])
