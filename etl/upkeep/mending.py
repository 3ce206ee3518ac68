"""Mending what is derived: what was found wrong, then a run that rebuilds."""

import uuid
from collections.abc import Iterator, Sequence

from etl.errors import MotorwireError, storage_error
from etl.runs.execution import execute
from etl.runs.history import find_run
from etl.runs.instance import open_instance
from etl.settings import DataLayout
from etl.upkeep.problems import Problem


class MendingError(MotorwireError):
    """Something could not be mended."""


def mend_all(layout: DataLayout, problems: Sequence[Problem]) -> Iterator[str]:
    """Mends what can be mended, in order, and yields what was done.

    For the process that has the turn (`etl.runs.turn`), while no worker runs. Raises
    `MotorwireError` where that fails.
    """
    for problem in problems:
        if problem.mend is not None:
            try:
                yield problem.mend()
            except OSError as error:
                raise MendingError(str(storage_error(error) or error)) from error
    if any(problem.needs_rebuild for problem in problems):
        run_id = str(uuid.uuid4())
        if not execute(open_instance(layout), layout, "", run_id=run_id):
            run = find_run(layout, run_id)
            raise MendingError(f"the rebuild failed: {run.failure if run else 'see its log'}")
        yield "stories and snapshot are rebuilt from the tables"
