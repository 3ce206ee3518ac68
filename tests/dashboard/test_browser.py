"""What only a browser shows: clicks on marks and rows, downloads, the address, a phone."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import pytest
from lxml import html
from playwright.sync_api import Page, expect

from dashboard.charts.network import make_network_option
from dashboard.filters.selection import Selection
from dashboard.pages import PAGES
from dashboard.queries import events as event_queries
from dashboard.queries import network
from etl.warehouse.serving import Snapshot
from tests.browser import needs_browser
from tests.dashboard import invented
from tests.dashboard.browsing import choose_row, expect_chips, settle

pytestmark = needs_browser


def _choose_company(page: Page, name: str) -> None:
    page.get_by_role("combobox", name="Companies").click()
    page.keyboard.type(name)
    page.get_by_role("option", name=name).click()
    page.keyboard.press("Escape")
    settle(page)


def _open_popover(page: Page, key: str) -> None:
    page.locator(f".st-key-{key}").get_by_role("button").first.click()


def _download(page: Page, name: str, ending: str) -> io.BytesIO:
    """The file that a button of an open panel gives; its name ends as its format says."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=True).click()
    assert waiting.value.suggested_filename.startswith("motorwire-")
    assert waiting.value.suggested_filename.endswith(f".{ending}")
    path = waiting.value.path()
    return io.BytesIO(Path(path).read_bytes())


def test_filter_choose_read_download(visit, snapshot: Snapshot) -> None:
    page = visit("/events")
    _choose_company(page, "Toyota")
    page.get_by_role("searchbox").fill("toyota")
    page.keyboard.press("Enter")
    settle(page)
    assert "company=Toyota" in page.url and "q=toyota" in page.url

    chosen = Selection(companies=("Toyota",), text="toyota")
    expected = event_queries.list_events(snapshot, chosen).to_pylist()
    ids = [row["event_id"] for row in expected]
    expect(page.get_by_text(re.compile(rf"^{len(ids)} events\. Tick"))).to_be_visible()

    choose_row(page, 2)
    assert f"event={ids[2]}" in page.url
    evidence = page.locator("mark.evidence")
    expect(evidence.first).to_be_visible()
    assert "".join(evidence.all_text_contents()) == expected[2]["evidence"]
    expect(page.locator("ul.legend")).to_contain_text("Evidence")
    expect(page.get_by_role("link", name="Open the source")).to_have_attribute(
        "href", f"https://news.example/{ids[2].removeprefix('e-')}"
    )

    _open_popover(page, "download")
    files = (
        pd.read_csv(_download(page, "CSV", "csv")),
        pd.read_parquet(_download(page, "Parquet", "parquet")),
        pd.read_json(_download(page, "JSON Lines", "jsonl"), lines=True),
        pd.read_excel(_download(page, "Excel", "xlsx"), engine="calamine"),
    )
    for rows in files:
        assert rows["event_id"].tolist() == ids
    report = html.document_fromstring(_download(page, "Report for mail", "html").getvalue())
    assert f"Events\n{len(ids)}" in re.sub(r"\s*\n\s*", "\n", report.text_content())


def test_the_columns_of_a_file_can_be_chosen(visit) -> None:
    page = visit("/events?company=Toyota")
    _open_popover(page, "download")
    page.get_by_role("combobox", name="Columns").click()
    for name in ("evidence", "companies"):
        page.keyboard.type(name)
        page.get_by_role("option", name=name, exact=True).click()
    expect(page.get_by_text("Each file has 3 of 33 columns.")).to_be_visible(timeout=20_000)
    page.keyboard.press("Escape")
    settle(page)
    if not page.get_by_role("button", name="CSV", exact=True).is_visible():
        _open_popover(page, "download")
    rows = pd.read_csv(_download(page, "CSV", "csv"))
    assert list(rows.columns) == ["event_id", "companies", "evidence"]


def test_a_chart_can_be_saved(visit, snapshot: Snapshot) -> None:
    page = visit("/")
    _open_popover(page, "save-companies")
    data = pd.read_csv(_download(page, "Data (CSV)", "csv"))
    top = event_queries.top_companies(snapshot, Selection()).to_pylist()
    assert data["company"].tolist() == [row["company"] for row in top]
    assert b"Top companies" in _download(page, "SVG", "svg").getvalue()
    assert _download(page, "PNG", "png").getvalue().startswith(b"\x89PNG")


def test_the_address_restores_the_view(visit, snapshot: Snapshot) -> None:
    page = visit("/events?company=Ford&theme=battery&period=year&event=e-hostile")
    chosen = page.get_by_test_id("stSidebar")
    expect(chosen.get_by_text("Ford · ")).to_be_visible()
    expect(chosen.get_by_text("Batteries · ")).to_be_visible()
    shown = ("Companies: Ford", "Themes: Batteries", "Period: Last year")
    expect_chips(page, *shown)
    page.get_by_role("link", name="Overview").first.click()
    settle(page)
    expect_chips(page, *shown)
    assert "company=Ford" in page.url
    page.get_by_role("button", name="Reset all", exact=True).click()
    settle(page)
    assert "company=" not in page.url and "period=" not in page.url


def test_the_address_follows_the_switch_to_parents(visit) -> None:
    page = visit("/?company=BMW&company=Hyundai")
    switch = page.locator(".st-key-parents").get_by_text("Count brands under their parent")
    switch.click()
    expect(page).to_have_url(re.compile("parents=true"))
    expect(page).to_have_url(re.compile(r"company=BMW(\+|%20)Group.*company=Hyundai"))
    parents = [
        f"Companies with their brands: {name}" for name in ("BMW Group", "Hyundai Motor Group")
    ]
    expect_chips(page, *parents)
    page.reload()
    expect_chips(page, *parents)
    switch.click()
    expect_chips(page, "Companies: BMW", "Companies: Hyundai")
    assert "parents=" not in page.url
    settle(page)


def test_going_back_takes_the_filters_back(visit) -> None:
    page = visit("/events?type=recall")
    _choose_company(page, "Toyota")
    expect_chips(page, "Companies: Toyota", "Event types: Recall")
    page.go_back()
    expect_chips(page, "Event types: Recall")
    assert "company=" not in page.url and "type=recall" in page.url
    settle(page)


def test_a_click_on_a_mark_filters(visit, snapshot: Snapshot) -> None:
    top = event_queries.top_companies(snapshot, Selection()).to_pylist()[0]
    page = visit("/")
    page.locator(f'path[aria-label="{top["company"]}, {top["events"]} events"]').click()
    settle(page)
    expect_chips(page, f"Companies: {top['company']}")
    expect(page.get_by_test_id("stMetric").first).to_contain_text(str(top["events"]))
    assert "company=" in page.url

    marks = page.locator('path[aria-label*=" 2024, "]:not([aria-label^="Other"])')
    told = re.fullmatch(r"(.+), (.+), (\d+) events", marks.last.get_attribute("aria-label") or "")
    assert told
    marks.last.click()
    settle(page)
    expect(page.get_by_role("button", name=f"Event types: {told[1]}", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stMetric").first).to_contain_text(f"Events{told[3]}")
    assert "type=" in page.url and "from=2024" in page.url and "to=2024" in page.url

    heat = page.get_by_label("Number of events per company and theme").locator("path[aria-label]")
    told = (heat.first.get_attribute("aria-label") or "").split(", ")
    heat.first.click()
    settle(page)
    for chip in (f"Companies: {told[0]}", f"Themes: {told[1]}"):
        expect(page.get_by_role("button", name=chip, exact=True)).to_be_visible()


def test_a_newest_event_opens_on_the_events_page(visit, snapshot: Snapshot) -> None:
    chosen = Selection(companies=("Toyota",), text="toyota")
    second = event_queries.list_events(snapshot, chosen).to_pylist()[1]
    page = visit("/")
    _choose_company(page, "Toyota")
    page.get_by_role("searchbox").fill("toyota")
    page.keyboard.press("Enter")
    settle(page)
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    choose_row(page, 1)
    expect(page.locator("h1").first).to_have_text("Events")
    settle(page)
    assert f"event={second['event_id']}" in page.url
    assert "company=Toyota" in page.url and "q=toyota" in page.url
    expect_chips(page, "Companies: Toyota", "Text: toyota")
    expect(page.locator("mark.evidence").first).to_be_visible()


def test_a_hostile_article_does_nothing(visit) -> None:
    page = visit("/events?event=e-hostile")
    expect(page.locator("article h2")).to_contain_text("<script>window.hacked=1</script>")
    expect(page.locator("article .body")).to_contain_text(":red[shout]")
    assert page.locator("article img, article script, article a").count() == 0
    assert page.get_by_role("link", name="Open the source").count() == 0
    page = visit("/?q=Evil")
    page.locator('path[aria-label^="<img src=x"]').first.hover()
    page.wait_for_timeout(400)
    page.get_by_role("combobox", name="Companies").click()
    page.keyboard.type("img")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    settle(page)
    expect_chips(page, "Companies: <img src=x onerror=window.hacked=1>", "Text: Evil")


def test_a_phone_shows_no_horizontal_overflow(visit) -> None:
    for path in ("/", "/events", "/runs", "/themes", "/network"):
        page = visit(path, 390, 844, "dark")
        widths = page.evaluate(
            "[document.documentElement.scrollWidth,"
            " document.querySelector('[data-testid=stMain]').scrollWidth, innerWidth]"
        )
        assert max(widths[:2]) <= widths[2], path
        colour = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        assert colour == "rgb(16, 22, 29)", path


def test_nothing_is_fetched_from_elsewhere(visit, address: str) -> None:
    page = visit("/")
    for entry in (*PAGES, *PAGES[:2]):
        page.goto(f"{address}/{entry.name if entry is not PAGES[0] else ''}")
        settle(page)
        expect(page).to_have_title(f"{entry.title} · Motorwire")


def test_a_mark_of_a_comparison_opens_the_events_behind_it(visit, snapshot: Snapshot) -> None:
    page = visit("/compare?side=Toyota&side=Ford&status=happened")
    bars = (
        page.locator("[data-testid=stVegaLiteChart]").nth(1).locator("path[aria-label^='Ford, ']")
    )
    label = bars.first.get_attribute("aria-label")
    assert label is not None
    bars.first.click()
    expect(page.locator("h1")).to_have_text("Events")
    settle(page)
    expect_chips(
        page, "Companies: Ford", f"Event types: {label.split(', ')[1]}", "Status: Happened"
    )
    count = label.split(", ")[-1].removesuffix(" events")
    expect(page.get_by_text(f"{count} event", exact=False).first).to_be_visible()


def test_going_back_opens_the_company_before(visit) -> None:
    page = visit("/companies?of=Toyota")
    for name in ("Ford", "BMW"):
        page.get_by_test_id("stMain").get_by_role("combobox", name="Company").click()
        page.keyboard.type(name)
        page.get_by_role("option", name=name).click()
        expect(page.locator("h2").first).to_have_text(name)
        settle(page)
    assert "of=BMW" in page.url
    page.go_back()
    expect(page.locator("h2").first).to_have_text("Ford")


def _points_of_network(page: Page, option: dict) -> Callable[[float, float], tuple[float, float]]:
    """Where on the screen ECharts draws a place of its option (`preserveAspect`: contain)."""
    box = page.get_by_test_id("stEChartsChart").locator("canvas").first.bounding_box()
    assert box is not None
    graph = option["series"][0]
    xs, ys = ([point[axis] for point in graph["data"]] for axis in ("x", "y"))
    width = box["width"] - graph["left"] - graph["right"]
    height = box["height"] - graph["top"] - graph["bottom"]
    scale = min(width / (max(xs) - min(xs)), height / (max(ys) - min(ys)))
    left = box["x"] + graph["left"] + (width - scale * (max(xs) - min(xs))) / 2
    top = box["y"] + graph["top"] + (height - scale * (max(ys) - min(ys))) / 2
    return lambda x, y: (left + scale * (x - min(xs)), top + scale * (y - min(ys)))


def test_lines_and_points_of_the_network_lead_to_their_events(visit, snapshot: Snapshot) -> None:
    chosen = Selection(companies=("Toyota",))
    edges = network.strongest_edges(snapshot, chosen, network.RELATIONS, limit=100).to_pylist()
    option = make_network_option(edges, {}, background="#FFFFFF")
    points = option["series"][0]["data"]
    straight = next(
        number
        for number, line in enumerate(option["series"][0]["links"])
        if not line["lineStyle"]["curveness"]
    )
    a, b = (points[option["series"][0]["links"][straight][end]] for end in ("source", "target"))

    page = visit("/network?company=Toyota")
    page.get_by_test_id("stEChartsChart").scroll_into_view_if_needed()
    place = _points_of_network(page, option)
    # Near the one end: other lines may cross the middle.
    page.mouse.click(*place(a["x"] + 0.4 * (b["x"] - a["x"]), a["y"] + 0.4 * (b["y"] - a["y"])))
    settle(page)
    expect(page.get_by_role("heading", name=re.compile("^Relations between"))).to_have_text(
        f"Relations between {edges[straight]['a']} and {edges[straight]['b']}"
    )
    assert "between=" in page.url

    page.get_by_test_id("stEChartsChart").scroll_into_view_if_needed()
    place = _points_of_network(page, option)
    page.mouse.click(*place(b["x"], b["y"]))
    settle(page)
    expect(
        page.get_by_role("heading", name=f"Relations of {b['name']} with other companies")
    ).to_be_visible()
    _find_save_button(page)
    with page.expect_download() as waiting:
        page.mouse.down()
        page.mouse.up()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")


def _find_save_button(page: Page) -> None:
    """Moves the mouse to the button that saves the picture: it is painted, not an element."""
    canvas = page.get_by_test_id("stEChartsChart").locator("canvas").first
    box = canvas.bounding_box()
    assert box is not None
    for below in range(6, 50, 6):
        for before in range(6, 50, 6):
            page.mouse.move(box["x"] + box["width"] - before, box["y"] + below)
            if canvas.evaluate("e => getComputedStyle(e.parentElement).cursor") == "pointer":
                return
    pytest.fail("there is no button that saves the picture")


def test_a_hostile_name_does_nothing_in_the_network(visit, snapshot: Snapshot) -> None:
    name = invented.HOSTILE_NAME
    chosen = Selection(companies=(name,))
    edges = network.strongest_edges(snapshot, chosen, network.RELATIONS, limit=100).to_pylist()
    option = make_network_option(edges, {}, background="#FFFFFF")
    a, b = option["series"][0]["data"]
    page = visit("/network?" + urlencode({"company": name}))
    page.get_by_test_id("stEChartsChart").scroll_into_view_if_needed()
    place = _points_of_network(page, option)
    for share in (0.0, 0.5, 1.0):  # a point, the line, the other point: each has a tooltip
        page.mouse.move(
            *place(a["x"] + share * (b["x"] - a["x"]), a["y"] + share * (b["y"] - a["y"]))
        )
        page.wait_for_timeout(400)
    assert page.get_by_test_id("stEChartsChart").locator("img").count() == 0
    page.mouse.click(*place((a["x"] + b["x"]) / 2, (a["y"] + b["y"]) / 2))
    settle(page)
    expect(page.get_by_role("heading", name=re.compile("^Relations between"))).to_contain_text(
        "<img src=x onerror=window.hacked=1>"
    )


def test_a_mark_of_a_theme_opens_its_events(visit, snapshot: Snapshot) -> None:
    page = visit("/themes?about=battery")
    bars = page.get_by_label("Number of events per company and status").locator("path[aria-label]")
    told = re.fullmatch(r"(.+), (\w+), (\d+) events", bars.first.get_attribute("aria-label") or "")
    assert told
    bars.first.click()
    settle(page)
    expect(page.locator("h1").first).to_have_text("Events")
    expect_chips(page, f"Companies: {told[1]}", "Themes: Batteries", f"Status: {told[2]}")
    expect(page.get_by_text(re.compile(rf"^{told[3]} events?\. Tick"))).to_be_visible()
