"""The embedded worker: one warm process that executes the requests of the queue, one at a time.

It holds a lock while it lives, ends with its parent, and leaves nothing undone: a request that was
claimed when the process died is run again if its run never began, else its run is reported failed.
"""

import logging
import os
import signal
import time
from types import FrameType

import dagster as dg
from filelock import FileLock, Timeout

from etl.defs.assets import warm_up
from etl.runs.execution import execute, fail_orphans
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


class Worker:
    """Executes requests until it is told to stop or its parent ends."""

    def __init__(self, layout: DataLayout, *, parent: int | None = None) -> None:
        self.layout = layout
        self.parent = parent
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
        while not self._is_stopping and not self._is_orphaned():
            request = claim_next(self.layout)
            if request is None:
                time.sleep(_POLL_SECONDS)
                continue
            try:
                _execute_request(instance, self.layout, request)
            except KeyboardInterrupt:
                self.stop()

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
    finally:
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
