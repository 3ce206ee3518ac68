"""Dates that an event's own sentence does not give, but one before it does.

Market reports name the day once ("on Thursday") and go on with one share's move after the other: a
move without a date happened on the day that was named last before it. A funding round is told over
several sentences: what is told of it without a date belongs to the date told just before.
"""

from datetime import date, timedelta

from spacy.tokens import Doc

from etl.nlp.dates.find import find_dates
from etl.nlp.sentence_dates import published_on, to_when
from etl.nlp.state import Finding, Sentence, When

_MOVES, _ROUNDS = "market_reaction", "funding"
_SENTENCES_BACK = {_MOVES: 12, _ROUNDS: 3}
_LONGEST_AGO = timedelta(days=7)


def carry_dates(doc: Doc) -> None:
    """Date the undated findings of share moves and funding rounds, from what stands before them."""
    findings: list[Finding] = doc._.findings
    rounds = {f.sentence: f.when for f in findings if f.event_type == _ROUNDS and f.when}
    published = published_on(doc)
    moves: dict[int, When | None] = {}
    for finding in findings:
        if finding.when is not None or finding.event_type not in _SENTENCES_BACK:
            continue
        first = max(0, finding.sentence - _SENTENCES_BACK[finding.event_type])
        for index in range(finding.sentence - 1, first - 1, -1):
            if finding.event_type == _ROUNDS:
                finding.when = rounds.get(index)
            elif published is not None:
                if index not in moves:
                    moves[index] = _trading_day(doc._.sentences[index], published)
                finding.when = moves[index]
            if finding.when is not None:
                break


def _trading_day(sentence: Sentence, published: date) -> When | None:
    """The last single day in the sentence that lies in the week before the publication."""
    for found in reversed(find_dates(sentence.text, published)):
        if found.first is None or found.first != found.last:
            continue
        if timedelta(0) <= published - found.first <= _LONGEST_AGO:
            return to_when(sentence, found)
    return None
