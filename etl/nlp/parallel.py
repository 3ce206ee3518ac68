"""Extraction on all cores.

Few articles are extracted in the calling process, where the encoder has threads of its own. Of many
ones, batches go to worker processes, which hold a pipeline of their own and take some seconds to
start; the calling process extracts too, from the start. Results come back in order.

Measured on two cores: 350 articles 7.5 s with threads and 8.3 s with a second process, 3,283
articles 77 s with threads and 70 s with a second process (Python does one piece of work at a time).
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from pathlib import Path

from spacy.language import Language

from etl.errors import MotorwireError
from etl.nlp.cores import WORKERS_VARIABLE, core_count
from etl.nlp.extract import extract, load_pipeline
from etl.nlp.types import ArticleText, Extraction

_FEW = 600
_THREADS = 2
_BATCH = 24
_AHEAD = 2
_MOST_WAITING = 100

_pipelines: list[Language] = []


class ExtractionError(MotorwireError):
    """Extraction could not be finished; nothing of the dump was published."""


def extract_on_all_cores(
    nlp: Language, articles: Iterable[ArticleText], *, workers: int | None = None
) -> Iterator[Extraction]:
    """What `etl.nlp.extract.extract` gives, in the same order; workers use the same configuration.

    `nlp` must be a whole pipeline (not `load_pipeline(only=…)`). Holds a few batches of articles in
    memory at a time. An error in a worker is raised here; `ExtractionError` when one has died.
    """
    count = core_count() if workers is None else workers
    source = iter(articles)
    first = list(islice(source, _FEW))
    rest = next(source, None) if count > 1 else None
    if rest is None:
        yield from extract(nlp, chain(first, source), threads=min(count, _THREADS))
        return
    batches = _batches(chain(first, [rest], source))
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(
        count - 1, mp_context=context, initializer=_start, initargs=(nlp.meta["config"],)
    )
    waiting: deque[Future[list[Extraction]]] = deque()
    try:
        for batch in batches:
            while waiting and waiting[0].done():
                yield from waiting.popleft().result()
            given = sum(not future.done() for future in waiting)
            if given < (count - 1) * _AHEAD:
                waiting.append(pool.submit(_extract, batch))
            elif len(waiting) < _MOST_WAITING:
                waiting.append(_done(list(extract(nlp, batch))))
            else:
                waiting.append(pool.submit(_extract, batch))
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise ExtractionError(
            "a process that extracts has ended, most often for lack of memory; set"
            f" {WORKERS_VARIABLE} to fewer than {core_count()} cores and run the dump again"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _done(found: list[Extraction]) -> Future[list[Extraction]]:
    future: Future[list[Extraction]] = Future()
    future.set_result(found)
    return future


def _batches(articles: Iterable[ArticleText]) -> Iterator[list[ArticleText]]:
    source = iter(articles)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _start(config: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller decides what Ctrl-C means
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _pipelines.append(load_pipeline(Path(config)))


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, however it ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _extract(articles: list[ArticleText]) -> list[Extraction]:
    return list(extract(_pipelines[0], articles))
