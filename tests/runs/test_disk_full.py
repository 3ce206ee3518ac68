"""A full disk: on the data, and on the folder of the run history (small file systems in memory)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from etl.settings import DATA_VARIABLE, PROJECT_ROOT, DataLayout
from etl.warehouse.serving import current_snapshot

SAMPLE = PROJECT_ROOT / "data" / "samples" / "motorwire_sample.jsonl"


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """While entered, `folder` is a file system of its own; skips where that is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root on Linux can make a small file system")
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("file systems cannot be made here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def ingest(layout: DataLayout, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "etl.cli.main", "ingest", str(path)],
        env={**os.environ, DATA_VARIABLE: str(layout.root)},
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_full_on_the_data(layout: DataLayout, tmp_path: Path) -> None:
    first = tmp_path / "first.jsonl"
    lines = SAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)
    first.write_text("".join(lines[:3]), encoding="utf-8")
    assert ingest(layout, first).returncode == 0
    before = current_snapshot(layout.serving)
    with small_disk(layout.local / "warehouse" / "articles", "16k"):
        result = ingest(layout, SAMPLE)
        assert result.returncode == 1
        assert "disk of the data directory is full" in result.stderr
        assert "Traceback" not in result.stderr
        assert current_snapshot(layout.serving) == before
    result = ingest(layout, SAMPLE)
    assert result.returncode == 0, result.stderr
    assert current_snapshot(layout.serving) != before


def test_full_on_the_run_history(layout: DataLayout) -> None:
    with small_disk(layout.instance, "300k"):
        result = ingest(layout, SAMPLE)
        assert result.returncode == 1
        assert "disk of the data directory is full" in result.stderr
        assert "Traceback" not in result.stderr
    assert ingest(layout, SAMPLE).returncode == 0


def test_first_starts_at_once(layout: DataLayout) -> None:
    """Two processes that both make the run history and publish: none breaks the other."""
    environment = {**os.environ, DATA_VARIABLE: str(layout.root)}
    folder = SAMPLE.parent
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "etl.cli.main", "ingest", str(folder / name)],
            env=environment,
            cwd=PROJECT_ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("motorwire_sample.csv", "motorwire_sample_texts")
    ]
    for process in started:
        _, problem = process.communicate(timeout=120)
        assert process.returncode == 0, problem
