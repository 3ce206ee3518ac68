"""How far a run has come, in words: the same in the terminal and on the page."""

from etl.runs.views import Progress

STEP_WORDS = {
    "load": "reading",
    "tag": "extracting",
    "review": "corrections",
    "group": "stories",
    "serving": "publishing",
}
"""What each step of a run does, in a word."""


def describe_counts(progress: Progress) -> str:
    """What was counted so far, the speed, and the time that is left of the step, in words."""
    told = [f"{progress.records:,} records"] if progress.records else []
    if progress.articles:
        told.append(f"{progress.articles:,} articles")
    if progress.events:
        told.append(f"{progress.events:,} events")
    if progress.rate:
        told.append(f"{progress.rate:,.{0 if progress.rate >= 10 else 1}f} a second")
    if progress.done:
        told.append(describe_time_left(progress.seconds_left))
    return ", ".join(told)


def describe_time_left(seconds: float | None) -> str:
    """The time in words: `about 3 min left`, or that it is not known."""
    if seconds is None:
        return "time left unknown"
    if seconds < 90:
        return f"about {max(1, round(seconds))} s left"
    return f"about {round(seconds / 60)} min left"
