"""Charts as pictures that stand alone: on white, with title, filters and legend, at a fixed width.

Drawn by vl-convert, which holds Vega and its fonts: no browser, no network. The colours are those
of the light theme in `.streamlit/config.toml`.
"""

import textwrap
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

from dashboard.charts.base import PALETTE, AnyChart
from dashboard.plain import safe_text

WIDTH = 720
"""Width of the drawing area in pixels."""

TEXT_COLOUR = "#101820"
BORDER_COLOUR = "#D5DCE3"
SHADES = (
    "#E8F1F8", "#D0E3F0", "#B3D2E7", "#93BFDC", "#6FA9CF",
    "#4A92C1", "#2A7BB0", "#0F659B", "#035082", "#023B63",
)  # fmt: skip
"""From few to many."""

_QUIET = "#5A6672"
_VERSION = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
_SCALE = 2.0
_LINE = 110
_MOST_LINES = 3

_CONFIG: dict[str, Any] = {
    "background": "#FFFFFF",
    "font": "Arial, Helvetica, Liberation Sans, sans-serif",
    "padding": 16,
    "view": {"stroke": None},
    "range": {"category": list(PALETTE), "heatmap": list(SHADES), "ramp": list(SHADES)},
    "axis": {
        "labelColor": _QUIET,
        "labelFontSize": 12,
        "titleColor": _QUIET,
        "gridColor": BORDER_COLOUR,
        "domainColor": BORDER_COLOUR,
        "tickColor": BORDER_COLOUR,
    },
    "axisX": {"grid": False},
    "legend": {"labelColor": TEXT_COLOUR, "labelFontSize": 12, "titleColor": _QUIET},
    "title": {
        "anchor": "start",
        "color": TEXT_COLOUR,
        "fontSize": 16,
        "subtitleColor": _QUIET,
        "subtitleFontSize": 12,
        "offset": 12,
    },
}


@dataclass(frozen=True)
class Caption:
    """What stands above a picture: its title and, in words, what it shows."""

    title: str
    words: str = ""


def draw_svg(chart: AnyChart, caption: Caption) -> bytes:
    """The chart as SVG; names and labels in it are text."""
    picture: str = vl_convert.vegalite_to_svg(
        _standing_alone(chart, caption), vl_version=_VERSION, config=_CONFIG, allowed_base_urls=[]
    )
    return picture.encode()


def draw_png(chart: AnyChart, caption: Caption) -> bytes:
    """The chart as PNG with two pixels a point."""
    picture: bytes = vl_convert.vegalite_to_png(
        _standing_alone(chart, caption),
        vl_version=_VERSION,
        config=_CONFIG,
        scale=_SCALE,
        allowed_base_urls=[],
    )
    return picture


def _standing_alone(chart: AnyChart, caption: Caption) -> dict[str, Any]:
    title = alt.TitleParams(
        text=safe_text(caption.title),
        subtitle=textwrap.wrap(
            safe_text(caption.words), _LINE, max_lines=_MOST_LINES, placeholder=" …"
        ),
    )
    found: dict[str, Any] = chart.properties(width=WIDTH, title=title).to_dict()
    found.pop("config", None)  # Altair's own frame of the drawing area.
    return found
