"""Whether an event has happened, is planned, is rumoured or is denied: from the words near "
"its cue."""

import re

from spacy.language import Language
from spacy.tokens import Doc

from etl.nlp.denial import clause_around, is_denied
from etl.nlp.state import Finding, Sentence, register_attributes

_RUMOURED = re.compile(
    r"\b(?:reportedly|rumou?r\w*|people (?:familiar|with knowledge|close)|(?:person|source"
    r"|sources|insiders?)"
    r" (?:familiar|said|say|says|told|close|claim\w*)|sources|is said to|are said to|(?:is"
    r"|are) thought to"
    r"|speculat\w+|may|might|could|consider(?:s|ing|ed)?|mull(?:s|ing|ed)?|weigh(?:s|ing|ed)"
    r"|exploring"
    r"|in (?:early |advanced )?(?:talks|discussions|negotiations)|potential|possible"
    r"|citing (?:people|sources|unidentified)"
    r"|asked not to be (?:named|identified)|according to (?:a |media )?(?:reports?|sources"
    r"|people))\b",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:will|['\u2019]ll|would|won['\u2019]t|shall|plan(?:s|ned|ning)?|aim(?:s|ed|ing)?"
    r"|intend(?:s|ed|ing)?|expect(?:s|ed|ing)?"
    r"|hop(?:e|es|ing)|target(?:s|ed|ing)?|schedul(?:ed|es)|slated|set to|due (?:in|by|out"
    r"|next|to (?:be|go|start|begin|launch|open|arrive|hit|join|report))|poised|upcoming|going to"
    r"|forecast(?:s|ed)?|propos(?:e|es|ed|al)|seek(?:s|ing)?|want(?:s|ed)? to|on track"
    r"|promis(?:es|ed|ing)?|pledg(?:es|ed)"
    r"|agreed to|is to|are to|about to|prepar(?:es|ing)|ready to|eventually|next (?:year|month"
    r"|week|quarter|spring|summer|fall)"
    r"|later this|by (?:the end of )?20\d\d|(?:tries|trying|try) to|needs? to|ahead of"
    r"|starting (?:in|next)|coming (?:soon|months))\b",
    re.IGNORECASE,
)
_ALWAYS_HAPPENED = frozenset(
    {"market_reaction", "safety_incident", "sales_deliveries", "lawsuit", "labour_dispute"}
)
_AGREED_IS_DONE = frozenset(
    {"merger_acquisition", "partnership", "supply_contract", "lawsuit", "funding", "investment"}
)
_ONLY_TALK = re.compile(r"\b(?:may|might|could|potential|possible)\b", re.IGNORECASE)


@Language.factory(
    "motorwire_cue_status",
    requires=["doc._.sentences", "doc._.findings"],
    assigns=["doc._.findings"],
)
def create_status_reader(nlp: Language, name: str) -> "StatusReader":  # noqa: ARG001
    """The component that sets the status of each finding."""
    register_attributes()
    return StatusReader()


class StatusReader:
    """Judges the clause that holds the cue, then the whole sentence for its sources."""

    def __call__(self, doc: Doc) -> Doc:
        """Set `status` on the findings of one document."""
        for finding in doc._.findings:
            finding.status = read_status(doc._.sentences[finding.sentence], finding)
        return doc


def read_status(sentence: Sentence, finding: Finding) -> str:
    """The status of one finding, one of `etl.contracts.STATUSES`."""
    if is_denied(sentence, finding):
        return "denied"
    start, end = finding.start - sentence.start, finding.end - sentence.start
    clause = clause_around(sentence.text, start, end)
    before = clause[: end - start + 80]
    if finding.event_type in _ALWAYS_HAPPENED:
        return "happened"
    rumour = _RUMOURED.search(before)
    if rumour and finding.event_type != "strategy_target":
        return "rumoured"
    if finding.event_type == "strategy_target":
        return "planned"
    planned = _PLANNED.search(clause)
    if planned and not (
        planned.group().lower() == "agreed to" and finding.event_type in _AGREED_IS_DONE
    ):
        return "planned"
    return "happened"
