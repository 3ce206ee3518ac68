"""Texts around the articles: everything on a news page that is not the article.

All of it is invented. Much of it has the length and the manner of article sentences, on the
same subjects as the articles (cars, money, technology, town councils), so that an extractor
that only counts words takes it for text.
"""

SITES: list[tuple[str, str]] = [
    ("The Harbour Courier", "harbourcourier"),
    ("Northmoor Gazette", "northmoorgazette"),
    ("The Daily Lantern", "dailylantern"),
    ("Kettle & Crown", "kettleandcrown"),
    ("Torque Ledger", "torqueledger"),
    ("Millbrook Herald", "millbrookherald"),
    ("Capital Compass", "capitalcompass"),
    ("The Evening Plume", "eveningplume"),
    ("Volt and Wheel", "voltandwheel"),
    ("Saltmarsh Observer", "saltmarshobserver"),
    ("Westgate Tribune", "westgatetribune"),
    ("The Ninth Column", "ninthcolumn"),
    ("Circuit Post", "circuitpost"),
    ("Ashdown Mercury", "ashdownmercury"),
    ("Foundry Journal", "foundryjournal"),
    ("The Quay Street Review", "quaystreetreview"),
    ("Pinecrest Dispatch", "pinecrestdispatch"),
    ("Motorway Monitor", "motorwaymonitor"),
    ("The Brass Bell", "brassbell"),
    ("Larkfield Echo", "larkfieldecho"),
]

AUTHORS: list[str] = [
    "Imogen Farrow",
    "Declan Whitby",
    "Rosa Lindqvist",
    "Patrick Okonjo",
    "Hannah Brightwell",
    "Yusuf Demirel",
    "Claire Montrose",
    "Tobias Ekberg",
    "Meera Banerji",
    "Gareth Pugh-Lewis",
    "Lucia Ferrante",
    "Sam Thackeray",
    "Noor Al-Sayed",
    "Beatrix Holm",
    "Owen Castellan",
    "Priya Raman",
    "Felix Aldertree",
    "Joanna Krol",
]

ROLES: list[str] = [
    "Transport Correspondent",
    "Motoring Editor",
    "Business Reporter",
    "Local Democracy Reporter",
    "Technology Writer",
    "City Editor",
    "Senior Reporter",
    "Industry Correspondent",
]

SECTIONS: list[str] = ["business", "motoring", "news", "technology", "companies", "transport"]

NAV: list[str] = [
    "Home",
    "News",
    "World",
    "Business",
    "Markets",
    "Motoring",
    "Technology",
    "Opinion",
    "Sport",
    "Culture",
    "Weather",
    "Obituaries",
    "Puzzles",
    "Jobs",
    "Property",
    "Video",
    "Podcasts",
    "Letters",
    "Travel",
    "Science",
]

# Headline and teaser sentence of other stories.
RELATED: list[tuple[str, str]] = [
    (
        "Ferry operator drops winter timetable after engine fire",
        "Passengers were told on Monday that the evening sailings would not return before spring.",
    ),
    (
        "Chip shortage eases as new plants come on stream",
        "Lead times for microcontrollers have fallen below twelve weeks for the first time in years.",
    ),
    (
        "Mayor backs tram extension despite rising costs",
        "The council's own engineers now put the bill at more than twice the original estimate.",
    ),
    (
        "Why the small car refuses to die",
        "Makers say nobody can earn money on a supermini, yet three of them will launch one by June.",
    ),
    (
        "Lorry drivers plan two-day walkout over rest stops",
        "The union says its members sleep in lay-bys because the services are full by nine o'clock.",
    ),
    (
        "Insurer raises premiums for electric vans by a fifth",
        "Repair bills and long waits for parts were blamed for the third increase in two years.",
    ),
    (
        "Lithium prices slide to a four-year low",
        "Miners that rushed to dig during the boom are now mothballing pits and cutting dividends.",
    ),
    (
        "Bus depot fire: what we know so far",
        "Nobody was hurt, but eleven vehicles were destroyed and services remain disrupted today.",
    ),
    (
        "Startup that promised flying taxis runs out of runway",
        "Administrators were called in after a last-minute rescue by an investor fell through.",
    ),
    (
        "Car dealers accused of hiding finance charges",
        "The regulator has opened a case against four chains and expects to report by the autumn.",
    ),
    (
        "Inside the warehouse where robots stack the tyres",
        "Forty people work here at night, and most of them are there to rescue a stuck machine.",
    ),
    (
        "Bridge to close for nine months from April",
        "Traffic will be sent along the ring road while the bearings are replaced, engineers said.",
    ),
    (
        "Retail chain warns on profits for the third time",
        "Shares in the group lost a fifth of their value before noon as analysts cut forecasts.",
    ),
    (
        "The quiet return of the hand brake",
        "Drivers complained, focus groups sulked, and at least one designer has given in.",
    ),
    (
        "Steelmaker to mothball its last blast furnace",
        "About 1,200 posts depend on the site, and ministers have promised help with retraining.",
    ),
    (
        "Regulator clears merger of two parking apps",
        "The companies offered to keep their prices separate for five years to win approval.",
    ),
    (
        "Cyclists welcome plan for covered lanes on Mill Road",
        "Shopkeepers are less sure, and fear that deliveries will have to be made before dawn.",
    ),
    (
        "Battery recycler wins contract with three carmakers",
        "The deal secures enough scrap to run its furnaces at full capacity until 2029, it said.",
    ),
    (
        "Airline pilots vote narrowly to accept pay offer",
        "The agreement ends a dispute that has cost the carrier an estimated 90 million in refunds.",
    ),
    (
        "Village shop becomes a charging stop, and a cafe",
        "Takings have doubled since the posts went in, says the couple who run the place.",
    ),
    (
        "Exporters count the cost of a strong currency",
        "Margins are shrinking at firms that priced their contracts a year ago, a survey found.",
    ),
    (
        "Software fault left thousands of cars unable to lock",
        "Owners discovered the problem on a Sunday morning when their telephones lost the key.",
    ),
    (
        "How a toy maker ended up building crash dummies",
        "It began with a box of spare joints and a telephone call from a desperate laboratory.",
    ),
    (
        "Port workers reject automation deal",
        "Cranes stood idle for a second day after members voted against the proposal by two to one.",
    ),
]

MOST_READ: list[str] = [
    "Woman finds lost wedding ring in the ash tray of a car she sold in 1994",
    "Five things to know before the markets open",
    "Storm warning extended until Friday morning",
    "Quiz: can you name these dashboards from the seventies?",
    "Pub of the week: the one with the parrot",
    "Rail fares will rise again in March, minister admits",
    "House prices fall in every region but one",
    "The queue for the new roundabout is now a tourist attraction",
    "Recipe: a soup for the days when nothing works",
    "Police appeal after tractor is stolen from museum",
    "Goalkeeper, 43, comes out of retirement for the cup tie",
    "Why everyone is suddenly buying estate cars again",
    "School to keep four-day week after trial",
    "Council apologises for sending bin calendars in Latin",
    "Chief executive paid more than all cleaners combined",
    "What the new tax bands mean for you",
]

# Comments of readers: name and text.
COMMENTS: list[tuple[str, str]] = [
    (
        "oldgearbox",
        "I have driven diesels for thirty years and nobody has yet shown me an electric "
        "estate that tows a boat to the coast and back on one charge.",
    ),
    (
        "Marian_T",
        "Same thing happened to us last winter. We rang three times, were promised a call "
        "back, and in the end my brother fixed it with a hair dryer.",
    ),
    (
        "pennywise77",
        "Follow the money. The bosses will keep the bonus and the workers will be told "
        "that it was all the fault of the market.",
    ),
    ("GreyWolf", "Typical. They announce it on a Friday evening and hope we are all at the pub."),
    (
        "sunnyside up",
        "Great article, thank you. Would it be possible to add a map next time so "
        "that people who live here can see which streets are meant?",
    ),
    (
        "J. Hartnell",
        "The figures in the third paragraph do not add up, as far as I can see, unless "
        "the part-time staff were counted twice.",
    ),
    (
        "busman",
        "Nobody mentions the buses. Two routes were cut here and the replacement is a "
        "telephone number that nobody answers after four.",
    ),
    (
        "CarlaV",
        "My cousin works there and says that the mood is dreadful. They heard it on the "
        "radio before anyone from the office came down to the line.",
    ),
    (
        "notarobot",
        "I welcome it. Every new thing was going to ruin us, and somehow we are still "
        "here and complaining about the next one.",
    ),
    (
        "Fen Tiger",
        "Reported for trolling. Please keep to the subject and stop posting the same "
        "link under every story on this site.",
    ),
    (
        "Ellie88",
        "Does anyone know whether this applies to leased cars as well? The helpline could "
        "not tell me and the web page has been down since Tuesday.",
    ),
    ("thrift", "At that price I would rather buy two used ones and keep the second for spares."),
    (
        "RealistRob",
        "They said the same in 2009 and in 2015, and both times the plant was still "
        "standing five years later. I shall believe it when the gates close.",
    ),
    (
        "Ana from Dock St",
        "We could hear the lorries all night. If the company wants good will in "
        "this town it could start by switching off the engines.",
    ),
    (
        "spannerman",
        "Any mechanic will tell you that the trouble is not the battery but the cheap "
        "connector next to it, which they have now changed four times.",
    ),
    ("Lowtide", "Shares up again, jobs down again. I think there is a pattern here somewhere."),
    (
        "Dr Kemp",
        "A correction: the study quoted did not measure range in cold weather, it asked "
        "owners how they felt about it, which is not the same thing.",
    ),
    (
        "milkfloat",
        "My grandfather drove an electric float for the dairy for twenty years and all "
        "it ever needed was water in the cells and a kind word.",
    ),
]

NEWSLETTERS: list[tuple[str, str]] = [
    (
        "Start your day with us",
        "Sign up for our morning briefing and get the five stories that "
        "matter delivered to your inbox at six o'clock. You can unsubscribe at any time.",
    ),
    (
        "The Forecourt",
        "Our motoring editor picks the launches, the recalls and the bargains of "
        "the week. Enter your email address and we will send it every Thursday.",
    ),
    (
        "Never miss a story",
        "Join more than 40,000 readers who receive our weekly round-up of "
        "business news from the region. It is free, and we never share your address.",
    ),
    (
        "Money Matters newsletter",
        "A short, clear note on what the markets did and what it means "
        "for your pension, written by our City team every weekday.",
    ),
    (
        "Breaking news by email",
        "Be the first to know when big news happens. By signing up you "
        "agree to our terms of use and confirm that you have read our privacy notice.",
    ),
    (
        "Tell us what you think",
        "Have you been affected by the issues in this story? Write to our "
        "newsdesk and one of our reporters may contact you for a future article.",
    ),
]

COOKIES: list[str] = [
    "We use cookies to improve your experience on this site and to show you adverts that suit "
    "your interests. By continuing to browse you accept our use of cookies.",
    "This website and its partners store and access information on your device. Choose 'Accept "
    "all' to agree, or 'Manage options' to set your preferences.",
    "Your privacy matters to us. Some cookies are necessary for the site to work, and others "
    "help us understand which stories our readers like.",
    "We have updated our privacy policy. Please take a moment to review how we use your data.",
]

CAPTIONS: list[str] = [
    "Workers leave the plant at the end of the early shift. Photograph: M. Adair/Harrier Pictures",
    "A car on the test track in the rain last autumn. Picture: company handout",
    "The company's headquarters, where the board met on Tuesday evening (file photo).",
    "Visitors crowd round the stand on the opening day of the show. Image: Dale Pictures",
    "Shoppers walk past a showroom in the centre of the city. Photo by Lena Frost",
    "A charging post outside the town hall, one of six installed last year. Credit: staff",
    "The assembly hall has stood on this site since 1962, and was last rebuilt in the nineties.",
    "Protesters gathered at the gates before dawn with flags and a borrowed brass band.",
    "Engineers inspect a prototype. The final version is expected to look different.",
    "Chart: share price over twelve months, rebased to 100. Source: company data",
]

BIOS: list[str] = [
    "{a} has covered the car industry for more than a decade and lives with two rabbits and an "
    "unreliable convertible.",
    "{a} joined the paper as a trainee and now writes about companies, courts and the odd "
    "village fete. Follow the latest posts or send a tip in confidence.",
    "{a} is an award-winning reporter who has written from twelve countries. Before journalism "
    "came a short and inglorious career in insurance.",
    "{a} writes about technology and the people who have to live with it, and is the author of "
    "a history of the traffic light.",
]

PROMOS: list[str] = [
    "Support independent journalism. For the price of a cup of coffee a month you can help us "
    "keep reporting from the places that others have left.",
    "You have read three articles this month. Register for free to keep reading and to save "
    "stories for later.",
    "Download our app for the fastest way to get news alerts, live scores and puzzles on your "
    "telephone.",
    "Get 12 weeks of the printed paper delivered to your door for half the usual price.",
    "Our work is paid for by readers. If you value what we do, please consider a donation today.",
]

PAYWALLS: list[tuple[str, str]] = [
    (
        "Subscribe to continue reading",
        "You have reached your limit of free articles. Subscribe "
        "today for unlimited access to our reporting, analysis and archive, from 1.50 a week.",
    ),
    (
        "This story is for subscribers",
        "Already a subscriber? Log in to read the whole article. "
        "New here? Try a month for nothing and cancel whenever you like.",
    ),
    (
        "Keep reading with a digital pass",
        "Members enjoy every article, the daily crossword and "
        "fewer adverts. Choose the plan that suits you and start in less than a minute.",
    ),
]

ADS: list[str] = [
    "Advertisement",
    "Advertisement - story continues below",
    "SPONSORED",
    "Ad feedback",
    "Article continues after this ad",
]

SPONSORED: list[tuple[str, str]] = [
    ("Drivers over 50 are rushing to claim this little-known refund", "MotorSaver"),
    ("The ten-minute trick that makes any old car smell new", "GleamLab"),
    ("Doctors stunned by a simple evening drink", "VitalRoots"),
    ("Unsold hybrid cars near you are going for almost nothing", "DealFinder"),
    ("Homeowners: do not pay for solar panels until you read this", "SunQuote"),
]

SHARES: list[list[str]] = [
    ["Share", "Tweet", "Email", "Print"],
    ["Share on Facebook", "Share on X", "Share on LinkedIn", "Copy link"],
    ["Share this article", "WhatsApp", "Reddit", "Save for later", "Comments"],
]

FOOTERS: list[str] = [
    "Reproduction of this content in whole or in part without permission is prohibited. Prices "
    "and figures may be delayed by at least fifteen minutes.",
    "We are a member of the Independent Press Council and follow its code of practice. If you "
    "have a complaint about a story, please write to the readers' editor.",
    "All rights reserved. Users of this site agree to the terms of service, the privacy notice "
    "and the cookie policy. Registered in Ashdown, number 04418829.",
    "Published by Larch Hill Media Ltd, 14 Cooper's Row. Printed on recycled paper. The views of "
    "columnists are their own and not those of the publisher.",
]

FOOT_LINKS: list[str] = [
    "About us",
    "Contact us",
    "Advertise with us",
    "Terms of use",
    "Privacy policy",
    "Cookies",
    "Corrections",
    "Work for us",
    "Modern slavery statement",
    "Archive",
    "Help centre",
    "RSS",
]

SIDE: list[tuple[str, str]] = [
    (
        "Weather",
        "Cloudy at first with sunny spells in the afternoon. A light westerly wind will "
        "bring showers to the coast after dark, with a low of six degrees.",
    ),
    (
        "Editor's choice",
        "In this week's column our political editor asks why no party wants to "
        "talk about fuel duty, and what happens to the roads if nobody does.",
    ),
    (
        "Letter of the day",
        "Sir, your correspondent complains about the height of modern bonnets. "
        "May I suggest that he stands further back when he crosses the street?",
    ),
    (
        "Listen",
        "This week on the podcast: three reporters, one van and the longest car park in "
        "the country. Plus your questions on insurance, answered.",
    ),
    (
        "Market watch",
        "Shares closed mixed on thin trading, with banks up and miners down. Brent "
        "crude slipped for a third session as stocks in storage rose.",
    ),
    (
        "Horoscope",
        "An old friend calls with a favour to ask. Take your time before you sign "
        "anything, and do not lend your car to anyone born in May.",
    ),
]

# Boilerplate of press releases: (company name, text).
ABOUTS: list[tuple[str, str]] = [
    (
        "Brightline Mobility Partners",
        "Brightline Mobility Partners is a global communications "
        "service for the transport industry, with offices in nine countries and more than 300 "
        "clients. For more information, please visit brightline.example.",
    ),
    (
        "The Meridian Auto Forum",
        "Founded in 1988, the Meridian Auto Forum is a leading provider "
        "of insight, events and research to makers, suppliers and dealers around the world.",
    ),
    (
        "Castor Relay",
        "Castor Relay distributes corporate news to newsrooms, investors and the "
        "public. The company employs 140 people and is headquartered in Port Ellery.",
    ),
]

FORWARD_LOOKING = (
    "This announcement contains forward-looking statements that involve risks and uncertainties. "
    "Actual results may differ materially from those expressed or implied, and the company "
    "undertakes no obligation to update any such statement except as required by law."
)
