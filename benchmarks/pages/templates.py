"""Page templates: twenty manners of marking up a news article, from 2000 to 2025.

Every template takes a `Story` and a `Kit` (the dice and the clutter of one page) and gives the
HTML as text. The article's paragraphs stand in it whole; everything else is clutter.
"""

import html
import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from benchmarks.pages import clutter as c

CRAWLED = date(2026, 2, 12)  # the day "today" on pages that print it


@dataclass(frozen=True)
class Story:
    """What one page tells: the article and the facts about it."""

    number: int
    title: str
    paras: tuple[str, ...]
    author: str | None  # two names are joined by "; "
    published: date
    updated: date | None
    site: str
    domain: str
    url: str
    section: str
    variant: int  # 0, 1, 2: which page of its template

    @property
    def authors(self) -> list[str]:
        """The author's name or names, one by one."""
        return self.author.split("; ") if self.author else []

    @property
    def byline(self) -> str:
        """The names as a page shows them, or an empty string."""
        return " and ".join(self.authors)


def esc(text: str) -> str:
    """Escape text for HTML content and for double-quoted attributes."""
    return html.escape(text).replace("&#x27;", "'")


def day(d: date, style: str) -> str:
    """A date as pages write it: "mdy", "dmy", "short", "dots", "ordinal", "weekday" or "iso"."""
    suffix = "th" if 10 < d.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(d.day % 10, "th")
    return {
        "mdy": f"{d:%B} {d.day}, {d.year}",
        "dmy": f"{d.day} {d:%B} {d.year}",
        "short": f"{d:%a} {d.day} {d:%b} {d.year}",
        "dots": f"{d:%d.%m.%Y}",
        "ordinal": f"{d.day}{suffix} {d:%B} {d.year}",
        "weekday": f"{d:%A}, {d.day} {d:%B} {d.year}",
        "usabbr": f"{d:%b}. {d.day}, {d.year}",
        "iso": d.isoformat(),
    }[style]


DAY_STYLES = ("mdy", "dmy", "short", "dots", "ordinal", "weekday", "usabbr", "iso")


class Kit:
    """Dice and clutter of one page; no clutter text is used twice on a page."""

    def __init__(self, rng: random.Random) -> None:
        """Shuffle copies of the pools of clutter with the page's own dice."""
        self.rng = rng
        self.pools: dict[str, list[Any]] = {}
        for name in (
            "RELATED",
            "MOST_READ",
            "COMMENTS",
            "NEWSLETTERS",
            "COOKIES",
            "CAPTIONS",
            "BIOS",
            "PROMOS",
            "ADS",
            "SPONSORED",
            "SHARES",
            "FOOTERS",
            "SIDE",
            "ABOUTS",
        ):
            pool = list(getattr(c, name))
            rng.shuffle(pool)
            self.pools[name] = pool

    def take(self, pool: str, count: int) -> list[Any]:
        """Take up to `count` texts from a pool."""
        return [self.pools[pool].pop() for _ in range(min(count, len(self.pools[pool])))]

    def one(self, pool: str) -> Any:
        """Take one text from a pool, which must not be empty."""
        return self.pools[pool].pop()

    def maybe(self, chance: float, block: Callable[[], str]) -> str:
        """The block with that chance, else nothing."""
        return block() if self.rng.random() < chance else ""

    def clock(self) -> str:
        """A time of day, between six and twenty-one."""
        return f"{self.rng.randint(6, 20):02d}:{self.rng.randint(0, 59):02d}"

    # Blocks of clutter. `tag` and `cls` let the templates differ in markup.

    def nav(self, tag: str = "nav", cls: str = "main-nav", count: int = 9) -> str:
        """The site's menu."""
        items = "".join(f'<li><a href="/{n.lower()}">{n}</a></li>' for n in c.NAV[:count])
        return f'<{tag} class="{cls}"><ul>{items}</ul></{tag}>'

    def related(
        self,
        heading: str = "Related stories",
        cls: str = "related",
        count: int = 4,
        tag: str = "section",
        dates: bool = False,
    ) -> str:
        """Other stories, with their teaser sentences."""
        out = []
        for title, teaser in self.take("RELATED", count):
            when = ""
            if dates:
                d = CRAWLED - timedelta(days=self.rng.randint(0, 40))
                when = f'<span class="{cls}-date">{day(d, "dmy")}</span>'
            out.append(
                f'<li><h4><a href="/story/{slug(title)}">{esc(title)}</a></h4>{when}'
                f"<p>{esc(teaser)}</p></li>"
            )
        return f'<{tag} class="{cls}"><h3>{heading}</h3><ul>{"".join(out)}</ul></{tag}>'

    def related_divs(self, cls: str, count: int = 4) -> str:
        """Other stories as bare divs, with no heading tags and no lists."""
        out = [
            f'<div class="{cls}"><a href="/{slug(t)}.html"><div>{esc(t)}</div></a>'
            f"<div>{esc(s)}</div></div>"
            for t, s in self.take("RELATED", count)
        ]
        return "<div>" + "\n".join(out) + "</div>"

    def most_read(self, tag: str = "aside", cls: str = "most-read", count: int = 5) -> str:
        """The list of the most read stories."""
        items = "".join(
            f'<li><a href="/{slug(t)}">{esc(t)}</a></li>' for t in self.take("MOST_READ", count)
        )
        return f'<{tag} class="{cls}"><h3>Most read</h3><ol>{items}</ol></{tag}>'

    def comments(
        self, story: Story, count: int = 4, cls: str = "comment", box: str = 'section id="comments"'
    ) -> str:
        """Comments of readers, dated in the weeks after the article."""
        out = []
        d = story.published
        for name, text in self.take("COMMENTS", count):
            d += timedelta(days=self.rng.randint(0, 9))
            out.append(
                f'<div class="{cls}"><div class="{cls}-meta"><b>{esc(name)}</b> '
                f"<span>{day(d, 'dmy')} at {self.clock()}</span></div>"
                f'<p>{esc(text)}</p><a href="#reply">Reply</a></div>'
            )
        close = box.split(maxsplit=1)[0]
        return (
            f"<{box}><h3>{count} comments</h3><p>Join the conversation. Comments are checked "
            f"before they appear.</p>{''.join(out)}</{close}>"
        )

    def newsletter(self, cls: str = "newsletter-signup", tag: str = "div") -> str:
        """A box to sign up for a newsletter."""
        head, text = self.one("NEWSLETTERS")
        return (
            f'<{tag} class="{cls}"><h4>{esc(head)}</h4><p>{esc(text)}</p><form action="/nl">'
            '<input type="email" placeholder="Your email"><button>Sign up</button></form>'
            f"</{tag}>"
        )

    def cookie(self, cls: str = "cookie-banner") -> str:
        """A banner about cookies."""
        return (
            f'<div class="{cls}" role="dialog"><p>{esc(self.one("COOKIES"))}</p>'
            "<button>Accept all</button><button>Manage options</button></div>"
        )

    def share(self, cls: str = "share-bar", tag: str = "ul") -> str:
        """Buttons to share the page."""
        inner = "li" if tag == "ul" else "span"
        items = "".join(f'<{inner}><a href="#">{s}</a></{inner}>' for s in self.one("SHARES"))
        return f'<{tag} class="{cls}">{items}</{tag}>'

    def figure(self, cls: str = "article-image") -> str:
        """A picture with its caption."""
        n = self.rng.randint(1000, 9999)
        return (
            f'<figure class="{cls}"><img src="/img/{n}.jpg" alt=""><figcaption>'
            f"{esc(self.one('CAPTIONS'))}</figcaption></figure>"
        )

    def read_more(self, label: str = "Read more:", tag: str = "p") -> str:
        """A link to another story in the middle of the text."""
        title, _ = self.one("RELATED")
        return f'<{tag}><strong>{label}</strong> <a href="/{slug(title)}">{esc(title)}</a></{tag}>'

    def bio(self, story: Story, cls: str = "author-bio") -> str:
        """A box about the author, or nothing where there is none."""
        if not story.author:
            return ""
        text = self.one("BIOS").format(a=story.authors[0])
        return f'<div class="{cls}"><h4>About the author</h4><p>{esc(text)}</p></div>'

    def ad(self, cls: str = "ad-slot") -> str:
        """An empty place for an advert, with its label."""
        return f'<div class="{cls}"><span>{self.one("ADS")}</span></div>'

    def sponsored(self, cls: str = "from-the-web", count: int = 3) -> str:
        """Paid links from elsewhere."""
        items = "".join(
            f'<div><a href="https://go.example/{i}">{esc(t)}</a> <em>{b}</em></div>'
            for i, (t, b) in enumerate(self.take("SPONSORED", count))
        )
        return f'<div class="{cls}"><h5>From around the web</h5>{items}</div>'

    def promo(self, cls: str = "support-us") -> str:
        """The site's appeal for money or for registration."""
        return f'<div class="{cls}"><p>{esc(self.one("PROMOS"))}</p><a href="/join">Join</a></div>'

    def side(self, cls: str = "widget", tag: str = "div") -> str:
        """A small box at the side: weather, a column, a letter."""
        head, text = self.one("SIDE")
        return f'<{tag} class="{cls}"><h3>{esc(head)}</h3><p>{esc(text)}</p></{tag}>'

    def footer(self, story: Story, tag: str = "footer", cls: str = "site-footer") -> str:
        """The foot of the page, with the year of the crawl."""
        links = " ".join(
            f'<a href="/{slug(f)}">{f}</a>'
            for f in self.rng.sample(c.FOOT_LINKS, self.rng.randint(4, 9))
        )
        return (
            f'<{tag} class="{cls}"><div>{links}</div><p>&copy; {CRAWLED.year} '
            f"{esc(story.site)}. {esc(self.one('FOOTERS'))}</p></{tag}>"
        )

    # The article's own text.

    def inline(self, text: str, chance: float = 0.5) -> str:
        """A paragraph with, by chance, a link or an emphasis on some name in it."""
        names = list(re.finditer(r"\b[A-Z][a-zé]+(?: [A-Z][a-zé]+)+", text))
        if not names or self.rng.random() > chance:
            return esc(text)
        m = self.rng.choice(names)
        href = f"/topic/{slug(m.group())}"
        tags = [
            (f'<a href="{href}">', "</a>"),
            (f'<a href="{href}" class="auto-link">', "</a>"),
            ("<strong>", "</strong>"),
            ("<em>", "</em>"),
        ]
        start, end = self.rng.choice(tags)
        return esc(text[: m.start()]) + start + esc(m.group()) + end + esc(text[m.end() :])

    def weave(self, blocks: Sequence[str], inserts: Sequence[str]) -> str:
        """The article's blocks in order, with each insert after some block but the last."""
        slots: list[list[str]] = [[] for _ in blocks]
        for insert in inserts:
            if insert:
                slots[self.rng.randrange(max(1, len(blocks) - 1))].append(insert)
        return "\n".join("\n".join([b, *s]) for b, s in zip(blocks, slots, strict=True))

    def ps(self, story: Story, inserts: Sequence[str] = (), attr: str = "", tag: str = "p") -> str:
        """The paragraphs in `tag`, with inserts between them."""
        return self.weave([f"<{tag}{attr}>{self.inline(p)}</{tag}>" for p in story.paras], inserts)


def slug(text: str) -> str:
    """A title as a part of a URL."""
    words = re.sub(r"[^a-z0-9]+", "-", re.sub("['\u2019]", "", text.lower()))
    return words.strip("-")[:70].strip("-")


def metas(pairs: Sequence[tuple[str, str | None]]) -> str:
    """Meta elements; names with a colon are properties, as OpenGraph writes them."""
    return "\n".join(
        f'<meta {"property" if ":" in k and k[:8] != "twitter:" else "name"}="{k}" '
        f'content="{esc(v)}">'
        for k, v in pairs
        if v is not None
    )


def jsonld(data: dict[str, Any]) -> str:
    """A script element with JSON-LD."""
    body = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{body}</script>'


def news_article(s: Story, at: str = "T08:15:00Z", kind: str = "NewsArticle") -> dict[str, Any]:
    """The schema.org description of a story."""
    out: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": s.title,
        "mainEntityOfPage": s.url,
        "datePublished": s.published.isoformat() + at,
        "publisher": {
            "@type": "Organization",
            "name": s.site,
            "logo": {"@type": "ImageObject", "url": f"https://{s.domain}/logo.png"},
        },
    }
    if s.updated:
        out["dateModified"] = s.updated.isoformat() + at
    people = [{"@type": "Person", "name": a} for a in s.authors]
    if people:
        out["author"] = people[0] if len(people) == 1 else people
    return out


def gist(s: Story) -> str:
    """The description for the meta element: the beginning of the text, cut short."""
    return s.paras[0][:150].rsplit(" ", 1)[0] + "..."


def by(s: Story, before: str = "By ") -> str:
    """The byline's text, escaped; nothing where there is no author."""
    return before + esc(s.byline) if s.author else ""


# ---------------------------------------------------------------------------- the templates


def semantic_jsonld(s: Story, k: Kit) -> str:
    """A modern site: article, header, time, JSON-LD NewsArticle and OpenGraph."""
    upd = (
        (
            f' <span>Updated <time datetime="{s.updated}T09:40:00+00:00">{day(s.updated, "dmy")}'
            "</time></span>"
        )
        if s.updated
        else ""
    )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{esc(s.title)} | {esc(s.site)}</title>
{
        metas(
            [
                ("description", gist(s)),
                ("og:type", "article"),
                ("og:title", s.title),
                ("og:site_name", s.site),
                ("og:url", s.url),
            ]
        )
    }
<link rel="canonical" href="{s.url}">{jsonld(news_article(s))}</head>
<body>{k.maybe(0.6, k.cookie)}<header><a href="/" class="logo">{esc(s.site)}</a>{k.nav()}</header>
<main><article><header><p class="kicker">{s.section.title()}</p><h1>{esc(s.title)}</h1>
<p class="byline">{by(s)}</p><time datetime="{s.published}T08:15:00+00:00">
{day(s.published, "dmy")}</time>{upd}{k.maybe(0.7, k.share)}</header>{k.figure()}
<div class="article-body">{
        k.ps(s, [k.maybe(0.5, k.newsletter), k.maybe(0.6, k.read_more), k.maybe(0.4, k.ad)])
    }</div>
<footer>{k.bio(s)}{k.maybe(0.5, lambda: k.share("share-bottom"))}</footer></article>
{k.related(dates=True)}{k.maybe(0.7, k.most_read)}</main>
{k.maybe(0.4, lambda: k.comments(s))}{k.footer(s)}</body></html>"""


def wordpress(s: Story, k: Kit) -> str:
    """A blog engine's usual theme: hentry, entry-content, widgets, comment list."""
    upd = (
        (
            f'<time class="updated" datetime="{s.updated}T10:01:22+00:00">{day(s.updated, "mdy")}'
            "</time>"
        )
        if s.updated
        else ""
    )
    author = (
        f'<span class="byline">by <span class="author vcard"><a class="url fn n" '
        f'href="/author/{slug(s.byline)}/" rel="author">{esc(s.byline)}</a></span></span>'
        if s.author
        else ""
    )
    n = 100 + s.number
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="UTF-8" /><title>{esc(s.title)} &#8211; {esc(s.site)}</title>
<link rel="alternate" type="application/rss+xml" title="{esc(s.site)} &raquo; Feed" href="/feed/" />
<meta name="generator" content="WordPress 5.{s.variant + 2}" /></head>
<body class="post-template-default single single-post postid-{n}">
<header id="masthead" class="site-header"><p class="site-title"><a href="/">{esc(s.site)}</a></p>
<p class="site-description">News and views, stubbornly local since 1911</p>
{k.nav(cls="main-navigation")}</header>
<div id="content" class="site-content"><div id="primary" class="content-area">
<article id="post-{n}" class="post-{n} post type-post hentry category-{s.section}">
<header class="entry-header"><h1 class="entry-title">{esc(s.title)}</h1><div class="entry-meta">
<span class="posted-on">Posted on <a href="{s.url}" rel="bookmark"><time
class="entry-date published" datetime="{s.published}T07:30:00+00:00">{day(s.published, "mdy")}
</time>{upd}</a></span> {author}</div></header>
<div class="entry-content">{k.maybe(0.5, lambda: k.figure("wp-block-image"))}
{k.ps(s, [k.maybe(0.5, lambda: k.read_more("See also:")), k.maybe(0.5, k.promo)])}
<div class="sharedaddy sd-sharing"><h3 class="sd-title">Share this:</h3>
{k.share("sd-content")}</div><div id="jp-relatedposts" class="jp-relatedposts">
{k.related("Related", "jp-items", 3, "div", dates=True)}</div></div>
<footer class="entry-footer">Posted in <a href="/category/{s.section}/">{s.section.title()}</a>
Tagged <a href="/tag/cars/">cars</a>, <a href="/tag/industry/">industry</a></footer></article>
{k.maybe(0.8, lambda: k.bio(s, "author-info"))}
{k.comments(s, k.rng.randint(2, 6), "comment-body", 'div id="comments" class="comments-area"')}
<div id="respond"><h3>Leave a Reply</h3><p>Your email address will not be published. Required
fields are marked *</p><form><textarea></textarea></form></div></div>
<aside id="secondary" class="widget-area">{k.side()}{k.most_read("div", "widget")}</aside></div>
{k.footer(s, cls="site-info")}</body></html>"""


def div_soup(s: Story, k: Kit) -> str:
    """Hashed class names, divs for everything, h1 the only honest element."""

    def h() -> str:
        return "css-" + "".join(k.rng.choices("abcdefghijkmnpqrstuvwxyz0123456789", k=6))

    body, box = h(), h()
    mid = [
        f'<div class="{box}"><div>{esc(k.one("PROMOS"))}</div></div>',
        k.maybe(0.6, lambda: f'<div class="{h()}"><div>{esc(k.one("CAPTIONS"))}</div></div>'),
    ]
    mod = f"{metas([('article:modified_time', f'{s.updated}T16:20:00Z')])}" if s.updated else ""
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>{esc(s.title)}</title>
{
        metas(
            [
                ("og:title", s.title),
                ("og:type", "article"),
                ("og:site_name", s.site),
                ("article:published_time", f"{s.published}T06:05:00Z"),
                ("author", s.author),
            ]
        )
    }{mod}
</head><body><div id="root"><div class="{h()}"><div class="{h()}">{esc(s.site)}</div>
{k.nav("div", h(), 12)}</div><div class="{h()}"><div class="{h()}"><div class="{h()}">
<h1 class="{h()}">{esc(s.title)}</h1><div class="{h()}"><div>{by(s, "")}</div>
<div>{day(s.published, "usabbr")}</div><div>{k.rng.randint(2, 6)} min read</div></div></div>
<div class="{h()}">{k.ps(s, mid, f' class="{body}"', "div")}</div>
<div class="{h()}">{k.related_divs(body, 3)}</div></div>
<div class="{h()}">{k.most_read("div", h())}{k.maybe(0.6, lambda: k.side(h()))}</div></div>
{k.maybe(0.6, lambda: k.cookie(h()))}{k.footer(s, "div", h())}</div></body></html>"""


def table_font(s: Story, k: Kit) -> str:
    """The year 2000: nested tables, font elements, br br for paragraphs, no p at all."""
    text = "\n<br><br>\n".join(k.inline(p, 0.3) for p in s.paras)
    if k.rng.random() < 0.6:
        title, teaser = k.one("RELATED")
        text += (
            f'\n<br><br>\n<b>ALSO TODAY:</b> <a href="/{slug(title)}.htm">{esc(title)}</a>'
            f"<br>{esc(teaser)}"
        )
    left = "<br>".join(f'<a href="/{n.lower()}.htm">{n}</a>' for n in c.NAV[:12])
    right = "<br><br>".join(f"<b>{esc(t)}</b><br>{esc(x)}" for t, x in k.take("RELATED", 3))
    style = ("mdy", "weekday", "dmy")[s.variant]
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">
<HTML><HEAD><TITLE>{esc(s.site)}: {esc(s.title)}</TITLE>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=utf-8"></HEAD>
<BODY BGCOLOR="#FFFFFF" LINK="#000099"><TABLE WIDTH="760" BORDER="0" CELLPADDING="4"><TR>
<TD COLSPAN="3" BGCOLOR="#003366"><FONT COLOR="#FFFFFF" SIZE="5"><B>{esc(s.site)}</B></FONT></TD>
</TR><TR><TD WIDTH="120" VALIGN="top"><FONT SIZE="2">{left}</FONT><br><br>
<FONT SIZE="1">Search our archive of more than 90,000 stories, free for seven days.</FONT></TD>
<TD WIDTH="460" VALIGN="top"><FONT FACE="Arial" SIZE="1">{s.section.upper()}</FONT><br>
<FONT FACE="Times" SIZE="5"><B>{esc(s.title)}</B></FONT><br>
<FONT SIZE="1" COLOR="#666666">{by(s, "by ")}<br>{day(s.published, style)}</FONT><br><br>
<TABLE ALIGN="right" WIDTH="160"><TR><TD><IMG SRC="pic.gif" WIDTH="150" HEIGHT="110"><br>
<FONT SIZE="1">{esc(k.one("CAPTIONS"))}</FONT></TD></TR></TABLE>
<FONT FACE="Times" SIZE="3">{text}</FONT><br><br>
<FONT SIZE="2"><a href="mailto:editor@{s.domain}">Write to the editor</a> |
<a href="/print.htm">Printer-friendly version</a></FONT></TD>
<TD WIDTH="180" VALIGN="top" BGCOLOR="#EEEEEE"><FONT SIZE="2"><B>IN THE NEWS</B><br><br>{right}
</FONT></TD></TR><TR><TD COLSPAN="3" ALIGN="center"><FONT SIZE="1">Copyright &copy; {CRAWLED.year}
{esc(s.site)}. {esc(k.one("FOOTERS"))}</FONT></TD></TR></TABLE></BODY></HTML>"""


def amp(s: Story, k: Kit) -> str:
    """An AMP page: amp-img, amp-ad, amp-sidebar, JSON-LD in the head."""
    pic = (
        f'<amp-img src="/i/{s.number}.jpg" width="600" height="400" layout="responsive">'
        f'</amp-img><div class="caption">{esc(k.one("CAPTIONS"))}</div>'
    )
    advert = (
        '<div class="amp-ad-container"><span>Advertisement</span><amp-ad width="300" '
        'height="250" type="dblclk"></amp-ad></div>'
    )
    mid = [advert, k.maybe(0.7, lambda: k.read_more("READ ALSO |")), k.maybe(0.4, lambda: pic)]
    return f"""<!doctype html><html ⚡ lang="en"><head><meta charset="utf-8">
<title>{esc(s.title)}</title><link rel="canonical" href="{s.url.replace("/amp/", "/")}">
<script async src="https://cdn.ampproject.org/v0.js"></script>
{jsonld(news_article(s, "T11:00:00+05:30"))}
<style amp-boilerplate>body{{-webkit-animation:-amp-start 8s steps(1,end) 0s 1 normal both}}</style>
</head><body><amp-sidebar id="menu" layout="nodisplay">{k.nav("div", "amp-menu", 14)}</amp-sidebar>
<header class="amp-header"><a href="/">{esc(s.site)}</a></header>
<amp-consent id="consent" layout="nodisplay"><div class="popup">{esc(k.one("COOKIES"))}</div>
</amp-consent><div class="amp-wp-article"><h1 class="amp-wp-title">{esc(s.title)}</h1>
<ul class="amp-wp-meta"><li>{by(s, "Written by ")}</li><li>{day(s.published, "dmy")}</li></ul>
{pic if k.rng.random() < 0.5 else ""}
<div class="amp-wp-article-content">{k.ps(s, mid)}</div>{k.related_divs("amp-related", 4)}
{k.maybe(0.5, lambda: k.promo("amp-promo"))}<amp-social-share type="email"></amp-social-share></div>
{k.footer(s, cls="amp-wp-footer")}</body></html>"""


def jsonld_only(s: Story, k: Kit) -> str:
    """All facts in a JSON-LD graph; the body bare divs without classes or dates."""
    node = news_article(
        s, "T12:00:00.000Z", ("NewsArticle", "ReportageNewsArticle", "Article")[s.variant]
    )
    node.pop("@context")
    if s.variant == 2:
        node["articleBody"] = " ".join(s.paras)
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": s.site, "url": f"https://{s.domain}/"},
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": 1, "name": s.section.title()}
                ],
            },
            node,
        ],
    }
    mid = [
        k.maybe(0.6, lambda: f"<div>{esc(k.one('ADS'))}</div>"),
        f"<div>{esc(' '.join(k.one('NEWSLETTERS')))}</div>",
    ]
    rel = "".join(
        f'<div><div><a href="/{slug(t)}">{esc(t)}</a></div><div>{esc(x)}</div></div>'
        for t, x in k.take("RELATED", 4)
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>{esc(s.title)} - {s.section.title()} - {esc(s.site)}</title>{jsonld(graph)}</head><body>
<div><div><a href="/">{esc(s.site)}</a></div><div>{
        " ".join(f'<a href="/{n}">{n}</a>' for n in c.NAV[3:13])
    }</div></div><div><div><div><div>{esc(s.title)}</div></div>
{k.ps(s, mid, tag="div")}</div><div><div>More from {s.section.title()}</div>{rel}</div></div>
<div>{esc(k.one("FOOTERS"))}</div></body></html>"""


def og_only(s: Story, k: Kit) -> str:
    """Facts in OpenGraph and article: metas alone; two authors are two metas."""
    pairs: list[tuple[str, str | None]] = [
        ("og:type", "article"),
        ("og:site_name", s.site),
        ("og:url", s.url),
        ("og:title", s.title if s.variant else f"{s.title} | {s.site}"),
        ("og:description", gist(s)),
        ("og:image", f"https://{s.domain}/i/{s.number}.jpg"),
        ("article:published_time", f"{s.published}T05:00:00+00:00"),
        ("article:modified_time", f"{s.updated}T19:45:00+00:00" if s.updated else None),
        ("article:section", s.section),
        ("twitter:card", "summary_large_image"),
        *[("article:author", a) for a in s.authors],
    ]
    return f"""<!DOCTYPE html><html lang="en" prefix="og: http://ogp.me/ns#"><head>
<meta charset="utf-8">{metas(pairs)}<title>{esc(s.title)} &mdash; {esc(s.site)}</title></head><body>
<div class="topbar"><a class="brand" href="/">{esc(s.site)}</a>{k.nav("div", "menu", 7)}</div>
<div class="container"><div class="row"><div class="col-md-8 story">
<h1>{esc(s.title)}</h1>{k.maybe(0.6, lambda: k.share("social", "div"))}
{k.maybe(0.7, lambda: k.figure("lead"))}<div class="story-text">
{k.ps(s, [k.maybe(0.5, lambda: k.newsletter("inline-box")), k.maybe(0.5, k.read_more)])}</div>
<div class="tags">Topics: <a href="/t/cars">Cars</a> <a href="/t/economy">Economy</a></div>
{k.maybe(0.5, lambda: k.sponsored("paid-links"))}</div><div class="col-md-4">{k.most_read("div")}
{k.side("panel")}{k.related("You may also like", "cards", 3, "div")}</div></div></div>
{k.maybe(0.5, k.cookie)}{k.footer(s, "div", "bottom")}</body></html>"""


def visible_date(s: Story, k: Kit) -> str:
    """No metadata at all; both dates only in visible text, the later one first on one page."""
    assert s.updated
    line = (
        f"Published {day(s.published, 'mdy')}, updated {day(s.updated, 'mdy')}",
        f"Last updated: {day(s.updated, 'dmy')}, {k.clock()} | First published: "
        f"{day(s.published, 'dmy')}, {k.clock()}",
        f"First published on {day(s.published, 'ordinal')} at {k.clock()}. This story was "
        f"updated on {day(s.updated, 'ordinal')}.",
    )[s.variant]
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"
"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd"><html><head>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
<title>{esc(s.site)} - {esc(s.title)}</title></head><body><div id="wrapper"><div id="header">
<h2 id="logo">{esc(s.site)}</h2>{k.nav("div", "tabs", 10)}</div><div id="leftcol">
<h1>{esc(s.title)}</h1><p class="info">{by(s)}</p><p class="info">{line}</p>
<div id="storytext">{k.ps(s, [k.maybe(0.5, lambda: k.figure("photo")), k.maybe(0.4, k.read_more)])}
</div>{k.share("sharethis")}{k.comments(s, k.rng.randint(2, 5), "cmt", 'div id="discussion"')}</div>
<div id="rightcol">{k.most_read("div", "box")}{k.side("box")}{k.side("box")}</div>
{k.footer(s, "div", "foot")}</div></body></html>"""


def url_date(s: Story, k: Kit) -> str:
    """The date stands only in the URL; one page prints the date of the crawl on top."""
    today = f'<span class="today">{day(CRAWLED, "weekday")}</span>' if s.variant == 1 else ""
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{esc(s.title)} · {esc(s.site)}</title><meta name="viewport" content="width=device-width">
{metas([("description", gist(s))])}</head><body class="theme-light"><div class="masthead">{today}
<h1 class="masthead__name">{esc(s.site)}</h1></div>{k.nav("div", "sections", 8)}
<div class="page"><h2 class="headline">{esc(s.title)}</h2><p class="credit">{by(s, "Words: ")}</p>
<div class="copy">{
        k.ps(
            s, [k.maybe(0.5, lambda: k.promo("callout")), k.maybe(0.5, k.ad)], ' class="copy__par"'
        )
    }</div>
{k.bio(s, "writer")}{k.related("Read next", "next", 3, "div")}</div>
{k.maybe(0.5, lambda: k.most_read("div", "popular"))}{k.footer(s)}</body></html>"""


def time_tag(s: Story, k: Kit) -> str:
    """The dates in time elements only, beside times of other stories."""
    upd = (
        f'<p>Updated: <time datetime="{s.updated}T15:12">{day(s.updated, "short")}</time></p>'
        if s.updated
        else ""
    )
    side = "".join(
        f'<article class="mini"><h3>{esc(t)}</h3><time datetime="'
        f'{CRAWLED - timedelta(days=i)}T07:00">{i + 1} days ago</time>'
        f"<p>{esc(x)}</p></article>"
        for i, (t, x) in enumerate(k.take("RELATED", 4))
    )
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{esc(s.title)}
</title></head><body><header class="bar"><strong>{esc(s.site)}</strong>{k.nav(count=6)}</header>
<main id="main"><article class="full"><h1><span class="label">{s.section.title()}</span>
<span class="hl">{esc(s.title)}</span></h1><address>{by(s, "")}{
        f", {k.rng.choice(c.ROLES)}" if s.author else ""
    }</address><p>Published: <time datetime="{s.published}T06:48">
{day(s.published, "short")}</time></p>{upd}
{k.ps(s, [k.maybe(0.6, k.figure), k.maybe(0.4, k.newsletter), k.maybe(0.4, k.read_more)])}
{k.maybe(0.5, k.promo)}</article><aside class="more"><h2>Latest</h2>{side}</aside></main>
{k.maybe(0.6, lambda: k.comments(s, 3))}{k.footer(s)}{k.maybe(0.5, k.cookie)}</body></html>"""


def microdata(s: Story, k: Kit) -> str:
    """Microdata: itemscope and itemprop, as around 2013."""
    mod = f'<meta itemprop="dateModified" content="{s.updated}T13:00:00">' if s.updated else ""
    author = (
        f'By <span itemprop="author" itemscope itemtype="http://schema.org/Person"><span '
        f'itemprop="name">{esc(s.byline)}</span></span>'
        if s.author
        else ""
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{esc(s.title)} |
{esc(s.site)}</title><link rel="stylesheet" href="/css/main.css"></head><body>
<div class="header"><div class="logo">{esc(s.site)}</div>{k.nav("div", "nav", 11)}</div>
<div class="content" itemscope itemtype="http://schema.org/NewsArticle">
<h1 itemprop="headline">{esc(s.title)}</h1><div class="meta">{author}
<meta itemprop="datePublished" content="{s.published}T09:30:00">{mod}
<span class="date">{day(s.published, "dots")}</span></div>{k.share("tools", "div")}
<div itemprop="image" itemscope itemtype="http://schema.org/ImageObject"><img src="/x.jpg" alt="">
<p itemprop="caption">{esc(k.one("CAPTIONS"))}</p></div><div itemprop="articleBody">
{
        k.ps(
            s,
            [
                k.maybe(0.6, lambda: k.related("Background", "infobox", 2, "div")),
                k.maybe(0.5, k.ad),
                k.maybe(0.4, k.read_more),
            ],
        )
    }</div>
{k.maybe(0.6, lambda: k.bio(s, "about-author"))}</div><div class="sidebar">{k.most_read("div")}
{k.side("teaser")}{k.sponsored()}</div>
{k.maybe(0.7, lambda: k.comments(s, 4, "post", 'div class="forum"'))}
{k.footer(s, "div", "footer")}</body></html>"""


def live_blog(s: Story, k: Kit) -> str:
    """A live blog, oldest post first; each paragraph is a post with a time and a headline."""
    labels = [
        "Good morning and welcome",
        "What we know so far",
        "The reaction",
        "More details",
        "Where things stand",
        "One more thing",
        "A closer look",
        "The view from the desk",
    ]
    hour, posts = 8, []
    for i, p in enumerate(s.paras):
        hour += k.rng.randint(0, 1)
        stamp = f"{hour}:{k.rng.randint(10, 59)}"
        posts.append(
            f'<article class="lb-post" id="p{i}"><time datetime="{s.published}T'
            f'{stamp.zfill(5)}:00Z">{stamp}</time><h2>{labels[i % len(labels)]}</h2>'
            f'<p>{k.inline(p)}</p><div class="lb-tools"><a href="#">Share this post</a>'
            "</div></article>"
        )
    data = news_article(s, "T08:00:00Z", "LiveBlogPosting")
    data["coverageStartTime"] = f"{s.published}T08:00:00Z"
    name, comment = k.one("COMMENTS")
    mid = [
        f'<article class="lb-post lb-reader"><h2>Your comments</h2><p>{esc(comment)}</p><p>'
        f"{esc(name)}, by email</p></article>",
        k.maybe(0.5, lambda: k.newsletter("lb-signup")),
    ]
    keys = "".join(f"<li><a href='#p{i}'>{labels[i]}</a></li>" for i in range(min(3, len(posts))))
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{esc(s.title)} \u2013
as it happened</title>{metas([("og:type", "article"), ("og:title", s.title)])}{jsonld(data)}</head>
<body><header>{esc(s.site)}{k.nav(count=8)}</header><main class="liveblog"><div class="lb-head">
<span class="badge">Live</span><h1>{esc(s.title)}</h1><p>{by(s, "Live reporting by ")}</p>
<p class="lb-status">This live page has now closed. Thank you for following our coverage.</p></div>
<aside class="lb-key"><h3>Key moments</h3><ul>{keys}</ul></aside><section class="lb-feed">
{k.weave(posts, mid)}</section></main>{k.related("More on this", "onward", 4)}
{k.maybe(0.7, k.cookie)}{k.footer(s)}</body></html>"""


def press_wire(s: Story, k: Kit) -> str:
    """A press-release wire: dateline, boilerplate, forward-looking statements, contact."""
    firm, about = k.one("ABOUTS")
    place = k.rng.choice(["PORT ELLERY", "ASHDOWN", "NEW KESWICK", "SAINT ORAN"])
    when = day(s.published, ("mdy", "usabbr", "mdy")[s.variant])
    line = f"<b>{place}, {when} /WireHarbour/</b> -- "
    first, *rest = [k.inline(p, 0.3) for p in s.paras]
    body = "\n".join([f"<p>{line}{first}</p>", *(f"<p>{p}</p>" for p in rest)])
    legal = f"<p><i>{c.FORWARD_LOOKING}</i></p>" if s.variant != 1 else ""
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{esc(s.title)}</title>
{metas([("description", gist(s)), ("date", s.published.isoformat() if s.variant else None)])}</head>
<body><div id="wh-header"><a href="/">{esc(s.site)} Newswire</a> <a href="/send">Send a release</a>
<a href="/login">Client login</a><p>Reach 8,000 newsrooms with a single release. Talk to our team
about targeted distribution.</p></div><div class="release"><h1>{esc(s.title)}</h1>
<div class="provided">News provided by<br><b>{esc(firm)}</b><br>
{day(s.published, "usabbr")}, {k.clock()} ET</div>{k.share("release-share", "div")}
<div class="release-body">{body}<p><b>About {esc(firm)}</b></p><p>{esc(about)}</p>{legal}
<p><b>Media contact:</b><br>Corporate Communications<br>press@{slug(firm)}.example<br>
+44 20 5550 {k.rng.randint(1000, 9999)}</p><p>SOURCE {esc(firm)}</p></div>
{k.related("Also from this source", "also", 2, "div", dates=True)}</div>
{k.footer(s, "div", "wh-footer")}</body></html>"""


def paywall(s: Story, k: Kit) -> str:
    """The whole text, then the offer to subscribe; structured data says so."""
    data = news_article(s, "T00:01:00Z")
    data |= {
        "isAccessibleForFree": False,
        "hasPart": {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".gated",
        },
    }
    head, text = c.PAYWALLS[s.variant]
    n = max(1, len(s.paras) - 2)
    pre = "\n".join(f"<p>{k.inline(p)}</p>" for p in s.paras[:n])
    post = "\n".join(f"<p>{k.inline(p)}</p>" for p in s.paras[n:])
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{esc(s.title)} | {esc(s.site)}</title>{
        metas([("og:title", s.title), ("author", s.author), ("og:site_name", s.site)])
    }{jsonld(data)}</head><body>
<div class="metered-bar"><p>{esc(k.one("PROMOS"))}</p></div><header>{k.nav(count=10)}</header>
<main><article class="premium"><span class="flag">Premium</span><h1>{esc(s.title)}</h1>
<div class="by">{by(s, "")} <span>{day(s.published, "dmy")}</span></div>
<div class="gifting">Subscribers can give this article to ten friends a month.</div>
<section class="free">{pre}</section><section class="gated">{post}</section>
<div class="paywall-offer"><h2>{head}</h2><p>{esc(text)}</p><ul><li>Unlimited articles on web and
app</li><li>Weekly letter from the editor</li><li>Cancel at any time</li></ul>
<button>See the offers</button></div></article>{k.related("Premium picks", "picks", 3)}</main>
{k.maybe(0.5, k.most_read)}{k.footer(s)}</body></html>"""


def cp1252(s: Story, k: Kit) -> str:
    """About 2006: windows-1252, curly quotes, CSS layout, paragraphs with classes."""
    sign = " \u2013 prices from \u00a32.50 or \u20ac3 a week"
    mid = [
        k.maybe(
            0.6,
            lambda: (
                f'<p class="promo">Get the paper delivered{sign}. Call our '
                "subscriptions team on weekdays between nine and five.</p>"
            ),
        ),
        k.maybe(0.5, lambda: k.figure("pic").replace("figure", "div").replace("figcaption", "p")),
    ]
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252">
<title>{esc(s.title)} \u2013 {esc(s.site)}</title>
{
        metas(
            [
                ("keywords", "cars, industry, news"),
                ("pubdate", s.published.isoformat())
                if s.variant == 0
                else ("robots", "index,follow"),
            ]
        )
    }</head>
<body><div id="top"><img src="/logo.gif" alt="{esc(s.site)}"></div><div id="menu">
{" | ".join(f'<a href="/{n.lower()}/">{n}</a>' for n in c.NAV[:9])}</div><div id="main">
<div class="crumb">You are here: <a href="/">Home</a> \u00bb {s.section.title()}</div>
<h1>{esc(s.title)}</h1><div class="dateline">{day(s.published, "weekday")}</div>
<div class="byline">{by(s)}</div>{k.ps(s, mid, ' class="storybody"')}
<div id="tools"><a href="#">Email to a friend</a> \u2022 <a href="#">Print</a></div>
<div id="offers"><h3>Reader offers</h3><p>Three nights in the lakes for two, with breakfast, from
\u00a3149 (\u20ac175). Book before the end of the month and your dog travels free.</p></div></div>
<div id="side">{k.most_read("div", "top5")}{k.side("box")}</div>{k.footer(s, "div", "ft")}
</body></html>"""


def legacy_encoding(s: Story, k: Kit) -> str:
    """A plain page in UTF-16, ISO-8859-1 or UTF-8 with a BOM, by variant."""
    charset = ("", '<meta http-equiv="content-type" content="text/html; charset=iso-8859-1">', "")[
        s.variant
    ]
    style = ("ordinal", "dmy", "mdy")[s.variant]
    return f"""<html><head>{charset}<title>{esc(s.title)}</title>
<meta name="DC.date.issued" content="{s.published}"><meta name="DC.title" content="{esc(s.title)}">
</head><body><a name="top"></a><center><h3>{esc(s.site)}</h3><small>Café guide · Röst &amp; Söhne
garage, £5 off every service</small></center><hr><h1>{esc(s.title)}</h1>
<p><small>{by(s)} &nbsp; {day(s.published, style)}</small>{k.ps(s, [k.maybe(0.6, k.read_more)])}
<p><a href="#top">Back to top</a><hr><h4>Other news</h4><ul>{
        "".join(
            f"<li><a href='{slug(t)}.html'>{esc(t)}</a> - {esc(x)}" for t, x in k.take("RELATED", 5)
        )
    }</ul><hr>
<p><small>{esc(k.one("FOOTERS"))}</small></body></html>"""


def magazine(s: Story, k: Kit) -> str:
    """Long-read layout: nested figures, pull quotes, boxes, links, bio in the text's flow."""
    pull = max(re.split(r"(?<=[.!?]) ", s.paras[len(s.paras) // 2]), key=len)
    quote = f'<blockquote class="pullquote"><p>{esc(pull)}</p></blockquote>'
    gallery = (
        f'<figure class="gallery">{k.figure("g1")}{k.figure("g2")}<figcaption>Scenes from a '
        "long week. Tap the pictures to see them at full size.</figcaption></figure>"
    )
    mid = [
        quote,
        gallery if k.rng.random() < 0.6 else k.figure("wide"),
        k.read_more(tag="div"),
        k.maybe(0.7, lambda: k.newsletter("nl-card", "aside")),
    ]
    drop = esc(s.paras[0])
    rest = [f"<p>{k.inline(p)}</p>" for p in s.paras[1:]]
    lead = f'<p class="lead"><span class="dropcap">{drop[0]}</span>{drop[1:]}</p>'
    if drop[0] in "&<":  # an entity at the beginning cannot be split
        lead = f'<p class="lead">{drop}</p>'
    upd = f'<span class="revised">Revised {day(s.updated, "mdy")}</span>' if s.updated else ""
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{esc(s.title)} \u2013
{esc(s.site)}</title>{
        metas(
            [
                ("og:title", s.title),
                ("og:type", "article"),
                ("author", s.author),
                ("article:published_time", s.published.isoformat() if s.variant != 2 else None),
            ]
        )
    }</head><body>
<header class="mag-head"><a href="/">{esc(s.site)}</a></header><main><section class="hero">
{k.figure("hero-image")}<h1>{esc(s.title)}</h1><div class="hero-meta">{by(s, "Story by ")}
<span class="pub">{day(s.published, "mdy")}</span>{upd}</div></section><section class="longread">
{k.weave([lead, *rest], mid)}
{k.bio(s, "endnote")}{k.promo("beg")}</section>{k.related("Keep reading", "shelf", 3)}</main>
{k.maybe(0.5, lambda: k.comments(s, 3))}{k.maybe(0.6, k.cookie)}{k.footer(s)}</body></html>"""


def tabloid(s: Story, k: Kit) -> str:
    """Loud and crowded: many pictures, links in capitals, adverts, video text, sponsored links."""
    mid = [
        k.read_more("READ MORE:", "div"),
        k.ad("advert"),
        k.figure("photo"),
        k.maybe(0.7, lambda: k.read_more("MORE:", "p")),
        k.maybe(0.6, lambda: k.figure("photo")),
        '<div class="tb-video"><p>Video is loading. This is a modal window. Play, mute, '
        "current time 0:00, duration 1:12.</p></div>",
        k.maybe(0.5, lambda: k.promo("app-promo")),
    ]
    stamp = f"<span>Published: {k.clock()}, {day(s.published, 'dmy')}</span>"
    if s.updated:
        stamp += f" | <span>Updated: {k.clock()}, {day(s.updated, 'dmy')}</span>"
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8">
<title>{esc(s.title)} | {esc(s.site)} Online</title>{
        metas([("og:title", s.title), ("og:type", "article"), ("keywords", "cars,shock,bosses")])
    }
</head><body><div id="page"><div class="masthead">
<a href="/">{esc(s.site)}</a></div>{k.nav("div", "nav-red", 16)}<div class="tb-main">
<div id="tb-story"><h2>{esc(s.title)}</h2><p class="tb-author">{by(s).upper()}</p>
<p class="tb-stamp">{stamp}</p>{k.share("share-row")}{k.ps(s, mid, ' class="tb-para"')}
</div><div class="column-split">{k.sponsored("tb-paid", 4)}
{k.related("More top stories", "tb-more", 5)}</div>
{k.comments(s, k.rng.randint(3, 7), "reader", 'div id="reader-comments"')}</div>
<div class="tb-side">{k.most_read("div", "tb-top", 8)}</div></div>{k.cookie()}
{k.footer(s, "div", "tiny")}</body></html>"""


def spa(s: Story, k: Kit) -> str:
    """A page rendered by a framework, its state in a script; two authors in JSON-LD."""
    state = json.dumps(
        {
            "props": {
                "page": {
                    "slug": slug(s.title),
                    "id": 7000 + s.number,
                    "blocks": [{"type": "paragraph", "text": p} for p in s.paras],
                    "related": [t for t, _ in c.RELATED[:6]],
                }
            },
            "build": "k2v9",
        }
    ).replace("</", "<\\/")
    mid = [
        k.maybe(
            0.6,
            lambda: (
                f'<div data-component="text-block" class="rx-p"><b>{esc(k.one("PROMOS"))}</b></div>'
            ),
        ),
        k.maybe(0.6, k.figure),
    ]
    blocks = [
        f'<div data-component="text-block"><p class="rx-p">{k.inline(p)}</p></div>' for p in s.paras
    ]
    return f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"/>
<title data-rh="true">{esc(s.title)} - {esc(s.site)}</title>{jsonld(news_article(s))}</head><body>
<div id="__app"><a href="#main" class="skip">Skip to content</a><header role="banner">{k.nav()}
</header><main id="main" role="main"><div data-component="headline-block"><h1>{esc(s.title)}</h1>
</div><div data-component="byline-block">{by(s, "")}</div>{k.weave(blocks, mid)}
<div data-component="links-block"><h2>More on this story</h2><ul>{
        "".join(
            f"<li><a href='/n/{i}'>{esc(t)}</a><p>{esc(x)}</p></li>"
            for i, (t, x) in enumerate(k.take("RELATED", 3))
        )
    }</ul></div>
<div data-component="topic-list">Related topics <a href="/topics/cars">Cars</a></div></main>
{k.most_read("section", "rx-top", 8)}{k.footer(s)}</div>
<script id="__STATE__" type="application/json">{state}</script></body></html>"""


def comment_heavy(s: Story, k: Kit) -> str:
    """A local paper whose readers write more than its reporters."""
    when = day(s.published, ("ordinal", "dmy", "short")[s.variant])
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{esc(s.title)} | {esc(s.site)}</title>{
        metas(
            [
                ("og:title", s.title),
                ("og:site_name", s.site),
                ("publish-date", f"{s.published}T10:00" if s.variant == 0 else None),
            ]
        )
    }
</head><body><div class="site-top">{esc(s.site)} {k.nav("ul", "links", 6)}</div>
<div class="two-col">
<div class="left"><h1 class="lc-headline">{esc(s.title)}</h1>
<p class="lc-meta"><span>{when}</span> {by(s)}
<a href="#comments">{12 + s.variant} comments</a></p>
<div class="lc-text">{k.ps(s, [k.ad("mpu"), k.maybe(0.5, lambda: k.newsletter("signup"))])}</div>
{k.comments(s, 12 + s.variant, "item", 'div id="comments"')}</div><div class="right">
{k.side()}{k.related("Local news", "local", 4, "div", dates=True)}</div></div>
{k.maybe(0.5, k.cookie)}{k.footer(s)}</body></html>"""


TEMPLATES: dict[str, Callable[[Story, Kit], str]] = {
    f.__name__: f
    for f in (
        semantic_jsonld,
        wordpress,
        div_soup,
        table_font,
        amp,
        jsonld_only,
        og_only,
        visible_date,
        url_date,
        time_tag,
        microdata,
        live_blog,
        press_wire,
        paywall,
        cp1252,
        legacy_encoding,
        magazine,
        tabloid,
        spa,
        comment_heavy,
    )
}

# Templates that can tell an updated date, and those where every page does.
UPDATED = {
    "semantic_jsonld",
    "wordpress",
    "div_soup",
    "amp",
    "jsonld_only",
    "og_only",
    "time_tag",
    "microdata",
    "live_blog",
    "magazine",
    "tabloid",
    "spa",
}
ALWAYS_UPDATED = {"visible_date"}
