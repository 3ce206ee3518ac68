"""A data directory with one dump loaded, and the command line."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner
from upath import UPath

from etl.cli.main import build_app
from etl.runs.execution import execute
from etl.runs.inbox import add_to_inbox
from etl.runs.instance import open_instance
from etl.settings import DATA_VARIABLE, DataLayout

DUMP = "news.jsonl"
NEWS = [
    {
        "url": f"https://a.example/{number}",
        "title": f"{maker} recalls vans",
        "text": f"{maker} is recalling {number}00 vans in Spain because a battery may overheat. The"
        f" carmaker told {number}7 dealers to stop selling them on 3 May 202{number % 4}.",
    }
    for number, maker in enumerate(("Ford", "Toyota", "Kia", "BYD", "Volvo", "Tesla"), start=1)
] + [{"url": "https://a.example/7", "title": "Leer", "text": ""}]


@pytest.fixture(scope="session")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> DataLayout:
    """Loaded once; each test then works on a copy at one path, for which the pipeline is kept."""
    layout = DataLayout(UPath(tmp_path_factory.mktemp("loaded") / "data"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA_VARIABLE, str(layout.root))
        add_to_inbox(layout, DUMP, "".join(json.dumps(one) + "\n" for one in NEWS).encode())
        assert execute(open_instance(layout), layout, DUMP)
    return layout


@pytest.fixture
def loaded(loaded_once: DataLayout, monkeypatch: pytest.MonkeyPatch) -> DataLayout:
    copy = loaded_once.local.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(loaded_once.local, copy)
    monkeypatch.setenv(DATA_VARIABLE, str(copy))
    open_instance.cache_clear()
    return DataLayout(UPath(copy))


def tables_of(layout: DataLayout) -> dict[str, bytes]:
    return {
        str(path.relative_to(layout.local)): path.read_bytes()
        for path in Path(str(layout.warehouse)).rglob("*.parquet")
        if not path.name.startswith(".")
    }


@pytest.fixture
def call() -> Callable[..., Result]:
    """Calls `motorwire` as a new process would: with the run history opened anew."""

    def called(*arguments: str) -> Result:
        open_instance.cache_clear()
        return CliRunner().invoke(build_app(), list(arguments))

    return called
