"""Extraction in worker processes: the same rows in the same order, and no process left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from etl.errors import ConfigurationError
from etl.nlp import cores, parallel
from etl.nlp.encoder import reader
from etl.nlp.encoder.model import Model
from etl.nlp.extract import extract, load_pipeline
from etl.nlp.types import ArticleText
from etl.settings import DataLayout

ARTICLES = [
    ArticleText(f"a{i}", "", f"Kia will close its plant number {i} in Gwangju.", date(2024, 5, 1))
    for i in range(7)
]


def test_workers_give_the_same_rows_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_FEW", 2)
    monkeypatch.setattr(parallel, "_BATCH", 2)
    nlp = load_pipeline()
    alone = list(extract(nlp, ARTICLES))
    assert any(found.events for found in alone)
    assert list(parallel.extract_on_all_cores(nlp, ARTICLES, workers=2)) == alone


def test_workers_use_the_users_lexicon(layout: DataLayout, monkeypatch: pytest.MonkeyPatch) -> None:
    layout.lexicon.mkdir(parents=True)
    (layout.lexicon / "themes.toml").write_text(
        '[themes.gwangju]\nlabel = "Gwangju"\nterms = ["gwangju"]\n'
    )
    monkeypatch.setattr(parallel, "_FEW", 2)
    monkeypatch.setattr(parallel, "_BATCH", 2)
    found = list(parallel.extract_on_all_cores(load_pipeline(), ARTICLES, workers=2))
    assert all("gwangju" in row["themes"] for article in found for row in article.events)
    assert sum(bool(article.events) for article in found) == len(ARTICLES)


def test_few_articles_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "ProcessPoolExecutor", None)
    assert len(list(parallel.extract_on_all_cores(load_pipeline(), ARTICLES, workers=2))) == 7


@pytest.mark.parametrize("value", ["many", "0", "-1", "1.5", "1000"])
def test_odd_settings_are_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(cores.WORKERS_VARIABLE, value)
    with pytest.raises(ConfigurationError, match="number of cores from 1 to 256"):
        cores.core_count()


def test_threads_of_the_encoder_give_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    nlp = load_pipeline()
    alone = list(extract(nlp, ARTICLES))
    monkeypatch.setattr(reader, "_MOST_WAITING", 3)
    assert list(extract(nlp, ARTICLES, threads=2)) == alone
    half = extract(nlp, ARTICLES, threads=2)
    next(half)
    half.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("encoder")]


def test_an_error_of_the_encoder_comes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(Model, "hidden", fail)
    with pytest.raises(MemoryError, match="no room"):
        list(extract(load_pipeline(), ARTICLES, threads=2))


_MANY = """
from datetime import date
from etl.nlp import parallel
from etl.nlp.extract import load_pipeline
from etl.nlp.types import ArticleText
from etl.settings import DataLayout

def articles():
    for i in range(10**9):
        yield ArticleText(f"a{i}", "", "Kia will close its plant in Gwangju.", date(2024, 5, 1))

if __name__ == "__main__":
    parallel._FEW = 1
    for found in parallel.extract_on_all_cores(load_pipeline(), articles(), workers=2):
        print(found.article_id, flush=True)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc to see processes")
def test_workers_end_when_the_caller_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "many.py"
    script.write_text(_MANY)
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b"a0")
    workers = _children(process.pid)
    assert len(workers) >= 2
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 20
    while any(_is_alive(pid) for pid in workers):
        assert time.monotonic() < deadline, "workers outlive the process that started them"
        time.sleep(0.2)


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.append(int(entry.name))
    return found


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"
