"""Twenty people at once for five minutes while the ETL runs: `make load`.

Works on a copy of the data directory (`--data`; default: an empty one with the sample loaded).
Prints how many answers were given, what went wrong, how long people waited with and without the
run, how long a real browser took to draw a page, and the memory at each half minute. Exit code 1 if
anything went wrong.
"""

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from playwright.async_api import async_playwright

from benchmarks.load.crowd import Load, Report, middle_and_95th, put_under_load
from etl.cli.main import build_app
from etl.settings import DATA_VARIABLE, PROJECT_ROOT
from tests.browser import CHROMIUM

_KINDS = {
    "open": "opened in a new tab",
    "page": "opened by the menu",
    "change": "filter, order, page of a list, row",
    "repeat": "part that renews itself",
    "file": "file made and fetched",
}
_PATHS = ("", "events", "stories", "companies", "network", "runs")
_DRAWN = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_LEAVE_SECONDS = 150.0  # Streamlit keeps a closed tab's session for two minutes.


async def _draw_pages(address: str, begin: float, until: float, report: Report) -> None:
    """Opens page after page in a real browser, until it is drawn."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page(viewport={"width": 1440, "height": 900})
        number = 0
        while time.monotonic() < until:
            start = time.monotonic()
            await page.goto(f"{address}/{_PATHS[number % len(_PATHS)]}")
            await page.get_by_test_id("stHeading").first.wait_for(timeout=120_000)
            await page.locator(_DRAWN).wait_for(timeout=120_000)
            report.drawn.append((start - begin, time.monotonic() - start))
            number += 1
            await asyncio.sleep(3)
        await browser.close()


def _line(name: str, seconds: list[float]) -> str:
    middle, most = middle_and_95th(seconds)
    return f"  {name:<36} {len(seconds):7,} {middle:8.2f} s {most:8.2f} s"


def _print(report: Report, load: Load) -> None:
    begin, end = report.run
    print(
        f"{load.people} people, {load.seconds:.0f} s; a run over {load.articles:,} articles from "
        f"{begin:.0f} s to {end:.0f} s: {report.run_status or 'did not end'}"
    )
    for words, is_busy in (("without the run", False), ("during the run", True)):
        visits = [v for v in report.all_visits if (begin <= v.at <= end) == is_busy]
        print(f"\n{words:<38}  number   median   95th percentile")
        for kind, name in _KINDS.items():
            print(_line(name, [v.seconds for v in visits if v.kind == kind]))
        drawn = [s for at, s in report.drawn if (begin <= at <= end) == is_busy]
        print(_line("page drawn by Chromium", drawn))
    print("\n  moment   dashboard      worker   sessions")
    for at, memory, sessions in report.memory:
        print(f"  {at:5.0f} s  {memory.dashboard:7,.0f} MB  {memory.worker:7,.0f} MB   {sessions}")
    print(f"\n{len(report.all_visits):,} answers, {len(report.errors):,} errors")
    for error, count in Counter(report.errors).most_common(20):
        print(f"  {count:,} x {error}")


def main() -> int:
    """Prints the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--data", type=Path)
    options = parser.parse_args()
    load = Load(
        options.people, options.minutes * 60, options.articles, leave_seconds=_LEAVE_SECONDS
    )
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        if options.data:
            shutil.copytree(options.data, data)
        os.environ[DATA_VARIABLE] = str(data)
        if not options.data:
            samples = [str(path) for path in (PROJECT_ROOT / "data" / "samples").glob("motorwire*")]
            build_app("ingest")(["ingest", *samples], standalone_mode=False)
        report = put_under_load(data, load, _draw_pages if CHROMIUM else None)
    _print(report, load)
    is_good = not report.errors and report.run_status == "success"
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
