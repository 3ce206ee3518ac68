"""Findings that tell the same happening become one event."""

from datetime import date

import pytest

from etl.nlp.merging import merge_drafts
from etl.nlp.state import Draft, Finding, Mention, Sentence, When

SENTENCES = [
    Sentence(0, 0, 20, "Geely to buy Proton.", "title"),
    Sentence(1, 22, 50, "Geely will buy a company.", "text"),
    Sentence(2, 51, 80, "Proton will be bought.", "text"),
    Sentence(3, 81, 110, "It happened in May.", "text"),
]


def draft(
    sentence: int, *names: str, kind: str = "merger_acquisition", score: float = 0.6
) -> Draft:
    start = SENTENCES[sentence].start
    finding = Finding(sentence, kind, start, start + 5)
    return Draft(finding, [Mention(0, 1, n, "company", n, n) for n in names], score)


def merged(*drafts: Draft) -> list[list[str]]:
    found = merge_drafts(list(drafts), SENTENCES, lambda _kept, _other: True)
    return [[m.name for m in one.companies] for one in found]


def person(name: str) -> Mention:
    return Mention(0, 1, name, "person", name, name)


def test_same_type_and_company_is_one_event() -> None:
    assert merged(draft(1, "Geely"), draft(3, "Geely")) == [["Geely"]]


def test_other_type_or_company_is_another_event() -> None:
    assert len(merged(draft(1, "Geely"), draft(1, "Geely", kind="funding"))) == 2
    assert len(merged(draft(1, "Geely"), draft(2, "Proton"))) == 2


def test_a_telling_that_joins_two_others_makes_them_one() -> None:
    (companies,) = merged(draft(1, "Geely"), draft(2, "Proton"), draft(0, "Geely", "Proton"))
    assert sorted(companies) == ["Geely", "Proton"]


def test_body_is_evidence_before_the_title_and_the_best_score_counts() -> None:
    title, body = draft(0, "Geely", score=0.9), draft(1, "Geely", score=0.5)
    (found,) = merge_drafts([title, body], SENTENCES, lambda _kept, _other: True)
    assert found.finding.sentence == 1
    assert found.score == 0.9


@pytest.mark.parametrize(("same", "count"), [(True, 1), (False, 2)])
def test_persons_tell_appointments_apart(same: bool, count: int) -> None:
    one, other = (draft(i, "Geely", kind="executive_appointment") for i in (1, 2))
    one.finding.people = [person("Li Shufu")]
    other.finding.people = [person("Li Shufu" if same else "An Conghui")]
    assert len(merged(one, other)) == count


def test_dates_that_exclude_each_other_are_two_events() -> None:
    one, other = draft(1, "Geely"), draft(2, "Geely")
    for own, year in ((one, 2017), (other, 2021)):
        first, last = date(year, 1, 1), date(year, 12, 31)
        own.finding.when = When(first, last, str(year), str(year), "explicit", 0, 1)
    assert len(merged(one, other)) == 2


def test_themes_and_products_of_all_tellings_are_kept_once() -> None:
    one, other = draft(1, "Geely"), draft(3, "Geely")
    one.finding.themes, other.finding.themes = ["battery"], ["battery", "sensors"]
    car = Mention(0, 1, "EX5", "product", "EX5", "product:EX5")
    again = Mention(9, 12, "EX5", "product", "EX5", "product:EX5")
    one.finding.products, other.finding.products = [car], [again]
    (found,) = merge_drafts([one, other], SENTENCES, lambda _kept, _other: True)
    assert found.finding.themes == ["battery", "sensors"]
    assert [m.text for m in found.finding.products] == ["EX5"]
