"""Who takes part in an event: companies, persons and products around the cue.

Companies are taken from the side of the cue that its pattern or type names. A company named before
stands in where the sentence says "the company" or "it", where a person or a product of it is the
subject, or where the sentence names none.
"""

import re

from etl.nlp.cuewords.finding import CueFinding
from etl.nlp.merging import MOST_COMPANIES
from etl.nlp.state import Mention, Sentence

_LIST = re.compile(
    r"(?:['\u2019]s)?(?:,? (?:Inc|Corp|Co|Ltd|AG|SE|NV|N\.V|SA|Plc|plc"
    r"|LLC)\.?)?(?: \([^)]{1,20}\))?(?:, | and |, and | & | or |/)(?:the )?$"
)
_OBLIQUE = re.compile(
    r"\b(?:with|for|from|by|than|like|against|at|in|on|over|of|to|including|versus|unlike|as"
    r"|rival|rivals|via|using)"
    r" (?:the |its |rival |rivals |\w+maker )?$"
)
_ANALYST_AFTER = re.compile(
    r"(?:['\u2019]s)?(?: [A-Z][\w.]+){0,2} (?:analysts?|economists?|strategists?|researchers?)\b"
)
_ANALYST_BEFORE = re.compile(
    r"\b(?:analysts?|economists?|strategists?|researchers?|research firm"
    r"|according to (?:data (?:from|provider) )?"
    r"|told|citing|reported by|interview with|poll by|estimates? (?:from|by)|surveyed by)"
    r"(?: (?:at|with|from|for|of|by))?(?: the)? $"
)
_ANAPHOR = re.compile(
    r"\b(?:it|its|they|their|we|our|the (?:[\w\u2019'-]+ ){0,2}?(?:company|carmaker|automaker"
    r"|firm|startup|start-up|group|giant"
    r"|maker|manufacturer|retailer|chipmaker|bank|lender|airline|brand|unit|business"
    r"|corporation|companies|planemaker"
    r"|supplier|subsidiary|service|platform|publisher|operator))\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    r"\bthe (?:company|carmaker|automaker|firm|startup|start-up|group|giant|chipmaker|retailer"
    r"|bank)\b"
)
_STOCK = re.compile(r"\b(?:the|its) (?:stock|shares)\b|^(?:shares|stock)\b", re.IGNORECASE)
_FORMER = re.compile(r"\b(?:[Ff]ormer|ex|[Oo]ne-time|previously at)[ -](?:[a-z]+[ -])?$")
_COMMENTATOR = re.compile(
    r"\b(?:analysts?|economist|strategist|spokes\w+|professor|portfolio manager|Securities|Capital"
    r"|Research|judge|Judge|lawyer|attorney|reporter)\b"
)
_MONEY_TYPES = frozenset({"market_reaction"})
_PERSON_TYPES = frozenset({"executive_departure", "executive_appointment"})
_CONTRAST = re.compile(
    r"\b(?:against|unlike|than|rivals?|like|compet(?:es?|ing|itors?)(?: with| such as"
    r"| including)?|similar to"
    r"|challenge|compared (?:with|to)|alternative to|overtak\w+|outsell\w*|behind) (?:the )?$"
)
_OPPOSED = frozenset({"lawsuit", "regulatory_action", "labour_dispute"})
_NEIGHBOURS = frozenset({"partnership", "merger_acquisition", "supply_contract"})


def reporters(sentence: Sentence) -> set[int]:
    """Start offsets of the companies that only report here: media, analysts and their firms."""
    found = set()
    for mention in sentence.of_kind("company"):
        left, right = mention.start - sentence.start, mention.end - sentence.start
        if (
            mention.is_source
            or _ANALYST_AFTER.match(sentence.text, right)
            or _ANALYST_BEFORE.search(sentence.text, max(0, left - 60), left)
            or _FORMER.search(sentence.text, max(0, left - 30), left)
        ):
            found.add(mention.start)
    return found


def _list_around(mentions: list[Mention], at: int, sentence: Sentence) -> list[Mention]:
    """The mention at `at` with those that it is listed with ("A, B and C")."""
    text = sentence.text

    def joined(a: Mention, b: Mention) -> bool:
        between = text[a.end - sentence.start : b.start - sentence.start]
        return len(between) < 40 and _LIST.fullmatch(between) is not None

    first = last = at
    while first > 0 and joined(mentions[first - 1], mentions[first]):
        first -= 1
    while last + 1 < len(mentions) and joined(mentions[last], mentions[last + 1]):
        last += 1
    return mentions[first : last + 1]


def _subject(mentions: list[Mention], finding: CueFinding, sentence: Sentence) -> list[Mention]:
    """The nearest company before the cue that is no complement of a preposition, with its list.

    Empty where a phrase such as "the company" between a complement and the cue is the subject.
    """
    before = [i for i, m in enumerate(mentions) if m.end <= finding.end]
    direct = []
    for i in before:
        head = _list_around(mentions, i, sentence)[0].start - sentence.start
        if not _OBLIQUE.search(sentence.text, max(0, head - 30), head):
            direct.append(i)
    if direct:
        return _list_around(mentions, direct[-1], sentence)
    if not before:
        return []
    gap = sentence.text[mentions[before[-1]].end - sentence.start : finding.start - sentence.start]
    return [] if _DEFINITE.search(gap) else _list_around(mentions, before[-1], sentence)


def _object(mentions: list[Mention], finding: CueFinding, sentence: Sentence) -> list[Mention]:
    after = [i for i, m in enumerate(mentions) if m.end > finding.start]
    return _list_around(mentions, after[0], sentence) if after else []


def choose_companies(
    finding: CueFinding, sentence: Sentence, owners: dict[str, Mention]
) -> tuple[list[Mention], float]:
    """The principals of a finding and how sure they are: 1 where named as expected, else less.

    `owners` maps keys of persons and products to the company that they belong to.
    """
    skipped = reporters(sentence)
    mentions = [m for m in sentence.of_kind("company") if m.start not in skipped]
    named = [m for m in finding.named if m.start not in skipped]
    if named and finding.side != "all":
        at = mentions.index(named[-1])
        return _unique([*named, *_list_around(mentions, at, sentence)]), 1.0
    if finding.side == "all" and mentions:
        chosen = mentions
        if finding.event_type not in _OPPOSED:
            chosen = [m for m in mentions if not _is_contrast(m, sentence)] or mentions
        if len(_unique(chosen)) == 1 and finding.event_type in _NEIGHBOURS:
            anaphor = _ANAPHOR.search(sentence.text)
            if anaphor:
                chosen = [*sentence.focus, *chosen]
        return _unique(chosen), 0.9
    first, second = (_object, _subject) if finding.side == "object" else (_subject, _object)
    chosen = first(mentions, finding, sentence)
    if chosen:
        return _unique(chosen), 1.0
    stand_in = _stand_in(finding, sentence, owners)
    if stand_in is not None:
        return [stand_in], 0.75
    chosen = second(mentions, finding, sentence)
    if chosen:
        return _unique(chosen), 0.8
    return _unique(sentence.focus), 0.55


def _is_contrast(mention: Mention, sentence: Sentence) -> bool:
    left = mention.start - sentence.start
    return _CONTRAST.search(sentence.text, max(0, left - 40), left) is not None


def _stand_in(
    finding: CueFinding, sentence: Sentence, owners: dict[str, Mention]
) -> Mention | None:
    """The company behind "the company", a person or a product that stands before the cue."""
    head = sentence.text[: finding.end - sentence.start]
    for mention in reversed(sentence.mentions):
        if mention.start < finding.end and mention.key in owners:
            return owners[mention.key]
    if sentence.focus and _ANAPHOR.search(head):
        return sentence.focus[0]
    if finding.event_type in _MONEY_TYPES and sentence.focus and _STOCK.search(sentence.text):
        return sentence.focus[0]
    for mention in sentence.mentions:
        if mention.key in owners:
            return owners[mention.key]
    if sentence.focus and _ANAPHOR.search(sentence.text):
        return sentence.focus[0]
    return None


def choose_people(finding: CueFinding, sentence: Sentence) -> list[Mention]:
    """The person that leaves or comes; for other types the one that acts, before the cue.

    Persons beside "analyst" or "spokesman" only comment.
    """
    people = [m for m in sentence.of_kind("person") if not _comments(m, sentence)]
    if finding.event_type in _PERSON_TYPES:
        people.sort(key=lambda m: max(m.start - finding.end, finding.start - m.end, 0))
        return _unique(people)[:1]
    if finding.event_type in _MONEY_TYPES:
        return []
    return _unique([m for m in people if m.end <= finding.start])[:2]


def _comments(person: Mention, sentence: Sentence) -> bool:
    left, right = person.start - sentence.start, person.end - sentence.start
    around = sentence.text[max(0, left - 50) : left] + " | " + sentence.text[right : right + 50]
    return _COMMENTATOR.search(around) is not None


def choose_products(finding: CueFinding, sentence: Sentence) -> list[Mention]:
    """The products that the sentence names."""
    if finding.event_type in _MONEY_TYPES | _PERSON_TYPES:
        return []
    return _unique(sentence.of_kind("product"))


def _unique(mentions: list[Mention]) -> list[Mention]:
    return list({m.key: m for m in reversed(mentions)}.values())[::-1][:MOST_COMPANIES]
