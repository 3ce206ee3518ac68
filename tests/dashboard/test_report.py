"""The report for mail: what it tells, and that nothing of an article is markup in it."""

import base64
import re
from datetime import date
from pathlib import Path

from lxml import html

from dashboard.downloads import report
from dashboard.downloads.report import make_report
from dashboard.filters.selection import Selection
from dashboard.queries import events as event_queries
from dashboard.queries import stories as story_queries
from etl.warehouse.serving import Snapshot
from tests.dashboard import invented

TAGS = {
    "html", "head", "meta", "title", "body", "table", "tr", "td", "th", "h1", "h2", "p", "br", "b",
    "bdi", "span", "img", "a", "div",
}  # fmt: skip


def parse(snapshot: Snapshot, selection: Selection) -> html.HtmlElement:
    return html.document_fromstring(make_report(snapshot, selection).getvalue())


def told(page: html.HtmlElement) -> str:
    return " ".join(" ".join(page.itertext()).split())


def test_the_report_tells_the_figures_of_the_selection(snapshot: Snapshot) -> None:
    chosen = Selection(
        companies=("Toyota",), date_from=date(2024, 1, 1), date_to=date(2024, 11, 20)
    )
    now = event_queries.figures(snapshot, chosen)
    assert chosen.previous_period
    past = event_queries.figures(snapshot, chosen.previous_period)
    page = parse(snapshot, chosen)
    words = told(page)
    assert page.findtext(".//h1") == "Company events, 1 Jan 2024 to 20 Nov 2024"
    assert "Companies Toyota" in words
    assert f"Events {now.events:,} {now.events - past.events:+,} against {past.events:,}" in words
    assert f"snapshot {snapshot.version}" in words
    for row in event_queries.top_companies(snapshot, chosen, limit=3).to_pylist():
        assert re.search(rf"{row['company']}\s*{row['events']}\b", words)
    count = story_queries.count_stories(snapshot, chosen)
    assert f"{min(count, report.MOST_STORIES)} of {count:,} stories" in words
    stories = story_queries.list_stories(snapshot, chosen, limit=report.MOST_STORIES).to_pylist()
    assert [story["evidence"] in words for story in stories] == [True] * len(stories)
    (picture,) = page.iter("img")
    head = "data:image/png;base64,"
    assert base64.b64decode(picture.get("src").removeprefix(head)).startswith(b"\x89PNG")
    assert f"{now.events} events" in picture.get("alt")


def test_a_report_says_how_many_stories_it_leaves_out(snapshot: Snapshot) -> None:
    words = told(parse(snapshot, Selection()))
    assert f"{report.MOST_STORIES} of 302 stories" in words
    assert "in the period before" not in words


def test_the_matrix_of_the_report_is_that_of_the_page(snapshot: Snapshot) -> None:
    rows = event_queries.company_theme_matrix(snapshot, Selection()).to_pylist()
    page = parse(snapshot, Selection())
    (table,) = page.xpath("//h2[text()='Companies and themes']/following::table[1]")
    lines = {
        line[0].text_content(): [cell.text_content().strip() for cell in line[1:]]
        for line in table.iter("tr")
    }
    first = rows[0]["company"]
    counts = sorted((row["events"] for row in rows if row["company"] == first), reverse=True)
    shown = sorted((int(cell) for cell in lines[first] if cell), reverse=True)
    assert shown
    assert all(count in counts for count in shown)
    themes = {row["theme"] for row in rows}
    left_out = len(themes) - report.MOST_THEMES
    assert f"{left_out} themes with fewer events are left out" in told(page)


def test_nothing_of_a_hostile_event_is_markup(snapshot: Snapshot) -> None:
    page = parse(snapshot, Selection(text="Evil"))
    raw = make_report(snapshot, Selection(text="Evil")).getvalue().decode()
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= TAGS
    for element in page.iter():
        assert not any(name.startswith("on") for name in element.attrib)
    assert not list(page.iter("a"))  # The only address is `javascript:`.
    assert all(i.get("src").startswith("data:image/png;base64,") for i in page.iter("img"))
    assert "<img src=x onerror=window.hacked=1>" in told(page)
    assert "<script>window.hacked=1</script>" in told(page)
    assert "\u202e" not in raw
    assert "<script" not in raw


def test_hostile_filters_are_text(tmp_path: Path) -> None:
    made = invented.invent(3)
    name = "<b onclick=x>\"'& {{ 7 * 7 }}"
    made.events[0]["companies"] = [name]
    snapshot = invented.publish(made, tmp_path)
    page = parse(snapshot, Selection(companies=(name,)))
    assert f"Companies {name}" in told(page)
    assert not page.xpath("//*[@onclick]")


def test_links_of_a_report_lead_to_the_sources_only(snapshot: Snapshot) -> None:
    links = [link.get("href") for link in parse(snapshot, Selection()).iter("a")]
    assert links
    assert all(re.fullmatch(r"https://news\.example/a\d+", link) for link in links)
    raw = make_report(snapshot, Selection()).getvalue().decode()
    shown = [
        address for address in re.findall(r"https?://[^\s\"'<]+", raw)
        if "news.example" not in address and "evil.example" not in address
    ]  # fmt: skip
    assert shown == []


def test_a_report_of_events_without_dates_and_themes(tmp_path: Path) -> None:
    made = invented.invent(3)
    for event in made.events:
        event |= {"event_start": None, "event_end": None, "edtf": None, "themes": []}
    for article in made.articles:
        article["published_at"] = None
    for story in made.stories:
        story |= {"first_seen_at": None, "last_seen_at": None}
    page = parse(invented.publish(made, tmp_path), Selection())
    assert not list(page.iter("img"))
    assert "Companies and themes" not in told(page)
    assert "no date" in told(page)
