"""What a terminal is sent while a hostile dump is read: no title, link or colour of the dump's."""

import io

import pytest
from rich.console import Console
from typer.testing import CliRunner

from etl.cli.console import PlainConsole
from etl.cli.main import build_app
from etl.settings import DataLayout
from tests.security.attacks import BIDI, ESCAPES, RICH
from tests.security.conftest import Attacked

ATTACK = f"{RICH}{ESCAPES}{BIDI}"


def printed(console_type: type[Console]) -> str:
    stream = io.StringIO()
    console_type(file=stream, force_terminal=True).print(ATTACK)
    return stream.getvalue()


def test_a_careless_console_obeys_the_dump() -> None:
    assert "\x1b]8;id=" in printed(Console) and "[red]" not in printed(Console)
    plain = printed(PlainConsole)
    assert plain.strip() == "".join(c for c in ATTACK if c not in f"\x1b\x07\x9b{BIDI}")


def test_ingest_tells_of_hostile_names_in_plain_words(attacked: Attacked) -> None:
    sent = attacked.terminal
    assert "fields not used: x<script>" in sent and "[red]shout[/red]" in sent
    for sign in ("\x1b]", "\x9b", "\x07", *BIDI):
        assert sign not in sent, repr(sent)


@pytest.mark.parametrize("name", [f"{ATTACK}.jsonl".replace("/", ""), "\udcff\udcfe.jsonl"])
def test_a_command_names_a_hostile_file_in_plain_words(layout: DataLayout, name: str) -> None:
    done = CliRunner().invoke(build_app("ingest", "publish"), ["ingest", str(layout.root / name)])
    assert done.exit_code == 1 and isinstance(done.exception, SystemExit)
    assert "does not exist" in done.stderr
    assert not set(done.stderr) & {"\x1b", "\x07", "\x9b", *BIDI}
