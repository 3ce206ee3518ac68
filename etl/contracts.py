"""The table contracts: one place that says which columns each table has and what they mean.

Belongs here: column names, types, keys, allowed values, and their meaning in words.
Does not belong here: how a table is written (`etl.warehouse`) or computed (`etl.reading`,
`etl.nlp`, `etl.stories`). Writers, checks, the dashboard's column formats and the data dictionary
derive from it.
"""

from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

TEXT = pa.string()
TEXTS = pa.list_(pa.string())
INT = pa.int32()
REAL = pa.float32()
DAY = pa.date32()
TIME = pa.timestamp("us", tz="UTC")

PUBLISHED_BASES = ("field", "page", "url", "text", "none")
"""Where an article's publication date comes from: a field of the dump, the HTML page, the address,
the dateline of the text, or nowhere."""

FIELDS = ("title", "text")
"""The parts of an article that character offsets refer to."""

MENTION_KINDS = ("company", "person", "product", "place", "date")

STATUS_MEANINGS = {
    "happened": "It is done, or going on.",
    "planned": "It is announced, intended or expected.",
    "rumoured": 'It is told by unnamed sources, as talks, or with a "may".',
    "denied": "Somebody concerned says that it is not so, or will not be.",
}
STATUSES = tuple(STATUS_MEANINGS)

DATE_BASES = ("explicit", "published", "unknown_year", "reader", "none")
"""How an event's date was found: the text alone, the text and the publication date, a date whose
year cannot be known, a reader's correction, or no date at all."""

CHECKS = ("unchecked", "accepted", "edited", "rejected")
"""What readers said of an event: nothing yet, right, right with changes, or wrong."""

ID_PATTERN = "[a-z][a-z0-9_]{1,39}"
"""What an id of an event type or a theme looks like. The tables hold any such id: also one of
another pack, or of a user's entry that is gone since."""

EVENT_TYPES = (
    "executive_departure",
    "executive_appointment",
    "reorganisation",
    "layoffs",
    "labour_dispute",
    "partnership",
    "supply_contract",
    "merger_acquisition",
    "investment",
    "funding",
    "product_launch",
    "product_update",
    "technology_deployment",
    "trial_approval",
    "recall",
    "discontinuation",
    "pricing",
    "facility_opening",
    "facility_closure",
    "market_entry_exit",
    "sales_deliveries",
    "financial_results",
    "lawsuit",
    "regulatory_action",
    "safety_incident",
    "market_reaction",
    "strategy_target",
)
"""The event types that the model knows; `etl/lexicon/event_types.toml` defines each. The user's
lexicon may add more."""

THEMES = (
    "smart_cockpit",
    "head_up_display",
    "voice_assistant",
    "autonomous_driving",
    "driver_assistance",
    "robotaxi_ride_hailing",
    "foundation_models",
    "end_to_end_simulation",
    "compute_chips",
    "sensors",
    "software_defined_vehicle",
    "connectivity",
    "battery",
    "charging_energy",
    "electric_powertrain",
    "hydrogen_fuel_cell",
    "manufacturing_supply_chain",
    "trade_policy",
    "data_security_privacy",
    "robotics_flying",
)
"""The themes that the model knows; `etl/lexicon/packs/automotive/themes.toml` defines each. Other
packs and the user's lexicon have themes of their own."""

REJECT_REASONS = {
    "duplicate": "The same article (canonical URL or text) is in the warehouse already.",
    "near_duplicate": "An article with nearly the same text is in the warehouse already.",
    "replaced": "A newer version of the article is in the warehouse.",
    "empty": "The record has no text.",
    "too_short": "The text is too short to be an article.",
    "too_long": "The text is longer than the limit for one article.",
    "not_english": "The text is in a language that no pipeline reads yet.",
    "not_news": "The page is a listing, a shop, an error page, a consent wall or the like.",
    "unparsable": "The record could not be read: broken syntax, encoding or field types.",
}
"""The closed list of reasons why a record did not become an article."""


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type, what it means, and what its values must satisfy (of a list, each
    of its values): to be one of `values`, to match `pattern` as a whole, to lie between bounds."""

    name: str
    type: pa.DataType
    meaning: str
    nullable: bool = False
    values: tuple[str, ...] | None = None
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Table:
    """One table of the warehouse.

    `key` names the columns whose values together are unique over the whole table.
    `is_partitioned` tells whether the table has one file a dump or one file in all.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    is_partitioned: bool = True

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema of the table's files."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in self.columns])

    def column(self, name: str) -> Column:
        """The column called `name`; raises `KeyError` if the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")


ARTICLES = Table(
    "articles",
    "Accepted articles, each once in the whole warehouse.",
    ("article_id",),
    (
        Column("article_id", TEXT, "Stable id: from the canonical URL, else from the text."),
        Column("external_id", TEXT, "The dump's own id for the article.", nullable=True),
        Column("dump", TEXT, "The dump (partition) that the article was first read from."),
        Column("record_number", INT, "Position of the record in the dump, from 1.", minimum=1),
        Column("source", TEXT, "The publication or site.", nullable=True),
        Column("url", TEXT, "Address of the article as the dump gives it.", nullable=True),
        Column("title", TEXT, "Headline; empty where the dump has none."),
        Column("authors", TEXTS, "Names of the authors."),
        Column("language", TEXT, "ISO 639-1 code of the text's language."),
        Column("published_at", TIME, "Publication time (UTC).", nullable=True),
        Column(
            "published_basis",
            TEXT,
            "Where the publication time comes from.",
            values=PUBLISHED_BASES,
        ),
        Column("updated_at", TIME, "Time of the last change, where given (UTC).", nullable=True),
        Column("text", TEXT, "The article's text, cleaned; offsets refer to it."),
        Column("word_count", INT, "Number of words in the text.", minimum=0),
        Column("content_hash", TEXT, "Hash of the folded text, to find exact duplicates."),
        Column(
            "signature",
            pa.binary(),
            "MinHash of the text (96 numbers of 32 bits), to find near duplicates; null where the"
            " text is too short to compare.",
            nullable=True,
        ),
    ),
)

REJECTS = Table(
    "rejects",
    "Every record that did not become an article, with the reason.",
    ("dump", "record_number"),
    (
        Column("dump", TEXT, "The dump (partition) that was read."),
        Column("record_number", INT, "Position of the record in the dump, from 1.", minimum=1),
        Column("reason", TEXT, "Why it is no article.", values=tuple(REJECT_REASONS)),
        Column("detail", TEXT, "What exactly was wrong, in words."),
        Column(
            "article_id", TEXT, "For repetitions: the article that stands for it.", nullable=True
        ),
        Column("source", TEXT, "The publication or site of the record.", nullable=True),
        Column("url", TEXT, "Address that the record gives.", nullable=True),
        Column("raw", TEXT, "The first 2 kB of the record as it was read."),
    ),
)

MENTIONS = Table(
    "mentions",
    "Names and dates found in the articles.",
    ("article_id", "field", "start", "end", "kind"),
    (
        Column("article_id", TEXT, "The article that holds the mention."),
        Column("dump", TEXT, "The dump (partition) of the article."),
        Column("field", TEXT, "The part of the article that the offsets refer to.", values=FIELDS),
        Column("start", INT, "First character of the mention.", minimum=0),
        Column("end", INT, "One past the last character of the mention.", minimum=1),
        Column("text", TEXT, "The mention as it stands in the article."),
        Column("kind", TEXT, "What is mentioned.", values=MENTION_KINDS),
        Column(
            "entity_id", TEXT, "Catalogue id; null where the name is not linked.", nullable=True
        ),
        Column("entity_name", TEXT, "Canonical name, or the name as found; a date's EDTF form."),
        Column("score", REAL, "Confidence from 0 to 1.", minimum=0, maximum=1),
    ),
)

EVENTS = Table(
    "events",
    "Company events: who did what, when, with whom, on which theme, and the sentence that says so.",
    ("event_id",),
    (
        Column("event_id", TEXT, "Stable id: from the article, the type and the evidence."),
        Column("article_id", TEXT, "The article that states the event."),
        Column("dump", TEXT, "The dump (partition) of the article."),
        Column("event_type", TEXT, "What kind of event it is.", pattern=ID_PATTERN),
        Column("status", TEXT, "Whether it has happened.", values=STATUSES),
        Column("companies", TEXTS, "Canonical names of the principal companies."),
        Column("company_ids", TEXTS, "Their catalogue ids, in the same order; '' if unlinked."),
        Column("people", TEXTS, "Names of the principal persons."),
        Column("products", TEXTS, "Named products, models, platforms the event is about."),
        Column("themes", TEXTS, "Themes of the event.", pattern=ID_PATTERN),
        Column("event_start", DAY, "First day of the time the event took or takes.", nullable=True),
        Column("event_end", DAY, "Last day of that time.", nullable=True),
        Column("date_text", TEXT, "The date expression as it stands in the text.", nullable=True),
        Column("date_basis", TEXT, "How the date was found.", values=DATE_BASES),
        Column("edtf", TEXT, "The date in EDTF (ISO 8601-2); null without one.", nullable=True),
        Column("evidence", TEXT, "The sentence that states the event best, copied exactly."),
        Column("evidence_field", TEXT, "The part of the article it is from.", values=FIELDS),
        Column("evidence_start", INT, "First character of the evidence.", minimum=0),
        Column("evidence_end", INT, "One past its last character.", minimum=1),
        Column(
            "trigger_start",
            INT,
            "First character of the word that tells most of it.",
            nullable=True,
            minimum=0,
        ),
        Column("trigger_end", INT, "One past its last character.", nullable=True, minimum=1),
        Column(
            "score",
            REAL,
            "Probability that the type and its surest company are right.",
            minimum=0,
            maximum=1,
        ),
        Column("extractor", TEXT, "Name and version of the extraction."),
    ),
)

CHECKED_EVENTS = Table(
    "checked_events",
    "Events that readers have checked, as they are to be read; each stands for the event of"
    " `events` that `event_of` names. Derived from the log of corrections.",
    ("event_id",),
    (
        *EVENTS.columns,
        Column(
            "event_of",
            TEXT,
            "The event of `events` that it stands for; null where the extraction finds it no more.",
            nullable=True,
        ),
        Column("check", TEXT, "What a reader said of it.", values=CHECKS[1:]),
        Column("checked_by", TEXT, "Who said so."),
        Column("checked_at", TIME, "When (UTC)."),
    ),
    is_partitioned=False,
)

STORY_LINKS = Table(
    "story_links",
    "Pairs of events that readers have joined to one story, or parted. Derived from the log of"
    " corrections.",
    ("one_event_id", "other_event_id"),
    (
        Column("one_event_id", TEXT, "The event of the pair whose id comes first."),
        Column("other_event_id", TEXT, "The other one."),
        Column("is_same", pa.bool_(), "Whether both tell one happening."),
    ),
    is_partitioned=False,
)

STORIES = Table(
    "stories",
    "Real-world happenings: events of several articles that tell the same thing.",
    ("story_id",),
    (
        Column("story_id", TEXT, "Stable id: from the story's earliest event."),
        Column("event_type", TEXT, "What kind of event it is.", pattern=ID_PATTERN),
        Column("status", TEXT, "The status that was told last.", values=STATUSES),
        Column("statuses", TEXTS, "Its statuses in the order in which they were told."),
        Column("companies", TEXTS, "Canonical names of the principal companies."),
        Column("company_ids", TEXTS, "Their catalogue ids, in the same order; '' if unlinked."),
        Column("people", TEXTS, "Names of the principal persons."),
        Column("products", TEXTS, "Named products, models, platforms the story is about."),
        Column("themes", TEXTS, "Themes of the story's events.", pattern=ID_PATTERN),
        Column("event_start", DAY, "First day of the happening.", nullable=True),
        Column("event_end", DAY, "Last day of the happening.", nullable=True),
        Column("first_seen_at", TIME, "Publication of its first article.", nullable=True),
        Column("last_seen_at", TIME, "Publication of its last article.", nullable=True),
        Column("event_ids", TEXTS, "Its events in the order in which they were told."),
        Column("best_event_id", TEXT, "The event that tells it best."),
        Column("evidence", TEXT, "The evidence of that event."),
        Column("article_count", INT, "Number of articles that tell it.", minimum=1),
        Column(
            "sources",
            TEXTS,
            "Publications that tell it, those that repeat one of its articles included.",
        ),
        Column("source_count", INT, "Number of these sources.", minimum=0),
    ),
    is_partitioned=False,
)

TABLES = (ARTICLES, REJECTS, MENTIONS, EVENTS, CHECKED_EVENTS, STORY_LINKS, STORIES)
