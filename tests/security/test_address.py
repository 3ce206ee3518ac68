"""Addresses written by an attacker: whatever stands in a parameter, a page shows what it should."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.filters import page_state, view
from dashboard.filters.selection import Selection
from dashboard.filters.view import LONGEST_TEXT, LONGEST_VALUE, MOST_VALUES, PARAMETERS
from dashboard.pages import PAGES
from dashboard.parts.choice import EVENT
from dashboard.queries import events as event_queries
from dashboard.queries import stories as story_queries
from dashboard.queries.database import read_table
from etl.settings import DATA_VARIABLE
from etl.warehouse.serving import Snapshot, current_snapshot
from tests.dashboard import invented
from tests.dashboard.screens import words
from tests.security.attacks import BIDI
from tests.security.raw_client import Server

ROOT = Path(__file__).parents[2]
ENTRY = ROOT / "dashboard" / "streamlit_app.py"

SQL = [
    "x' OR '1'='1", "x') OR 1=1 --", "'; DROP TABLE events; --", "x' UNION SELECT * FROM events --",
    "x'||(SELECT content FROM read_text('/etc/passwd'))||'", "$1", "?", "\\", '"',
    "1; ATTACH ':memory:'",
    "recall' AND 1=(SELECT count(*) FROM glob('/*')) --",
]  # fmt: skip
ODD = [
    "A" * 100_000, "\0", "a\0b", BIDI, "%", "_", "-1", "9" * 400, "1e999", "NaN", "[]", "{}", "٣",
    "2024-13-45", "0000-00-00", "-9999-01-01", "true", "../../etc/passwd",
    "<script>window.hacked=1</script>",
]  # fmt: skip


def own_parameters() -> set[str]:
    """The parameters that pages keep beside the filters, read from the source."""
    source = "\n".join(p.read_text() for p in (ROOT / "dashboard").rglob("*.py"))
    bound = re.findall(r'key="?(\w+)"?,(?:(?!key=)[^)])*?bind="query-params"', source)
    constants = re.findall(r'^[A-Z_, ]+ = ("\w+"(?:, "\w+")*)$', source, re.MULTILINE)
    named = {name.strip('" ') for line in constants for name in line.split(",")}
    return named | {name for name in bound if name.islower()} | {EVENT, "newer", "older"}


def test_all_parameters_are_known() -> None:
    assert own_parameters() >= {
        "find", "several", "part", "shares", "newer", "order", EVENT, page_state.COMPANY,
        page_state.SIDES, page_state.BETWEEN, page_state.AGAINST_FROM, page_state.THEME,
        page_state.MONTHS, page_state.LINES,
    }  # fmt: skip


@pytest.mark.parametrize("attack", [*SQL, *ODD])
def test_a_view_holds_only_what_has_a_meaning(attack: str) -> None:
    told = view.from_parameters({name: [attack] * 300 for name in PARAMETERS})
    asked = told.asked
    assert told.period == "" and asked.date_from is asked.date_to is None
    assert asked.least_score == 0 and asked.by_parent == (attack == "true")
    for ids in (asked.themes, asked.event_types, asked.kinds, asked.languages):
        assert all(re.fullmatch("[a-z0-9_]{1,200}", value) for value in ids)
    assert asked.statuses == asked.checks == asked.countries == ()
    for values in (asked.companies, asked.sources):
        assert len(values) <= MOST_VALUES and all(len(value) <= LONGEST_VALUE for value in values)
    assert len(asked.text) <= LONGEST_TEXT and not set(asked.text) & set(BIDI + "\0")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("invented")
    invented.publish(invented.invent(60), root)
    return root


@pytest.fixture
def snapshot(data: Path) -> Snapshot:
    return current_snapshot(data / "serving")


@pytest.fixture
def open_address(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Opens a page with what an attacker put into every parameter at once."""
    main = sys.modules["__main__"]
    monkeypatch.setenv(DATA_VARIABLE, str(data))

    def run(page: str, attack: str) -> AppTest:
        app = AppTest.from_file(str(ENTRY), default_timeout=30)
        for name in {*PARAMETERS, *own_parameters()}:
            app.query_params[name] = attack
        app.run()
        return app.switch_page(page).run() if page != PAGES[0].path else app

    yield run
    sys.modules["__main__"] = main


@pytest.mark.parametrize("page", [entry.path for entry in PAGES])
def test_a_page_survives_its_address(open_address, data: Path, page: str) -> None:
    for attack in (SQL[1], "A" * 100_000, "9" * 400, "\0" + BIDI):
        app: AppTest = open_address(page, attack)
        assert not app.exception, app.exception[0].stack_trace
        assert app.title
        shown = words(app)
        assert "Traceback" not in shown and str(ROOT) not in shown
        assert "could not be read" not in shown and not set(shown) & set(BIDI)


@pytest.mark.parametrize("attack", SQL)
@pytest.mark.parametrize(
    "field",
    ["companies", "with_companies", "themes", "event_types", "statuses", "sources", "languages",
     "countries", "kinds", "checks"],
)  # fmt: skip
def test_sql_in_a_filter_finds_nothing_and_changes_nothing(
    snapshot: Snapshot, field: str, attack: str
) -> None:
    before = _fingerprint(snapshot)
    chosen = Selection(**{field: (attack,)})
    assert event_queries.count_events(snapshot, chosen) == 0
    assert story_queries.count_stories(snapshot, chosen) == 0
    assert _fingerprint(snapshot) == before


def test_a_careless_filter_would_find_everything(snapshot: Snapshot) -> None:
    """The attacks are attacks: put into the text of a query, the second one gives all rows."""
    count = "SELECT count(*) AS n FROM events WHERE event_type IN ('{}')"
    found = read_table(snapshot, count.format(SQL[1])).to_pylist()
    assert found == [{"n": _fingerprint(snapshot)[0]}]


@pytest.mark.parametrize(
    ("text", "expected"), [("%", 60), ("_", 60), ("recal%", 0), ("re_alled", 0)]
)
def test_signs_of_like_are_no_wildcards(snapshot: Snapshot, text: str, expected: int) -> None:
    """Without a word in it nothing is searched for; with one, the sign stands for itself."""
    assert event_queries.count_events(snapshot, Selection(text=text)) == expected
    assert event_queries.count_events(snapshot, Selection(text="recalled")) > 0


def _fingerprint(snapshot: Snapshot) -> tuple[int, int]:
    """How many events there are, and a sum over what they say."""
    mixed = "sum(hash(event_id, title, evidence)::HUGEINT % 97)::BIGINT"
    (row,) = read_table(snapshot, f"SELECT count(*) AS n, {mixed} AS h FROM events").to_pylist()
    return row["n"], row["h"]


def test_bytes_that_are_no_text_do_not_harm_the_server(attacked_address: str) -> None:
    server = Server(attacked_address)
    for path in ("/?company=%ff%fe%00", "/%ff%00", f"/events?q={quote('x' * 60_000)}", "/?%00=%00"):
        status, _, body = server.ask(path)
        assert status in (200, 400, 414, 431) and b"Traceback" not in body, path
    assert server.ask("/_stcore/health")[0] == 200
