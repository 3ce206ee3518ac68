"""What is to happen if something takes too long: one thread waits for all of it.

A thread for each query cost more than many a query: whoever starts a thread waits until it has had
its first turn, behind the threads of all other readers.
"""

import threading
import time
from collections.abc import Callable
from itertools import count

_changed = threading.Condition()
_alarms: dict[int, tuple[float, Callable[[], object]]] = {}
_numbers = count()
_thread: threading.Thread | None = None


def set_alarm(seconds: float, call: Callable[[], object]) -> int:
    """Has `call` called after `seconds`, on another thread, unless the alarm whose number is
    returned is canceled before. The call must be quick."""
    global _thread  # noqa: PLW0603
    moment = time.monotonic() + seconds
    with _changed:
        number = next(_numbers)
        is_next = all(moment < other for other, _ in _alarms.values())
        _alarms[number] = (moment, call)
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_wait, name="alarm", daemon=True)
            _thread.start()
        elif is_next:
            _changed.notify()
    return number


def cancel_alarm(number: int) -> None:
    """Cancels an alarm; when this returns, its call is over or will not come."""
    with _changed:
        _alarms.pop(number, None)


def _wait() -> None:
    with _changed:
        while True:
            _changed.wait(_ring())


def _ring() -> float | None:
    """Calls what is due; returns the seconds until the next alarm, None where there is none."""
    now = time.monotonic()
    for number, (moment, call) in list(_alarms.items()):
        if moment <= now:
            del _alarms[number]
            call()
    nearest = min((moment for moment, _ in _alarms.values()), default=None)
    return None if nearest is None else nearest - now
