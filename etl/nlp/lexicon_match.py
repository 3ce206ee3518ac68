"""Finding the catalogue's companies and products in an article.

Safe forms count wherever they stand. An ambiguous form (`context_aliases`, products marked
`context=yes`) counts only where the article confirms it:

- another, safe form of the same company stands in the title or the text; or
- a ticker of the company stands in brackets ("(NYSE: F)"); or
- its neighbours are a company's: a legal form or "Motor" after it, "shares", "CEO", "'s new", a
  verb of business, "shares of", "carmaker" before it; or
- the company makes vehicles and the sentence speaks of vehicles.

A form inside a longer capitalised name ("Henry Ford", "Ford Foundation") is no mention.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from etl.lexicon.catalogue import Catalogue, load_catalogue
from etl.lexicon.entries import Company, Product
from etl.lexicon.signals import Signals, load_signals
from etl.nlp.capitals import is_title_case
from etl.nlp.state import Mention, Sentence, register_attributes

AUTOMOTIVE_KINDS = frozenset(
    "carmaker brand supplier commercial_vehicle two_wheeler battery charging "
    "robotaxi sensors".split()
)
_AFTER = re.compile(
    r"(?:['\u2019]s)?(?:,? (?:Inc|Corp|Co|Ltd|Motors?|Group|AG|SE|NV|SA|plc|PLC|Holdings?"
    r"|Technologies)\b"
    r"|['\u2019]s? (?:shares|stock|CEO|chief|chairman|new|first|electric|sales|profit|plant"
    r"|factory|board"
    r"|cars?|vehicles?|battery|earnings|revenue|owner|parent|decision|plans?|deal|acquisition)"
    r"| (?:shares|stock|CEO|CFO|chief executive|Chief Executive|chairman|executives?|spokes\w+|said"
    r"|says|announced|announces|reported|reports|unveiled|unveils|launched|launches|plans|agreed"
    r"|acquired|raised|will|has|is|expects|declined|sold|sells|employees|stores|customers)\b"
    r"| \((?:[A-Z]+: ?)?[A-Z.]{1,6}\))"
)
_BEFORE = re.compile(
    r"(?:shares of|CEO of|owner of|parent of|[Cc]armaker|[Aa]utomaker|[Ss]tart-?up|company"
    r"|maker|giant"
    r"|retailer|bank|rivals?|like|supplier|partner|with|by|brands?|from|acquired?|acquisition of)"
    r" (?:the )?$"
)
_VEHICLES = re.compile(
    r"\b(?:cars?|vehicles?|EVs?|SUVs?|sedans?|trucks?|pickups?|vans?|auto(?:makers?|mobiles?)?"
    r"|carmakers?|crossovers?|models?|batter(?:y|ies)|dealers?|hybrids?|drivers?)\b",
    re.IGNORECASE,
)
_LEGAL_FORM = re.compile(
    r",? (?:Inc|Corp|Corporation|Co|Ltd|Limited|LLC|AG|SE|N\.?V|S\.?A|plc|PLC|Plc|SpA|GmbH"
    r"|AB)\b\.?(?! [A-Z][a-z]+ (?:Inc|Corp))"
)
_VERSION = re.compile(r" \d+\.\d+(?:\.\d+)*(?![\w%])(?! (?:percent|million|billion|seconds))")
_PREVIOUS = re.compile(r"([A-Z][\w.\u2019'-]*) $")
_NEXT = re.compile(r" ([A-Z][\w-]*)")


@Language.factory(
    "motorwire_lexicon",
    requires=["doc._.sentences"],
    assigns=["doc._.mentions", "doc._.not_companies", "doc._.unconfirmed"],
)
def create_lexicon_matcher(nlp: Language, name: str) -> "LexiconMatcher":  # noqa: ARG001
    """The component that finds the catalogue that ships."""
    register_attributes()
    return LexiconMatcher(nlp, load_catalogue(), load_signals())


class LexiconMatcher:
    """Matches names token by token (`PhraseMatcher`, case-sensitive); longer names win."""

    def __init__(self, nlp: Language, catalogue: Catalogue, signals: Signals) -> None:
        self._signals = signals
        self._companies: dict[str, tuple[Company, bool]] = {}
        self._products: dict[str, tuple[Product, bool]] = {}
        self._catalogue = catalogue
        for company in catalogue.companies.values():
            for form in company.forms:
                self._companies[form] = (company, True)
                if len(form) > 3 and form.isalpha():
                    self._companies.setdefault(form.upper(), (company, True))
            for form in company.context_aliases:
                self._companies[form] = (company, False)
        for product in catalogue.products:
            for form in (product.name, *product.aliases):
                self._products.setdefault(form, (product, not product.is_ambiguous))
        self._matcher = PhraseMatcher(nlp.vocab)
        self._matcher.add("name", list(map(nlp.make_doc, {*self._companies, *self._products})))

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.mentions` and hand each sentence its own."""
        doc._.not_companies = self._catalogue.not_companies
        hits = self._find(doc)
        confirmed = self._confirm(doc, hits)
        made = [(hit, self._mention(*hit, confirmed)) for hit in hits]
        doc._.mentions = [mention for _, mention in made if mention is not None]
        doc._.unconfirmed = {
            form: self._companies[form][0]
            for (sentence, start, end), mention in made
            for form in [sentence.text[start - sentence.start : end - sentence.start]]
            if mention is None and form in self._companies and not form.islower()
        }
        share_mentions(doc)
        return doc

    def _mention(
        self, sentence: Sentence, start: int, end: int, confirmed: set[str]
    ) -> Mention | None:
        """The mention of the form at these offsets; None where the context does not confirm it."""
        left, right = start - sentence.start, end - sentence.start
        form = sentence.text[left:right]
        if form in self._companies:
            company, is_safe = self._companies[form]
            if is_safe or self._is_confirmed(company, sentence, start, end, confirmed):
                legal = _LEGAL_FORM.match(sentence.text, right)
                right = legal.end() if legal else right
                text = sentence.text[left:right]
                return company_mention(start, start + len(text), text, company)
        if form in self._products:
            product, is_safe = self._products[form]
            if is_safe or not product.company_id or product.company_id in confirmed:
                version = _VERSION.match(sentence.text, right)
                right = version.end() if version else right
                text = sentence.text[left:right]
                return _product_mention(start, start + len(text), text, product)
        return None

    def _is_confirmed(
        self, company: Company, sentence: Sentence, start: int, end: int, confirmed: set[str]
    ) -> bool:
        """Whether an ambiguous form means the company here; lower-case forms need a neighbour."""
        form, right = sentence.text[start - sentence.start : end - sentence.start], end
        if form.islower() and not _AFTER.match(sentence.text, right - sentence.start):
            return False
        return company.company_id in confirmed and not self._is_part(sentence, start, end)

    def _find(self, doc: Doc) -> list[tuple[Sentence, int, int]]:
        """(sentence, start, end) of each form, longest first where forms overlap."""
        spans = []
        for _, first, last in self._matcher(doc):
            start = doc[first].idx
            token = doc[last - 1]
            spans.append((start - (token.idx + len(token)), start, token.idx + len(token)))
        taken: set[int] = set()
        chosen = []
        for _, start, end in sorted(spans):
            if start not in taken and end - 1 not in taken:
                taken.update(range(start, end))
                chosen.append((start, end))
        hits = []
        sentences = iter(doc._.sentences)
        sentence = next(sentences, None)
        for start, end in sorted(chosen):
            while sentence is not None and sentence.end <= start:
                sentence = next(sentences, None)
            if sentence is None:
                break
            if (
                sentence.start <= start
                and end <= sentence.end
                and self._stands_alone(sentence, start, end)
            ):
                hits.append((sentence, start, end))
        return hits

    def _stands_alone(self, sentence: Sentence, start: int, end: int) -> bool:
        """Whether the form is not a part of a longer name of a person or an institution."""
        text = sentence.text
        left, right = start - sentence.start, end - sentence.start
        if " " in text[left:right]:
            return True
        previous = _PREVIOUS.search(text, max(0, left - 24), left)
        if previous and self._begins_person(previous.group(1), previous.start()):
            return False
        following = _NEXT.match(text, right)
        return not (following and following.group(1) in self._signals.institution_words)

    def _begins_person(self, word: str, at: int) -> bool:
        """Whether the word before a form is a given name, or a Chinese surname within a "
        "sentence."""
        is_surname = word in self._signals.chinese_surnames and at > 0
        return is_surname or word in self._signals.first_names

    def _confirm(self, doc: Doc, hits: Iterable[tuple[Sentence, int, int]]) -> set[str]:
        """Ids of the companies that the article is sure to speak of."""
        confirmed: set[str] = set()
        doubtful: dict[str, list[tuple[Sentence, int, int]]] = defaultdict(list)
        for hit in hits:
            form = doc._.source[hit[1] : hit[2]]
            if form in self._companies:
                company, is_safe = self._companies[form]
                if is_safe:
                    confirmed.add(company.company_id)
                else:
                    doubtful[company.company_id].append(hit)
            elif form in self._products and self._products[form][1]:
                confirmed.add(self._products[form][0].company_id)
        for company_id, places in doubtful.items():
            if company_id in confirmed:
                continue
            company = self._catalogue.companies[company_id]
            symbols = {ticker.rpartition(":")[2] for ticker in company.tickers}
            if any(
                re.search(rf"\((?:[A-Z]+: ?)?{re.escape(s)}\)", doc._.source) for s in symbols
            ) or any(self._has_company_context(company, *place) for place in places):
                confirmed.add(company_id)
        return confirmed

    def _is_part(self, sentence: Sentence, start: int, end: int) -> bool:
        """Whether an ambiguous form stands inside a longer capitalised name."""
        text, left, right = sentence.text, start - sentence.start, end - sentence.start
        if sentence.field == "title" and is_title_case(text):
            return False
        previous = _PREVIOUS.search(text, max(0, left - 24), left)
        if previous and previous.group(1) not in self._signals.openers | self._signals.places:
            return True
        following = _NEXT.match(text, right)
        return bool(
            following
            and following.group(1).lower() not in self._signals.executive_titles
            and not _AFTER.match(text, right)
        )

    def _has_company_context(
        self, company: Company, sentence: Sentence, start: int, end: int
    ) -> bool:
        if self._is_part(sentence, start, end):
            return False
        text, left, right = sentence.text, start - sentence.start, end - sentence.start
        after = _AFTER.match(text, right)
        if after or _BEFORE.search(text, max(0, left - 24), left):
            return True
        is_name = not text[left:right].islower()
        return is_name and company.kind in AUTOMOTIVE_KINDS and bool(_VEHICLES.search(text))


def company_mention(start: int, end: int, form: str, company: Company) -> Mention:
    """The mention of a company of the catalogue."""
    return Mention(
        start,
        end,
        form,
        "company",
        company.name,
        company.company_id,
        company.company_id,
        entity_kind=company.kind,
    )


def _product_mention(start: int, end: int, form: str, product: Product) -> Mention:
    return Mention(
        start,
        end,
        form,
        "product",
        product.name,
        f"product:{product.name}",
        entity_kind=product.kind,
        owner=product.company_id,
    )


def share_mentions(doc: Doc) -> None:
    """Sort `doc._.mentions` and give each sentence the ones that stand in it."""
    doc._.mentions.sort(key=lambda m: (m.start, -m.end))
    mentions, at = doc._.mentions, 0
    for sentence in doc._.sentences:
        sentence.mentions = []
        while at < len(mentions) and mentions[at].start < sentence.end:
            if mentions[at].start >= sentence.start and mentions[at].end <= sentence.end:
                sentence.mentions.append(mentions[at])
            at += 1
