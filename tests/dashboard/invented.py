"""An invented warehouse for the dashboard's tests and pictures: rows, and their publication."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from upath import UPath

from etl.contracts import ARTICLES, CHECKED_EVENTS, EVENTS, MENTIONS, REJECTS, STORIES, Table
from etl.warehouse.serving import Snapshot, publish_snapshot
from etl.warehouse.store import Row, Warehouse

COMPANIES = (
    "BMW", "BYD", "Bosch", "CATL", "Citroën", "Continental", "Ford", "Geely", "General Motors",
    "Honda", "Hyundai", "Li Auto", "Lucid", "Mercedes-Benz", "Mobileye", "NIO", "Nvidia",
    "Panasonic", "Rivian", "Škoda", "Stellantis", "Tesla", "Toyota", "Volkswagen", "Xpeng",
)  # fmt: skip
SOURCES = ("Auto Wire", "Morning Herald", "EV Daily", "The Plant Floor", "Bourse Review")
PEOPLE = ("Ana Reyes", "Jonas Weber", "Mei Lin", "Tom Okafor")
VERBS = {
    "executive_departure": ("{p} stepped down as chief executive of {a} on {d}.", "stepped down"),
    "executive_appointment": ("{a} appointed {p} as head of software on {d}.", "appointed"),
    "partnership": ("{a} and {b} signed a joint venture on {d} for {t} in Graz.", "joint venture"),
    "supply_contract": ("{b} will supply {a} with parts for {t} from {d}.", "will supply"),
    "product_launch": ("{a} unveiled the Aurora 5 with new {t} on {d}.", "unveiled"),
    "recall": ("{a} recalled 12,400 cars on {d} because of {t}.", "recalled"),
    "layoffs": ("{a} cut 900 jobs in its {t} unit on {d}.", "cut 900 jobs"),
    "facility_opening": ("{a} opened a plant for {t} in Graz on {d}.", "opened"),
    "financial_results": ("{a} reported higher profit from {t} on {d}.", "reported"),
    "investment": ("{a} will put 2 billion euros into {t} by {d}.", "will put"),
    "lawsuit": ("{a} sued {b} over {t} patents on {d}.", "sued"),
    "trial_approval": ("{a} received approval to test {t} on {d}.", "received approval"),
}  # fmt: skip
THEMES = (
    "smart_cockpit", "head_up_display", "voice_assistant", "autonomous_driving",
    "driver_assistance", "robotaxi_ride_hailing", "foundation_models", "compute_chips", "sensors",
    "software_defined_vehicle", "connectivity", "battery", "charging_energy", "electric_powertrain",
    "hydrogen_fuel_cell", "manufacturing_supply_chain", "trade_policy", "data_security_privacy",
    "end_to_end_simulation", "robotics_flying",
)  # fmt: skip
HOSTILE = (
    "<script>window.hacked=1</script> <img src=x onerror=window.hacked=1> "
    "![pixel](http://evil.example/p.png) :red[shout] $x^2$ [link](javascript:alert(1)) "
    "\u202egnp.exe\u202c &amp; <b>bold</b> www.evil.example"
)
HOSTILE_NAME = "{b}<img src=x onerror=window.hacked=1>"
NEWEST = date(2024, 11, 20)


@dataclass
class Invented:
    """Rows of all tables, to be published."""

    articles: list[Row]
    events: list[Row]
    mentions: list[Row]
    rejects: list[Row]
    stories: list[Row]


def invent(count: int = 300, *, seed: int = 7) -> Invented:
    """About `count` events over two years, most companies rare and some frequent."""
    chance = random.Random(seed)
    made = Invented([], [], [], [], [])
    weights = [1 / (1 + index * 0.35) for index in range(len(COMPANIES))]
    ranked = list(COMPANIES)
    chance.shuffle(ranked)
    for number in range(count):
        day = NEWEST - timedelta(days=int(730 * chance.random() ** 1.4))
        first = chance.choices(ranked, weights)[0]
        second = chance.choice([c for c in ranked if c != first])
        _add_article(made, chance, number, day, first, second)
    for number in range(24):
        reason = "duplicate" if number % 3 else "too_short"
        made.rejects.append(
            {"dump": "ev_news", "record_number": 10_000 + number, "reason": reason, "detail": "-",
             "article_id": None, "source": None, "url": None, "raw": "{}"}
        )  # fmt: skip
    return made


def _add_article(
    made: Invented, chance: random.Random, number: int, day: date, first: str, second: str
) -> None:
    kind = chance.choice(list(VERBS))
    theme = chance.choices(THEMES, [3, 1, 1, 4, 3, 2, 1, 2, 2, 3, 1, 5, 3, 3, 1, 2, 1, 1, 1, 1])[0]
    person = chance.choice(PEOPLE)
    told = f"{day.day} {day:%B %Y}"
    pattern, cue = VERBS[kind]
    evidence = pattern.format(a=first, b=second, p=person, d=told, t=theme.replace("_", " "))
    before = f"{first} was in the news again this week, and analysts had expected it.\n\n"
    after = (
        "\n\nThe company did not say how much it costs. Shares rose 1.2 percent in Frankfurt. "
        "Competitors declined to comment, and the union asked for talks before the end of the "
        "quarter.\n\nAnalysts said the step fits a wider shift in the industry, where carmakers "
        "look for partners to share the cost of software and cells."
    )
    text = before + evidence + after
    article_id = f"a{number:05d}"
    add_event(
        made, article_id=article_id, title=f"{first}: {evidence.split(' on ')[0]}", text=text,
        evidence=evidence, cue=cue, day=day, dated=chance.random() > 0.2, kind=kind,
        status=chance.choices(("happened", "planned", "rumoured", "denied"), [8, 3, 1, 0.4])[0],
        companies=[first, second] if second in evidence else [first],
        people=[person] if person in evidence else [], themes=[theme],
        source=chance.choice(SOURCES), date_text=told,
        score=round(0.55 + 0.45 * chance.random(), 3),
    )  # fmt: skip


def add_event(
    made: Invented, *, article_id: str, title: str, text: str, evidence: str, cue: str, day: date,
    kind: str, status: str, companies: list[str], themes: list[str], source: str = "Auto Wire",
    people: list[str] | None = None, dated: bool = True, date_text: str = "", score: float = 0.9,
    url: str | None = None,
) -> None:  # fmt: skip
    """Adds one article with one event and its mentions."""
    number = len(made.articles) + 1
    start = text.index(evidence)
    published = datetime(day.year, day.month, day.day, 8, 30, tzinfo=UTC)
    made.articles.append(
        {"article_id": article_id, "external_id": None, "dump": "ev_news", "record_number": number,
         "source": source, "url": url or f"https://news.example/{article_id}", "title": title,
         "authors": ["Staff writer"], "language": "en", "published_at": published,
         "published_basis": "field", "text": text, "word_count": len(text.split()),
         "content_hash": article_id}
    )  # fmt: skip
    made.events.append(
        {"event_id": f"e-{article_id}", "article_id": article_id, "dump": "ev_news",
         "event_type": kind, "status": status, "companies": companies,
         "company_ids": [c.lower() for c in companies], "people": people or [], "products": [],
         "themes": themes, "event_start": day if dated else None,
         "event_end": day if dated else None, "date_text": date_text if dated else None,
         "date_basis": "explicit" if dated else "none",
         "edtf": day.isoformat() if dated else None, "evidence": evidence,
         "evidence_field": "text", "evidence_start": start, "evidence_end": start + len(evidence),
         "trigger_start": text.index(cue) if cue in text else None,
         "trigger_end": text.index(cue) + len(cue) if cue in text else None, "score": score,
         "extractor": "motorwire-en 1.0"}
    )  # fmt: skip
    made.stories.append(
        {"story_id": f"s-{article_id}", "event_type": kind, "status": status,
         "companies": companies, "company_ids": [c.lower() for c in companies], "themes": themes,
         "event_start": day, "event_end": day, "first_seen_at": published,
         "last_seen_at": published, "event_ids": [f"e-{article_id}"],
         "best_event_id": f"e-{article_id}", "evidence": evidence, "article_count": 1,
         "statuses": [status], "people": people or [], "products": [], "sources": [source],
         "source_count": 1}
    )  # fmt: skip
    names = [("company", c) for c in companies] + [("person", p) for p in people or []]
    names += [("product", "Aurora 5"), ("place", "Graz"), ("place", "Frankfurt")]
    names += [("date", date_text)] if date_text else []
    for sort, name in names:
        found = text.find(name)
        while found >= 0:
            made.mentions.append(
                {"article_id": article_id, "dump": "ev_news", "field": "text", "start": found,
                 "end": found + len(name), "text": name, "kind": sort,
                 "entity_id": name.lower() if sort == "company" else None, "entity_name": name,
                 "score": 0.9}
            )  # fmt: skip
            found = text.find(name, found + len(name))


def add_hostile_event(made: Invented) -> None:
    """Adds an event whose every text field attacks the page."""
    evidence = f"Evil Corp recalled cars. {HOSTILE}"
    add_event(
        made, article_id="hostile", title=HOSTILE, text=f"{HOSTILE}\n{evidence}\n# Heading",
        evidence=evidence, cue="recalled", day=NEWEST, kind="recall", status="happened",
        companies=["<img src=x onerror=window.hacked=1>", "=HYPERLINK(1)"], themes=["battery"],
        source="![s](http://evil.example/s.png)", url="javascript:alert(1)",
    )  # fmt: skip


def add_hostile_relation(made: Invented) -> None:
    """Adds an event that connects two companies, one of them with a name that attacks the page."""
    evidence = "Two companies formed a joint venture."
    add_event(
        made, article_id="hostile-relation", title="A joint venture", text=evidence,
        evidence=evidence, cue="joint venture", day=date(2024, 5, 5), kind="partnership",
        status="happened", companies=[HOSTILE_NAME, "Plain Partner"], themes=["battery"],
    )  # fmt: skip


def publish(made: Invented, root: Path, checked: Sequence[Row] = ()) -> Snapshot:
    """Writes the rows, and `checked` as those of `checked_events`, as a warehouse under `root`, and
    publishes a snapshot of it."""
    warehouse = Warehouse(UPath(root / "warehouse"))
    tables: list[tuple[Table, list[Row]]] = [
        (ARTICLES, made.articles), (EVENTS, made.events), (MENTIONS, made.mentions),
        (REJECTS, made.rejects), (STORIES, made.stories), (CHECKED_EVENTS, list(checked)),
    ]  # fmt: skip
    for table, rows in tables:
        with warehouse.stage(table, "ev_news" if table.is_partitioned else "all") as staged:
            staged.append(rows)
            staged.publish()
    return publish_snapshot(warehouse, root / "serving")[0]
