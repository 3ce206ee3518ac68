"""Names that the model's tags tell and no other component has found.

A tag may hit a part of a name only, a place, a person or an abbreviation of a thing. So a tagged
company is widened to the capitalised name around it, held against the word lists, and taken for a
longer name of the article where it is a part of one.
"""

import re
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from etl.evaluation.names import company_forms
from etl.lexicon.signals import Signals, load_signals
from etl.nlp.capitals import find_runs, is_title_case
from etl.nlp.encoder.layout import TAGS
from etl.nlp.encoder.pieces import Floats, Pieces, whole_words
from etl.nlp.lexicon_match import company_mention, share_mentions
from etl.nlp.names import edge_words
from etl.nlp.state import Mention, Sentence

LEAST = 0.5
"""Probability of a tag from which on it is believed."""

FAIR = 0.1
"""Probability from which on a word beside a tagged one belongs to its name."""

_WORD = re.compile(r"\S+")
_KINDS = ("company", "person", "product")
_SEAT_AFTER = re.compile(r", [A-Z][\w. ]*-based\b|-based\b")


@dataclass(slots=True)
class _Run:
    """Neighbouring pieces with one believed tag."""

    sentence: Sentence
    kind: str
    start: int
    end: int
    text: str
    score: float
    odds: dict[int, float]

    def may_be(self, start: int) -> bool:
        """Whether the piece that begins there has a fair chance of the run's tag."""
        return self.odds.get(start, 0.0) >= FAIR


class TaggedNames:
    """Adds the tagged names to the mentions of a document."""

    def __init__(self, signals: Signals | None = None) -> None:
        signals = signals or load_signals()
        self._heads, self._tails = edge_words(signals)
        self._ends = signals.legal_suffixes | signals.name_suffixes
        self._stop = (signals.openers | signals.not_names | signals.places) - self._ends
        self._institutions = signals.institution_words
        self._plain = self._stop | self._ends

    def add(self, doc: Doc, pieces: dict[int, Pieces], tagged: dict[int, Floats]) -> None:
        """Extend `doc._.mentions` by the tagged names; `tagged` are probabilities of the tags of
        each sentence's pieces.

        A part of a known company's name means that company, and an ambiguous form of the catalogue
        that is tagged as a company means the catalogue's.
        """
        runs = [
            run
            for index, chances in sorted(tagged.items())
            for run in _runs(doc._.sentences[index], pieces[index], chances)
        ]
        found = [
            Mention(r.start, r.end, r.text, r.kind, r.text, f"{r.kind}:{r.text}", score=r.score)
            for r in runs
            if r.kind != "company"
        ]
        found += self._companies(doc, [r for r in runs if r.kind == "company"])
        if found:
            doc._.mentions = [*doc._.mentions, *found]
            share_mentions(doc)

    def _companies(self, doc: Doc, runs: list[_Run]) -> list[Mention]:
        """The mentions of the tagged companies; longer names first, so that shorter ones can mean
        them. None overlap."""
        if not runs:
            return []
        known = _Known(doc._.mentions, self._plain)
        others = {m.text for m in doc._.mentions if m.kind == "person"}
        others |= {m.text.title() for m in doc._.mentions if m.kind == "product"}
        persons = {word for m in doc._.mentions if m.kind == "person" for word in m.text.split()}
        whole: dict[tuple[int, int], _Run] = {}
        for run in runs:
            widened = run if run.text in doc._.unconfirmed else self._widened(run)
            whole.setdefault((widened.start, widened.end), widened)
        found: list[Mention] = []
        for run in sorted(whole.values(), key=lambda r: (-len(r.text.split()), r.start)):
            company = doc._.unconfirmed.get(run.text)
            is_taken = any(m.start < run.end and run.start < m.end for m in found)
            if is_taken or run.text.casefold() in doc._.not_companies:
                continue
            if company is not None:
                found.append(company_mention(run.start, run.end, run.text, company))
            elif not (
                run.text in persons
                or self._is_no_company(run.text, others)
                or _SEAT_AFTER.match(doc._.source, run.end)
            ):
                found.append(known.mention(run))
        return found

    def _cut(self, run: _Run, start: int) -> int:
        """Where a tagged name begins: after words such as "In August" or "brokerage", unless only
        a legal form were left."""
        if start <= run.start:
            return run.start
        rest = run.sentence.text[start - run.sentence.start : run.end - run.sentence.start]
        is_name = any(word.rstrip(".,") not in self._ends for word in rest.split())
        return start if is_name else run.start

    def _is_no_company(self, name: str, others: set[str]) -> bool:
        """Whether the word lists know the name as something else."""
        # Headlines may be written in capitals: "UNIT" is judged as "Unit" is.
        words = [w.title() if w.isupper() and len(w) > 3 else w for w in name.split()]
        if name in others or name.title() in others or " ".join(words) in self._stop:
            return True
        if all(w in self._stop for w in words) or all(w.rstrip(".,") in self._ends for w in words):
            return True
        is_company = words[-1].rstrip(".,") in self._ends
        return not is_company and bool(self._institutions.intersection(words))

    def _widened(self, run: _Run) -> _Run:
        """The tagged words with those beside them in their run of capitals that may be tagged so,
        too; the words alone where there is none, as in a headline."""
        sentence = run.sentence
        if sentence.field == "title" and is_title_case(sentence.text):
            return run
        for name in find_runs(sentence, sentence.mentions, self._heads, self._tails):
            if name.start < run.end and run.start < name.end:
                start, end = self._cut(run, name.start), run.end
                words = [m.span() for m in _WORD.finditer(name.text)]
                for left, right in reversed(words):
                    if name.start + right <= start and run.may_be(name.start + left):
                        start = name.start + left
                    elif name.start + right <= start:
                        break
                for left, right in words:
                    if name.start + left >= end and run.may_be(name.start + left):
                        end = name.start + right
                    elif name.start + left >= end:
                        break
                text = sentence.text[start - sentence.start : end - sentence.start]
                return _Run(sentence, run.kind, start, end, text, run.score, run.odds)
        return run


class _Known:
    """The companies of an article by their forms and by the words of their names."""

    def __init__(self, mentions: list[Mention], plain: frozenset[str]) -> None:
        self._plain = plain
        self._forms: dict[str, Mention] = {}
        self._names: dict[tuple[str, ...], Mention] = {}
        for mention in mentions:
            if mention.kind == "company":
                self._add(mention, {"name": mention.name, "aliases": [mention.text]})

    def mention(self, run: _Run) -> Mention:
        """The mention of a tagged company: of a known one where the name is one of its forms, or a
        part of the name of exactly one."""
        forms = company_forms({"name": run.text})
        same = next((self._forms[form] for form in sorted(forms) if form in self._forms), None)
        same = same or self._longer(tuple(run.text.split()))
        if same is None:
            made = Mention(
                run.start,
                run.end,
                run.text,
                "company",
                run.text,
                f"name:{run.text}",
                score=run.score,
                is_tagged=True,
            )
            self._add(made, {"name": run.text})
            return made
        return replace(
            same, start=run.start, end=run.end, text=run.text, score=run.score, is_tagged=True
        )

    def _longer(self, words: tuple[str, ...]) -> Mention | None:
        """The one company whose name begins or ends with the words; None for words that many names
        share."""
        if all(word in self._plain for word in words):
            return None
        count = len(words)
        found = {
            mention.key: mention
            for name, mention in self._names.items()
            if len(name) > count and words in (name[:count], name[-count:])
        }
        return next(iter(found.values())) if len(found) == 1 else None

    def _add(self, mention: Mention, names: dict[str, object]) -> None:
        for form in company_forms(names):
            self._forms.setdefault(form, mention)
        for name in (mention.name, mention.text):
            self._names.setdefault(tuple(name.split()), mention)


def _runs(sentence: Sentence, pieces: Pieces, chances: Floats) -> list[_Run]:
    """Neighbouring pieces with one believed tag, where no other mention stands and the words have a
    capital; none overlap."""
    best = chances.argmax(1)
    runs: list[_Run] = []
    at = 0
    while at < len(best):
        kind = TAGS[best[at]]
        last = at
        while last + 1 < len(best) and best[last + 1] == best[at]:
            last += 1
        if kind in _KINDS:
            score = float(chances[at : last + 1, best[at]].mean())
            start, end = whole_words(sentence, pieces.starts[at], pieces.ends[last])
            text = sentence.text[start - sentence.start : end - sentence.start]
            taken = [(m.start, m.end) for m in sentence.mentions] + [(r.start, r.end) for r in runs]
            is_free = not any(left < end and start < right for left, right in taken)
            if score >= LEAST and is_free and len(text) > 1 and text != text.lower():
                # Of a long title only the first pieces were read.
                read = pieces.starts[: len(chances)]
                odds = dict(zip(read, chances[:, best[at]].tolist(), strict=True))
                runs.append(_Run(sentence, kind, start, end, text, score, odds))
        at = last + 1
    return runs
