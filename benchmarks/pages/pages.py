"""Generated HTML pages of news sites, with known truth, for a benchmark of article extraction.

`make_pages` gives 60 news pages in twenty templates (`templates`), `make_non_news` 24 pages that
are no news (`non_news`). Everything is deterministic. The articles are every sixth of the
project's own training articles; sites, authors, clutter and markup are invented.

What the truth counts as the article's text: its paragraphs, nothing else. Captions, pull quotes,
kickers, a press release's place line and boilerplate, and the time and headline of a live blog's
post are not part of it. An article of one or two paragraphs is split at sentence ends into about
four, since real pages are; joined by spaces the text is the article's.
Two of the articles (11 and 49) end with a picture's credit ("Photo: ..."), which there is part
of the truth. In some templates quotes and apostrophes are curly, in the page as in the truth.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks.pages import clutter, templates
from benchmarks.pages.non_news import NonNews, make_non_news

__all__ = ["ARTICLES", "NonNews", "Page", "make_non_news", "make_pages"]

ARTICLES = (
    Path(__file__).resolve().parents[2] / "etl" / "nlp" / "training" / "data" / "articles.jsonl"
)
SEED = 20260212
STEP = 6

# Templates whose quotes are curly, and those that are not in UTF-8.
CURLY = {"cp1252", "magazine", "spa", "wordpress"}
LEGACY = ("utf-16", "iso-8859-1", "utf-8-sig")

# The path of a page's URL. "{m}" is the month, "{n}" a number that says nothing of the date.
PATHS = {
    "wordpress": ["/{y}/{m}/{d}/{slug}/", "/{y}/{m}/{slug}/", "/{slug}/"],
    "table_font": ["/news/{n}.htm", "/story.cgi?id={n}", "/{section}/stories/{slug}.htm"],
    "amp": ["/amp/{section}/{slug}-{n}", "/amp/{section}/{slug}-{n}.html", "/amp/{slug}"],
    "url_date": [
        "/{y}/{m}/{d}/{slug}",
        "/news/{y}{m}{d}/{slug}.html",
        "/{section}/{y}-{m}-{d}-{slug}",
    ],
    "press_wire": ["/news-releases/{slug}-30{n}.html"],
    "live_blog": ["/{section}/live/{y}/{mon}/{d}/{slug}", "/live/{n}", "/{section}/{slug}-live"],
    "spa": ["/news/{section}-{n}", "/news/articles/c{n}x", "/news/{section}-{n}"],
    "legacy_encoding": ["/articles/art{n}.html"],
}
DEFAULT_PATHS = ["/{section}/{slug}", "/{section}/{slug}-{n}.html", "/story/{n}/{slug}"]


@dataclass(frozen=True)
class Page:
    """A news page and the truth about it."""

    name: str
    template: str
    html: bytes
    url: str
    title: str
    text: str  # the article's paragraphs, joined by newlines
    author: str | None  # two authors are joined by "; "
    published: str  # ISO date of the first publication
    updated: str | None  # ISO date, where the page tells one
    site: str


def curly(text: str) -> str:
    """Straight quotes and apostrophes as typographic ones."""
    text = re.sub(r'(^|[\s(\[—-])"', "\\1\u201c", text, flags=re.M).replace('"', "\u201d")
    return re.sub(r"(^|[\s(\[—-])'", "\\1\u2018", text, flags=re.M).replace("'", "\u2019")


def split_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of an article; one of one or two paragraphs is split into about four."""
    paras = [p.strip() for p in text.split("\n") if p.strip()]
    if len(paras) > 2:
        return tuple(paras)
    out = []
    for para in paras:
        ends = r'(?<=[a-z0-9)%][.?!])(?<!Inc\.)(?<!Corp\.)(?<!St\.)(?<!Co\.) (?=[A-Z"\d])'
        sentences = re.split(ends + r'|(?<=[a-z][.?!]") (?=[A-Z])', para)
        size = max(2, -(-len(sentences) * len(paras) // 4))
        out += [" ".join(sentences[i : i + size]) for i in range(0, len(sentences), size)]
    return tuple(out)


def _encode(page: str, template: str, variant: int) -> bytes:
    """The page's bytes in its template's encoding; other characters become references."""
    encoding = "utf-8"
    if template == "cp1252":
        encoding = "windows-1252"
    elif template == "legacy_encoding":
        encoding = LEGACY[variant % len(LEGACY)]
    return page.encode(encoding, "xmlcharrefreplace")


def _url(
    template: str,
    variant: int,
    domain: str,
    section: str,
    title: str,
    day: date,
    rng: random.Random,
) -> str:
    """The page's address, in the manner of its template."""
    paths = PATHS.get(template, DEFAULT_PATHS)
    path = paths[variant % len(paths)].format(
        y=day.year,
        m=f"{day.month:02d}",
        d=f"{day.day:02d}",
        mon=f"{day:%b}".lower(),
        slug=templates.slug(title),
        section=section,
        n=rng.randint(310000, 979999),
    )
    return f"https://{domain}{path}"


def _authors(template: str, index: int, rng: random.Random) -> str | None:
    """The author's name, two names on a few pages, none on some."""
    names = rng.sample(clutter.AUTHORS, 2)
    if template == "press_wire" or index % 7 == 3:
        return None
    return "; ".join(names) if template in {"og_only", "spa"} and index // 20 else names[0]


def _updated(template: str, variant: int, day: date, rng: random.Random) -> date | None:
    """The day of the last change, one to nine days later, or None where the page tells none."""
    later = day + timedelta(days=rng.randint(1, 9))
    sometimes = template in templates.UPDATED and variant < 2
    return later if sometimes or template in templates.ALWAYS_UPDATED else None


def make_pages(articles: Path = ARTICLES) -> Iterator[Page]:
    """Give the 60 news pages, the same at every call."""
    lines = articles.read_text(encoding="utf-8").splitlines()[::STEP]
    names = list(templates.TEMPLATES)
    for i, line in enumerate(lines):
        article = json.loads(line)
        template, variant = names[i % len(names)], i // len(names)
        rng = random.Random(SEED + i)
        title, paras = article["title"], split_paragraphs(article["text"])
        if template in CURLY:
            title, paras = curly(title), tuple(curly(p) for p in paras)
        day = date.fromisoformat(article["published"])
        site, host = clutter.SITES[(i * 7 + variant) % len(clutter.SITES)]
        domain = f"{rng.choice(['www.', '', 'news.'])}{host}.example"
        section = rng.choice(clutter.SECTIONS)
        story = templates.Story(
            number=i,
            title=title,
            paras=paras,
            author=_authors(template, i, rng),
            published=day,
            updated=_updated(template, variant, day, rng),
            site=site,
            domain=domain,
            url=_url(template, variant, domain, section, title, day, rng),
            section=section,
            variant=variant,
        )
        page = templates.TEMPLATES[template](story, templates.Kit(rng))
        yield Page(
            name=f"{i:02d}-{template}",
            template=template,
            html=_encode(page, template, variant),
            url=story.url,
            title=title,
            text="\n".join(paras),
            author=story.author,
            published=day.isoformat(),
            updated=story.updated.isoformat() if story.updated else None,
            site=site,
        )
