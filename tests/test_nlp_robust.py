"""Extraction on hostile text: it never raises, and its offsets always fit the text."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from etl.nlp.extract import extract, load_pipeline
from etl.nlp.sentences import split_sentences
from etl.nlp.types import ArticleText, Extraction

WORDS = [
    "Tesla", "GM", "Li Auto", "Inc.", "Quorvex Holdings Ltd", "(NYSE: F)", "Mr. Smith", "Elon Musk",
    "said", "the company", "will", "cut", "prices", "by 5%", "$3 billion", "acquire", "recalled",
    "1,200", "jobs", "on Monday", "in 2030", "shares", "fell", "Model 3", "“", "”", "'s", ".", "!",
    "\n", "\r\n", "U.S.", "No. 5", "\ue000", "\u2028", "(", ")", "((", "🚗", "İ", "ﬁ", "\x00", "\t",
]  # fmt: skip

texts = st.one_of(
    st.text(max_size=300),
    st.text(st.characters(), max_size=300),
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=40).map("".join),
)
days = st.one_of(st.none(), st.dates())


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline()


def check(article: ArticleText, found: Extraction) -> None:
    fields = {"title": article.title, "text": article.text}
    for row in found.mentions:
        assert fields[row["field"]][row["start"] : row["end"]] == row["text"]
        assert row["text"]
        assert 0 <= row["score"] <= 1
    keys = [(m["field"], m["start"], m["end"], m["kind"]) for m in found.mentions]
    assert len(set(keys)) == len(keys)
    for row in found.events:
        field = fields[row["evidence_field"]]
        assert field[row["evidence_start"] : row["evidence_end"]] == row["evidence"]
        assert row["evidence_start"] <= row["trigger_start"] < row["trigger_end"]
        assert row["trigger_end"] <= row["evidence_end"]
        assert row["companies"]
        assert len(row["companies"]) == len(row["company_ids"])
        assert 0 <= row["score"] <= 1
        if row["event_start"] and row["event_end"]:
            assert row["event_start"] <= row["event_end"]
        assert (row["date_basis"] == "none") == (row["date_text"] is None)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(title=texts, text=texts, day=days)
def test_any_text_is_read(nlp: Language, title: str, text: str, day: date | None) -> None:
    article = ArticleText("h", title, text, day)
    for found in extract(nlp, [article]):
        check(article, found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "." * 5000,
        "A" * 5000,
        "Tesla " * 2000,
        "(" * 3000 + ")" * 3000,
        "Tesla, " * 500 + "cut prices.",
        "\ud800 Tesla cut prices by 5% \udfff on Monday.",
        "Tesla\ue000cut\ue001prices",
        "B" + " of C" * 2000,
        "Tesla said " + "very " * 3000 + "much about prices and cut jobs.",
    ],
)
def test_nasty_text_is_read(nlp: Language, text: str) -> None:
    article = ArticleText("n", text[:200], text, date(2024, 1, 1))
    for found in extract(nlp, [article]):
        check(article, found)


@given(texts)
def test_sentences_cover_the_text(text: str) -> None:
    bounds = split_sentences(text)
    assert bounds == sorted(bounds)
    assert all(a[1] <= b[0] for a, b in pairwise(bounds))
    inside = "".join(text[start:end] for start, end in bounds)
    assert "".join(inside.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Foo Inc. opened a plant. It is big.", 2),
        ("The deal was signed by Foo Inc. The plant opens in May.", 2),
        ("The U.S. Department of Energy said no. It ended there.", 2),
        ("J. B. Miller joined. He left.", 2),
        ("He bought No. 5 for $3.50 in Jan. 2020.", 1),
        ("“We will open it.” The chief smiled.", 2),
        ("One line\nanother line", 2),
        ("It was the end.The next day it rained.", 2),
        ("All was well. Rimac Nevera In the end the carmaker sold two hundred of them.", 3),
        ("Bank of America and Toyota signed the papers in the morning.", 1),
    ],
)
def test_sentence_ends(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count
