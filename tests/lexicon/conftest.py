"""Fixtures: the user's own lexicon files in an empty data directory."""

from collections.abc import Callable
from pathlib import Path

import pytest

from etl.settings import DataLayout

Write = Callable[[str, str], Path]


@pytest.fixture
def write(layout: DataLayout) -> Write:
    """Writes one of the user's files (`themes` or `event_types`); returns its path."""

    def to_file(name: str, text: str) -> Path:
        layout.lexicon.mkdir(parents=True, exist_ok=True)
        path = layout.lexicon / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return to_file
