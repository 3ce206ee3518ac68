"""A few moments of the loop that kills real processes; the long form is `make soak`."""

import random
from pathlib import Path

import pytest

from etl.settings import DATA_VARIABLE
from tests.kill_loop import prepare, try_moment


def test_kill_at_random_moments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))  # The loop sets it; this puts it back.
    scene = prepare(tmp_path)
    for number, victim in enumerate(("ingest", "worker", "ingest")):
        after = random.uniform(0, scene.seconds)
        try_moment(scene, tmp_path / f"moment-{number}", victim, after)
