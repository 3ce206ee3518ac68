"""The picture of a network of companies: points are companies, lines are relations.

Drawn with ECharts, for which Vega has no graph. Texts are drawn on a canvas (`renderMode` of the
tooltip is `richText`), never as HTML, so that no name can bring markup to the page; the braces that
ECharts reads as its own signs are replaced.
"""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from dashboard.charts.base import OTHER_COLOUR, PALETTE
from dashboard.charts.layout import place_points
from dashboard.labels import type_label
from dashboard.plain import safe_text
from dashboard.queries.network import RELATIONS

RELATION_COLOURS = dict(
    zip(RELATIONS, (PALETTE[0], PALETTE[2], PALETTE[1], PALETTE[3]), strict=True)
)

HEIGHT = 620
_LABELS = 30
_SIGNS = str.maketrans("{}|", "()/")
_LONGEST_LABEL = 24

Edge = Mapping[str, Any]


def list_companies(edges: Sequence[Edge]) -> list[str]:
    """The companies of the picture in the order of its points."""
    return list(dict.fromkeys(name for edge in edges for name in (edge["a"], edge["b"])))


def make_network_option(
    edges: Sequence[Edge], counts: Mapping[str, int], *, background: str
) -> dict[str, Any]:
    """The option for ECharts: point n is `list_companies(edges)[n]`, line n is `edges[n]`.

    `edges` are rows of `queries.network.strongest_edges`; `counts` gives the events of each
    company; `background` is the colour of a saved picture.
    """
    companies = list_companies(edges)
    number = {name: index for index, name in enumerate(companies)}
    places = place_points(len(companies), [(number[e["a"]], number[e["b"]]) for e in edges])
    most = max(counts.values(), default=1)
    labelled = set(sorted(companies, key=lambda name: (-counts.get(name, 0), name))[:_LABELS])
    return {
        "animation": False,
        "tooltip": {"renderMode": "richText", "confine": True},
        "toolbox": {
            "right": 8,
            "feature": {
                "saveAsImage": {
                    "title": "Save as PNG",
                    "name": "motorwire-network",
                    "pixelRatio": 2,
                    "backgroundColor": background,
                }
            },
        },
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "left": 20,
                "right": 90,
                "top": 36,
                "bottom": 20,
                "preserveAspect": "contain",
                "roam": True,
                "selectedMode": "single",
                "labelLayout": {"hideOverlap": True},
                "emphasis": {"focus": "adjacency", "label": {"show": True}},
                "itemStyle": {"color": OTHER_COLOUR},
                "select": {"itemStyle": {"color": PALETTE[5], "borderWidth": 0}},
                "data": [
                    _point(name, place, counts.get(name, 0), most, is_labelled=name in labelled)
                    for name, place in zip(companies, places.tolist(), strict=True)
                ],
                "links": _lines(edges, number),
            }
        ],
    }


def _point(
    name: str, place: list[float], count: int, most: int, *, is_labelled: bool
) -> dict[str, Any]:
    shown = plain_name(name)
    short = shown if len(shown) <= _LONGEST_LABEL else shown[: _LONGEST_LABEL - 1] + "…"
    return {
        "name": shown,
        "x": round(place[0], 1),
        "y": round(place[1], 1),
        "value": count,
        "symbolSize": round(6 + 18 * sqrt(count / most), 1),
        "label": {"show": is_labelled, "position": "right", "formatter": short},
        "tooltip": {"formatter": f"{shown}\n{_events(count)} with other companies"},
    }


def _lines(edges: Sequence[Edge], number: Mapping[str, int]) -> list[dict[str, Any]]:
    most = max((edge["events"] for edge in edges), default=1)
    drawn: dict[tuple[str, str], int] = {}
    lines = []
    for edge in edges:
        pair = (edge["a"], edge["b"])
        beside = drawn[pair] = drawn.get(pair, -1) + 1
        # Lines of one pair fan out: straight, then to the one side, then to the other.
        curve = 0.18 * ((beside + 1) // 2) * (1 if beside % 2 else -1) if beside else 0
        names = " and ".join(plain_name(name) for name in pair)
        lines.append(
            {
                "source": number[edge["a"]],
                "target": number[edge["b"]],
                "value": edge["events"],
                "lineStyle": {
                    "color": RELATION_COLOURS[edge["relation"]],
                    "width": round(1 + 6 * sqrt(edge["events"] / most), 1),
                    "opacity": 0.75,
                    "curveness": curve,
                },
                "tooltip": {
                    "formatter": f"{names}\n{plain_name(type_label(edge['relation']))}:"
                    f" {_events(edge['events'])}"
                },
            }
        )
    return lines


def plain_name(name: str) -> str:
    """A name as a text that ECharts draws as it is."""
    return safe_text(name).translate(_SIGNS)


def _events(count: int) -> str:
    return f"{count:,} event{'s' * (count != 1)}"
