"""Charts as files: their data, and pictures that stand alone."""

import io
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree

from dashboard.charts import pictures
from dashboard.charts.base import OTHER_COLOUR, PALETTE
from dashboard.charts.pictures import Caption, draw_png, draw_svg
from dashboard.charts.printed import Printed, heatmap_print, ranking_print, timeline_print
from dashboard.downloads.csv_files import make_table_csv
from dashboard.filters.selection import Selection
from dashboard.parts.chart_menu import tell_view
from dashboard.queries import events as event_queries
from dashboard.queries.timeline import events_over_time
from etl.warehouse.serving import Snapshot

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"
SVG = "{http://www.w3.org/2000/svg}"


def charts(snapshot: Snapshot, selection: Selection) -> dict[str, Printed]:
    found = (
        timeline_print(events_over_time(snapshot, selection)),
        heatmap_print(event_queries.company_theme_matrix(snapshot, selection)),
        ranking_print(event_queries.top_companies(snapshot, selection)),
    )
    return {printed.name: printed for printed in found}


def read(printed: Printed) -> pd.DataFrame:
    return pd.read_csv(make_table_csv(printed.table), keep_default_na=False)


def test_the_data_of_a_chart_is_what_it_counts(snapshot: Snapshot) -> None:
    shown = charts(snapshot, Selection())
    timeline = read(shown["timeline"])
    assert timeline["events"].sum() == event_queries.count_events(snapshot, Selection())
    first, last = timeline["first_day"][0], timeline["last_day"][0]
    assert pd.Timestamp(last) == pd.Timestamp(first) + pd.offsets.MonthEnd(1)
    assert set(timeline["label"]) >= {"Recall", "Partnership"}
    matrix = event_queries.company_theme_matrix(snapshot, Selection())
    assert read(shown["companies-themes"])["events"].sum() == sum(matrix["events"].to_pylist())
    top = event_queries.top_companies(snapshot, Selection())
    assert read(shown["companies"])["company"].tolist() == top["company"].to_pylist()


def test_the_data_of_a_chart_is_defused(snapshot: Snapshot) -> None:
    names = read(charts(snapshot, Selection(text="Evil"))["companies"])["company"].tolist()
    assert sorted(names) == ["'=HYPERLINK(1)", "<img src=x onerror=window.hacked=1>"]


@pytest.mark.parametrize("name", ["timeline", "companies-themes", "companies"])
def test_a_picture_stands_alone(snapshot: Snapshot, name: str) -> None:
    chosen = Selection(text="Evil")
    printed = charts(snapshot, chosen)[name]
    caption = Caption(printed.title, tell_view(snapshot, chosen))
    svg = etree.fromstring(draw_svg(printed.draw(), caption))
    words = " ".join(text.text or "" for text in svg.iter(f"{SVG}text", f"{SVG}tspan"))
    assert printed.title in words
    assert f"Text: Evil; snapshot {snapshot.version}" in words
    assert not list(svg.iter(f"{SVG}script", f"{SVG}image", f"{SVG}a", f"{SVG}foreignObject"))
    if name != "timeline":
        assert "<img src=x" in words
    png = draw_png(printed.draw(), caption)
    assert png.startswith(b"\x89PNG")
    width = int.from_bytes(png[16:20])
    assert width > 2 * pictures.WIDTH


def test_a_long_selection_is_cut_in_a_picture(snapshot: Snapshot) -> None:
    printed = charts(snapshot, Selection())["companies"]
    svg = draw_svg(printed.draw(), Caption(printed.title, "many words " * 200)).decode()
    assert svg.count("many words many words") and "…" in svg
    assert svg.count("many words") < 60


def test_the_colours_of_pictures_are_those_of_the_light_theme() -> None:
    theme = tomllib.load(io.BytesIO(CONFIG.read_bytes()))["theme"]
    assert [*PALETTE, OTHER_COLOUR] == theme["chartCategoricalColors"]
    light = theme["light"]
    assert list(pictures.SHADES) == light["chartSequentialColors"]
    assert light["textColor"] == pictures.TEXT_COLOUR
    assert light["borderColor"] == pictures.BORDER_COLOUR
