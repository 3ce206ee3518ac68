"""The user's themes and event types: new ones, extended ones, and broken ones that are told."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.contracts import EVENT_TYPES, THEMES
from etl.lexicon.in_use import load_lexicon
from etl.settings import DataLayout
from tests.lexicon.conftest import Write

THEME = """\
[themes.solid_state]
label = "Solid-state batteries"
terms = ["solid state batter*"]
"""
TYPE = """\
[types.patent]
label = "Patent"
strong = ["grant~ ___ patent~"]
"""


def test_a_new_theme_needs_a_label_and_terms(write: Write) -> None:
    write("themes", THEME)
    lexicon = load_lexicon()
    assert lexicon.problems == ()
    assert list(lexicon.themes) == [*THEMES, "solid_state"]
    theme = lexicon.themes["solid_state"]
    assert (theme.label, theme.group, theme.definition) == (
        "Solid-state batteries",
        "Your own",
        "",
    )


def test_a_theme_of_the_pack_is_extended(write: Write) -> None:
    shipped = load_lexicon().themes["battery"]
    write(
        "themes",
        '[themes.battery]\nlabel = "Cells"\nterms = ["energy store~"]\nnot = ["cell phone"]\n'
        'foreign_to = ["recall"]\n',
    )
    theme = load_lexicon().themes["battery"]
    assert theme.label == "Cells"
    assert theme.definition == shipped.definition
    assert [p.source for p in theme.terms] == [*(p.source for p in shipped.terms), "energy store~"]
    assert theme.negatives[-1].source == "cell phone"
    assert theme.foreign_to == shipped.foreign_to | {"recall"}


def test_a_new_type_stands_beside_the_others(write: Write) -> None:
    write("event_types", TYPE + 'yields_to = ["lawsuit", "licence"]\n\n[types.licence]\n'
          'label = "Licence"\ncues = ["licen* deal"]\nprincipals = "all"\n')  # fmt: skip
    write("themes", THEME + 'implied_by = ["patent"]\n')
    lexicon = load_lexicon()
    assert lexicon.problems == ()
    assert list(lexicon.own_types) == ["patent", "licence"]
    assert lexicon.types["patent"].principals == "subject"
    assert lexicon.types["patent"].yields_to == {"lawsuit", "licence"}
    assert lexicon.types["licence"].principals == "all"
    assert lexicon.themes["solid_state"].implied_by == {"patent"}


def test_a_type_that_ships_is_extended(write: Write) -> None:
    shipped = load_lexicon().types["recall"]
    write("event_types", '[types.recall]\nlabel = "Call-back"\nweak = ["bring~ back"]\n')
    kind = load_lexicon().types["recall"]
    assert (kind.label, kind.definition) == ("Call-back", shipped.definition)
    assert [(p.source, w) for p, w in kind.cues[len(shipped.cues) :]] == [("bring~ back", 0.5)]
    assert load_lexicon().own_types == {}


GOOD = '[themes.good]\nlabel = "Good"\nterms = ["good"]\n\n'


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ('[themes.bad]\nterms = ["x y"]', "line 5: bad.label: must be a text"),
        ('[themes.bad]\nlabel = "Bad"', "line 5: bad: has no terms"),
        ('[themes.bad]\nlabel = "Bad"\nterms = ["(a"]', "line 7: bad.terms: pattern '(a': unbal"),
        ('[themes.bad]\nlabel = "Bad"\nterms = "a"', "line 7: bad.terms: must be a list of texts"),
        ('[themes.bad]\nlabel = "Bad"\ncolour = 3\nterms = ["a"]', "7: bad.colour: unknown key"),
        ('[themes.Bad]\nlabel = "Bad"\nterms = ["a"]', "line 5: Bad: is no id"),
        ('[themes.bad]\nlabel = "Good"\nterms = ["a"]', "bad.label: is the label of 'good'"),
        ('[themes.bad]\nlabel = "batteries"\nterms = ["a"]', "is the label of 'battery' already"),
        ('[themes.bad]\nlabel = "A\\nB"\nterms = ["a"]', "line 6: bad.label: must be one line"),
        (
            '[themes.bad]\nlabel = "Bad"\nterms = ["a"]\nforeign_to = ["party"]',
            "line 8: bad.foreign_to: unknown event type 'party'",
        ),
        ('[themes.bad]\nlabel = "Bad\nterms = ["a"]', "line 6: file: is not valid TOML"),
        ('[themes.bad]\nlabel = "Bad"\nterms = ["a"', "is not valid TOML"),
        ('[themes.good]\nlabel = "Again"\nterms = ["a"]', "line 5: good: stands twice"),
        ('[theme.bad]\nlabel = "Bad"\nterms = ["a"]', "line 5: theme: unknown key"),
        ('[[themes.bad]]\nlabel = "Bad"', "line 5: bad: expected a table"),
        ('[themes.battery]\nterms = ["x", "x"]', "line 6: battery.terms: lists 'x' twice"),
    ],
)  # fmt: skip
def test_a_broken_theme_is_left_out_and_told(write: Write, broken: str, problem: str) -> None:
    write("themes", f'{GOOD}{broken}\n\n[themes.last]\nlabel = "Last"\nterms = ["last"]\n')
    lexicon = load_lexicon()
    assert list(lexicon.themes) == [*THEMES, "good", "last"]
    assert lexicon.themes["good"].label == "Good"
    (found,) = lexicon.problems
    assert problem in str(found)
    assert str(found).startswith("lexicon/themes.toml: ")


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ('[types.bad]\nlabel = "Bad"', "line 1: bad: has no pattern in strong, cues, weak"),
        (
            '[types.bad]\nlabel = "Bad"\nprincipals = "left"\ncues = ["a"]',
            "line 3: bad.principals: must be one of subject, object, all",
        ),
        (
            '[types.bad]\nlabel = "Bad"\nyields_to = ["party"]\ncues = ["a"]',
            "line 3: bad.yields_to: unknown type 'party'",
        ),
        ('[types.recall]\nprincipals = "all"', "line 2: recall.principals: of a type that ships"),
        ('[types.b]\nlabel = "B"\ncues = ["a"]', "line 1: b: is no id"),
        ("types = 3", "line 1: types: expected tables"),
    ],
)
def test_a_broken_type_is_left_out_and_told(write: Write, broken: str, problem: str) -> None:
    write("event_types", broken)
    lexicon = load_lexicon()
    assert tuple(lexicon.types) == EVENT_TYPES
    (found,) = lexicon.problems
    assert problem in str(found)


def test_files_that_are_no_text_are_told(layout: DataLayout, write: Write) -> None:
    write("themes", "").write_bytes(b"[themes.ab]\n\nlabel = '\xff'")
    (layout.lexicon / "event_types.toml").mkdir()
    lexicon = load_lexicon()
    assert tuple(lexicon.themes) == THEMES
    told = [str(problem) for problem in lexicon.problems]
    assert "event_types.toml: file: cannot be read" in told[0]
    assert "themes.toml: line 3: file: is not in UTF-8" in told[1]


def test_a_dump_in_the_place_of_a_lexicon_is_told(write: Write) -> None:
    write("themes", "x" * 3_000_000)
    (problem,) = load_lexicon().problems
    assert "is larger than" in str(problem)


_PIECES = (
    "[themes.ab] [types.ab] label = \"A\" terms [ ] \" ''' ( | ~ ___ @all \\ # cues { } . , é \x00"
).split()
_PIECES += ["\n", "9" * 5000]


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(_PIECES), max_size=25), st.text(max_size=20))
def test_no_file_of_a_user_is_ever_raised(write: Write, pieces: list[str], text: str) -> None:
    content = "".join(pieces).encode() + text.encode("utf-8", "surrogatepass")
    for name in ("themes", "event_types"):
        path: Path = write(name, "")
        path.write_bytes(content)
    lexicon = load_lexicon()
    assert set(THEMES) <= set(lexicon.themes)
    for kind in lexicon.own_types.values():
        assert kind.cues[0][0].regex.groups >= 0


def test_deep_brackets_are_an_error_not_a_crash(write: Write) -> None:
    deep = "(" * 400 + "a" + ")" * 400
    write("themes", f'[themes.deep]\nlabel = "Deep"\nterms = ["{deep}", "{"[" * 3}"]\n')
    assert len(load_lexicon().problems) == 1
    write("themes", f'[themes.deep]\nlabel = "Deep"\nterms = {"[" * 5000}{"]" * 5000}\n')
    assert len(load_lexicon().problems) == 1
