"""From records to articles: fields, dates, language, duplicates, and outcomes that add up."""

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.contracts import ARTICLES, REJECT_REASONS, REJECTS
from etl.reading.articles import (
    LONGEST_CHARACTERS,
    Outcome,
    ReadingCounts,
    canonical_url,
    judge_records,
)
from etl.reading.dates import date_in_url, parse_published
from etl.reading.fields import as_names, map_fields
from etl.reading.known import KnownArticles
from etl.reading.records import AnyRecord, BrokenRecord, Record
from etl.reading.text import clean_text, content_hash

TEXT = "The carmaker opened its second plant in Hungary on Monday, three months ahead of its plan."


def judge(
    *records: dict[str, Any] | AnyRecord, known: KnownArticles | None = None
) -> tuple[list[Outcome], ReadingCounts]:
    counts = ReadingCounts()
    as_records = [Record(r, str(r)) if isinstance(r, dict) else r for r in records]
    return list(judge_records(as_records, "d", known or KnownArticles(), counts)), counts


def accepted(record: dict[str, Any]) -> dict[str, Any]:
    (outcome,), _ = judge(record)
    assert outcome.article is not None, outcome.reject
    return outcome.article


def reason(record: dict[str, Any] | AnyRecord) -> str:
    (outcome,), _ = judge(record)
    assert outcome.reject is not None
    return str(outcome.reject["reason"])


@pytest.mark.parametrize(
    "name", ["text", "content", "body", "maintext", "articleBody", "Full-Text"]
)
def test_text_goes_by_many_names(name: str) -> None:
    assert accepted({name: TEXT})["text"] == TEXT


@pytest.mark.parametrize(
    ("name", "value", "column", "expected"),
    [
        ("headline", "A plant opens", "title", "A plant opens"),
        ("link", "https://a.example/x", "url", "https://a.example/x"),
        ("source", {"id": None, "name": "The Paper"}, "source", "The Paper"),
        ("source_domain", "a.example", "source", "a.example"),
        ("byline", "By Ann Ode and Bo Lind", "authors", ["Ann Ode", "Bo Lind"]),
        ("authors", ["Ann Ode", None, ""], "authors", ["Ann Ode"]),
        ("doc_id", 17, "external_id", "17"),
    ],
)
def test_aliases(name: str, value: Any, column: str, expected: Any) -> None:
    assert accepted({"text": TEXT, name: value})[column] == expected


def test_unknown_fields_are_counted() -> None:
    _, counts = judge({"text": TEXT, "sentiment": 1, "image": None})
    assert counts.unknown_fields == {"sentiment": 1, "image": 1}


def test_summary_stands_in_for_a_missing_text() -> None:
    assert accepted({"content": "{}", "description": TEXT})["text"] == TEXT


@pytest.mark.parametrize("missing", ["", "  ", "{}", "null", "NaN", "N/A", None, math.nan, [], {}])
def test_missing_values_are_no_values(missing: Any) -> None:
    assert map_fields({"text": missing, "x": missing}) == ({}, ["x"])


def test_a_text_in_another_script_is_not_missing() -> None:
    assert map_fields({"text": "销量"})[0] == {"text": "销量"}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"title": "Only a title"}, "empty"),
        ({"text": "Too short."}, "too_short"),
        ({"text": "x" * (LONGEST_CHARACTERS + 1)}, "too_long"),
        (
            {"text": "Der Hersteller hat am Montag sein zweites Werk in Ungarn eröffnet."},
            "not_english",
        ),
        (
            {
                "text": "该汽车制造商周一在匈牙利开设了第二家工厂，比计划提前了三个月。" * 3
                + " a b c d e f g h"
            },
            "not_english",
        ),
        ({"text": ["a", "list"]}, "unparsable"),
        (BrokenRecord("broken"), "unparsable"),
    ],
)
def test_reasons(record: Any, expected: str) -> None:
    assert reason(record) == expected


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({"url": "https://a.example/x", "text": TEXT}, "duplicate"),
        ({"url": "http://www.a.example/x/?utm_source=mail#top", "text": TEXT}, "duplicate"),
        ({"url": "https://b.example/y", "text": TEXT.upper()}, "duplicate"),
        ({"url": "https://b.example/y", "text": TEXT + " More."}, "accepted"),
        ({"url": "https://a.example/x?id=2", "text": TEXT + " More."}, "accepted"),
        ({"url": "https://a.example/", "text": TEXT}, "duplicate"),
    ],
)
def test_duplicates_by_address_or_text(second: dict[str, Any], expected: str) -> None:
    outcomes, counts = judge({"url": "https://a.example/x", "text": TEXT}, second)
    first = outcomes[0].article
    assert first is not None
    if expected == "duplicate":
        assert outcomes[1].reject is not None
        assert outcomes[1].reject["reason"] == "duplicate"
        assert outcomes[1].reject["article_id"] == first["article_id"]
    else:
        assert counts.outcomes == {"accepted": 2}


def test_the_address_of_a_front_page_is_no_identity() -> None:
    one, other = ({"url": "https://a.example/", "text": TEXT + extra} for extra in (" A.", " B."))
    assert accepted(one)["article_id"] != accepted(other)["article_id"]


def test_duplicates_of_other_dumps() -> None:
    known = KnownArticles()
    judge({"text": TEXT}, known=known)
    (again,), _ = judge({"text": TEXT, "url": "https://a.example/x"}, known=known)
    assert again.reject is not None
    assert again.reject["reason"] == "duplicate"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-03-28", datetime(2024, 3, 28, tzinfo=UTC)),
        ("2024-03-28 09:30:00", datetime(2024, 3, 28, 9, 30, tzinfo=UTC)),
        ("2024-03-28T09:30:00Z", datetime(2024, 3, 28, 9, 30, tzinfo=UTC)),
        ("2024-03-28T09:30:00+02:00", datetime(2024, 3, 28, 7, 30, tzinfo=UTC)),
        ("Thu, 28 Mar 2024 09:30:00 GMT", datetime(2024, 3, 28, 9, 30, tzinfo=UTC)),
        ("March 28, 2024", datetime(2024, 3, 28, tzinfo=UTC)),
        ("03.02.2025", datetime(2025, 2, 3, tzinfo=UTC)),
        ("3.2.2025 10:15", datetime(2025, 2, 3, 10, 15, tzinfo=UTC)),
        ("22.03.2022", datetime(2022, 3, 22, tzinfo=UTC)),
        ("03/02/2025", datetime(2025, 3, 2, tzinfo=UTC)),
        ("13/02/2025", datetime(2025, 2, 13, tzinfo=UTC)),
        (1711618200, datetime(2024, 3, 28, 9, 30, tzinfo=UTC)),
        ("1711618200", datetime(2024, 3, 28, 9, 30, tzinfo=UTC)),
        (1711618200000, datetime(2024, 3, 28, 9, 30, tzinfo=UTC)),
        ("2024-01-01T00:00:00+25:00", None),
        ("9999-12-31 23:00:00.2000 -05:00", None),
        ("0001-01-01T00:00:00.2000+05:00", None),
        (10**400, None),
        ("yesterday", None),
        ("28 March", None),
        ("9999-99-99", None),
        (1e300, None),
        (True, None),
        ({"a": 1}, None),
    ],
)
def test_publication_dates(value: Any, expected: datetime | None) -> None:
    assert parse_published(value) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/2024/03/28/slug", datetime(2024, 3, 28, tzinfo=UTC)),
        ("https://a.example/news-2024-3-8.html", datetime(2024, 3, 8, tzinfo=UTC)),
        ("https://a.example/a-20240328-b", datetime(2024, 3, 28, tzinfo=UTC)),
        ("https://a.example/2024/02/31/slug", None),
        ("https://a.example/19990101123456789", None),
        ("https://a.example/slug", None),
    ],
)
def test_dates_in_urls(url: str, expected: datetime | None) -> None:
    assert date_in_url(url) == expected


def test_basis_of_the_publication_date() -> None:
    url = "https://a.example/2024/03/28/slug"
    assert accepted({"text": TEXT, "date": "2023-01-01", "url": url})["published_basis"] == "field"
    assert accepted({"text": TEXT, "url": url})["published_basis"] == "url"
    assert accepted({"text": TEXT})["published_basis"] == "none"
    (outcome,), counts = judge({"text": TEXT, "date": "soon", "url": url})
    assert outcome.article is not None
    assert outcome.article["published_basis"] == "url"
    assert counts.warnings == {"bad_date": 1}


def test_no_publication_lies_in_the_future() -> None:
    (outcome,), counts = judge({"text": TEXT, "date": "2090-01-01"})
    assert outcome.article is not None
    assert outcome.article["published_at"] is None
    assert counts.warnings == {"future_date": 1}


def test_an_update_is_no_publication() -> None:
    article = accepted({"text": TEXT, "date_modified": "2024-03-09"})
    assert article["published_at"] is None
    assert article["updated_at"] == datetime(2024, 3, 9, tzinfo=UTC)


def test_the_dateline_gives_the_date_where_nothing_else_does() -> None:
    article = accepted({"text": f"DEBRECEN, Hungary, March 5, 2024 (Reuters) - {TEXT}"})
    assert article["text"] == TEXT
    assert article["published_at"] == datetime(2024, 3, 5, tzinfo=UTC)
    assert article["published_basis"] == "text"


def test_article_ids_do_not_depend_on_the_dump() -> None:
    url = {"url": "https://a.example/x", "text": TEXT}
    assert accepted(url)["article_id"] == accepted({**url, "text": TEXT + " More."})["article_id"]
    assert accepted({"text": TEXT})["article_id"] == accepted({"body": TEXT})["article_id"]


def test_cleaning() -> None:
    assert clean_text("a\x00b\u200b\r\nc \t d\n \n\n\ne\ufeff") == "ab\nc d\n\ne"
    assert clean_text("e\u0301") == "é"
    assert clean_text("a " + "=" * 9_000 + " b") == "a " + "=" * 50 + " b"
    assert content_hash("Plant  opens!") == content_hash("plant\nopens")


def test_names() -> None:
    assert as_names("Ann Ode; Bo Lind") == ["Ann Ode", "Bo Lind"]
    assert as_names(None) == []


def test_canonical_url_of_nonsense_is_a_string() -> None:
    assert canonical_url("http://[bad") == canonical_url("http://[bad")


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(["title", "text", "content", "date", "url", "source", "author", "id"])
records = st.one_of(
    st.builds(Record, st.dictionaries(names | st.text(), json_values, max_size=8), st.text()),
    st.builds(Record, st.fixed_dictionaries({"text": st.just(TEXT), "url": st.text()}), st.text()),
    st.builds(BrokenRecord, st.text(), st.text()),
)


@given(st.lists(records, max_size=12))
def test_every_record_has_one_outcome_and_a_row_by_contract(given_records: list[AnyRecord]) -> None:
    outcomes, counts = judge(*given_records)
    assert len(outcomes) == counts.records == counts.outcomes.total() == len(given_records)
    for outcome in outcomes:
        assert (outcome.article is None) != (outcome.reject is None)
        if outcome.article is not None:
            assert sorted(outcome.article) == sorted(ARTICLES.schema.names)
        if outcome.reject is not None:
            assert sorted(outcome.reject) == sorted(REJECTS.schema.names)
            assert outcome.reject["reason"] in REJECT_REASONS
