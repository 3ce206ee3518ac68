"""The docs are true: what is generated is current, and what is named exists."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from dashboard.filters.view import PARAMETERS
from dashboard.pages import PAGES
from etl.cli.main import COMMANDS
from etl.reading.fields import ALIASES

ROOT = Path(__file__).resolve().parent.parent


def load(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_data_dictionary_is_current() -> None:
    module = load(ROOT / "docs" / "make_data_dictionary.py")
    written = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == module.data_dictionary(), "run `python docs/make_data_dictionary.py`"


@pytest.mark.parametrize(
    "page", sorted(str(p.relative_to(ROOT)) for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
)
def test_links_of_a_page_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)", text):
        if not target.startswith(("http:", "https:")):
            assert (ROOT / page).parent.joinpath(target).exists(), f"{page} links to {target}"


def test_every_command_is_documented() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in set(COMMANDS) - {"worker"}:
        assert f"motorwire {command}" in text


def test_every_field_alias_is_documented() -> None:
    text = (ROOT / "docs" / "dumps.md").read_text(encoding="utf-8")
    for attribute, aliases in ALIASES.items():
        (row,) = (line for line in text.splitlines() if line.startswith(f"| `{attribute}` "))
        for alias in aliases:
            assert f"`{alias}`" in row


def test_every_page_and_filter_of_the_dashboard_is_documented() -> None:
    text = (ROOT / "docs" / "dashboard.md").read_text(encoding="utf-8")
    for page in PAGES:
        assert f"| {page.title} | " in text
    for parameter in PARAMETERS:
        assert f"`{parameter}`" in text
