"""The date reader: what it finds, where it places it, and what it must leave alone."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.nlp.dates.find import DateMention, find_dates
from etl.nlp.dates.spans import edtf_of

PUBLISHED = date(2024, 7, 10)  # a Wednesday


def only(sentence: str, published: date | None = PUBLISHED, **options: object) -> DateMention:
    mentions = find_dates(sentence, published, **options)  # type: ignore[arg-type]
    assert len(mentions) == 1, [mention.text for mention in mentions]
    return mentions[0]


def span(mention: DateMention) -> str:
    return f"{mention.first}..{mention.last}"


@pytest.mark.parametrize(
    ("sentence", "text", "first", "last", "edtf"),
    [
        ("Built on 2024-03-17.", "2024-03-17", "2024-03-17", "2024-03-17", "2024-03-17"),
        ("Built on 2024/03/17.", "2024/03/17", "2024-03-17", "2024-03-17", "2024-03-17"),
        ("Built on 3/17/2024.", "3/17/2024", "2024-03-17", "2024-03-17", "2024-03-17"),
        ("Built on 3/17/24.", "3/17/24", "2024-03-17", "2024-03-17", "2024-03-17"),
        ("Built on 17.03.2024.", "17.03.2024", "2024-03-17", "2024-03-17", "2024-03-17"),
        ("Built on 17/03/2024.", "17/03/2024", "2024-03-17", "2024-03-17", "2024-03-17"),
        ("On 17 March 2024 it opened.", "17 March 2024", "2024-03-17", "2024-03-17", "2024-03-17"),
        ("On March 17, 2024, it opened.", "March 17, 2024", "2024-03-17", "2024-03-17",
         "2024-03-17"),
        ("On Mar. 17 2024 it opened.", "Mar. 17 2024", "2024-03-17", "2024-03-17", "2024-03-17"),
        ("On Monday, March 17, 2025, it met.", "Monday, March 17, 2025", "2025-03-17",
         "2025-03-17", "2025-03-17"),
        ("It met on the 16th of February 2023.", "the 16th of February 2023", "2023-02-16",
         "2023-02-16", "2023-02-16"),
        ("The show ran March 5-7, 2023.", "March 5-7, 2023", "2023-03-05", "2023-03-07",
         "2023-03-05/2023-03-07"),
        ("The show ran 3 to 5 June 2024.", "3 to 5 June 2024", "2024-06-03", "2024-06-05",
         "2024-06-03/2024-06-05"),
        ("It opened in March 2024.", "March 2024", "2024-03-01", "2024-03-31", "2024-03"),
        ("It opened in Dec 2023.", "Dec 2023", "2023-12-01", "2023-12-31", "2023-12"),
        ("Sales of 2024-03 fell.", "2024-03", "2024-03-01", "2024-03-31", "2024-03"),
        ("It was founded in 2019.", "2019", "2019-01-01", "2019-12-31", "2019"),
        ("Its 2019 revenue rose.", "2019", "2019-01-01", "2019-12-31", "2019"),
        ("The 2024-25 budget grew.", "The 2024-25", "2024-01-01", "2025-12-31", "2024/2025"),
        ("It ran from 2025 to 2027.", "from 2025 to 2027", "2025-01-01", "2027-12-31",
         "2025/2027"),
        ("Between March and May 2024 it sold cars.", "Between March and May 2024", "2024-03-01",
         "2024-05-31", "2024-03/2024-05"),
        ("Sales of January-September 2023 fell.", "January-September 2023", "2023-01-01",
         "2023-09-30", "2023-01/2023-09"),
        ("It was built in late 2021.", "late 2021", "2021-09-01", "2021-12-31",
         "2021-09/2021-12"),
        ("It opens in early 2022.", "early 2022", "2022-01-01", "2022-04-30", "2022-01/2022-04"),
        ("It opens in mid-2023.", "mid-2023", "2023-05-01", "2023-08-31", "2023-05/2023-08"),
        ("It grew from late 2020 to early 2021.", "from late 2020 to early 2021", "2020-09-01",
         "2021-04-30", "2020-09/2021-04"),
        ("It opens at the end of 2025.", "the end of 2025", "2025-10-01", "2025-12-31",
         "2025-10/2025-12"),
        ("It opened at the start of 2016.", "the start of 2016", "2016-01-01", "2016-01-31",
         "2016-01"),
        ("It opens at year-end 2025.", "year-end 2025", "2025-10-01", "2025-12-31",
         "2025-10/2025-12"),
        ("It met in late March 2023.", "late March 2023", "2023-03-21", "2023-03-31",
         "2023-03-21/2023-03-31"),
        ("It met in mid-May 2023.", "mid-May 2023", "2023-05-11", "2023-05-20",
         "2023-05-11/2023-05-20"),
        ("It met in early June 2023.", "early June 2023", "2023-06-01", "2023-06-10",
         "2023-06-01/2023-06-10"),
        ("Q3 2024 was good.", "Q3 2024", "2024-07-01", "2024-09-30", "2024-07/2024-09"),
        ("3Q24 was good.", "3Q24", "2024-07-01", "2024-09-30", "2024-07/2024-09"),
        ("Q3'24 was good.", "Q3'24", "2024-07-01", "2024-09-30", "2024-07/2024-09"),
        ("Q3 FY24 was good.", "Q3 FY24", "2024-07-01", "2024-09-30", "2024-07/2024-09"),
        ("It fell in the third quarter of 2024.", "the third quarter of 2024", "2024-07-01",
         "2024-09-30", "2024-07/2024-09"),
        ("It fell in the third and fourth quarters of 2023.",
         "the third and fourth quarters of 2023", "2023-07-01", "2023-12-31", "2023-07/2023-12"),
        ("It fell in 2023's first quarter.", "2023's first quarter", "2023-01-01", "2023-03-31",
         "2023-01/2023-03"),
        ("It fell in the first half of 2025.", "the first half of 2025", "2025-01-01",
         "2025-06-30", "2025-01/2025-06"),
        ("H1 2025 was good.", "H1 2025", "2025-01-01", "2025-06-30", "2025-01/2025-06"),
        ("2H25 was good.", "2H25", "2025-07-01", "2025-12-31", "2025-07/2025-12"),
        ("Its fiscal 2024 was good.", "fiscal 2024", "2024-01-01", "2024-12-31", "2024"),
        ("FY24 was good.", "FY24", "2024-01-01", "2024-12-31", "2024"),
        ("Its fiscal third quarter of 2024 was good.", "fiscal third quarter of 2024",
         "2024-07-01", "2024-09-30", "2024-07/2024-09"),
        ("The quarter ended Sept. 30, 2023, was good.", "The quarter ended Sept. 30, 2023",
         "2023-07-01", "2023-09-30", "2023-07/2023-09"),
        ("The quarter ended Sept. 28, 2023, was good.", "The quarter ended Sept. 28, 2023",
         "2023-06-30", "2023-09-28", "2023-06-30/2023-09-28"),
        ("In the six months to June 2023 it grew.", "the six months to June 2023", "2023-01-01",
         "2023-06-30", "2023-01/2023-06"),
        ("The December 2023 quarter was good.", "The December 2023 quarter", "2023-10-01",
         "2023-12-31", "2023-10/2023-12"),
        ("In the first nine months of 2023 it grew.", "the first nine months of 2023",
         "2023-01-01", "2023-09-30", "2023-01/2023-09"),
        ("In the last three months of 2023 it grew.", "the last three months of 2023",
         "2023-10-01", "2023-12-31", "2023-10/2023-12"),
        ("It opened in spring 2025.", "spring 2025", "2025-03-01", "2025-05-31",
         "2025-03/2025-05"),
        ("It opened in the fall of 2023.", "the fall of 2023", "2023-09-01", "2023-11-30",
         "2023-09/2023-11"),
        ("It opened in winter 2023.", "winter 2023", "2023-12-01", "2024-02-29",
         "2023-12/2024-02"),
        ("It opened in winter 2024-25.", "winter 2024-25", "2024-12-01", "2025-02-28",
         "2024-12/2025-02"),
        ("It will sell robots in the 2030s.", "the 2030s", "2030-01-01", "2039-12-31", "203X"),
        ("It will sell robots in the mid-2020s.", "the mid-2020s", "2024-01-01", "2026-12-31",
         "2024/2026"),
        ("A 19th-century mill burned.", "19th-century", "1800-01-01", "1899-12-31", "18XX"),
    ],
)  # fmt: skip
def test_text_alone_gives_the_date(
    sentence: str, text: str, first: str, last: str, edtf: str
) -> None:
    for published in (PUBLISHED, None):
        mention = only(sentence, published)
        assert (mention.text, str(mention.first), str(mention.last)) == (text, first, last)
        assert (mention.edtf, mention.basis, mention.kind) == (edtf, "explicit", "date")


@pytest.mark.parametrize(
    ("sentence", "text", "first", "last"),
    [
        ("It opened on Monday.", "Monday", "2024-07-08", "2024-07-08"),
        ("It opened Wednesday.", "Wednesday", "2024-07-10", "2024-07-10"),
        ("It will open on Monday.", "Monday", "2024-07-15", "2024-07-15"),
        ("It will open on Wednesday.", "Wednesday", "2024-07-10", "2024-07-10"),
        ("It opened last Wednesday.", "last Wednesday", "2024-07-03", "2024-07-03"),
        ("It opens next Tuesday.", "next Tuesday", "2024-07-16", "2024-07-16"),
        ("It was sold on Thursday night.", "Thursday night", "2024-07-04", "2024-07-04"),
        ("Late Friday it said no.", "Late Friday", "2024-07-05", "2024-07-05"),
        ("Shares fell today.", "today", "2024-07-10", "2024-07-10"),
        ("Shares fell this morning.", "this morning", "2024-07-10", "2024-07-10"),
        ("Shares fell yesterday.", "yesterday", "2024-07-09", "2024-07-09"),
        ("Shares may fall tomorrow.", "tomorrow", "2024-07-11", "2024-07-11"),
        ("It ends tonight.", "tonight", "2024-07-10", "2024-07-10"),
        ("It ended the day before yesterday.", "the day before yesterday", "2024-07-08",
         "2024-07-08"),
        ("It will start this week.", "this week", "2024-07-08", "2024-07-14"),
        ("It started last week.", "last week", "2024-07-01", "2024-07-07"),
        ("It starts next week.", "next week", "2024-07-15", "2024-07-21"),
        ("It starts early next week.", "early next week", "2024-07-15", "2024-07-17"),
        ("It starts next month.", "next month", "2024-08-01", "2024-08-31"),
        ("It started last month.", "last month", "2024-06-01", "2024-06-30"),
        ("It started late last month.", "late last month", "2024-06-21", "2024-06-30"),
        ("It will start this year.", "this year", "2024-01-01", "2024-12-31"),
        ("It started this year.", "this year", "2024-01-01", "2024-07-10"),
        ("It started last year.", "last year", "2023-01-01", "2023-12-31"),
        ("It starts early next year.", "early next year", "2025-01-01", "2025-04-30"),
        ("It started earlier this year.", "earlier this year", "2024-01-01", "2024-07-10"),
        ("It started earlier this month.", "earlier this month", "2024-07-01", "2024-07-10"),
        ("It started earlier this week.", "earlier this week", "2024-07-08", "2024-07-10"),
        ("It starts later this year.", "later this year", "2024-07-10", "2024-12-31"),
        ("It starts later this month.", "later this month", "2024-07-10", "2024-07-31"),
        ("Sales fell so far this year.", "so far this year", "2024-01-01", "2024-07-10"),
        ("Shares are down 9% year to date.", "year to date", "2024-01-01", "2024-07-10"),
        ("It was sold two years ago.", "two years ago", "2022-01-01", "2022-12-31"),
        ("It was sold three months ago.", "three months ago", "2024-04-01", "2024-04-30"),
        ("It was sold two weeks ago.", "two weeks ago", "2024-06-24", "2024-06-30"),
        ("It was sold ten days ago.", "ten days ago", "2024-06-30", "2024-06-30"),
        ("It was sold a decade ago.", "a decade ago", "2014-01-01", "2014-12-31"),
        ("It was sold a year and a half ago.", "a year and a half ago", "2023-01-01",
         "2023-01-31"),
        ("It grew in the past five years.", "the past five years", "2019-07-10", "2024-07-10"),
        ("It will grow over the next two years.", "the next two years", "2024-07-10",
         "2026-07-10"),
        ("It will open within three months.", "within three months", "2024-07-10", "2024-10-10"),
        ("It will open in two weeks.", "in two weeks", "2024-07-22", "2024-07-28"),
        ("It will open in five years.", "in five years", "2029-01-01", "2029-12-31"),
        ("It opens this fall.", "this fall", "2024-09-01", "2024-11-30"),
        ("It opened last summer.", "last summer", "2023-06-01", "2023-08-31"),
        ("It will open in the autumn.", "the autumn", "2024-09-01", "2024-11-30"),
        ("It opens next spring.", "next spring", "2025-03-01", "2025-05-31"),
        ("It opened last quarter.", "last quarter", "2024-04-01", "2024-06-30"),
        ("It opens next quarter.", "next quarter", "2024-10-01", "2024-12-31"),
        ("It reported first-quarter results.", "first-quarter", "2024-01-01", "2024-03-31"),
        ("It will report second-quarter results.", "second-quarter", "2024-04-01", "2024-06-30"),
        ("It will open in the fourth quarter.", "the fourth quarter", "2024-10-01",
         "2024-12-31"),
        ("It opened in the fourth quarter.", "the fourth quarter", "2023-10-01", "2023-12-31"),
        ("It rose in the second half of last year.", "the second half of last year",
         "2023-07-01", "2023-12-31"),
        ("It rose in last year's third quarter.", "last year's third quarter", "2023-07-01",
         "2023-09-30"),
        ("It opened in February.", "February", "2024-02-01", "2024-02-29"),
        ("It opened in November.", "November", "2023-11-01", "2023-11-30"),
        ("It will open in November.", "November", "2024-11-01", "2024-11-30"),
        ("It will open in February.", "February", "2025-02-01", "2025-02-28"),
        ("It opens this August.", "this August", "2024-08-01", "2024-08-31"),
        ("It opened last October.", "last October", "2023-10-01", "2023-10-31"),
        ("It opened in March last year.", "March last year", "2023-03-01", "2023-03-31"),
        ("It opens in March of next year.", "March of next year", "2025-03-01", "2025-03-31"),
        ("It opened on March 17.", "March 17", "2024-03-17", "2024-03-17"),
        ("It opened on Dec. 5.", "Dec. 5", "2023-12-05", "2023-12-05"),
        ("It will open on March 17.", "March 17", "2025-03-17", "2025-03-17"),
        ("The January crash was probed.", "The January", "2024-01-01", "2024-01-31"),
        ("It will close from Dec. 24 through Jan. 10.", "from Dec. 24 through Jan. 10",
         "2024-12-24", "2025-01-10"),
        ("It was closed from October to January.", "from October to January", "2023-10-01",
         "2024-01-31"),
        ("It ran from Monday to Friday.", "from Monday to Friday", "2024-07-01", "2024-07-05"),
        ("It opened over the weekend.", "the weekend", "2024-07-06", "2024-07-07"),
        ("It will open this weekend.", "this weekend", "2024-07-13", "2024-07-14"),
        ("It will open in the week of July 15.", "the week of July 15", "2024-07-15",
         "2024-07-21"),
        ("It rose in the first three months of the year.", "the first three months of the year",
         "2024-01-01", "2024-03-31"),
        ("It opened later this decade.", "later this decade", "2024-07-10", "2029-12-31"),
    ],
)  # fmt: skip
def test_publication_date_places_it(sentence: str, text: str, first: str, last: str) -> None:
    mention = only(sentence)
    assert (mention.text, str(mention.first), str(mention.last)) == (text, first, last)
    assert (mention.basis, mention.kind) == ("published", "date")


@pytest.mark.parametrize(
    ("sentence", "text", "first", "last", "edtf"),
    [
        ("It will sell 9 by 2030.", "by 2030", "2030-01-01", "2030-12-31", "../2030"),
        ("It will sell 9 by the end of the year.", "by the end of the year", "2024-07-10",
         "2024-12-31", "../2024"),
        ("It will sell 9 by the end of 2025.", "by the end of 2025", "2025-01-01", "2025-12-31",
         "../2025"),
        ("It will sell 9 by the end of the decade.", "by the end of the decade", "2029-01-01",
         "2029-12-31", "../2029"),
        ("It will sell 9 by mid-2025.", "by mid-2025", "2025-05-01", "2025-08-31", "../2025-08"),
        ("It will sell 9 by September.", "by September", "2024-07-10", "2024-09-30",
         "../2024-09"),
        ("It will be shut until Friday.", "until Friday", "2024-07-10", "2024-07-12",
         "../2024-07-12"),
        ("It will be shut until 2026.", "until 2026", "2026-01-01", "2026-12-31", "../2026"),
        ("It will be shut through 2025.", "through 2025", "2024-07-10", "2025-12-31",
         "../2025"),
        ("It must pay before Aug. 1.", "before Aug. 1", "2024-07-10", "2024-08-01",
         "../2024-08-01"),
        ("It has grown since 2015.", "since 2015", "2015-01-01", "2024-07-10", "2015/.."),
        ("It has grown since last fall.", "since last fall", "2023-09-01", "2024-07-10",
         "2023-09/.."),
        ("It has grown since its late March debut.", "since its late March", "2024-03-21",
         "2024-07-10", "2024-03-21/.."),
        ("It will start after 2026.", "after 2026", "2027-01-01", "2027-12-31", "2027/.."),
        ("It had 9 as of the end of June.", "as of the end of June", "2024-06-30", "2024-06-30",
         "2024-06-30"),
    ],
)  # fmt: skip
def test_prepositions_open_the_span(
    sentence: str, text: str, first: str, last: str, edtf: str
) -> None:
    mention = only(sentence)
    assert (mention.text, str(mention.first), str(mention.last)) == (text, first, last)
    assert mention.edtf == edtf


def test_before_a_past_date_has_no_bounds() -> None:
    mention = only("It was built before 2015.")
    assert (mention.first, mention.last, mention.edtf) == (None, None, "../2015")


@pytest.mark.parametrize(
    ("sentence", "edtf"),
    [
        ("It opened on January 28.", "XXXX-01-28"),
        ("It opened in February.", "XXXX-02"),
        ("It opened in late March.", "XXXX-03-21/XXXX-03-31"),
        ("It opened in the third quarter.", "XXXX-07/XXXX-09"),
        ("It opens this winter.", "XXXX-12/XXXX-02"),
        ("It opened between March and May.", "XXXX-03/XXXX-05"),
        ("It opened on Monday.", ""),
        ("It opened last year.", ""),
        ("It opened two years ago.", ""),
        ("It opened over the past year.", ""),
        ("It opened the following year.", ""),
    ],
)
def test_without_publication_date_the_year_stays_unknown(sentence: str, edtf: str) -> None:
    mention = only(sentence, None)
    assert (mention.first, mention.last) == (None, None)
    assert (mention.edtf, mention.basis) == (edtf, "unknown_year")


@pytest.mark.parametrize(
    ("sentence", "text", "expected"),
    [
        ("The following year it closed.", "The following year", "2020-01-01..2020-12-31"),
        ("The following month it closed.", "The following month", "2019-06-01..2019-06-30"),
        ("The next day it closed.", "The next day", "2019-05-21..2019-05-21"),
        ("The following day it closed.", "The following day", "2019-05-21..2019-05-21"),
        ("Two days later it closed.", "Two days later", "2019-05-22..2019-05-22"),
        ("A month later it closed.", "A month later", "2019-06-01..2019-06-30"),
        ("A month earlier it opened.", "A month earlier", "2019-04-01..2019-04-30"),
        ("A year earlier it opened.", "A year earlier", "2018-01-01..2018-12-31"),
        ("That year it opened.", "That year", "2019-01-01..2019-12-31"),
        ("The same day it opened.", "The same day", "2019-05-20..2019-05-20"),
        ("Later that year it opened.", "Later that year", "2019-01-01..2019-12-31"),
        ("In October that year it opened.", "October that year", "2019-10-01..2019-10-31"),
    ],
)
def test_anchor_places_what_follows_it(sentence: str, text: str, expected: str) -> None:
    mention = only(sentence, anchor=date(2019, 5, 20))
    assert (mention.text, span(mention)) == (text, expected)
    assert mention.basis == "explicit"


def test_earlier_dates_of_the_sentence_are_anchors() -> None:
    merged, split = find_dates("In 2021 it merged, and the following year it split.", PUBLISHED)
    assert (span(merged), span(split)) == ("2021-01-01..2021-12-31", "2022-01-01..2022-12-31")
    quarter, before = find_dates(
        "It sold 9 in the third quarter of 2023, up from 8 a year earlier.", PUBLISHED
    )
    assert span(quarter) == "2023-07-01..2023-09-30"
    assert span(before) == "2022-07-01..2022-09-30"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "It said Monday it will open the plant in March.",
            ["2024-07-08..2024-07-08", "2025-03-01..2025-03-31"],
        ),
        (
            "The plant, which opened in August, will close in June.",
            ["2023-08-01..2023-08-31", "2025-06-01..2025-06-30"],
        ),
        ("It plans to start in May.", ["2025-05-01..2025-05-31"]),
        ("It is scheduled to be completed in May.", ["2025-05-01..2025-05-31"]),
        ("Ford to open a plant in May", ["2025-05-01..2025-05-31"]),
        ("It rushed to reopen the plant in May.", ["2024-05-01..2024-05-31"]),
        ("It decided to close the plant in May.", ["2025-05-01..2025-05-31"]),
        ("It missed its targets for the fourth quarter.", ["2023-10-01..2023-12-31"]),
        ("The launch is due in November.", ["2024-11-01..2024-11-30"]),
        ("The event is set for May 14.", ["2025-05-14..2025-05-14"]),
        ("Output fell due to a strike in November.", ["2023-11-01..2023-11-30"]),
        ("May deliveries fell.", ["2024-05-01..2024-05-31"]),
    ],
)
def test_tense_is_read_clause_by_clause(sentence: str, expected: list[str]) -> None:
    assert [span(mention) for mention in find_dates(sentence, PUBLISHED)] == expected


def test_tense_of_the_caller_wins() -> None:
    sentence = "Opening in March"
    assert span(only(sentence, tense="past")) == "2024-03-01..2024-03-31"
    assert span(only(sentence, tense="future")) == "2025-03-01..2025-03-31"


def test_a_date_without_a_verb_is_the_nearest() -> None:
    assert span(only("Auto show, July 20")) == "2024-07-20..2024-07-20"
    assert span(only("Auto show, May 20")) == "2024-05-20..2024-05-20"


def test_news_weeks_begin_on_sunday() -> None:
    sunday = date(2024, 7, 14)
    assert span(only("It fell this week.", sunday)) == "2024-07-08..2024-07-14"
    assert span(only("It will rise this week.", sunday)) == "2024-07-15..2024-07-21"
    assert span(only("It fell last week.", sunday)) == "2024-07-08..2024-07-14"


def test_moved_dates_are_not_a_range() -> None:
    mentions = find_dates("The launch was delayed from 2023 to 2025.", PUBLISHED)
    assert [mention.edtf for mention in mentions] == ["2023", "2025"]


def test_the_last_year_of_a_list_holds_for_all() -> None:
    mentions = find_dates("Sales fell in January and February 2023.", PUBLISHED)
    assert [mention.edtf for mention in mentions] == ["2023-01", "2023-02"]


@pytest.mark.parametrize(
    ("sentence", "text", "kind"),
    [
        ("It was closed for three years.", "three years", "duration"),
        ("It signed a five-year deal.", "five-year", "duration"),
        ("It took more than two years.", "more than two years", "duration"),
        ("It was built in two years.", "in two years", "duration"),
        ("Shares are at the lowest in five years.", "in five years", "duration"),
        ("It will take six to eight weeks.", "six to eight weeks", "duration"),
        ("It meets every Monday.", "Monday", "set"),
        ("It meets on Mondays.", "Mondays", "set"),
        ("It meets every two weeks.", "every two weeks", "set"),
        ("It makes 9 cars per week.", "per week", "set"),
    ],
)
def test_durations_and_sets_are_told_apart(sentence: str, text: str, kind: str) -> None:
    mention = only(sentence)
    assert (mention.text, mention.kind) == (text, kind)
    assert (mention.first, mention.last, mention.edtf) == (None, None, "")


@pytest.mark.parametrize(
    "sentence",
    [
        "It may march on and may fall to a new low.",
        "May I march past the august personage?",
        "March on, said the guide.",
        "Theresa May said no.",
        "April Winters joined as chief of staff.",
        "It recalled 2020 Toyota Corolla and 2019 Model 3 cars.",
        "It recalled cars of model year 2020.",
        "The 2021 Escalade is larger.",
        "Every 2020-model car has it.",
        "The Peugeot 2008 and the 3008, the 911 and the Model 3 sell well.",
        "The Russell 2000 fell.",
        "It cut 2000 jobs and 500 posts, and sold 2019 vehicles.",
        "It costs $2019 or 2,019 euros and weighs 2000 kg.",
        "Call 555-2019 or 1-800-2020, open 24/7, says Section 230 of the code.",
        "The Audi Q3 and the Q4 e-tron have 4 doors.",
        "Its H2 trucks run on hydrogen.",
        "Three-quarters of staff and a quarter of a million people left.",
        "A Long March 5 rocket flew.",
        "Black Friday sales, wrote the Sunday Times and USA Today.",
        "The fall of the dollar will not spring back.",
        "The 45-year-old driver is 20 years old.",
        "On Feb. 30 pigs fly.",
        "It was named Car of the Year.",
        "",
    ],
)
def test_lookalikes_are_no_dates(sentence: str) -> None:
    assert [m.text for m in find_dates(sentence, PUBLISHED) if m.kind == "date"] == []


def test_an_event_with_its_year_is_a_date() -> None:
    assert only("It showed the car at CES 2020.").edtf == "2020"
    assert only("It showed the car at the 2019 Shanghai Auto Show.").edtf == "2019"


def test_an_impossible_publication_date_is_not_used() -> None:
    assert only("It opened last year.", date(1, 1, 1)).basis == "unknown_year"


def test_letters_that_grow_in_lower_case_keep_offsets() -> None:
    sentence = "İİİ opened the plant in March 2023."
    mention = only(sentence)
    assert sentence[mention.start : mention.end] == "March 2023"


SIDE = r"(?:\d{3}X|\d\dXX|(?:\d{4}|XXXX)(?:-\d\d(?:-\d\d)?)?|\.\.)"
EDTF = re.compile(rf"{SIDE}(?:/{SIDE})?")
WORDS = st.sampled_from(
    "the a of in on by to and from between since until before after as end early late mid later"
    " earlier ago last next this that following past first two three 12 99 999 years year months"
    " month weeks week day days quarter half decade decades spring fall winter weekend Monday"
    " Fridays today yesterday March May Sept. Feb. 29 31 17 2019 2024, 1900 2025-27 2024-03 Q3 4Q24"
    " H1 FY25 fiscal third third-quarter ended quarters 2030s 21st century 3/17/2024 2024-02-30"
    " year-end every each will said plans , . - \u2013 ( ) 's \u2019s".split()
)
SENTENCES = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=14).map(" ".join))
DATES = st.none() | st.dates()


def check(sentence: str, mentions: list[DateMention]) -> None:
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(sentence)
        assert mention.text == sentence[mention.start : mention.end]
        assert (mention.first is None) == (mention.last is None)
        assert mention.edtf == "" or EDTF.fullmatch(mention.edtf), mention.edtf
        if mention.first is not None and mention.last is not None:
            assert mention.first <= mention.last
            assert mention.edtf
            assert mention.basis != "unknown_year"
            assert mention.kind == "date"
        end = mention.end


@settings(max_examples=400, deadline=None)
@given(SENTENCES, DATES, st.sampled_from(["past", "future", "unknown"]), DATES)
def test_any_text_gives_sound_mentions(
    sentence: str, published: date | None, tense: str, anchor: date | None
) -> None:
    check(sentence, find_dates(sentence, published, tense, anchor))  # type: ignore[arg-type]


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_written_days_come_back(day: date) -> None:
    for text in (day.isoformat(), f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%B %Y}"):
        mention = only(f"It was built on {text}.", None)
        assert (mention.first, mention.last, mention.edtf) == (day, day, day.isoformat())


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 12, 31)), st.integers(0, 6))
def test_weekdays_are_within_a_week(published: date, number: int) -> None:
    name = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()[number]
    past, future = (
        only(f"Seen on {name}", published, tense=tense).first for tense in ("past", "future")
    )
    assert past is not None
    assert future is not None
    assert past.weekday() == future.weekday() == number
    assert timedelta(0) <= published - past < timedelta(7)
    assert timedelta(0) <= future - published < timedelta(7)


@given(st.dates(min_value=date(1990, 1, 1)), st.integers(0, 800))
def test_edtf_says_the_bounds(first: date, days: int) -> None:
    last = date.fromordinal(min(first.toordinal() + days, date.max.toordinal()))
    left, _, right = edtf_of(first, last).partition("/")
    assert bounds(left)[0] == first
    assert bounds(right or left)[1] == last


def bounds(edtf: str) -> tuple[date, date]:
    year, month, day = (*map(int, edtf.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day), date(year, month, day)
    first = date(year, month or 1, 1)
    months = year * 12 + (month or 12)
    following = date(months // 12, months % 12 + 1, 1) if months // 12 <= 9999 else None
    return first, following - timedelta(1) if following else date(9999, 12, 31)
