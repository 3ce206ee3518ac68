"""Pages that are no news: lists of stories, shop pages, errors and consent walls."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.pages import clutter as c
from benchmarks.pages.templates import esc, slug


@dataclass(frozen=True)
class NonNews:
    """A page with no article in it."""

    name: str
    kind: str  # "listing", "shop", "error" or "cookie_wall"
    html: bytes
    url: str


def _page(title: str, head: str, body: str, lang: str = "en") -> str:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{esc(title)}'
        f"</title>{head}</head><body>{body}</body></html>"
    )


def _listings() -> Iterator[tuple[str, str]]:
    """Two section fronts, a tag page, search results, an author page, an archive by month."""
    r, m = c.RELATED, c.MOST_READ
    cards = "".join(
        f'<article class="card"><h2><a href="/business/{slug(t)}">{esc(t)}</a></h2>'
        f'<p>{esc(x)}</p><time datetime="2026-02-{11 - i // 2:02d}">{i + 1} hours ago'
        "</time></article>"
        for i, (t, x) in enumerate(r[:12])
    )
    yield (
        "https://www.capitalcompass.example/business",
        _page(
            "Business news | Capital Compass",
            '<meta property="og:type" content="website">',
            '<header><a href="/">Capital Compass</a><nav><a href="/world">World</a> '
            '<a href="/business">Business</a></nav></header><main><h1>Business</h1>'
            f'<div class="grid">{cards}</div><a href="/business?page=2">Older stories</a></main>'
            f"<footer>&copy; 2026 Capital Compass. {esc(c.FOOTERS[0])}</footer>",
        ),
    )

    rows = "".join(
        f'<tr><td><font size="2"><a href="{i}.htm"><b>{esc(t)}</b></a><br>{esc(x)} '
        '<a href="#">Full story</a></font></td></tr>'
        for i, (t, x) in enumerate(r[8:18])
    )
    yield (
        "http://www.ashdownmercury.example/motors/index.htm",
        (
            "<html><head><title>Ashdown Mercury - Motors</title></head><body bgcolor=white><center>"
            "<h1>Ashdown Mercury</h1><h2>Motors</h2></center><table width=700 border=0>"
            f"{rows}</table><p>Top ten: {' | '.join(esc(x) for x in m[:10])}</p></body></html>"
        ),
    )

    items = "".join(
        f'<li class="post"><div class="post-date">{3 * i + 1} Jan 2026</div><a href="'
        f'/{slug(t)}/">{esc(t)}</a><div class="excerpt">{esc(x)} [&hellip;]</div></li>'
        for i, (t, x) in enumerate(r[3:12])
    )
    yield (
        "https://voltandwheel.example/tag/batteries/",
        _page(
            "batteries Archives - Volt and Wheel",
            '<meta name="generator" content="WordPress 6.1">',
            '<h1 class="page-title">Tag: <span>batteries</span></h1>'
            '<p class="archive-description">Everything we have written about cells, packs, recycling '
            "and the people who would rather talk about hydrogen.</p>"
            f'<ul class="posts">{items}</ul><div class="nav-links"><a>1</a> <a>2</a> <a>14</a></div>',
        ),
    )

    hits = "".join(
        f'<div class="result"><div class="r-title"><a href="/s/{i}">{esc(t)}</a></div>'
        f'<div class="r-snip">... {esc(x)} ...</div><div class="r-meta">Relevance '
        f"{98 - 3 * i}% - {esc(c.AUTHORS[i])}</div></div>"
        for i, (t, x) in enumerate(r[10:20])
    )
    yield (
        "https://www.dailylantern.example/search?q=electric+vans&sort=date",
        _page(
            "Search: electric vans - The Daily Lantern",
            '<meta name="robots" content="noindex">',
            '<form><input name="q" value="electric vans"><button>Search</button></form>'
            '<div id="facets">Filter by: Last 7 days (3) Last month (14) Last year (163) Opinion (9)'
            f"</div><p>163 results for <b>electric vans</b>. Did you mean electric fans?</p>{hits}"
            "<div>Page 1 of 17 Next</div>",
        ),
    )

    works = "".join(
        f"<section><h3><a href='/{slug(t)}'>{esc(t)}</a></h3><p>{esc(x)}</p></section>"
        for t, x in r[14:22]
    )
    yield (
        "https://torqueledger.example/authors/meera-banerji",
        _page(
            "Meera Banerji, Author at Torque Ledger",
            '<meta property="og:type" content="profile"><script type="application/ld+json">'
            '{"@context":"https://schema.org","@type":"ProfilePage","mainEntity":{"@type":"Person",'
            '"name":"Meera Banerji"}}</script>',
            '<div class="profile"><img src="/mb.jpg" alt=""><h1>Meera Banerji</h1><p>Industry '
            "Correspondent</p><p>Meera has covered suppliers and labour disputes since 2011. Before "
            "joining us she edited a trade weekly for people who make springs. She speaks four "
            "languages and can be reached at the address below, preferably before noon.</p>"
            f'<a href="mailto:mb@torqueledger.example">Email</a></div><h2>Latest by Meera</h2>{works}',
        ),
    )

    heads = [t for t, _ in r] + m
    days = "".join(
        f"<dt>{d} March 2024</dt>"
        + "".join(
            f"<dd><a href='/2024/03/{d:02d}/{slug(t)}'>{esc(t)}</a></dd>"
            for t in heads[(d * 4) % 32 : (d * 4) % 32 + 4]
        )
        for d in range(1, 13)
    )
    yield (
        "https://www.northmoorgazette.example/archive/2024/03",
        _page(
            "Archive: March 2024",
            "",
            "<h1>Northmoor Gazette archive</h1><p>All stories of March "
            f"2024, by day. <a href='02'>February</a> <a href='04'>April</a></p><dl>{days}</dl>",
        ),
    )


def _shops() -> Iterator[tuple[str, str]]:
    """Six product pages: tyre, charger, lamp, book, used car, jacket."""
    yield (
        "https://tyreloft.example/p/rainline-3-205-55-r16",
        _page(
            "Rainline 3 205/55 R16 91V - buy online | TyreLoft",
            '<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product",'
            '"name":"Rainline 3","offers":{"@type":"Offer","price":"74.90","priceCurrency":"GBP"}}'
            "</script>",
            '<div class="crumbs">Home &gt; Tyres &gt; Summer</div><h1>Rainline 3 205/55 '
            'R16 91V</h1><div class="price">£74.90 <s>£89.00</s></div><button>Add to basket</button>'
            "<p>The Rainline 3 is our best-selling summer tyre for family cars. A new compound with "
            "more silica shortens the braking distance on wet roads, while four wide grooves carry "
            "the water away before it can lift the car.</p><table><tr><th>Fuel</th><td>B</td></tr><tr>"
            "<th>Wet grip</th><td>A</td></tr><tr><th>Noise</th><td>69 dB</td></tr></table><h2>Customer "
            "reviews (212)</h2><div class='rev'>★★★★★ Quiet and grippy. I have covered 9,000 miles "
            "since the spring and they still look new.</div><div class='rev'>★★ Came a week late and "
            "the fitter had never heard of my booking.</div><p>Free delivery on orders over £50.</p>",
        ),
    )
    yield (
        "https://www.ampnest.example/shop/homebox-7kw",
        _page(
            "HomeBox 7 kW wall charger, AmpNest Store",
            '<meta property="og:type" content="product">'
            '<meta property="product:price:amount" content="649.00">',
            '<main class="pdp"><section class="gallery"><img src="1.jpg" alt=""></section><section>'
            "<h1>HomeBox 7 kW</h1><p>649,00 € incl. VAT, in stock, ships in 2-3 days</p><select>"
            "<option>5 m cable</option><option>8 m cable</option></select><button>Add to cart</button>"
            "<ul><li>Charges when power is cheapest</li><li>Works with every car that has a Type 2 "
            "socket</li><li>Three-year warranty</li></ul></section><section><h2>Description</h2><p>"
            "Plug in when you come home, and wake up to a full battery. The HomeBox talks to your "
            "supplier and picks the hours with the lowest tariff, which saves a typical household "
            "about 300 euros a year. It was awarded Best Buy by Garage Weekly in March 2025.</p>"
            "<h2>Questions and answers</h2><p>Can I mount it outdoors? Yes, it is rated IP65 and has "
            "been tested at minus thirty degrees.</p></section></main><footer>Returns within 30 days"
            "</footer>",
        ),
    )
    yield (
        "http://shop.lampwright.example/item.php?sku=88120",
        (
            "<html><head><title>LAMPWRIGHT: H7 bulb twin pack</title></head><body><table width='90%'>"
            "<tr><td><img src='h7.gif'></td><td><b>H7 halogen bulb, twin pack</b><br>Item no. 88120"
            "<br><font color=red>Our price: $11.49</font><br>You save: $4.50 (28%)<br><br>Up to sixty "
            "per cent more light on the road than a standard bulb. Sold in pairs because the second "
            "one always fails a week after the first.<br><br>Qty: <input size=2 value=1> <input "
            "type=submit value='Put in basket'></td></tr><tr><td colspan=2><hr><b>Specification</b>"
            "<br>Voltage: 12 V<br>Power: 55 W<br>Base: PX26d<br>Life: 450 h<hr><b>Customers who bought "
            "this also bought</b><br>Wiper blade 21in $7.99<br>Fuse set $3.49<br>Ice scraper $2.00"
            "</td></tr></table></body></html>"
        ),
    )
    yield (
        "https://books.quaystreet.example/isbn/the-long-bonnet",
        _page(
            "The Long Bonnet by Felix Aldertree (hardback)",
            "",
            '<div itemscope itemtype="http://schema.org/Book"><h1 itemprop="name">The Long Bonnet</h1>'
            '<div>by <span itemprop="author">Felix Aldertree</span></div><div>Hardback, 344 pages, '
            "published 12 September 2024</div><div itemprop='offers'>£22.00 <a>Add to bag</a> <a>Add "
            "to wish list</a></div><div itemprop='description'><p>In the spring of 1961 three brothers "
            "set out to build the fastest car in the country in a shed behind a bakery. Sixty years "
            "later their grandson found the drawings. This is the story of an engine, a family and a "
            "town that never forgave either of them.</p><p>'Funny, oily and unexpectedly moving', said "
            "The Evening Plume.</p></div><h3>Reviews from readers</h3><blockquote>I read it in two "
            "nights and then bought a spanner. Ellie, Port Ellery</blockquote><blockquote>Too many "
            "carburettors. Anonymous</blockquote></div>",
        ),
    )
    yield (
        "https://cars.millgatemotors.example/used/2021-linnet-ev-38kwh/10442",
        _page(
            "Used 2021 Linnet EV 38 kWh, 21,400 miles",
            '<meta name="description" content="Used Linnet EV for sale at Millgate Motors">',
            "<div id='vdp'><h1>2021 Linnet EV 38 kWh Style</h1>"
            "<span class='price'>£11,995</span> <span>or £189 a month (PCP, 9.9% APR)</span><a>"
            "Reserve for £99</a><a>Book a test drive</a><dl><dt>Mileage</dt><dd>21,400</dd><dt>"
            "Owners</dt><dd>1</dd><dt>Colour</dt><dd>Moss</dd><dt>MOT</dt><dd>until "
            "14/11/2026</dd><dt>Battery health"
            "</dt><dd>94%</dd></dl><div class='desc'>A tidy one-owner example with full history and "
            "two keys. We have fitted new front tyres and replaced the twelve-volt battery. Heated "
            "seats, reversing camera and a heat pump make it a sensible car for the winter. Finance "
            "is subject to status, and the figures shown are for illustration only.</div><div>You may "
            "also like: 2020 Linnet, £9,495. 2022 Wren, £14,250. 2019 Dipper, £8,100.</div></div>",
        ),
    )
    yield (
        "https://www.coveandtarn.example/en/men/jackets/breakwater",
        _page(
            "Breakwater Jacket Men | Cove & Tarn",
            "",
            '<div data-page="product"><div data-sticky>'
            "Summer sale: up to 40% off selected styles until Sunday</div><h1>Breakwater Jacket</h1><p>"
            "$180.00 $126.00</p><div>Colour: Slate</div><div>Size: S M L XL <a>Size guide</a></div>"
            "<button>Add to bag</button><details open><summary>Details</summary><p>A shell for "
            "people who have to "
            "be outside. Two layers of recycled nylon keep the wind out, taped seams keep the rain "
            "out, and the hood fits over a helmet.</p><ul><li>Weight 410 g</li><li>Wash at 30</li>"
            "</ul></details><h2>4.6 out of 5 (1,031 ratings)</h2><p><b>Fits large</b> I am 1.82 and "
            "normally wear L, but M was right. Delivery took two days.</p><p><b>Zip broke</b> The zip "
            "failed in the second month and the shop replaced the jacket without a question.</p></div>",
        ),
    )


def _errors() -> Iterator[tuple[str, str]]:
    """404, 403, 500, page moved, JavaScript needed, access denied."""
    links = "".join(f'<li><a href="/{slug(t)}">{esc(t)}</a></li>' for t in c.MOST_READ[:6])
    yield (
        "https://www.westgatetribune.example/business/ford-cuts-88123",
        _page(
            "Page not found | Westgate Tribune",
            "",
            "<header>Westgate Tribune</header><main><h1>"
            "Sorry, we cannot find that page</h1><p>The story you are looking for may have been moved, "
            "renamed or taken down. Check the address for spelling mistakes, or try the search at the "
            f"top of the page.</p><h2>Popular right now</h2><ul>{links}</ul></main><footer>Error 404"
            "</footer>",
        ),
    )
    yield (
        "http://archive.saltmarshobserver.example/2008/",
        (
            "<html><head><title>403 Forbidden</title></head><body><h1>Forbidden</h1><p>You don't have "
            "permission to access /2008/ on this server.</p><hr><address>Apache/2.2.22 (Unix) Server "
            "at archive.saltmarshobserver.example Port 80</address></body></html>"
        ),
    )
    yield (
        "https://circuitpost.example/story/771203",
        _page(
            "Something went wrong",
            "",
            '<div class="oops"><div class="code">500</div><p>Our servers '
            "are having a bad day. The newsroom is fine, the machines are not. Our engineers were "
            "told the moment you saw this page and are already arguing about whose fault it is.</p>"
            "<p>Please try again in a few minutes. Reference: 7f3a-11c9-20e4.</p></div>",
        ),
    )
    yield (
        "http://www.larkfieldecho.example/news/local/12345.html",
        (
            '<html><head><title>Page moved</title><meta http-equiv="refresh" content="5; url=https://'
            'larkfieldecho.example/"></head><body><p>This page has moved. The Larkfield Echo has a new '
            "home on the web, and you will be taken there in five seconds. If nothing happens, <a href="
            '"https://larkfieldecho.example/">follow this link</a> and please update your bookmarks.'
            "</p></body></html>"
        ),
    )
    yield (
        "https://app.dailylantern.example/read/ai-chips-in-cars",
        _page(
            "The Daily Lantern",
            '<script src="/static/main.9c1f.js" defer></script>',
            "<noscript><p>You need to enable JavaScript to run this app. The Lantern reader works in "
            "all current browsers; if you use an extension that blocks scripts, please make an "
            'exception for this site and load the page again.</p></noscript><div id="app"><div '
            'class="skeleton"></div><div class="skeleton"></div></div>',
        ),
    )
    yield (
        "https://www.quaystreetreview.example/markets/lithium-outlook",
        _page(
            "Access Denied",
            '<meta name="robots" content="noindex, nofollow">',
            "<section><h2>Access denied: please verify that you are a human</h2><p>We have detected "
            "unusual activity from your computer network. To continue, please click the box below to "
            "let us know that you are not a robot.</p><p>Why did this happen? Please make sure your "
            "browser supports cookies and is not blocking them from loading. For inquiries related to "
            "this message contact our support team and provide the block reference below.</p><p>Your "
            "IP: 203.0.113.77 &bull; Block reference 4a0e8f21 &bull; 2026-02-12 06:41:09 UTC</p>"
            "</section>",
        ),
    )


def _walls() -> Iterator[tuple[str, str]]:
    """Six consent walls."""
    yield (
        "https://consent.eveningplume.example/collect?return=%2Fcars%2Fpod-point",
        _page(
            "The Evening Plume - consent",
            "",
            '<div class="consent"><h1>We value your privacy</h1><p>'
            "We and our 812 partners store and/or access information on a device, such as cookies, and "
            "process personal data, such as unique identifiers, for personalised ads and content, ad "
            "and content measurement, and audience insights.</p><p>With your permission we and our "
            "partners may use precise location data and identification through device scanning. You "
            "may click to consent to our processing as described above. Alternatively you may click "
            "to refuse, or see more detail and change your preferences before consenting.</p><button>"
            "Agree</button><button>Disagree</button><button>More options</button></div>",
        ),
    )
    yield (
        "https://www.foundryjournal.example/",
        _page(
            "Before you continue",
            "",
            "<form method=post><h2>Before you continue to Foundry Journal"
            "</h2><p>We use cookies and data to</p><ul><li>Deliver and maintain our services</li>"
            "<li>Track outages and protect against spam, fraud and abuse</li><li>Measure audience "
            "engagement to "
            "understand how our journalism is read</li></ul><p>If you choose to accept all, we will "
            "also use cookies to develop new services and to show personalised adverts, depending on "
            "your settings. If you reject, we will not use cookies for these additional purposes.</p>"
            "<input type=submit value='Reject all'><input type=submit value='Accept all'></form>",
        ),
    )
    yield (
        "https://kettleandcrown.example/pay-or-accept",
        _page(
            "Kettle & Crown",
            "",
            '<table class="choice"><tr><td><h3>Read with advertising</h3><p>'
            "Visit our site as usual with advertising and tracking. Details of tracking are in our "
            "privacy notice, and you can withdraw your agreement at any time at the foot of every "
            "page.</p>"
            "<a>Accept and continue</a></td><td><h3>Read without advertising</h3><p>Use our site "
            "without tracking and nearly free of adverts for 3.99 a month. Already have the pure "
            "subscription? Log in here.</p><a>Subscribe</a></td></tr></table><small>Imprint Privacy "
            "Terms</small>",
        ),
    )
    yield (
        "https://brassbell.example/news/uber-arizona",
        (
            '<!doctype html><html><body style="overflow:hidden"><div id="cmp-overlay"><div role='
            '"dialog"><strong>Cookie settings</strong><div>Strictly necessary (always active). These '
            "cookies are needed for the website to function and cannot be switched off. They are "
            "usually set only in response to actions made by you, such as logging in or filling in "
            "forms.</div><div>Performance. These cookies allow us to count visits and traffic sources "
            "so that we can measure the performance of our site.</div><div>Targeting. These may be "
            "set by our advertising partners to build a profile of your interests.</div><button>"
            "Confirm my choices</button></div></div></body></html>"
        ),
    )
    yield (
        "https://www.pinecrestdispatch.example/unavailable-in-your-region",
        _page(
            "Privacy notice for visitors from Europe",
            "",
            "<h1>Dear reader from Europe</h1><p>Due to "
            "the data protection law of the European Union, our website is at present not available "
            "in most European countries. We are looking at ways to offer our full range of digital "
            "products to your market, and we remain committed to finding a technical solution that "
            "respects your rights.</p><p>Until then you can subscribe to our newsletter, for which "
            "we need your consent to the processing of your email address as described in the "
            "privacy notice.</p>",
        ),
    )
    yield (
        "https://motorwaymonitor.example/?gdpr=1",
        _page(
            "motorwaymonitor.example",
            "",
            '<iframe title="consent" src="about:blank"></iframe><div><p>'
            "<b>Our partners and we use your data in the following ways</b></p><p>Store and/or access "
            "information on a device (641 vendors). Use limited data to select advertising (588 "
            "vendors). Create profiles for personalised advertising (471 vendors). Measure advertising "
            "performance (690 vendors). Develop and improve services (522 vendors).</p><p>Some vendors "
            "process your data on the basis of their legitimate interest, which you can object to "
            "below. Your choices apply to this site only and are kept for thirteen months.</p><a>Save "
            "and exit</a> <a>Accept all</a></div>",
        ),
    )


def make_non_news() -> Iterator[NonNews]:
    """Give the 24 pages that are no news, six of each kind, the same at every call."""
    kinds = {"listing": _listings, "shop": _shops, "error": _errors, "cookie_wall": _walls}
    for kind, pages in kinds.items():
        for i, (url, page) in enumerate(pages()):
            yield NonNews(name=f"{kind}-{i}", kind=kind, html=page.encode(), url=url)
