"""Nothing is told to anybody: no library may keep an identifier of the machine, or report home."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from etl.settings import DATA_VARIABLE, PROJECT_ROOT

ARTICLE = {
    "title": "Ford recalls vans",
    "text": "Ford Motor Company is recalling 900 vans in Ohio because a battery may overheat.",
    "date": "2024-03-28",
}
_OPTED_OUT = ("ORT_DISABLE_TELEMETRY", "DAGSTER_DISABLE_TELEMETRY", "DO_NOT_TRACK")


@pytest.mark.parametrize("command", ["predict", "ingest"])
def test_extraction_leaves_nothing_in_the_users_home(tmp_path: Path, command: str) -> None:
    """Libraries that report home keep an identifier there; onnxruntime did."""
    home = tmp_path / "home"
    home.mkdir()
    dump = tmp_path / "news.jsonl"
    dump.write_text(json.dumps(ARTICLE) + "\n")
    environment = {name: value for name, value in os.environ.items() if name not in _OPTED_OUT}
    environment |= {"HOME": str(home), DATA_VARIABLE: str(tmp_path / "data")}
    environment = {n: v for n, v in environment.items() if not n.startswith("XDG_")}
    done = subprocess.run(
        [sys.executable, "-m", "etl.cli.main", command, str(dump)],
        cwd=PROJECT_ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "recall" in done.stdout or "1 accepted" in done.stdout
    assert [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()] == []
