"""Finding companies that the catalogue lacks, from general signals of English news prose.

Every capitalised name collects points from what it looks like and what stands around it, over the
whole article; a name with enough points is a company. The signals: a legal form ("Inc", "AG"), a
last word such as "Motors" or "Capital", a ticker in brackets, an abbreviation introduced in
brackets, a noun before it ("start-up X"), an apposition ("X, a maker of"), "CEO of X", "shares of
X", "X shares", verbs of business, inner capitals, a company beside it ("A and X"). Persons, places,
authorities and news media are ruled out. Later, shorter forms of the name link to it.
"""

from collections import defaultdict

from spacy.language import Language
from spacy.tokens import Doc

from etl.lexicon.signals import Signals, load_signals
from etl.nlp.capitals import Run, find_runs, is_title_case
from etl.nlp.lexicon_match import share_mentions
from etl.nlp.name_signals import NEEDED, NameCandidate, NameSignals
from etl.nlp.state import Mention, register_attributes


@Language.factory(
    "motorwire_names",
    requires=["doc._.sentences", "doc._.mentions"],
    assigns=["doc._.mentions"],
)
def create_name_finder(
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    needed: float = NEEDED,
) -> "NameFinder":
    """The component with the word lists that ship; `needed` are the points of a company."""
    register_attributes()
    return NameFinder(load_signals(), needed)


class NameFinder:
    """Adds mentions of companies without a catalogue id, and marks news media as sources."""

    def __init__(self, signals: Signals, needed: float) -> None:
        self._signals = signals
        self._needed = needed
        self._name_signals = NameSignals(signals, needed)
        self._stop = signals.openers | signals.not_names | signals.places
        self._heads, self._tails = edge_words(signals)
        self._legal = signals.legal_suffixes

    def __call__(self, doc: Doc) -> Doc:
        """Extend `doc._.mentions`."""
        candidates: dict[str, NameCandidate] = {}
        headline_runs: list[Run] = []
        for sentence in doc._.sentences:
            is_headline = sentence.field == "title" and is_title_case(sentence.text)
            for run in find_runs(sentence, sentence.mentions, self._heads, self._tails):
                if is_headline:
                    headline_runs.append(run)
                    continue
                candidates.setdefault(run.text, NameCandidate(run.text)).runs.append(run)
        others = {m.text for m in doc._.mentions if m.kind == "person"}
        others |= {m.text.title() for m in doc._.mentions if m.kind == "product"}
        ends = {m.end for m in doc._.mentions if m.kind == "company"}
        for candidate in candidates.values():
            if not all(self._continues(run, ends) for run in candidate.runs):
                self._name_signals.weigh(candidate, others)
        accepted = {
            c.name: c
            for c in candidates.values()
            if c.points >= self._needed and c.name.casefold() not in doc._.not_companies
        }
        found = self._mentions(accepted, candidates, headline_runs)
        doc._.mentions = [*doc._.mentions, *found]
        for mention in doc._.mentions:
            if mention.kind == "company" and mention.text in self._signals.outlets:
                mention.is_source = True
        share_mentions(doc)
        return doc

    @staticmethod
    def _continues(run: Run, ends: set[int]) -> bool:
        """Whether the run follows directly on a known company, as in "Apple Arcade": it is a part
        of a longer name then, and no company by itself."""
        before = run.sentence.text[: run.start - run.sentence.start]
        return before.endswith(" ") and run.start - 1 in ends

    def _mentions(
        self,
        accepted: dict[str, NameCandidate],
        candidates: dict[str, NameCandidate],
        headline_runs: list[Run],
    ) -> list[Mention]:
        """Mentions of the accepted names and of their shorter forms."""
        forms: dict[str, str] = {}
        for name, candidate in sorted(accepted.items(), key=lambda item: -len(item[0])):
            forms.setdefault(name, name)
            if candidate.short:
                forms.setdefault(candidate.short, name)
            words = name.split()
            while len(words) > 1 and (
                words[-1].rstrip(".") in self._legal or words[-1] in self._signals.name_suffixes
            ):
                words = words[:-1]
                if words[-1] in ("&", "of"):
                    break
                short = " ".join(words).rstrip(",")
                if short not in self._stop and short not in self._signals.first_names:
                    forms.setdefault(short, forms[name])
        places: dict[str, list[Run]] = defaultdict(list)
        for candidate in candidates.values():
            places[candidate.name] += candidate.runs
        for run in headline_runs:
            places[run.text].append(run)
        mentions = []
        for form, name in forms.items():
            final = forms.get(name, name)
            points = accepted[final].points if final in accepted else self._needed
            for run in places.get(form, ()):
                mentions.append(
                    Mention(
                        run.start,
                        run.end,
                        run.text,
                        "company",
                        final,
                        f"name:{final}",
                        score=min(0.9, 0.4 + 0.1 * points),
                    )
                )
        return mentions


def edge_words(signals: Signals) -> tuple[frozenset[str], frozenset[str]]:
    """Words that are cut off at the head of a run of capitals, and words cut off at its tail."""
    stop = signals.openers | signals.not_names | signals.places
    heads = signals.openers | _CALENDAR
    return heads, stop - signals.name_suffixes - signals.legal_suffixes


_CALENDAR = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June"
    " July August September October November December".split()
)
"""Days and months, which open many runs ("On Monday Acme", "in August Acme")."""
