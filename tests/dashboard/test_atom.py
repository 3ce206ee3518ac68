"""The Atom feed: valid, complete to its limit, the same bytes for the same data, plain text."""

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest

from dashboard.downloads.atom import Feed, feed_of, make_atom
from dashboard.filters.selection import Selection
from dashboard.filters.view import View
from dashboard.queries.stories import count_stories, list_stories
from dashboard.saved_views import SavedView
from etl.warehouse.serving import Snapshot
from tests.dashboard import invented

DASHBOARD = "http://127.0.0.1:8501"
FEED = Feed("Motorwire: test", "tag:motorwire.localhost,2026:test", DASHBOARD)
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(content: bytes) -> list[ElementTree.Element]:
    return ElementTree.fromstring(content).findall(f"{ATOM}entry")


def told(entry: ElementTree.Element, name: str) -> str | None:
    return entry.findtext(f"{ATOM}{name}")


@pytest.mark.parametrize(
    "selection",
    [Selection(), Selection(companies=("Toyota",)), Selection(text="recalled"),
     Selection(companies=("nobody",))],
)  # fmt: skip
def test_a_feed_holds_the_stories_of_the_selection(
    snapshot: Snapshot, selection: Selection
) -> None:
    wanted = list_stories(snapshot, selection, limit=1000).to_pylist()
    found = entries(make_atom(snapshot, selection, FEED, 1000).getvalue())
    ids = [f"tag:motorwire.localhost,2026:story:{story['story_id']}" for story in wanted]
    assert [told(entry, "id") for entry in found] == ids
    seen = [datetime.fromisoformat(told(entry, "updated") or "") for entry in found]
    assert seen == [story["last_seen_at"] for story in wanted]
    assert seen == sorted(seen, reverse=True)
    for entry, story in zip(found, wanted, strict=True):
        terms = [c.get("term") for c in entry.findall(f"{ATOM}category")]
        assert terms == story["themes"]


def test_a_feed_says_how_many_stories_there_are(snapshot: Snapshot) -> None:
    count = count_stories(snapshot, Selection())
    content = make_atom(snapshot, Selection(), FEED, 7).getvalue()
    assert len(entries(content)) == 7
    assert f"The newest 7 of {count:,} stories" in content.decode()
    whole = make_atom(snapshot, Selection(companies=("Toyota",)), FEED, 1000).getvalue()
    assert f">{len(entries(whole)):,} stories<" in whole.decode()


def test_a_feed_is_a_feed_to_its_readers(snapshot: Snapshot) -> None:
    read = feedparser.parse(make_atom(snapshot, Selection(companies=("Toyota",)), FEED).getvalue())
    assert not read.bozo and read.version == "atom10"
    assert read.feed.title == FEED.title and read.feed.id == FEED.feed_id
    assert read.feed.link == DASHBOARD and read.feed.author == "Motorwire"
    assert read.feed.updated == read.entries[0].updated
    story = list_stories(snapshot, Selection(companies=("Toyota",)), limit=1).to_pylist()[0]
    entry = read.entries[0]
    assert entry.title.startswith(", ".join(story["companies"]) + ": ")
    assert entry.title.endswith(f"({story['status']})")
    assert entry.content[0].type == "text/plain"
    assert entry.content[0].value.startswith(story["evidence"])
    assert entry.content[0].value.endswith("1 article, 1 source")
    number = story["story_id"].removeprefix("s-")
    assert entry.link == f"https://news.example/{number}"


def test_the_same_data_gives_the_same_bytes(tmp_path: Path) -> None:
    made = [
        make_atom(invented.publish(invented.invent(40), tmp_path / name), Selection(), FEED)
        for name in ("one", "two")
    ]
    assert made[0].getvalue() == made[1].getvalue()
    nothing = make_atom(invented.publish(invented.invent(0), tmp_path / "no"), Selection(), FEED)
    assert "<updated>1970-01-01T00:00:00+00:00</updated>" in nothing.getvalue().decode()
    assert "0 stories" in nothing.getvalue().decode()


def test_hostile_texts_are_plain_and_lead_nowhere(tmp_path: Path) -> None:
    made = invented.Invented([], [], [], [], [])
    invented.add_hostile_event(made)
    dirty = "\x00\x0b\x1b\ufffe\uffff\u202eBad </content> ]]> & <b>"
    made.stories[0] |= {"companies": [dirty], "evidence": f"{dirty} \U0001f697 Škoda"}
    content = make_atom(invented.publish(made, tmp_path), Selection(), FEED).getvalue()
    (entry,) = entries(content)
    assert told(entry, "title") == "Bad </content> ]]> & <b>: Recall (happened)"
    assert (told(entry, "content") or "").startswith("Bad </content> ]]> & <b> \U0001f697 Škoda")
    assert entry.find(f"{ATOM}link") is None
    assert {e.get("type") for e in entry.iter() if e.get("type")} == {"text"}
    assert "javascript:" not in content.decode()


def test_a_story_without_a_date_comes_last_under_a_fixed_one(tmp_path: Path) -> None:
    made = invented.invent(3)
    made.stories[1] |= {"first_seen_at": None, "last_seen_at": None}
    found = entries(make_atom(invented.publish(made, tmp_path), Selection(), FEED).getvalue())
    assert (told(found[-1], "id") or "").endswith(made.stories[1]["story_id"])
    assert told(found[-1], "published") is None
    assert datetime.fromisoformat(told(found[-1], "updated") or "") == datetime(
        1970, 1, 1, tzinfo=UTC
    )


def test_the_id_of_a_feed_stays_with_its_view() -> None:
    view = View(Selection(("Tesla",), text="a&b"), "30d")
    plain = feed_of(view, DASHBOARD + "/")
    assert plain == feed_of(view, DASHBOARD)
    assert plain.link == f"{DASHBOARD}/?company=Tesla&period=30d&q=a%26b"
    assert plain.title == "Motorwire: Tesla, Last 30 days, a&b"
    assert feed_of(View(), DASHBOARD).title == "Motorwire: all events"
    assert feed_of(View(), DASHBOARD).feed_id != plain.feed_id
    one = feed_of(view, DASHBOARD, SavedView("My Škoda", {}))
    other = feed_of(View(), DASHBOARD, SavedView("my škoda", {}))
    assert one.feed_id == other.feed_id != plain.feed_id
    assert one.title == "Motorwire: My Škoda"
    assert one.feed_id.isascii()
