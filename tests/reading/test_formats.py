"""Formats beside JSON, CSV and plain text: each gives the fields of an article."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from etl.errors import DumpError
from etl.reading.articles import ReadingCounts, judge_records
from etl.reading.dump import read_dump
from etl.reading.known import KnownArticles
from etl.reading.records import AnyRecord, BrokenRecord, Notice, Record

BODY = (
    "Norrvolt AB said on Tuesday it would build a battery plant in Umea and hire 900 people. The"
    " first cells are planned for 2027, chief executive Ida Berg told reporters. The company did"
    " not say what the plant would cost, nor which carmakers had ordered its cells so far."
)
PAGE = f"""<!doctype html><html><head><title>Norrvolt to build plant | The Courier</title>
<meta property="og:site_name" content="The Courier">
<meta property="article:published_time" content="2024-03-05T08:00:00+00:00">
<meta property="article:modified_time" content="2024-03-09T08:00:00+00:00"></head>
<body><nav><a href="/">Home</a> <a href="/cars">Cars</a></nav>
<article><h1>Norrvolt to build plant</h1><p>{BODY}</p><p>{BODY.replace("Tuesday", "Monday")}</p>
</article><footer>All rights reserved. Contact the newsroom at any time of day.</footer>
</body></html>"""


def read(folder: Path, data: bytes | str, name: str = "dump") -> list[AnyRecord]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_dump(path))


def only(records: list[AnyRecord]) -> dict[str, Any]:
    (record,) = records
    assert isinstance(record, Record), record
    return record.fields


def articles(records: list[AnyRecord]) -> list[dict[str, Any]]:
    outcomes = judge_records(records, "dump", KnownArticles(), ReadingCounts())
    return [o.article for o in outcomes if o.article is not None]


def test_parquet(tmp_path: Path) -> None:
    rows = [
        {"title": f"T{n}", "text": BODY, "published": datetime(2024, 3, n + 1, tzinfo=UTC)}
        for n in range(9)
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "news.bin", row_group_size=2)
    records = list(read_dump(tmp_path / "news.bin"))
    assert [r.fields for r in records if isinstance(r, Record)] == rows
    (first, *_) = articles(records[:1])
    assert first["published_at"] == rows[0]["published"]


def test_empty_parquet_has_no_records_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "empty.parquet")
    assert list(read_dump(tmp_path / "empty.parquet")) == []
    whole = (tmp_path / "empty.parquet").read_bytes()
    with pytest.raises(DumpError, match="damaged"):
        read(tmp_path, whole[:-9], "cut.parquet")


def test_html_page(tmp_path: Path) -> None:
    records = read(tmp_path, PAGE, "page.html")
    (article,) = articles(records)
    assert article["title"] == "Norrvolt to build plant"
    assert article["text"].startswith("Norrvolt AB said on Tuesday")
    assert "rights reserved" not in article["text"]
    assert article["published_at"] == datetime(2024, 3, 5, tzinfo=UTC)
    assert article["published_basis"] == "page"
    assert article["source"] == "The Courier"
    assert article["external_id"] == "page"


def test_a_page_whose_whole_body_is_a_form_is_read(tmp_path: Path) -> None:
    page = PAGE.replace("<body>", '<body><form id="all"><div class="share-page">')
    page = page.replace("</body>", "</div></form></body>")
    (article,) = articles(read(tmp_path, page, "page.html"))
    assert article["text"].startswith("Norrvolt AB said on Tuesday")


def test_control_characters_in_a_page_do_not_stop_a_run(tmp_path: Path) -> None:
    page = PAGE.replace("to build plant", "to&#5; build&#1; plant").replace("Umea", "Um\x05ea")
    (record,) = read(tmp_path, page, "page.html")
    assert isinstance(record, Record | BrokenRecord)


def test_html_in_another_encoding(tmp_path: Path) -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').replace(
        "Umea", "Umeå – “N”"
    )
    (article,) = articles(read(tmp_path, page.encode("cp1252")))
    assert "Umeå – “N”" in article["text"]


def warc(*responses: tuple[str, str, str, bytes]) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "test"}))
    for url, status, kind, body in responses:
        http = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                http_headers=http,
                warc_headers_dict={"WARC-Date": "2024-03-06T10:00:00Z"},
            )
        )
    return out.getvalue()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio's writer
def test_warc(tmp_path: Path) -> None:
    url = "https://courier.example/norrvolt"
    data = warc(
        (url, "200 OK", "text/html; charset=utf-8", PAGE.encode()),
        (url + "x", "404 Not Found", "text/html", b"<html>gone</html>"),
        (url + ".png", "200 OK", "image/png", b"\x89PNG"),
    )
    found = read(tmp_path, data)
    (article,) = articles(found[:1])
    assert article["url"] == url
    assert article["published_at"] == datetime(2024, 3, 5, tzinfo=UTC)
    assert [r.reason for r in found if isinstance(r, BrokenRecord)] == ["not_news"] * 2
    assert [r.name for r in found if isinstance(r, Notice)] == ["warc_records_without_page"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio's writer
def test_a_page_is_not_published_after_it_was_fetched(tmp_path: Path) -> None:
    page = PAGE.replace("2024-03-05", "2024-04-05").replace("2024-03-09", "2024-04-09")
    (article,) = articles(
        read(tmp_path, warc(("https://a.example/x", "200 OK", "text/html", page.encode())))
    )
    assert article["published_at"] is None


def test_reuters_sgml(tmp_path: Path) -> None:
    story = (
        '<REUTERS TOPICS="YES" NEWID="7"><DATE>26-FEB-1987 15:01:01.79</DATE><TOPICS><D>earn</D>'
        "</TOPICS><TEXT>&#2;\n<TITLE>ACME &lt;ACM> TO BUY BOLT</TITLE>\n<DATELINE>    NEW YORK,"
        " Feb 26 - </DATELINE><BODY>Acme Corp said it would\nbuy Bolt Inc.\n    It named no price"
        " for the\nmaker of screws.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n"
    )
    text = '<!DOCTYPE lewis SYSTEM "lewis.dtd">\n' + story + story.replace('"7"', '"8"')[:-40]
    first, broken = read(tmp_path, text, "reut.sgm")
    assert isinstance(first, Record)
    assert first.fields["id"] == "7"
    assert first.fields["title"] == "ACME <ACM> TO BUY BOLT"
    assert first.fields["text"] == (
        "Acme Corp said it would buy Bolt Inc.\nIt named no price for the maker of screws."
    )
    assert first.fields["date"].startswith("26-FEB-1987")
    assert isinstance(broken, BrokenRecord)


NITF = f"""<?xml version="1.0"?><nitf><head><docdata><doc-id id-string="n1"/>
<date.issue norm="20240305T080000Z"/></docdata></head><body><body.head><hedline><hl1>Norrvolt to
build</hl1></hedline><byline>By Ida Sund</byline></body.head><body.content><p>{BODY}</p><p>More.</p>
</body.content></body></nitf>"""
NEWSML = f"""<?xml version="1.0"?><newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:1"><itemMeta><versionCreated>2024-03-05T08:00:00Z</versionCreated></itemMeta>
<contentMeta><headline>Norrvolt to build</headline></contentMeta><contentSet><inlineXML>
<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{BODY}</p></body></html></inlineXML>
</contentSet></newsItem></itemSet></newsMessage>"""


@pytest.mark.parametrize("document", [NITF, NEWSML])
def test_news_xml(tmp_path: Path, document: str) -> None:
    (article,) = articles(read(tmp_path, document))
    assert article["title"] == "Norrvolt to build"
    assert article["text"].startswith(BODY)
    assert article["published_at"] == datetime(2024, 3, 5, 8, tzinfo=UTC)


def test_a_comment_before_the_only_article_is_passed_over(tmp_path: Path) -> None:
    (article,) = articles(read(tmp_path, NITF.replace("<nitf>", "<!-- made by hand --><nitf>")))
    assert article["text"].startswith(BODY)


def test_xml_that_breaks_off_or_is_unknown(tmp_path: Path) -> None:
    (broken,) = read(tmp_path, NITF[:300])
    assert isinstance(broken, BrokenRecord)
    with pytest.raises(DumpError, match="markup of an unknown kind"):
        read(tmp_path, "<?xml version='1.0'?><invoice><sum>1</sum></invoice>", "x.xml")


def test_xml_entities_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden words")
    document = NITF.replace(
        "<nitf>", f'<!DOCTYPE nitf [<!ENTITY x SYSTEM "file://{secret}">]><nitf>'
    ).replace("More.", "More &x; words.")
    for record in read(tmp_path, document):
        assert "hidden" not in str(record)
    lol = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 20}">' for n in range(9)
    )
    bomb = NITF.replace("<nitf>", f"<!DOCTYPE nitf [{lol}]><nitf>").replace("More.", "&a8;")
    assert sum(len(str(r)) for r in read(tmp_path, bomb)) < 100_000


RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>The Courier</title>
<item><title>Norrvolt to build</title><link>https://courier.example/1</link><guid>g1</guid>
<pubDate>Tue, 05 Mar 2024 08:00:00 GMT</pubDate><description>&lt;p&gt;{BODY}&lt;/p&gt;</description>
</item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Courier</title><entry>
<title>Norrvolt to build</title><id>g1</id><link href="https://courier.example/1"/>
<published>2024-03-05T08:00:00Z</published><updated>2024-03-09T08:00:00Z</updated>
<content type="html">&lt;p&gt;{BODY}&lt;/p&gt;</content></entry></feed>"""


@pytest.mark.parametrize("feed", [RSS, ATOM])
def test_feeds(tmp_path: Path, feed: str) -> None:
    (article,) = articles(read(tmp_path, feed))
    assert article["title"] == "Norrvolt to build"
    assert article["text"] == BODY
    assert article["url"] == "https://courier.example/1"
    assert article["published_at"] == datetime(2024, 3, 5, 8, tzinfo=UTC)
    assert article["source"] == "The Courier"


@pytest.mark.parametrize(
    "top",
    [
        "---\ntitle: 'Norrvolt to build'\ndate: 2024-03-05\nsource: The Courier\n---\n",
        "Title: Norrvolt to build\nDate: 5 March 2024\nSource: The Courier\n\n",
    ],
)
def test_front_matter_of_plain_text(tmp_path: Path, top: str) -> None:
    (article,) = articles(read(tmp_path, top + BODY, "one.txt"))
    assert article["title"] == "Norrvolt to build"
    assert article["text"] == BODY
    assert article["published_at"] == datetime(2024, 3, 5, tzinfo=UTC)
    assert article["source"] == "The Courier"


def test_a_text_that_begins_like_front_matter_is_kept_whole(tmp_path: Path) -> None:
    text = "Breaking: Norrvolt to build a plant.\n" + BODY
    assert only(read(tmp_path, text, "one.txt"))["text"] == text


def test_nan_and_infinity_in_a_json_array(tmp_path: Path) -> None:
    text = '[{"text": "NaN and Infinity in words", "a": NaN, "b": [-Infinity, 1]}, {"text": "b"}]'
    first, second = read(tmp_path, text)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.fields == {"text": "NaN and Infinity in words", "a": None, "b": [None, 1]}


def test_html_in_the_fields_of_a_record_is_made_text(tmp_path: Path) -> None:
    text = f"<p>{BODY}</p><script>alert(1)</script><p>Norrvolt&amp;#39;s plant &lt; 1 km</p>"
    (article,) = articles([Record({"text": text, "title": "A &amp; B"}, "")])
    assert article["text"] == BODY + "\nNorrvolt's plant < 1 km"
    assert article["title"] == "A & B"
