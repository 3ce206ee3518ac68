"""The catalogue of companies and products: what its files must satisfy."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl.cli.main import build_app
from etl.lexicon import files
from etl.lexicon.catalogue import inspect_catalogue, load_catalogue
from etl.lexicon.catalogue_rows import COMPANY_COLUMNS, PRODUCT_COLUMNS
from etl.lexicon.errors import LexiconError
from etl.lexicon.files import list_packs, shipped_files

COMPANIES = ",".join(COMPANY_COLUMNS)
PRODUCTS = ",".join(PRODUCT_COLUMNS)


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def problems(
    folder: Path, companies: list[str], products: list[str] | None = None
) -> list[LexiconError]:
    named = write(folder / "companies.csv", COMPANIES, *companies)
    made = write(folder / "products.csv", PRODUCTS, *(products or []))
    return inspect_catalogue([named], [made])[1]


@pytest.mark.parametrize("pack", list_packs())
def test_catalogues_that_ship_are_sound(pack: str) -> None:
    shipped = shipped_files(pack)
    found, wrong = inspect_catalogue(shipped.companies, shipped.products)
    assert [str(problem) for problem in wrong] == []
    assert len(found.companies) > 1000
    assert len(found.products) > 50


def test_the_catalogue_of_cars_is_no_stump() -> None:
    shipped = shipped_files()
    found = load_catalogue(shipped.companies, shipped.products)
    assert len(found.companies) > 2000
    assert len(found.products) > 1000


@pytest.mark.parametrize(
    ("rows", "line", "problem"),
    [
        (["a,Alpha,,,,carmaker,DE,", "a,Beta,,,,carmaker,DE,"], 3, "'a' stands twice"),
        (
            ["a,Alpha,Star,,,carmaker,DE,", "b,Beta,Star,,,carmaker,DE,"],
            3,
            "the form 'Star' belongs to 'a' already (companies.csv, line 2)",
        ),
        (
            ["a,Alpha,Star,,,carmaker,DE,", "b,Beta,,Star,,carmaker,DE,"],
            3,
            "the form 'Star' belongs to 'a' already (companies.csv, line 2)",
        ),
        (
            ["a,Alpha,,Alpha,,carmaker,DE,", "b,Alpha,,Alpha,,carmaker,DE,"],
            3,
            "the form 'Alpha' belongs to 'a' already (companies.csv, line 2)",
        ),
        (
            ["a,Alpha,,,,carmaker,DE,", "b,ALPHA,,,,carmaker,DE,"],
            3,
            "the name 'ALPHA' belongs to 'a' already (companies.csv, line 2)",
        ),
        (
            ["a,Alpha,,,,carmaker,US,NYSE:F", "b,Beta,,,,carmaker,US,NASDAQ:B|NYSE:F"],
            3,
            "the ticker 'NYSE:F' belongs to 'a' already (companies.csv, line 2)",
        ),
        (["", "a,Alpha,,,ghost,carmaker,DE,"], 3, "the parent 'ghost' is not in the catalogue"),
        (["a,Alpha,,,a,carmaker,DE,"], 2, "its parents lead back to 'a'"),
        (["a,Alpha,,,,carmaker,UK,"], 2, "the country 'UK' is no code of ISO 3166"),
        (["a,Alpha,,,,carmaker,de,"], 2, "the country 'de' is no code of ISO 3166"),
        (["a,Alpha,,,,carmaker,DE,BMW"], 2, "the ticker 'BMW' must be written EXCHANGE:SYMBOL"),
        (["a,Alpha,,,,carmaker,DE,XXX:BMW"], 2, "with an exchange of exchanges.csv"),
        (["a,Alpha,,,,carmaker,DE,ETR:bmw"], 2, "'ETR:bmw' has no symbol as ETR gives them"),
        (["a,Alpha,,,,carmaker,HK,HKEX:700"], 2, "'HKEX:700' has no symbol as HKEX gives them"),
        (["a,Alpha"], 2, "has 2 fields instead of 8"),
        ([",Alpha,,,,carmaker,DE,"], 2, "company_id and name must not be empty"),
        (["a,,,,,carmaker,DE,"], 2, "company_id and name must not be empty"),
    ],
)
def test_each_problem_is_told_with_its_place(
    tmp_path: Path, rows: list[str], line: int, problem: str
) -> None:
    (found,) = problems(tmp_path, rows)
    assert found.line == line
    assert Path(found.file).name == "companies.csv"
    assert problem in str(found)


def test_every_member_of_a_circle_is_told_and_nobody_below_it(tmp_path: Path) -> None:
    rows = [
        "a,Alpha,,,b,carmaker,DE,",
        "b,Beta,,,a,carmaker,DE,",
        "c,Gamma,,,a,brand,DE,",
    ]
    assert [(p.entry, p.problem) for p in problems(tmp_path, rows)] == [
        ("a", "its parents lead back to 'a'"),
        ("b", "its parents lead back to 'b'"),
    ]


def test_all_problems_are_found_in_one_go(tmp_path: Path) -> None:
    wrong = problems(
        tmp_path,
        ["a,Alpha,,,ghost,carmaker,ZZ,DAX:A", "broken", "b,Beta,Alpha,,,carmaker,DE,"],
        ["Glider,,nobody,model,", "Kite,,a,model,maybe", ",,a,model,"],
    )
    assert [(Path(p.file).stem, p.line) for p in wrong] == [
        ("companies", 3),
        ("companies", 2),
        ("companies", 2),
        ("companies", 4),
        ("companies", 2),
        ("products", 3),
        ("products", 4),
        ("products", 2),
    ]


def test_a_row_that_another_file_replaces_is_not_judged(tmp_path: Path) -> None:
    first = write(tmp_path / "first.csv", COMPANIES, "a,Alpha,,,,carmaker,DE,")
    second = write(
        tmp_path / "second.csv", COMPANIES, "a,Alpha,Beta,,ghost,,,", "b,Beta,,,a,brand,,"
    )
    found, wrong = inspect_catalogue([first, second], [])
    assert wrong == []
    assert list(found.companies) == ["a", "b"]


def test_a_form_on_companies_of_two_files_is_told(tmp_path: Path) -> None:
    first = write(tmp_path / "first.csv", COMPANIES, "a,Alpha,,,,carmaker,DE,")
    second = write(tmp_path / "second.csv", COMPANIES, "b,Beta,Alpha,,,brand,,")
    (wrong,) = inspect_catalogue([first, second], [])[1]
    assert str(wrong).endswith(
        "second.csv: line 2: b: the form 'Alpha' belongs to 'a' already (first.csv, line 2)"
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the columns must be company_id,name"),
        (b"company_id,name\n", "the columns must be company_id,name"),
        (f"{COMPANIES}\na,\xc4lpha,,,,,,\n".encode("latin-1"), "is no line of a CSV file in UTF-8"),
        (f'{COMPANIES}\na,"Alpha,,,,,,\n'.encode(), "is no line of a CSV file in UTF-8"),
    ],
)
def test_a_file_of_another_form_is_told(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "companies.csv"
    path.write_bytes(content)
    (wrong,) = inspect_catalogue([path], [])[1]
    assert problem in str(wrong)


def test_loading_stops_at_what_is_wrong(tmp_path: Path) -> None:
    broken = write(tmp_path / "companies.csv", COMPANIES, "a,Alpha,,,ghost,carmaker,DE,")
    with pytest.raises(LexiconError, match=r"companies\.csv: line 2: a: the parent 'ghost'"):
        load_catalogue([broken], [])
    with pytest.raises(LexiconError, match=r"gone\.csv: file: not found"):
        load_catalogue([tmp_path / "gone.csv"], [])


def test_the_topmost_company_stands_above_all_parents(tmp_path: Path) -> None:
    path = write(
        tmp_path / "companies.csv",
        COMPANIES,
        "jeep,Jeep,,,fca,brand,US,",
        "fca,FCA,,,stellantis,carmaker,IT,",
        "stellantis,Stellantis,,,,carmaker,NL,",
    )
    found = load_catalogue([path], [])
    above = [found.topmost(company_id) for company_id in ("jeep", "fca", "stellantis")]
    assert above == [found.companies["stellantis"]] * 3
    with pytest.raises(KeyError):
        found.topmost("nobody")


def test_the_command_lists_problems_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = CliRunner().invoke(build_app("catalogue", "doctor"), ["catalogue"])
    assert sound.exit_code == 0
    assert sound.stdout.endswith("0 problem(s)\n")

    pack = tmp_path / "kites"
    pack.mkdir()
    write(pack / "companies.csv", COMPANIES, "a,Alpha,,,ghost,carmaker,XX,")
    write(pack / "products.csv", PRODUCTS)
    write(pack / "themes.toml")
    monkeypatch.setattr(files, "_PACKS", tmp_path)
    monkeypatch.setenv(files.PACK_VARIABLE, "kites")
    broken = CliRunner().invoke(build_app("catalogue", "doctor"), ["catalogue"])
    assert broken.exit_code == 1
    told = broken.stdout.splitlines()
    assert told[0].startswith("PROBLEM: kites/companies.csv: line 2: a: the country 'XX'")
    assert told[1].startswith("PROBLEM: kites/companies.csv: line 2: a: the parent 'ghost'")
    assert told[-1].endswith("2 problem(s)")
