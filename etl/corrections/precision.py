"""How often the extraction was right, by what readers have checked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from etl.corrections.log import CHECK_OF, Correction


@dataclass(frozen=True)
class Checked:
    """Counts of the events of one type that readers have checked."""

    event_type: str
    accepted: int = 0
    edited: int = 0
    rejected: int = 0

    @property
    def count(self) -> int:
        """All of them."""
        return self.accepted + self.edited + self.rejected

    @property
    def precision(self) -> float:
        """The share that was right as it was, 0 to 1."""
        return self.accepted / self.count if self.count else 0.0


def count_checked(corrections: Iterable[Correction]) -> list[Checked]:
    """Counts by the type that the extraction gave, most often checked first; of several corrections
    of one event the last one counts."""
    last: dict[str, Correction] = {}
    for correction in corrections:
        if correction.action in CHECK_OF:
            last[correction.event["event_id"]] = correction
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for correction in last.values():
        counts[correction.event["event_type"]][correction.action] += 1
    found = [
        Checked(name, own["accept"], own["edit"], own["reject"]) for name, own in counts.items()
    ]
    return sorted(found, key=lambda checked: (-checked.count, checked.event_type))


def total(found: Iterable[Checked]) -> Checked:
    """All types together."""
    found = list(found)
    return Checked(
        "",
        sum(c.accepted for c in found),
        sum(c.edited for c in found),
        sum(c.rejected for c in found),
    )
