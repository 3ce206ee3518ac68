"""What a file says of itself: the filters, the snapshot, and when it was made."""

from dataclasses import dataclass
from datetime import UTC, datetime

from dashboard.filters.selection import Selection, describe
from dashboard.queries.events import built_at, count_events
from etl.warehouse.serving import Snapshot

_WITHOUT_WRONG = ("Checked", "all but those that readers called wrong")


@dataclass(frozen=True)
class Facts:
    """`filters` in words, as pairs of a name and its values; times are UTC."""

    filters: list[tuple[str, str]]
    events: int
    snapshot: str
    built_at: datetime
    made_at: datetime


def gather_facts(snapshot: Snapshot, selection: Selection) -> Facts:
    """What is to be said of a file of the selected events that is made now."""
    filters = describe(selection)
    if not selection.checks:
        filters.append(_WITHOUT_WRONG)
    return Facts(
        filters=filters,
        events=count_events(snapshot, selection),
        snapshot=snapshot.version,
        built_at=built_at(snapshot),
        made_at=datetime.now(UTC),
    )


def tell_time(moment: datetime) -> str:
    """A moment in words, such as `2024-11-20 08:30 UTC`."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
