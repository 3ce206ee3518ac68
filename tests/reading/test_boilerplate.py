"""What is taken off an article's text, and what is not; pages that are no news; languages."""

from datetime import UTC, datetime

import pytest

from etl.errors import ConfigurationError
from etl.reading import boilerplate
from etl.reading.boilerplate import strip_boilerplate
from etl.reading.language import language_of
from etl.reading.markup import plain_markup
from etl.reading.page_kinds import page_kind

BODY = (
    "Norrvolt AB said on Tuesday it would build a battery plant in Umea and hire 900 people.\n"
    "The first cells are planned for 2027, chief executive Ida Berg told reporters."
)


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Ten things to know about Norrvolt",
        "RELATED STORIES",
        "Sign up for our newsletter and get the day's news in your inbox",
        "Subscribe now",
        "Advertisement",
        "Share | Tweet | Email",
        "5 min read",
        "Last updated on 5 March 2024 at 10:15",
        "Photo: Ida Berg in Umea",
        "Workers at the site. Anders Lind/Getty Images",
        "© 2024 The Courier. All rights reserved.",
        "Follow us on Twitter @courier",
        "(Reporting by Ann Ode; Editing by Bo Lind)",
        "[+2871 chars]",
    ],
)
def test_lines_that_are_no_article_go(line: str) -> None:
    assert strip_boilerplate(f"{BODY}\n{line}", "").text == BODY
    first, second = BODY.split("\n")
    assert strip_boilerplate(f"{first}\n{line}\n{second}", "").text == BODY


@pytest.mark.parametrize(
    "line",
    [
        "Read more people than ever have moved to Umea, the mayor said.",
        "Subscribers to the service will pay 9 euros a month, Norrvolt said.",
        "Related companies were not named in the lawsuit.",
        "Photos of the new car leaked on Monday.",
        "Sign-ups for the pre-order began on Friday and ended within an hour.",
        "The company will share more details in May.",
        "Follow-up inspections found no fault in the cells.",
        "Updated software will reach all cars in 2024, Vestra said.",
        "By Friday Norrvolt had sold all shares.",
    ],
)
def test_sentences_stay(line: str) -> None:
    text = f"{BODY}\n{line}"
    assert strip_boilerplate(text, "").text == text


@pytest.mark.parametrize(
    "inside",
    [
        " (Image: Ida Berg/The Courier)",
        " [Read more: Ten things to know about Norrvolt]",
        " skip past newsletter promotion Sign up to Daily Cars after newsletter promotion",
    ],
)
def test_what_stands_between_marks_inside_a_line_goes(inside: str) -> None:
    first, second = BODY.split("\n")
    assert strip_boilerplate(f"{first}{inside} {second}", "").text == f"{first} {second}"


def test_a_byline_gives_the_authors() -> None:
    stripped = strip_boilerplate(f"By Ann Ode and Bo Lind\n{BODY}", "")
    assert stripped.text == BODY
    assert stripped.authors == ["Ann Ode", "Bo Lind"]


@pytest.mark.parametrize(
    ("dateline", "day"),
    [
        ("STOCKHOLM (Reuters) - ", None),
        ("STOCKHOLM, March 5 (Reuters) - ", None),
        ("Stockholm, March 5, 2024 (AFP) — ", datetime(2024, 3, 5, tzinfo=UTC)),
        ("UMEA, Sweden, Mar. 5, 2024 /PRNewswire/ -- ", datetime(2024, 3, 5, tzinfo=UTC)),
        ("SAN FRANCISCO — ", None),
    ],
)
def test_datelines_go_and_tell_the_day(dateline: str, day: datetime | None) -> None:
    stripped = strip_boilerplate(dateline + BODY, "")
    assert stripped.text == BODY
    assert stripped.dateline_day == day


@pytest.mark.parametrize(
    "start", ["Tesla - the carmaker - ", "Model 3 - the small one - ", "General Motors, Ford - "]
)
def test_what_only_looks_like_a_dateline_stays(start: str) -> None:
    assert strip_boilerplate(start + BODY, "").text == start + BODY


def test_a_title_repeated_as_the_first_line_goes() -> None:
    title = "Norrvolt to build a plant"
    assert strip_boilerplate(f"{title.upper()}!\n{BODY}", title).text == BODY
    assert strip_boilerplate(title, title).text == title
    assert strip_boilerplate(f"{title} {BODY}", title).text == BODY
    assert strip_boilerplate(f"{title} | {BODY}", title).text == BODY
    goes_on = f"{title} in Umea, it said. {BODY}"
    assert strip_boilerplate(goes_on, title).text == goes_on


def test_a_text_that_is_mostly_furniture_stays_whole() -> None:
    text = "Advertisement\nSubscribe now\nShare\nNorrvolt builds."
    assert strip_boilerplate(text, "").text == text


def test_a_broken_pattern_is_told_with_its_line(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "boilerplate.txt"
    path.write_text("# lines\nshare\n(unclosed\n", encoding="utf-8")
    monkeypatch.setattr(boilerplate, "LINES", path)
    boilerplate.furniture.cache_clear()
    with pytest.raises(ConfigurationError, match="line 3"):
        boilerplate.furniture()
    boilerplate.furniture.cache_clear()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("AT&amp;T &lt;T&gt;", "AT&T <T>"),
        ("Qualcomm&aposs chips and Ford&rsquot", "Qualcomm's chips and Ford’t"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("R&D spending; M&A", "R&D spending; M&A"),
        ("<p>One.</p><p>Two <b>bold</b>.</p>", "One.\nTwo bold."),
    ],
)
def test_markup_in_fields(raw: str, expected: str) -> None:
    assert plain_markup(raw) == expected


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        (
            "404 Not Found",
            "The page you requested could not be found on this server.",
            "error page",
        ),
        ("", "Please enable JavaScript to continue. Your request was blocked.", "error page"),
        (
            "Before you go on",
            "We value your privacy. We and our 812 partners store and/or access information on a"
            " device, such as cookies. With your consent we may use personalised ads and content."
            " You can manage options, accept all or reject all, and withdraw your consent.",
            "consent wall",
        ),
        (
            "Winter tyre 205/55 R16",
            "In stock. Add to basket. Free delivery from £50. £89.99 incl. VAT. Customer reviews."
            " Two-year warranty. Special offers on our products.",
            "shop page",
        ),
        (
            "Cars",
            "\n".join(f"Carmaker number {n} shows its new electric van" for n in "abcdefghij"),
            "listing",
        ),
        ("Tag: batteries", "All about batteries and the people who make them.", "listing"),
        (
            "Norrvolt to build",
            "Norrvolt will build a plant. Subscribe to continue reading. Cancel any time.",
            "teaser behind a paywall",
        ),
        ("Norrvolt to build", BODY, None),
        ("Sorry, Norrvolt says after outage", BODY, None),
        ("Carmakers fall foul of cookie rules", BODY + " Cookies must be consented to.", None),
    ],
)
def test_pages_that_are_no_news(title: str, text: str, kind: str | None) -> None:
    assert page_kind(title, text) == kind


def test_addresses_of_listings() -> None:
    assert page_kind("Batteries", BODY, "https://a.example/tag/batteries/") == "listing"
    assert page_kind("Batteries", BODY, "https://a.example/tag/batteries/norrvolt-builds") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "en"),
        (BODY.upper(), "en"),
        ("Shr 34 cts vs 1.19 dlrs\nNet 807,000 vs 2,858,000\nRevs 510.2 mln vs 479.7 mln", "en"),
        (
            "Der Autobauer eröffnete am Montag sein zweites Werk in Ungarn, wie geplant.",
            "de",
        ),
        ("Le constructeur a ouvert lundi sa deuxième usine en Hongrie, plus tôt que prévu.", "fr"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert language_of(text) == language
