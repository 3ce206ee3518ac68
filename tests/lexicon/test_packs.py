"""Which files are in use, and what the packs hold."""

import csv
import re
from pathlib import Path

import pytest

from etl.contracts import EVENT_TYPES, THEMES
from etl.errors import ConfigurationError
from etl.lexicon.catalogue import load_catalogue
from etl.lexicon.catalogue_rows import COMPANY_COLUMNS, PRODUCT_COLUMNS
from etl.lexicon.files import PACK_VARIABLE, files_in_use, list_packs, shipped_files
from etl.lexicon.in_use import load_lexicon
from etl.lexicon.themes import read_themes
from etl.settings import DataLayout


def test_the_setting_chooses_the_pack(layout: DataLayout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PACK_VARIABLE, raising=False)
    assert files_in_use().pack == "automotive"
    assert tuple(load_lexicon().themes) == THEMES
    monkeypatch.setenv(PACK_VARIABLE, "aviation")
    assert files_in_use().pack == "aviation"
    assert files_in_use().own_themes == layout.lexicon / "themes.toml"
    assert len(load_lexicon().themes) == 8
    assert tuple(load_lexicon().types) == EVENT_TYPES


@pytest.mark.parametrize("name", ["shipping", "../automotive", "Automotive"])
def test_an_unknown_pack_is_told_with_the_packs_there_are(
    layout: DataLayout, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(PACK_VARIABLE, name)
    with pytest.raises(ConfigurationError, match="one of automotive, aviation"):
        load_lexicon()


@pytest.mark.parametrize("pack", list_packs())
def test_a_pack_is_sound(pack: str) -> None:
    files = shipped_files(pack)
    catalogue = load_catalogue(files.companies, files.products)
    themes = read_themes(files.themes)
    labels = [theme.label.casefold() for theme in themes.values()]
    assert len(set(labels)) == len(labels)
    for theme in themes.values():
        assert theme.definition.endswith(".")
        for pattern in (*theme.terms, *theme.negatives):
            assert pattern.regex.groups >= 0
    for company in catalogue.companies.values():
        assert re.fullmatch(r"[a-z0-9-]+", company.company_id)


def test_aviation_is_about_aviation() -> None:
    files = shipped_files("aviation")
    with files.companies[0].open(encoding="utf-8", newline="") as file:
        own = [row["company_id"] for row in csv.DictReader(file)]
    assert len(own) >= 40
    themes = read_themes(files.themes)
    assert len(themes) == 8
    assert not set(themes) & set(THEMES)
    catalogue = load_catalogue(files.companies, files.products)
    assert {"boeing", "airbus", "ge-aerospace", "aercap", "lufthansa"} <= set(catalogue.companies)
    assert "volkswagen" not in catalogue.companies


def test_a_company_of_the_pack_replaces_the_general_one(tmp_path: Path) -> None:
    header = ",".join(COMPANY_COLUMNS)
    pack, general = tmp_path / "companies.csv", tmp_path / "general.csv"
    pack.write_text(f"{header}\na,Alpha,Alpha Engines,,,engine_maker,GB,\n", encoding="utf-8")
    general.write_text(
        f"{header}\na,Alpha Holdings,Alpha,,,other,GB,\nb,Beta,,,a,other,GB,\n", encoding="utf-8"
    )
    products = tmp_path / "products.csv"
    products.write_text(",".join(PRODUCT_COLUMNS) + "\n", encoding="utf-8")
    companies = load_catalogue([pack, general], [products]).companies
    assert companies["a"].forms == ("Alpha", "Alpha Engines")
    assert list(companies) == ["a", "b"]


def test_the_fingerprint_follows_the_content(layout: DataLayout, write) -> None:  # type: ignore[no-untyped-def]
    before = files_in_use().fingerprint()
    path = write("themes", '[themes.ab]\nlabel = "A"\nterms = ["alpha"]\n')
    one = files_in_use().fingerprint()
    path.write_text('[themes.ab]\nlabel = "A"\nterms = ["alphb"]\n', encoding="utf-8")
    assert len({before, one, files_in_use().fingerprint()}) == 3
    path.unlink()
    assert files_in_use().fingerprint() == before
