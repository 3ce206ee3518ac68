from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashboard.parts.events.evidence import (
    Span,
    cut_runs,
    list_fields,
    list_kinds,
    mark_article,
    safe_url,
)
from dashboard.parts.events.reader import _JS
from dashboard.plain import safe_text
from dashboard.queries import events as event_queries
from etl.warehouse.serving import Snapshot
from tests.dashboard import invented

KINDS = some.sampled_from(["company", "person", "product", "place", "date", "evidence", "trigger"])
SPANS = some.lists(
    some.builds(Span, some.integers(-5, 60), some.integers(-5, 60), KINDS, some.just("name")),
    max_size=12,
)


@given(some.text(max_size=50), SPANS)
def test_runs_hold_the_whole_text_in_order(text: str, spans: list[Span]) -> None:
    runs = cut_runs(text, spans)
    assert "".join(run["text"] for run in runs) == safe_text(text)


@given(some.text("abc def", min_size=1, max_size=50), SPANS)
def test_runs_mark_every_character_of_the_evidence(text: str, spans: list[Span]) -> None:
    marked = [run["evidence"] for run in cut_runs(text, spans) for _ in run["text"]]
    expected = [
        any(s.layer == "evidence" and s.start <= at < s.end for s in spans)
        for at in range(len(text))
    ]
    assert marked == expected


def test_cuts_mentions_inside_the_evidence() -> None:
    text = "Old news. BMW recalled cars. More."
    runs = cut_runs(
        text,
        [Span(10, 28, "evidence"), Span(10, 13, "company", "BMW Group"), Span(14, 22, "trigger")],
    )
    assert [(r["text"], r["kind"], r["evidence"], r["trigger"]) for r in runs] == [
        ("Old news. ", "", False, False),
        ("BMW", "company", True, False),
        (" ", "", True, False),
        ("recalled", "", True, True),
        (" cars.", "", True, False),
        (" More.", "", False, False),
    ]
    assert runs[1]["name"] == "BMW Group"


def test_the_first_and_longer_of_overlapping_mentions_wins() -> None:
    runs = cut_runs(
        "General Motors Europe",
        [Span(8, 21, "place"), Span(0, 14, "company"), Span(0, 7, "person")],
    )
    assert [(run["text"], run["kind"]) for run in runs] == [
        ("General", "company"),
        (" ", "company"),
        ("Motors", "company"),
        (" Europe", ""),
    ]


def test_text_loses_only_what_reorders_or_controls() -> None:
    assert safe_text("a\u202egnp.exe\u202c\x00\x1b[31m b") == "agnp.exe[31m b"
    assert safe_text("Škoda 한국\n\ttab – “quotes” 👩‍🔧") == "Škoda 한국\n\ttab – “quotes” 👩‍🔧"


@pytest.mark.parametrize(
    "url", ["https://news.example/a?b=c#d", "http://example.org", "HTTPS://EXAMPLE.ORG/x"]
)
def test_web_addresses_may_be_opened(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)",
        "java\nscript:alert(1)", "data:text/html,<script>", "file:///etc/passwd", "//evil.example",
        "vbscript:x", "https://", "http:///path", "https://a b.example", "https://[broken",
        "https://good.example\u202e/gpj.exe", "/relative", "https:\\\\evil.example", "ftp://a.example",
    ],
)  # fmt: skip
def test_other_addresses_are_no_links(url: str | None) -> None:
    assert safe_url(url) is None


def test_hostile_article_stays_plain_text(snapshot: Snapshot) -> None:
    detail = event_queries.event_detail(snapshot, "e-hostile")
    assert detail is not None
    marked = mark_article(detail)
    shown = "".join(run["text"] for run in marked["title"])
    assert shown == safe_text(invented.HOSTILE)
    assert "<script>" in shown and ":red[shout]" in shown and "\u202e" not in shown
    assert ("Companies", "<img src=x onerror=window.hacked=1>, =HYPERLINK(1)") in list_fields(
        detail
    )
    assert safe_url(detail.article["url"]) is None


def test_the_reader_writes_text_nodes_only() -> None:
    for door in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval", "fetch",
                 "href", "src", "setHTML", "import("):  # fmt: skip
        assert door not in _JS


def test_tells_every_field_in_words(snapshot: Snapshot) -> None:
    rows = event_queries.list_events(
        snapshot, event_queries.Selection(text="joint venture")
    ).to_pylist()
    dated = next(row for row in rows if row["edtf"])
    detail = event_queries.event_detail(snapshot, dated["event_id"])
    assert detail is not None
    fields = dict(list_fields(detail))
    assert fields["Type"] == "Partnership"
    day: date = dated["sort_date"]
    assert fields["Date"].startswith(f"{day.day} {day:%b %Y} (“{day.day} {day:%B %Y}”")
    assert fields["Confidence"].endswith("% that type and companies are right")
    word = detail.article["text"][detail.event["trigger_start"] : detail.event["trigger_end"]]
    assert f"“{word}”" in fields["Why"]
    assert detail.event["extractor"] in fields["Why"]
    assert {kind for kind, _ in list_kinds(mark_article(detail)["text"])} >= {"company", "date"}
