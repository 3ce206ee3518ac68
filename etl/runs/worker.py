"""The embedded worker: one warm process that executes the requests of the queue, one at a time.

It holds a lock while it lives, ends with its parent, and leaves nothing undone: a request that was
claimed when the process died is run again if its run never began, else its run is reported failed.
"""

import logging
import os
import signal
import sys
import time
from types import FrameType

import dagster as dg
from filelock import FileLock, Timeout

from etl.defs.assets import warm_up
from etl.runs.automation import Automaton
from etl.runs.execution import execute, fail_orphans
from etl.runs.history import find_run
from etl.runs.instance import open_instance
from etl.runs.requests import (
    RunRequest,
    claim_next,
    finish,
    forget_cancels,
    give_back,
    pending_requests,
)
from etl.runs.worker_state import worker_lock_path
from etl.settings import DataLayout

_log = logging.getLogger("motorwire.worker")
_POLL_SECONDS = 0.2
_SECONDS_A_LOOK = 5.0

MOST_ARTICLES = 5_000
"""After so many articles the worker starts anew, which takes some seconds: spaCy's table of words
grows with all that is read, and the memory is not given back (340 MB when warm, 650 MB after 3,800
articles)."""


class Worker:
    """Executes requests until it is told to stop or its parent ends."""

    def __init__(
        self, layout: DataLayout, *, parent: int | None = None, most_articles: int = MOST_ARTICLES
    ) -> None:
        self.layout = layout
        self.parent = parent
        self.most_articles = most_articles
        self._article_count = 0
        self._is_stopping = False

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ends the loop; a run that goes on is canceled."""
        self._is_stopping = True

    def run(self) -> None:
        """Works until stopped; returns at once when another worker has the lock."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)
        self.layout.local.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(worker_lock_path(self.layout), timeout=0):
                self._work()
        except Timeout:
            _log.warning("another worker serves %s already", self.layout.local)

    def _work(self) -> None:
        instance = open_instance(self.layout)
        _recover(instance, self.layout)
        warm_up()
        _log.info("ready")
        automaton = Automaton(self.layout)
        next_look = 0.0
        while not self._is_stopping and not self._is_orphaned():
            if time.monotonic() >= next_look:
                next_look = time.monotonic() + _SECONDS_A_LOOK
                automaton.look()
            request = claim_next(self.layout)
            if request is None:
                time.sleep(_POLL_SECONDS)
                continue
            try:
                _execute_request(instance, self.layout, request)
            except KeyboardInterrupt:
                self.stop()
            if self._is_worn(request):
                _log.info("starting anew, to give memory back")
                # The same process, so that its parent sees nothing; its locks end with the program.
                os.execv(sys.executable, sys.orig_argv)  # noqa: S606

    def _is_worn(self, request: RunRequest) -> bool:
        """Whether so many articles were read since the start that memory should be given back."""
        run = find_run(self.layout, request.run_id)
        self._article_count += run.outcomes.get("accepted", 0) if run is not None else 0
        return self._article_count >= self.most_articles and not self._is_stopping

    def _is_orphaned(self) -> bool:
        return self.parent is not None and os.getppid() != self.parent


def _execute_request(instance: dg.DagsterInstance, layout: DataLayout, request: RunRequest) -> None:
    try:
        is_success = execute(
            instance,
            layout,
            request.dump,
            run_id=request.run_id,
            requested_at=request.requested_at,
        )
        _log.info("run %s of %s: success=%s", request.run_id, request.dump, is_success)
    except dg.DagsterError:
        _log.exception("run %s of %s could not be executed", request.run_id, request.dump)
    # After any other error the disk or the history is at fault: this process ends, the request
    # stays claimed, and the next process decides (`_recover`).
    finish(request)


def _recover(instance: dg.DagsterInstance, layout: DataLayout) -> None:
    forget_cancels(layout)
    for run_id in fail_orphans(instance, layout):
        _log.warning("run %s was left unfinished and is reported failed", run_id)
    for request in pending_requests(layout):
        if request.is_claimed:
            if instance.has_run(request.run_id):
                finish(request)
            else:
                give_back(request)
