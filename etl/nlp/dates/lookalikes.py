"""Telling date words from their lookalikes: a year from a number, May from may, Q3 from an Audi.

Each test looks only at the few words around the candidate. What does not belong here: patterns
that find the candidates (`atoms`, `units`).
"""

from __future__ import annotations

import re
from typing import Final, Literal

from etl.nlp.dates.types import Pick, Sentence
from etl.nlp.dates.words import PICKS, word_set

Reading = Literal["yes", "weak", "no"]


_SURE_PREPOSITIONS: Final = word_set(
    "in since by until till during through throughout before after circa calendar late early"
    " between from mid"
)
_PREPOSITIONS: Final = word_set(
    "of for to and or than versus vs vs. around about as year on with beyond over full"
)
_MODEL_YEAR: Final = (["model", "year"], ["model", "years"])
_FUNCTION_WORDS: Final = (
    _SURE_PREPOSITIONS | _PREPOSITIONS | word_set("the a an at but while when if so")
)
_NUMBERED: Final = word_set(
    "my section route highway flight class series article rule form no. nos. number peugeot"
    " windows office boeing airbus russell nikkei stoxx level phase gen tier version type stage"
    " fortune global forbes galaxy iphone union usd eur rmb rs rs. room page at some nearly almost"
    " approximately only roughly"
)
_UNIT = re.compile(
    r"\s*(?:%|percent|per\s?cent)|-?\s*(?:model\b|model[\s-]year|models\b|my\b)|-(?!\d)(?:year|"
    r"strong|mile|kilomet|square|ton|hp|lb|seat|room|watt|foot|meter)|"
    r"\s+(?:kilomet\w+|km|miles|meters|metres|feet|hp|horsepower"
    r"|rpm|mah|kwh|mwh|gwh|mw|gw|kw|w|kg|lbs?|pounds|dollars|euros|yuan|yen|tons|tonnes|hours"
    r"|million|billion|gmt|utc|ut|est|edt|et|pt|cet|local\s+time|square|points?|acres)\b"
)
_COUNTED = re.compile(
    r"\s+(?:jobs?|workers|employees|staff|people|cars|vehicles|units|stores|dealers|dealerships"
    r"|buses|trucks|vans|taxis|robotaxis|stations|chargers|customers|drivers|patents|engineers"
    r"|homes|orders|shares|times|positions|sites|locations|copies|members|students)\b"
)
_NEXT_CAPITAL = re.compile(r"\s+(?P<word>[A-Z][\w&\u2019'-]*)(?:\s+(?P<after>[\w\u2019'-]+))?")
_EVENT_WORDS = (
    r"(?:show|motor|forum|summit|conference|congress|expo|olympic\w*|games|cup|ces|iaa"
    r"|championships?|fair|salon|festival|awards?|meeting|grand\s+prix|season|le\s+mans|mwc"
    r"|elections?|ipo|budget|annual|report|super\s+bowl|paralympics)"
)
_EVENT_AHEAD = re.compile(rf"\s+(?:[\w\u2019'-]+\s+){{0,5}}?{_EVENT_WORDS}\b")
_EVENT_BEHIND = re.compile(rf"\b{_EVENT_WORDS}\s+$")
_BRANDS: Final = word_set(
    "Acura Audi Bentley BMW Buick BYD Cadillac Chevrolet Chevy Chrysler Citroen Dacia Dodge Ferrari"
    " Fiat Ford Genesis Geely GMC Honda Hyundai Infiniti Jaguar Jeep Kia Lamborghini Lexus Lincoln"
    " Lucid Maserati Mazda McLaren Mercedes Mercedes-Benz Mini MINI Mitsubishi Model NIO Nissan"
    " Opel Peugeot Polestar Porsche RAM Ram Renault Rivian Rolls-Royce Seat Skoda Smart Subaru"
    " Suzuki Tesla Toyota Vauxhall Volkswagen Volvo VW XPeng Zeekr"
)
_PERIOD_NOUN = re.compile(
    r"\s+(?:sales|deliver\w+|revenue\w*|results?|earnings|profits?|loss\w*|figures|data|forecast\w*"
    r"|guidance|targets?|production|output|shipments|registrations|exports|imports|budget|capital"
    r"|report|election|recall|launch|debut|merger|deal|agreement|settlement|outlook|goals?)\b"
)
_MONTH_LEFT: Final = word_set(
    "in since by until till of early late mid during from through to and or between before after"
    " for on around ending ended starting beginning as"
)
_MODAL_RIGHT = re.compile(
    r"\s+(?:also|not|well|yet|still|be|have|only|even|soon|finally|never|take|seem|want|need"
    r"|said|says|told|called|resigned|was\b|announced)"
)
_MARCHES: Final = word_set("long women's women\u2019s protest")
_MARCH_RIGHT = re.compile(r"\s+(?:on|to|for|into|toward|past|of|in)\b")
_FIRST_NAMES: Final = word_set("April June August May")
_NUMBERED_THINGS: Final = (_NUMBERED | {"model"}) - word_set("at only roughly some nearly almost")
_NAMED_DAYS: Final = word_set("black cyber good super ash giving sheffield casual ruby")
_NEWSPAPER = re.compile(r" (?:Times|Telegraph|Express|Mirror|Mail|Night )")
_SEASON_RIGHT = re.compile(
    r"\s+(?:in|to|from|below|by|short|back|into|apart|behind|under|cleaning|break|training)\b"
    r"|\s+of\b(?!\s+(?:(?:19|20)\d\d|this|last|next|that)\b)"
)
_SEASON_LEFT: Final = word_set(
    "in by until till since during before after for over through of from early late mid later"
    " following the"
)
_DETERMINERS: Final = word_set("a an the its their his her that")
_NOUN_RIGHT = re.compile(r"\s+(?P<noun>[a-z]+)")
_NO_PAST_NOUNS: Final = word_set(
    "and or but to in on at of for from by with as after before until through that which when"
    " while was were is are has have had will would could may might should"
    " deadline launch debut start election target meeting opening release vote hearing trial event"
    " unveiling conference show"
)


def words_before(sentence: Sentence, start: int) -> list[str]:
    """Up to two words directly before a place, in lower case; "[]" at the start."""
    return sentence.folded[max(0, start - 24) : start].replace("-", " ").split()[-2:]


def _has_word(before: list[str], words: frozenset[str]) -> bool:
    """Whether one of the words stands before, "the" between them or not."""
    if before and before[-1] == "the":
        before = before[:-1]
    return bool(before) and before[-1].lstrip("(“\"'") in words


def read_year(sentence: Sentence, start: int, end: int) -> Reading:
    """Whether four digits are a year: "yes", "no", or "weak" (only beside another date word).

    A bare year directly before a brand or product is a model year and not a date.
    """
    before = words_before(sentence, start)
    is_sure = sentence.text[start - 1 : start] == "(" or _has_word(before, _SURE_PREPOSITIONS)
    year = int(sentence.text[start : start + 4])
    is_likely = 1950 <= year <= 2060 and year % 100 != 0
    if _is_number(sentence, end, before) or (
        _COUNTED.match(sentence.folded, end) and not (is_sure and is_likely)
    ):
        return "no"
    upper = _NEXT_CAPITAL.match(sentence.text, end)
    if upper and not _EVENT_AHEAD.match(sentence.folded, end):
        if not is_sure:
            return "weak"
        opens_sentence = start <= len(before[-1]) + 1 and sentence.text[:1].isupper()
        is_product = (upper["after"] or "")[:1].isupper() or (upper["after"] or "")[:1].isdigit()
        if upper["word"] in _BRANDS and is_product and not opens_sentence:
            return "no"
    if not is_sure and not _has_word(before, _PREPOSITIONS) and _follows_name(sentence, start):
        is_sure = bool(_EVENT_BEHIND.search(sentence.folded, max(0, start - 24), start))
        is_likely = bool(_PERIOD_NOUN.match(sentence.folded, end))
    return "yes" if is_sure or is_likely else "weak"


def _is_number(sentence: Sentence, end: int, before: list[str]) -> bool:
    """Four digits that measure or number something: "2000 km", "Section 2020", a model year."""
    if before and (before[-1] in _NUMBERED or before[-1] == "model"):
        return True
    return before in _MODEL_YEAR or _UNIT.match(sentence.folded, end) is not None


def _follows_name(sentence: Sentence, start: int) -> bool:
    """Whether a capitalised word that is not a function word stands directly before."""
    words = sentence.text[max(0, start - 24) : start].split()
    if not words or not sentence.text[start - 1].isspace():
        return False
    return words[-1][:1].isupper() and words[-1].lower() not in _FUNCTION_WORDS


def read_month(sentence: Sentence, start: int, end: int) -> Reading:
    """Whether a month name alone is the month; abbreviations need a full stop and a preposition."""
    word, before = sentence.text[start:end], words_before(sentence, start)
    has_left = _has_word(before, _MONTH_LEFT)
    if word == "March" and before and before[-1] in _MARCHES:
        return "no"
    if word.endswith("."):
        is_month = has_left
    elif word == "May":
        is_month = _is_may(sentence, end, before)
    elif word == "March":
        is_month = start > 0 or not _MARCH_RIGHT.match(sentence.text, end)
    elif word in _FIRST_NAMES:
        is_month = has_left or not re.match(r"\s+[A-Z]", sentence.text[end:])
    else:
        is_month = len(word) > 4 or word == "July"
    return "yes" if is_month else "weak"


def _is_may(sentence: Sentence, end: int, before: list[str]) -> bool:
    """May the month: after a preposition, before a noun ("the May figures"), never a modal verb."""
    if _MODAL_RIGHT.match(sentence.folded, end):
        return False
    if _has_word(before, _MONTH_LEFT) or _PERIOD_NOUN.match(sentence.folded, end):
        return True
    is_attribute = bool(before) and before[-1] in _DETERMINERS
    return is_attribute and sentence.text[end + 1 : end + 2].islower()


def is_past_attribute(sentence: Sentence, start: int, end: int) -> bool:
    """ "a January crash" is one that happened, "the January deadline" may be ahead."""
    before = words_before(sentence, start)
    if not before or before[-1] not in _DETERMINERS:
        return False
    noun = _NOUN_RIGHT.match(sentence.text, end)
    return noun is not None and noun["noun"] not in _NO_PAST_NOUNS


def is_numbered_thing(sentence: Sentence, start: int) -> bool:
    """ "Model 3 March deliveries" is not March 3."""
    before = words_before(sentence, start)
    return bool(before) and before[-1] in _NUMBERED_THINGS


def is_named_weekday(sentence: Sentence, start: int, end: int) -> bool:
    """Black Friday, Cyber Monday, the Sunday Times: names and not the day of a report."""
    before = words_before(sentence, start)
    if before and before[-1] in _NAMED_DAYS:
        return True
    return _NEWSPAPER.match(sentence.text, end) is not None


def is_season(sentence: Sentence, start: int, end: int) -> bool:
    """ "in the fall" but not "in the fall of the dollar", nor "prices fall", nor "spring back"."""
    before = words_before(sentence, start)
    if not before or before[-1] not in _SEASON_LEFT or _SEASON_RIGHT.match(sentence.folded, end):
        return False
    if before[-1] == "the":
        return len(before) > 1 and before[-2] in _SEASON_LEFT
    return sentence.folded[start:end] != "fall" or before[-1] in ("early", "late", "mid", "by")


def is_audi(sentence: Sentence, start: int, end: int) -> bool:
    """Audi's Q3 and Q4 e-tron are cars."""
    if any(word.startswith("audi") for word in words_before(sentence, start)):
        return True
    pattern = r"\s*(?:e-tron|sportback|suv|quattro|crossover|allroad)"
    return bool(re.match(pattern, sentence.folded[end : end + 16]))


def has_period_preposition(sentence: Sentence, start: int) -> bool:
    """Whether "in", "for", "by" or the like stands before a code such as H1."""
    return _has_word(words_before(sentence, start), word_set("in for by during since until of"))


def pick_before(sentence: Sentence, start: int) -> tuple[Pick, int]:
    """ "last", "next", "this" or "this past" before a name, and where the expression begins."""
    before = sentence.folded[max(0, start - 16) : start]
    if not before.endswith((" ", "\xa0")):
        return "", start
    words = before.split()
    if not words or words[-1] not in PICKS or not before[-2:-1].isalpha():
        return "", start
    begin = sentence.folded.rfind(words[-1], 0, start)
    if words[-1] in ("past", "coming") and len(words) > 1 and words[-2] == "this":
        begin = sentence.folded.rfind("this", 0, begin)
    return PICKS[words[-1]], begin
