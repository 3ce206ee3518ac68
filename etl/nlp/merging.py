"""Merging findings that tell the same happening into one event.

The same happening told in several sentences is one event: same type, a company in common, and no
contradiction in persons, products or dates. The fullest sentence is its evidence; a sentence of the
body is preferred to the title.
"""

from collections.abc import Callable

from etl.nlp.state import Draft, Sentence

MOST_COMPANIES = 15
"""An event has at most this many principals."""
_PERSON_TYPES = frozenset({"executive_departure", "executive_appointment"})


def merge_drafts(
    drafts: list[Draft], sentences: list[Sentence], may_add: Callable[[Draft, Draft], bool]
) -> list[Draft]:
    """One draft for each happening, in the order of the evidence.

    `may_add` tells whether a draft takes over the companies of another telling.
    """

    def fullness(draft: Draft) -> tuple[float, ...]:
        finding = draft.finding
        in_body = sentences[finding.sentence].field == "text"
        parts = bool(finding.when) + bool(finding.people) + 0.5 * bool(finding.products)
        return in_body, draft.score + 0.05 * parts, -finding.sentence

    kept: list[Draft] = []
    for draft in sorted(drafts, key=fullness, reverse=True):
        same = next((k for k in kept if _is_same(k, draft)), None)
        if same is None:
            kept.append(draft)
            continue
        _absorb(same, draft, adds=may_add(same, draft))
        for other in [k for k in kept if k is not same and _is_same(k, same)]:
            _absorb(same, other, adds=may_add(same, other))
            kept.remove(other)
    return sorted(kept, key=lambda d: (d.finding.start, d.finding.event_type))


def _is_same(one: Draft, other: Draft) -> bool:
    """Whether two drafts can tell the same happening."""
    if one.finding.event_type != other.finding.event_type:
        return False
    if not {m.key for m in one.companies} & {m.key for m in other.companies}:
        return False
    ours, theirs = one.finding, other.finding
    if ours.event_type in _PERSON_TYPES and ours.people and theirs.people:
        return bool({m.key for m in ours.people} & {m.key for m in theirs.people})
    products, others = {m.key for m in ours.products}, {m.key for m in theirs.products}
    if products and others and not products & others:
        return False
    a, b = ours.when, theirs.when
    if a and b and a.first and b.first and a.last and b.last:
        return a.first <= b.last and b.first <= a.last
    return True


def _absorb(kept: Draft, other: Draft, *, adds: bool) -> None:
    """Take over what the other telling of the same happening adds."""
    known = {m.key for m in kept.companies}
    if adds:
        new = [m for m in other.companies if m.key not in known]
        kept.companies = [*kept.companies, *new][:MOST_COMPANIES]
    kept.finding.people = kept.finding.people or other.finding.people
    kept.finding.when = kept.finding.when or other.finding.when
    themes, products = kept.finding.themes, kept.finding.products
    themes += [theme for theme in other.finding.themes if theme not in themes]
    for mention in other.finding.products:
        if all(mention.key != known.key for known in products):
            products.append(mention)
    kept.score = max(kept.score, other.score)
