"""What becomes of chosen companies when brands are counted under their parents, and back."""

from collections.abc import Sequence

from dashboard.queries.events import has_company, topmost_parents
from etl.warehouse.serving import Snapshot


def follow_parents(
    snapshot: Snapshot, chosen: Sequence[str], *, by_parent: bool
) -> tuple[str, ...]:
    """The companies to choose after the switch was moved: brands become their parents, and a parent
    that no event names by itself becomes its brands."""
    parents = topmost_parents(snapshot)
    if by_parent:
        return tuple(dict.fromkeys(parents.get(name, name) for name in chosen))
    found: list[str] = []
    for name in chosen:
        brands = [brand for brand, parent in parents.items() if parent == name]
        found += [name] if not brands or has_company(snapshot, name) else brands
    return tuple(dict.fromkeys(found))
