"""Many people at once, and a run of the ETL while they read: what they waited, what it cost."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from upath import UPath

from benchmarks.load.dump import mixed_articles
from benchmarks.load.person import Person, Visit
from benchmarks.load.program import Memory, Program, started
from etl.runs.history import find_run
from etl.runs.inbox import add_to_inbox
from etl.runs.requests import submit
from etl.settings import DataLayout

_RUN_SECONDS = 1800.0
_LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Load:
    """How heavy the load is. The run starts after `quiet` of the seconds (0 to 1)."""

    people: int
    seconds: float
    articles: int
    think: float = 4.0
    quiet: float = 0.4
    look_every: float = 30.0
    leave_seconds: float = 0.0
    """How long the program is watched after everyone has left."""


@dataclass
class Report:
    """What was seen. Moments are seconds since the first person came."""

    visits: list[list[Visit]] = field(default_factory=list)
    """Those of each person."""
    memory: list[tuple[float, Memory, int | None]] = field(default_factory=list)
    """Moment, memory, sessions."""
    drawn: list[tuple[float, float]] = field(default_factory=list)
    """Moment and seconds until a real browser had drawn a page."""
    run: tuple[float, float] = (0.0, 0.0)
    """Begin and end of the run of the ETL."""
    run_status: str = ""

    @property
    def all_visits(self) -> list[Visit]:
        """Those of all people."""
        return [visit for visits in self.visits for visit in visits]

    @property
    def errors(self) -> list[str]:
        """Everything that went wrong."""
        return [f"{visit.kind}: {error}" for visit in self.all_visits for error in visit.errors]


def middle_and_95th(seconds: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    if len(seconds) < 2:
        return (seconds or [0.0])[0], (seconds or [0.0])[0]
    return statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]


Look = Callable[[str, float, float, Report], Awaitable[None]]
"""Something else that looks on: gets the address, begin and end (of `time.monotonic`), and the
report to add to."""


def put_under_load(data: Path, load: Load, look: Look | None = None) -> Report:
    """Starts the program on `data`, which it changes, and lets people use it."""
    with started(data) as program:
        return asyncio.run(_crowd(program, DataLayout(UPath(data)), load, look))


async def _crowd(program: Program, layout: DataLayout, load: Load, look: Look | None) -> Report:
    report = Report()
    begin = time.monotonic()
    until = begin + load.seconds
    people = [Person(program.address, seed, load.think) for seed in range(load.people)]
    watcher = asyncio.create_task(_watch(program, report, begin, load.look_every))
    tasks: list[Awaitable[None]] = [
        *(person.stay(until) for person in people),
        _run(layout, load, report, begin),
    ]
    if look is not None:
        tasks.append(look(program.address, begin, until, report))
    try:
        await asyncio.gather(*tasks)
        await asyncio.sleep(load.leave_seconds)
    finally:
        watcher.cancel()
    report.memory.append(_state(program, begin))
    report.visits = [
        [Visit(v.kind, v.at - begin, v.seconds, v.errors) for v in person.visits]
        for person in people
    ]
    return report


def _state(program: Program, begin: float) -> tuple[float, Memory, int | None]:
    return time.monotonic() - begin, program.memory(), program.session_count()


async def _watch(program: Program, report: Report, begin: float, every: float) -> None:
    while True:
        report.memory.append(await asyncio.to_thread(_state, program, begin))
        await asyncio.sleep(every)


async def _run(layout: DataLayout, load: Load, report: Report, begin: float) -> None:
    await asyncio.sleep(load.quiet * load.seconds)
    dump = await asyncio.to_thread(_add, layout, load.articles)
    start = time.monotonic()
    run_id = submit(layout, dump)
    while time.monotonic() - start < _RUN_SECONDS:
        await asyncio.sleep(_LOOK_SECONDS)
        run = await asyncio.to_thread(find_run, layout, run_id)
        if run is not None and run.status in ("success", "failed", "canceled"):
            report.run_status = run.status
            break
    report.run = (start - begin, time.monotonic() - begin)


def _add(layout: DataLayout, articles: int) -> str:
    seed = int(time.time())  # so that a second time on the same data they are new again
    return add_to_inbox(layout, f"load-{seed}.jsonl", mixed_articles(articles, seed))
