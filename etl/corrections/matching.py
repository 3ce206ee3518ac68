"""Finding the event that a correction is about among what an extraction gives today.

By evidence: another model, or a changed lexicon, may give the event another id, other bounds, or
one company more. The event of a correction and one of today are the same where they stand in one
article, their evidence overlaps, they share a company, and their type is the one that was seen or
the one that the reader set.
"""

from collections.abc import Iterable, Sequence

from etl.corrections.log import Correction, Row

_LEAST_OVERLAP = 0.5


def find_event(correction: Correction, events: Iterable[Row]) -> Row | None:
    """The event of today that the correction is about; None where there is none."""
    wanted, changes = correction.event, correction.changes
    types = {wanted["event_type"], changes.get("event_type", wanted["event_type"])}
    companies = _keys(wanted) | (_keys(changes) if "companies" in changes else set())
    best, found = (0.0, 0, ""), None
    for event in events:
        if event["article_id"] != wanted["article_id"]:
            continue
        if event["event_id"] == wanted["event_id"]:
            return event
        overlap = _overlap(wanted, event)
        shared = len(companies & _keys(event))
        if event["event_type"] not in types or not shared or overlap < _LEAST_OVERLAP:
            continue
        rank = (overlap, shared, event["event_id"])
        if rank > best:
            best, found = rank, event
    return found


def place_evidence(event: Row, title: str, text: str) -> Row | None:
    """The event with its offsets in the article as it is today; None where its evidence is gone."""
    source = title if event["evidence_field"] == "title" else text
    start = event["evidence_start"]
    if source[start : event["evidence_end"]] != event["evidence"]:
        start = source.find(event["evidence"])
        if start < 0:
            return None
    moved = dict(event)
    shift = start - event["evidence_start"]
    for name in ("evidence_start", "evidence_end", "trigger_start", "trigger_end"):
        moved[name] = None if event[name] is None else event[name] + shift
    return moved


def _keys(row: Row) -> set[str]:
    """What companies are compared by: the catalogue's ids and the names."""
    names: Sequence[str] = row.get("companies") or ()
    ids: Sequence[str] = row.get("company_ids") or ()
    return {company_id for company_id in ids if company_id} | {name.casefold() for name in names}


def _overlap(one: Row, other: Row) -> float:
    """The share of the shorter evidence that both have in common, 0 to 1."""
    if one["evidence_field"] != other["evidence_field"]:
        return 0.0
    if one["evidence"] in other["evidence"] or other["evidence"] in one["evidence"]:
        return 1.0
    first = max(one["evidence_start"], other["evidence_start"])
    last = min(one["evidence_end"], other["evidence_end"])
    shorter = min(len(one["evidence"]), len(other["evidence"]))
    return max(0, last - first) / shorter if shorter else 0.0
