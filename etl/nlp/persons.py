"""Finding persons: capitalised names that a given name, an office or a verb of saying gives away.

A full name is taken where its first word is a known given name, an office stands beside it
("Chairman He Xiaopeng", "Wei Bin, vice president of"), it begins with a Chinese surname, an
appointment names it, or it says something and nothing makes a company of it. Afterwards the surname
alone, and "Mr. X", mean the same person. A person belongs to the company that stands beside the
office at the first mention.
"""

import re

from spacy.language import Language
from spacy.tokens import Doc

from etl.lexicon.signals import Signals, load_signals
from etl.nlp.capitals import Run, find_runs, is_title_case
from etl.nlp.lexicon_match import share_mentions
from etl.nlp.name_signals import NEEDED, NameCandidate, NameSignals
from etl.nlp.state import Mention, register_attributes

_NAME_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ][\w\u2019'-]*\.?")
_SAYS = "says"
_VERB_BEFORE = re.compile(
    r"\b(?:appoint(?:ed|ing|s)?|nam(?:ed|ing|es)|hir(?:ed|ing|es)|promot(?:ed|ing|es)|(?:managed"
    r"|headed|led|run"
    r"|founded|replaced|succeeded) by|replac(?:ed|ing|es)|succeed(?:ed|ing|s)?|recruited|poached) $"
)


@Language.factory(
    "motorwire_persons",
    requires=["doc._.sentences", "doc._.mentions"],
    assigns=["doc._.mentions"],
)
def create_person_finder(nlp: Language, name: str) -> "PersonFinder":  # noqa: ARG001
    """The component with the word lists that ship."""
    register_attributes()
    return PersonFinder(load_signals())


class PersonFinder:
    """Adds mentions of the kind `person` between the names that are known already."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._stop = (signals.openers | signals.not_names | signals.places) - signals.first_names
        titles = "|".join(sorted(map(re.escape, signals.executive_titles), key=len, reverse=True))
        said = "|".join(signals.said_verbs)
        self._title_before = re.compile(rf"(?<!\w)(?:{titles})s?,? $", re.IGNORECASE)
        self._title_after = re.compile(
            rf",? (?:\([^)]*\),? )?(?:\d\d, )?(?:who is |the |its |a |an |his |her |currently )?"
            rf"(?:[\w\u2019'-]+ ){{0,3}}?(?:{titles})\b(?!(?-i:,? [A-Z][\w-]+ [A-Z]))",
            re.IGNORECASE,
        )
        self._said_after = re.compile(rf" (?:also |has |had )?(?:{said})\b")
        self._name_signals = NameSignals(signals, NEEDED)
        self._said_before = re.compile(rf"\b(?:{said}) $")

    def __call__(self, doc: Doc) -> Doc:
        """Extend `doc._.mentions`."""
        known: dict[str, Mention] = {}
        found: list[Mention] = []
        singles: list[Run] = []
        candidates: dict[str, NameCandidate] = {}
        persons: list[tuple[Run, str]] = []
        for sentence in doc._.sentences:
            is_headline = sentence.field == "title" and is_title_case(sentence.text)
            for run in find_runs(sentence, sentence.mentions, self._stop, self._stop):
                if len(run.words) == 1:
                    singles.append(run)
                    continue
                candidates.setdefault(run.text, NameCandidate(run.text)).runs.append(run)
                sign = self._sign(run, is_headline)
                if sign is not None:
                    persons.append((run, sign))
        for run, sign in persons:
            name = run.text
            if sign == _SAYS and self._is_company(candidates[name]):
                continue
            mention = Mention(run.start, run.end, name, "person", name, f"person:{name}", score=0.8)
            known.setdefault(_surname(name, self._signals), mention)
            found.append(mention)
        for run in singles:
            full = known.get(run.text)
            before = doc._.source[max(0, run.start - 5) : run.start]
            if full is not None:
                found.append(
                    Mention(run.start, run.end, run.text, "person", full.name, full.key, score=0.7)
                )
            elif re.search(r"\bM(?:r|s|rs)\.? $", before):
                mention = Mention(
                    run.start,
                    run.end,
                    run.text,
                    "person",
                    run.text,
                    f"person:{run.text}",
                    score=0.6,
                )
                known[run.text] = mention
                found.append(mention)
        doc._.mentions = [*doc._.mentions, *found]
        share_mentions(doc)
        return doc

    def _sign(self, run: Run, is_headline: bool) -> str | None:
        """What makes a person of the run; None where it is none."""
        signals, words = self._signals, run.words
        if not self._can_be_person(words):
            return None
        if words[0] in signals.first_names:
            return "given name"
        if len(words) > 3 or is_headline:
            return None
        if words[0] in signals.chinese_surnames and len(words) == 2:
            return "surname"
        return self._sign_beside(run)

    def _is_company(self, candidate: NameCandidate) -> bool:
        """Whether a name that says something is a company's, by all its places in the article."""
        self._name_signals.weigh(candidate, set())
        return candidate.points >= NEEDED

    def _can_be_person(self, words: list[str]) -> bool:
        """Whether the words look like a person's name and not like a company's."""
        signals = self._signals
        if words[-1].rstrip(".,") in signals.legal_suffixes or len(words) > 5:
            return False
        if words[-1] in signals.name_suffixes or signals.institution_words.intersection(words):
            return False
        return all(
            _is_initial(w) or (_NAME_WORD.fullmatch(w) is not None and not w.isupper())
            for w in words
        )

    def _sign_beside(self, run: Run) -> str | None:
        """An office, an appointment or a verb of saying beside the name."""
        text, left = run.sentence.text, run.start - run.sentence.start
        before, after = text[max(0, left - 40) : left], text[left + len(run.text) :]
        if self._title_before.search(before) or self._title_after.match(after):
            return "office"
        if _VERB_BEFORE.search(before):
            return "appointment"
        is_said = self._said_after.match(after) or self._said_before.search(before)
        return _SAYS if is_said and len(run.words) == 2 else None


def _is_initial(word: str) -> bool:
    return bool(re.fullmatch(r"(?:[A-Z]\.?){1,2}", word))


def _surname(name: str, signals: Signals) -> str:
    words = name.split()
    is_chinese = words[0] in signals.chinese_surnames and words[0] not in signals.first_names
    return words[0] if is_chinese and len(words) == 2 else words[-1]
