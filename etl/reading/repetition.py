"""What becomes of an article that was seen before: again, alike, or in another version."""

from dataclasses import dataclass
from typing import Any

from etl.reading.known import Known, KnownArticles
from etl.reading.similarity import Traits

Row = dict[str, Any]

_BETTER_FIT = 0.4
"""How much better a title must fit a text than the title it stood under before, to take it over."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a record is no article."""

    reason: str
    detail: str
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Either a problem, or none; `instead_of` is a known article that this one takes the place of,
    and `because` what becomes of that one."""

    problem: Problem | None = None
    instead_of: Known | None = None
    because: Problem | None = None


def judge_repetition(article: Row, traits: Traits, known: KnownArticles, place: int) -> Verdict:
    """Whether the article is known already; `place` is its dump's in the order of loading."""
    earlier = known.by_id(article["article_id"])
    if earlier is not None:
        return _again(article, earlier, place)
    earlier = known.by_content(article["content_hash"])
    if earlier is not None:
        detail = f"same text under another address, {_where(earlier)}"
        return Verdict(Problem("duplicate", detail, earlier.article_id))
    earlier = known.alike(article, traits)
    if earlier is None:
        return Verdict()
    if earlier.dump == article["dump"] and _fits_better(traits, earlier):
        detail = f"its text fits the title of record {article['record_number']} of this dump"
        because = Problem("near_duplicate", detail, article["article_id"])
        return Verdict(instead_of=earlier, because=because)
    detail = f"nearly the same text, {_where(earlier)}"
    return Verdict(Problem("near_duplicate", detail, earlier.article_id))


def _again(article: Row, earlier: Known, place: int) -> Verdict:
    if earlier.content_hash == article["content_hash"]:
        detail = f"the same article, {_where(earlier)}"
        return Verdict(Problem("duplicate", detail, earlier.article_id))
    if not _is_newer(article, earlier, place):
        detail = f"a newer version of the article, {_where(earlier)}"
        return Verdict(Problem("replaced", detail, earlier.article_id))
    where = f"record {article['record_number']} of {article['dump']}"
    because = Problem("replaced", f"a newer version came as {where}", article["article_id"])
    return Verdict(instead_of=earlier, because=because)


def _is_newer(article: Row, earlier: Known, place: int) -> bool:
    """By the time of the update, else of publication, else by the order of reading."""
    for name, before in (("updated_at", earlier.updated), ("published_at", earlier.published)):
        moment = article[name]
        if moment is not None and before is not None and moment.timestamp() != before:
            return bool(moment.timestamp() > before)
    return (place, article["record_number"]) > (earlier.place, earlier.record_number)


def _fits_better(traits: Traits, earlier: Known) -> bool:
    fit = traits.fit
    return fit is not None and earlier.fit is not None and fit >= earlier.fit + _BETTER_FIT


def _where(known: Known) -> str:
    return f"record {known.record_number} of {known.dump}"
