"""What the worker does by itself: each state of a dump once, and the rebuild of the night once."""

import os
from datetime import UTC, datetime, timedelta

from etl.runs.automation import Automation, Automaton, read_automation, write_automation
from etl.runs.inbox import add_to_inbox
from etl.runs.requests import claim_next, finish, pending_requests
from etl.settings import DataLayout

EVENING = datetime(2030, 5, 6, 22, 0, tzinfo=UTC)


def empty_queue(layout: DataLayout) -> None:
    while (request := claim_next(layout)) is not None:
        finish(request)


def test_switches_are_kept_and_off_at_first(layout: DataLayout) -> None:
    assert read_automation(layout) == Automation(False, False)
    write_automation(layout, Automation(is_inbox_watched=True, is_nightly=False))
    assert read_automation(layout) == Automation(True, False)
    (layout.local / "settings.json").write_text("[broken")
    assert read_automation(layout) == Automation(False, False)


def test_the_inbox_is_watched(layout: DataLayout) -> None:
    dump = add_to_inbox(layout, "news.csv", b"title,text\n")
    path = layout.inbox / "news.csv"
    automaton = Automaton(layout, lambda: EVENING)
    assert automaton.look() == [], "off until it is switched on"
    write_automation(layout, Automation(is_inbox_watched=True))
    os.utime(path, (EVENING.timestamp() - 2,) * 2)
    assert automaton.look() == [], "it may still be written to"
    os.utime(path, (EVENING.timestamp() - 60,) * 2)
    assert automaton.look() == [dump]
    assert [request.dump for request in pending_requests(layout)] == [dump]
    assert automaton.look() == []
    empty_queue(layout)
    assert automaton.look() == [], "it failed: the same file is not tried again"
    assert Automaton(layout, lambda: EVENING).look() == [], "nor by the next worker"
    path.write_bytes(b"title,text\nnew,one\n")
    os.utime(path, (EVENING.timestamp() - 60,) * 2)
    assert automaton.look() == [dump]


def test_the_night(layout: DataLayout) -> None:
    now = EVENING
    automaton = Automaton(layout, lambda: now)
    write_automation(layout, Automation(is_nightly=True))
    looks = []
    for _ in range(24 * 6):
        now += timedelta(minutes=10)
        looks.append(automaton.look())
    assert looks.count([""]) == 1
    assert looks.index([""]) == 29, "at 03:00"
    now += timedelta(days=1)
    assert automaton.look() == [""], "a machine that slept through the hour"
