"""The user's own companies: laid over those that ship, written whole, broken rows left out."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from etl.lexicon import own_names
from etl.lexicon.catalogue import load_catalogue
from etl.lexicon.catalogue_rows import COMPANY_COLUMNS
from etl.lexicon.errors import LexiconError
from etl.lexicon.files import files_in_use, own_companies_file
from etl.lexicon.in_use import load_lexicon
from etl.nlp.extract import extract, load_pipeline
from etl.nlp.types import ArticleText
from etl.settings import DataLayout

HEAD = ",".join(COMPANY_COLUMNS)


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
    own_names.add_alias("ford", "Blue Oval Works")
    own_names.add_alias("ford", "Oval", needs_context=True)
    own_names.add_company("Kestrel Motors", parent_id="ford", country="AT")
    own_names.mark_not_company("Black Friday")
    found = load_catalogue()
    assert found.problems == ()
    ford = found.companies["ford"]
    assert set(ford.aliases) == {*before.aliases, "Blue Oval Works"}
    assert set(ford.context_aliases) == {*before.context_aliases, "Oval"}
    assert (ford.name, ford.country, ford.tickers) == (before.name, before.country, before.tickers)
    kestrel = found.companies["own-kestrel-motors"]
    assert (kestrel.name, kestrel.parent_id, kestrel.country) == ("Kestrel Motors", "ford", "AT")
    assert found.not_companies == {"black friday"}
    said = own_names.said_of_names()
    assert said["Blue Oval Works"] == "Ford"
    assert said["Kestrel Motors"] == "Kestrel Motors"
    assert said["Black Friday"] == ""


def test_what_was_said_can_be_taken_back(own: Path) -> None:
    own_names.add_alias("ford", "Blue Oval Works")
    own_names.add_alias("ford", "Oval Vans")
    own_names.add_company("Kestrel Motors")
    own_names.mark_not_company("Black Friday")
    own_names.take_back("Blue Oval Works")
    assert set(own_names.said_of_names()) == {
        "Oval Vans",
        "Kestrel Motors",
        "Black Friday",
    }
    for name in ("Oval Vans", "Kestrel Motors", "Black Friday"):
        own_names.take_back(name)
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
        own_names.add_company("Kestrel Motors")
    assert own.read_bytes() == content


def test_names_are_kept_on_one_line_without_the_sign_that_parts_aliases(own: Path) -> None:
    own_names.add_alias("ford", "Blue|Oval\n Works ")
    assert "Blue Oval Works" in load_catalogue().companies["ford"].aliases


def test_many_write_at_once(own: Path) -> None:
    def say(number: int) -> None:
        own_names.add_company(f"Kestrel {number}")

    threads = [threading.Thread(target=say, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(own_names.said_of_names()) == 12


def test_extraction_follows(own: Path) -> None:
    text = "Zorblax Inc said on Monday it will recall 900 vans in Spain."
    article = ArticleText("a", "", text, date(2024, 5, 1))

    def ids() -> list[list[str]]:
        (found,) = extract(load_pipeline(), [article])
        return [event["company_ids"] for event in found.events]

    assert ids() == [[""]]
    mark = files_in_use().fingerprint()
    own_names.add_alias("ford", "Zorblax Inc")
    assert files_in_use().fingerprint() != mark
    assert ids() == [["ford"]]
    own_names.take_back("Zorblax Inc")
    own_names.mark_not_company("zorblax inc")
    assert ids() == []


def test_names_that_differ_in_signs_only_are_companies_of_their_own(own: Path) -> None:
    own_names.add_company("Foo-Bar Works")
    own_names.add_company("Foo Bar Works")
    assert set(own_names.said_of_names()) == {"Foo-Bar Works", "Foo Bar Works"}
    own_names.take_back("Foo Bar Works")
    assert set(own_names.said_of_names()) == {"Foo-Bar Works"}


@pytest.mark.parametrize(
    "say",
    [
        lambda: own_names.add_alias("ford", "BMW"),
        lambda: own_names.add_alias("ford", "BMW", needs_context=True),
        lambda: own_names.add_alias("no-such-company", "Blue Oval Works"),
        lambda: own_names.add_company("BMW"),
        lambda: own_names.add_company("Kestrel Motors", country="Utopia"),
        lambda: own_names.add_company("Kestrel Motors", parent_id="nowhere"),
        lambda: own_names.add_company("OVAL VANS"),
    ],
)
def test_what_could_not_be_used_is_refused_and_the_rest_stays(
    own: Path, say: Callable[[], None]
) -> None:
    own_names.add_alias("ford", "Blue Oval Vans")
    own_names.add_company("Oval Vans")
    before = own.read_bytes()
    with pytest.raises(LexiconError) as refused:
        say()
    assert "catalogue/companies.csv" in str(refused.value)
    assert own.read_bytes() == before
    assert not list(own.parent.glob(".staged*"))


def test_a_company_that_others_need_is_not_taken_back(own: Path) -> None:
    own_names.add_company("Kestrel Motors")
    own_names.add_company("Kestrel Vans", parent_id="own-kestrel-motors")
    with pytest.raises(LexiconError, match="own-kestrel-vans"):
        own_names.take_back("Kestrel Motors")
    own_names.take_back("Kestrel Vans")
    own_names.take_back("Kestrel Motors")
    assert own_names.said_of_names() == {}


def test_taking_back_an_alias_leaves_its_company(own: Path) -> None:
    own_names.add_company("Kestrel", alias="Kestrel Motors AG")
    own_names.take_back("Kestrel Motors AG")
    assert own_names.said_of_names() == {"Kestrel": "Kestrel"}


def test_rows_written_by_hand(own: Path) -> None:
    """Ids of the user's own, several rows about one company, another name, a spreadsheet's mark."""
    own.parent.mkdir(parents=True)
    own.write_bytes(
        b"\xef\xbb\xbf" + HEAD.encode() + b"\r\n"
        b"kes,Kestrel Motors,KM Vans,,,,,\r\n\r\n"
        b"nissan,Nissan Cars,Blue Oval Works,,,,,\r\n"
        b"nissan,Nissan Cars,Blue Oval Vans,,,,,\r\n"
    )
    found = load_catalogue()
    assert found.problems == ()
    nissan = found.companies["nissan"]
    assert nissan.name == "Nissan Cars"
    assert {"Nissan", "Blue Oval Works", "Blue Oval Vans"} <= set(nissan.forms)
    own_names.take_back("Kestrel Motors")
    own_names.take_back("Blue Oval Works")
    assert own_names.said_of_names() == {"Blue Oval Vans": "Nissan Cars"}


def test_lines_that_nothing_is_said_in_stay_as_they_are(own: Path) -> None:
    lines = ['"kes", Kestrel Motors ,,,,,,', "broken,row", 'q,"open', "b,ä"]
    write(own, *lines)
    own_names.add_company("Oval Vans")
    assert own.read_text(encoding="utf-8").splitlines()[1:-1] == lines
    assert len(load_catalogue().problems) == 3
    assert set(own_names.said_of_names()) == {"Kestrel Motors", "Oval Vans"}


def test_what_leans_on_a_row_that_is_left_out_is_left_out_and_told(own: Path) -> None:
    write(own, "c,Kes C,,,b,,,", "b,Kes B,,,a,,,", "a,Kes A,BMW,,,,,", "d,Kes D,,,,,,")
    found = load_catalogue()
    assert [problem.line for problem in found.problems] == [2, 3, 4]
    assert "d" in found.companies


def test_a_folder_in_its_place_is_told(own: Path) -> None:
    own.mkdir(parents=True)
    assert "cannot be read" in str(load_catalogue().problems[0])
    assert own_names.said_of_names() == {}


def test_many_rows_with_wrong_ones_are_read_in_no_time(own: Path) -> None:
    rows = [f"k{n},Kestrel {n},,,{'k0' if n else ''},,," for n in range(3000)]
    write(own, *rows, "x,BMW,,,,,,", "y,Kestrel Y,,,x,,,")
    start = time.monotonic()
    found = load_catalogue()
    assert time.monotonic() - start < 5
    assert [problem.line for problem in found.problems] == [3002, 3003]


def test_another_process_loses_no_row(own: Path) -> None:
    """Processes of their own, as the dashboard and a script are."""
    code = "import sys; from etl.lexicon import own_names; own_names.add_company(sys.argv[1])"
    running = [
        subprocess.Popen([sys.executable, "-c", code, f"Kestrel {number}"]) for number in range(4)
    ]
    assert [process.wait() for process in running] == [0] * 4
    assert len(own_names.said_of_names()) == 4


def test_the_user_says_whether_a_form_needs_its_context(own: Path) -> None:
    assert "Ford" in load_catalogue().companies["ford"].context_aliases
    own_names.add_alias("ford", "Ford")
    found = load_catalogue().companies["ford"]
    assert "Ford" not in found.context_aliases
    assert "Ford" in found.forms
    own_names.add_alias("ford", "Ford Motor Co", needs_context=True)
    found = load_catalogue().companies["ford"]
    assert "Ford Motor Co" not in found.forms
    assert "Ford Motor Co" in found.context_aliases
