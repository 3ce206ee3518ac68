"""The user's own companies: laid over those that ship, written whole, broken rows left out."""

import threading
from datetime import date
from pathlib import Path

import pytest

from etl.lexicon import own_companies
from etl.lexicon.catalogue import load_catalogue
from etl.lexicon.catalogue_rows import COMPANY_COLUMNS
from etl.lexicon.entries import Company
from etl.lexicon.errors import LexiconError
from etl.lexicon.files import files_in_use, own_companies_file
from etl.lexicon.in_use import load_lexicon
from etl.nlp.extract import extract, load_pipeline
from etl.nlp.types import ArticleText
from etl.settings import DataLayout

HEAD = ",".join(COMPANY_COLUMNS)
FORD = Company("ford", "Ford")


@pytest.fixture
def own(layout: DataLayout) -> Path:
    path = own_companies_file()
    assert str(path).startswith(str(layout.root))
    return path


def write(path: Path, *lines: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")


def test_an_alias_a_new_company_and_a_name_that_is_none(own: Path) -> None:
    before = load_catalogue().companies["ford"]
    own_companies.add_alias(own, FORD, "Blue Oval Works")
    own_companies.add_alias(own, FORD, "Oval", needs_context=True)
    own_companies.add_company(own, "Kestrel Motors", parent_id="ford", country="AT")
    own_companies.mark_not_company(own, "Black Friday")
    found = load_catalogue()
    assert found.problems == ()
    ford = found.companies["ford"]
    assert set(ford.aliases) == {*before.aliases, "Blue Oval Works"}
    assert set(ford.context_aliases) == {*before.context_aliases, "Oval"}
    assert (ford.name, ford.country, ford.tickers) == (before.name, before.country, before.tickers)
    kestrel = found.companies["own-kestrel-motors"]
    assert (kestrel.name, kestrel.parent_id, kestrel.country) == ("Kestrel Motors", "ford", "AT")
    assert found.not_companies == {"black friday"}
    said = own_companies.decided(own)
    assert said["Blue Oval Works"] == "Ford"
    assert said["Kestrel Motors"] == "Kestrel Motors"
    assert said["Black Friday"] == ""


def test_what_was_said_can_be_taken_back(own: Path) -> None:
    own_companies.add_alias(own, FORD, "Blue Oval Works")
    own_companies.add_alias(own, FORD, "Oval Vans")
    own_companies.add_company(own, "Kestrel Motors")
    own_companies.mark_not_company(own, "Black Friday")
    own_companies.take_back(own, "Blue Oval Works")
    assert set(own_companies.decided(own)) == {
        "Ford",
        "Oval Vans",
        "Kestrel Motors",
        "Black Friday",
    }
    for name in ("Oval Vans", "Kestrel Motors", "Black Friday"):
        own_companies.take_back(own, name)
    assert own.read_text(encoding="utf-8") == HEAD + "\n"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("own-a,Own A,BMW,,,,,", "belongs to 'bmw' already"),
        ("ford,Ford,BMW,,,,,", "belongs to 'bmw' already"),
        ("own-a,Own A,,,nowhere,,,", "parent 'nowhere' is not in the catalogue"),
        ("own-a,Own A,,,own-a,,,", "lead back"),
        ("own-a,Own A,,,,,Utopia,", "no code of ISO 3166"),
        ("own-a,Own A,,,,,,NOWHERE:X", "EXCHANGE:SYMBOL"),
        ("own-a,,,,,,,", "must not be empty"),
        ("own-a,Own A", "has 2 fields instead of 8"),
    ],
)
def test_a_broken_row_is_told_with_its_line_and_the_others_count(
    own: Path, line: str, problem: str
) -> None:
    write(own, "own-good,Kestrel Motors,,,,,,", line, "ford,Ford,Blue Oval Works,,,,,")
    found = load_catalogue()
    (wrong,) = found.problems
    assert problem in str(wrong)
    assert "companies.csv: line 3" in str(wrong)
    assert "own-good" in found.companies
    assert "Blue Oval Works" in found.companies["ford"].aliases
    assert str(wrong) in map(str, load_lexicon().problems)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a,b\n1,2\n", b'company_id,"\n', b""])
def test_a_file_that_is_none_is_told_and_never_overwritten(own: Path, content: bytes) -> None:
    own.parent.mkdir(parents=True)
    own.write_bytes(content)
    found = load_catalogue()
    assert len(found.problems) == 1
    assert len(found.companies) > 1000
    with pytest.raises(LexiconError):
        own_companies.add_company(own, "Kestrel Motors")
    assert own.read_bytes() == content


def test_names_are_kept_on_one_line_without_the_sign_that_parts_aliases(own: Path) -> None:
    own_companies.add_alias(own, FORD, "Blue|Oval\n Works ")
    assert "Blue Oval Works" in load_catalogue().companies["ford"].aliases


def test_many_write_at_once(own: Path) -> None:
    def say(number: int) -> None:
        own_companies.add_company(own, f"Kestrel {number}")

    threads = [threading.Thread(target=say, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(own_companies.decided(own)) == 12


def test_extraction_follows(own: Path) -> None:
    text = "Zorblax Inc said on Monday it will recall 900 vans in Spain."
    article = ArticleText("a", "", text, date(2024, 5, 1))

    def ids() -> list[list[str]]:
        (found,) = extract(load_pipeline(), [article])
        return [event["company_ids"] for event in found.events]

    assert ids() == [[""]]
    mark = files_in_use().fingerprint()
    own_companies.add_alias(own, FORD, "Zorblax Inc")
    assert files_in_use().fingerprint() != mark
    assert ids() == [["ford"]]
    own_companies.take_back(own, "Zorblax Inc")
    own_companies.mark_not_company(own, "zorblax inc")
    assert ids() == []
