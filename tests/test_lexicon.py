"""The lexicon that ships, and the errors that point to a broken entry."""

from pathlib import Path

import pytest

from etl.contracts import EVENT_TYPES, THEMES
from etl.lexicon.errors import LexiconError
from etl.lexicon.event_types import read_event_types
from etl.lexicon.files import shipped_files
from etl.lexicon.inflection import inflect
from etl.lexicon.patterns import MASKS, PatternError, compile_pattern
from etl.lexicon.signals import SIGNALS_FILE, load_signals
from etl.lexicon.themes import read_themes

FILES = shipped_files()


def test_every_type_and_theme_is_described() -> None:
    assert tuple(read_event_types(FILES.event_types)) == EVENT_TYPES
    assert tuple(read_themes(FILES.themes)) == THEMES
    assert all(
        kind.definition.endswith(".") for kind in read_event_types(FILES.event_types).values()
    )


def test_every_pattern_compiles() -> None:
    for kind in read_event_types(FILES.event_types).values():
        for pattern in [*(p for p, _ in kind.cues), *kind.negatives]:
            assert pattern.regex.groups >= 0
    for theme in read_themes(FILES.themes).values():
        for pattern in (*theme.terms, *theme.negatives):
            assert pattern.regex.groups >= 0


def edited(source: Path, folder: Path, old: str, new: str) -> Path:
    text = source.read_text(encoding="utf-8")
    assert old in text
    target = folder / source.name
    target.write_text(text.replace(old, new, 1), encoding="utf-8")
    return target


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[types.recall]", "[types.rekall]", r"line 788: rekall: unknown id"),
        (
            'principals = "subject"',
            'principals = "left"',
            r"line 19: executive_departure\.principals: must be one of",
        ),
        (
            'principals = "subject"',
            'colour = "red"\nprincipals = "subject"',
            r"line 19: executive_departure\.colour: unknown key",
        ),
        ("strong = [\n", 'strong = [\n  "((broken",\n', r"pattern '\(\(broken'"),
        ("strong = [\n", 'strong = [\n  "<planet> fell",\n', "unknown placeholder"),
    ],
)
def test_broken_event_types_name_the_entry(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    path = edited(FILES.event_types, tmp_path, old, new)
    with pytest.raises(LexiconError, match=problem) as caught:
        read_event_types(path)
    assert "event_types.toml" in str(caught.value)


def test_broken_themes_name_the_entry(tmp_path: Path) -> None:
    path = edited(FILES.themes, tmp_path, 'group = "In the cabin"', "group = 3")
    with pytest.raises(LexiconError, match=r"themes\.toml: line 10: smart_cockpit\.group: must be"):
        read_themes(path)


def test_unknown_signal_list_is_an_error(tmp_path: Path) -> None:
    path = edited(SIGNALS_FILE, tmp_path, "[lists.places]", "[lists.planets]")
    with pytest.raises(LexiconError, match="planets: unknown list"):
        load_signals(path)


def test_toml_that_is_none_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    path.write_text("= nothing", encoding="utf-8")
    with pytest.raises(LexiconError, match="not valid TOML"):
        read_themes(path)


@pytest.mark.parametrize(
    ("verb", "form"),
    [("launch", "launches"), ("cut", "cutting"), ("supply", "supplied"), ("scrap", "scrapped")],
)
def test_inflection(verb: str, form: str) -> None:
    assert form in inflect(verb)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("launch~", "It Launched a van"),
        ("joint* develop*", "to jointly develop a chip"),
        ("price target~", "a price-target cut"),
        ("open~ ___ (plant|factory)", "opened its second and by far largest factory"),
        ("order~ <number>", "ordered 1,200 vans"),
        ("raise~ <money>", "raised $3.5 billion"),
        ("new? plant", "the plant"),
        ("<company> (rose|fell) <percent>", f"{MASKS['company'] * 5} fell 3.5%"),
    ],
)
def test_pattern_matches(pattern: str, text: str) -> None:
    assert compile_pattern(pattern).regex.search(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("cut~", "a cute car"),
        ("open~ _ plant", "opened one two three plant"),
        ("ipo", "hippo"),
    ],
)
def test_pattern_does_not_match(pattern: str, text: str) -> None:
    assert not compile_pattern(pattern).regex.search(text)


@pytest.mark.parametrize("source", ["", "<company>", "(a|b", "a)", "buy @left", "x/y", "a||b"])
def test_pattern_errors(source: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(source)
