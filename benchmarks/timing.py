"""Medians of repeated calls, one contender after the other in every round."""

import statistics
import time
from collections.abc import Callable, Mapping


def compare(contenders: Mapping[str, Callable[[], object]], rounds: int = 7) -> dict[str, float]:
    """Median seconds of each contender; rounds are interleaved, so that noise hits all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, call in contenders.items():
            start = time.perf_counter()
            call()
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


def print_table(title: str, medians: Mapping[str, float]) -> None:
    """Prints milliseconds, and each contender's multiple of the first one's time."""
    first = next(iter(medians.values()))
    print(f"\n{title}")
    for name, seconds in medians.items():
        print(f"  {name:<44} {seconds * 1000:10.1f} ms  {seconds / first:8.1f} x")
