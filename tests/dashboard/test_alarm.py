"""What is to happen if something takes too long."""

import threading
import time

from dashboard.queries.alarm import cancel_alarm, set_alarm


def test_alarms_come_in_time_whatever_their_order() -> None:
    came: list[str] = []
    is_over = threading.Event()
    start = time.monotonic()
    late = set_alarm(60, lambda: came.append("canceled"))
    set_alarm(0.3, is_over.set)
    set_alarm(0.1, lambda: came.append("early"))
    assert is_over.wait(10)
    assert 0.3 <= time.monotonic() - start < 5
    cancel_alarm(late)
    assert came == ["early"]


def test_a_canceled_alarm_does_not_come() -> None:
    came: list[int] = []
    numbers = [set_alarm(0.05, lambda: came.append(1)) for _ in range(50)]
    for number in numbers:
        cancel_alarm(number)
    count = len(came)  # those that were due before they were canceled
    time.sleep(0.3)
    assert len(came) == count


def test_all_alarms_share_one_thread() -> None:
    before = threading.active_count()
    numbers = [set_alarm(60, time.monotonic) for _ in range(100)]
    assert threading.active_count() <= before + 1
    for number in numbers:
        cancel_alarm(number)
