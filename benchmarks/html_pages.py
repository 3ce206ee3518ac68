"""How well articles are told from HTML pages, beside other ways to do it.

60 generated news pages in 20 templates with known truth, and 24 pages that are no news
(`benchmarks/pages`). Text is compared by words: precision, recall, F1, means over the pages.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from statistics import mean

import trafilatura
from lxml import html

from benchmarks.pages.pages import Page, make_non_news, make_pages
from etl.reading.articles import ReadingCounts, judge_records
from etl.reading.formats.html_pages import read_html
from etl.reading.known import KnownArticles

Text = Callable[[Page], str]


def shipped(page: Page) -> str:
    """What the ETL takes for the text."""
    found = _article(page.html, page.url)
    return found["text"] if found else ""


def plain(page: Page) -> str:
    """All words of the page's body."""
    tree = html.document_fromstring(page.html)
    for element in list(tree.iter("script", "style")):
        element.drop_tree()
    return str(tree.text_content())


def library(page: Page) -> str:
    """trafilatura as it comes."""
    return trafilatura.extract(page.html) or ""


def precise(page: Page) -> str:
    """trafilatura, asked for precision."""
    return trafilatura.extract(page.html, favor_precision=True, include_comments=False) or ""


def _article(page: bytes, url: str) -> dict[str, object] | None:
    records = list(read_html(page, "", url=url))
    outcomes = list(judge_records(records, "pages", KnownArticles(), ReadingCounts()))
    return outcomes[0].article


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def _scores(found: str, wanted: str) -> tuple[float, float, float]:
    own, right = _words(found), _words(wanted)
    common = sum((own & right).values())
    precision = common / max(1, sum(own.values()))
    recall = common / max(1, sum(right.values()))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def _rows(pages: list[Page], text: Text) -> Iterator[tuple[str, float, float, float]]:
    for page in pages:
        yield page.template, *_scores(text(page), page.text)


def main() -> None:
    """Prints the tables."""
    pages = list(make_pages())
    print(f"{len(pages)} news pages")
    by_template: dict[str, list[float]] = defaultdict(list)
    for text in (shipped, precise, library, plain):
        rows = list(_rows(pages, text))
        figures = "  ".join(f"{mean(row[i] for row in rows):.3f}" for i in (1, 2, 3))
        print(f"  {text.__doc__ or '':<40} P, R, F1  {figures}")
        if text is shipped:
            for template, _, _, f1 in rows:
                by_template[template].append(f1)
    listed = ", ".join(f"{name} {mean(f1s):.2f}" for name, f1s in by_template.items())
    print(f"  by template: {listed}")
    found = [(page, _article(page.html, page.url)) for page in pages]
    titles = sum(bool(a) and _words(str(a["title"])) == _words(p.title) for p, a in found)
    days = [str(a["published_at"])[:10] if a and a["published_at"] else "" for _, a in found]
    right = sum(day == page.published for day, (page, _) in zip(days, found, strict=True))
    updated = sum(
        bool(day) and day == page.updated for day, (page, _) in zip(days, found, strict=True)
    )
    names = sum(
        bool(a) and bool(p.author) and p.author.split("; ")[0] in a["authors"]  # type: ignore[operator]
        for p, a in found
    )
    authors = sum(bool(page.author) for page in pages)
    print(f"  titles right {titles}/{len(pages)}, first publication right {right}/{len(pages)}")
    print(f"  (day of an update taken {updated}, none {days.count('')}), authors {names}/{authors}")
    kinds: dict[str, list[bool]] = defaultdict(list)
    for one in make_non_news():
        kinds[one.kind].append(_article(one.html, one.url) is None)
    told = ", ".join(f"{kind} {sum(hits)}/{len(hits)}" for kind, hits in kinds.items())
    print(f"pages that are no news, told apart: {told}")
    wrong = sum(article is None for _, article in found)
    print(f"news pages taken for no news: {wrong}/{len(pages)}")


if __name__ == "__main__":
    main()
