"""Inflected forms of English verbs and nouns, for cue patterns such as `launch~`.

Only the forms that news prose uses are made: base, third person, past, participles. Irregular verbs
are listed; everything else follows the regular spelling rules.
"""

VOWELS = "aeiou"

IRREGULAR = {
    "be": "be is are was were been being am",
    "beat": "beat beats beaten beating",
    "become": "become becomes became becoming",
    "begin": "begin begins began begun beginning",
    "break": "break breaks broke broken breaking",
    "bid": "bid bids bidding",
    "bring": "bring brings brought bringing",
    "build": "build builds built building",
    "buy": "buy buys bought buying",
    "catch": "catch catches caught catching",
    "choose": "choose chooses chose chosen choosing",
    "come": "come comes came coming",
    "cut": "cut cuts cutting",
    "die": "die dies died dying",
    "draw": "draw draws drew drawn drawing",
    "drive": "drive drives drove driven driving",
    "fall": "fall falls fell fallen falling",
    "find": "find finds found finding",
    "fly": "fly flies flew flown flying",
    "freeze": "freeze freezes froze frozen freezing",
    "get": "get gets got gotten getting",
    "give": "give gives gave given giving",
    "go": "go goes went gone going",
    "grow": "grow grows grew grown growing",
    "have": "have has had having",
    "hit": "hit hits hitting",
    "hold": "hold holds held holding",
    "keep": "keep keeps kept keeping",
    "lay": "lay lays laid laying",
    "lead": "lead leads led leading",
    "leave": "leave leaves left leaving",
    "let": "let lets letting",
    "lose": "lose loses lost losing",
    "make": "make makes made making",
    "meet": "meet meets met meeting",
    "pay": "pay pays paid paying",
    "plan": "plan plans planned planning",
    "put": "put puts putting",
    "quit": "quit quits quitting",
    "rise": "rise rises rose risen rising",
    "run": "run runs ran running",
    "say": "say says said saying",
    "see": "see sees saw seen seeing",
    "seek": "seek seeks sought seeking",
    "sell": "sell sells sold selling",
    "send": "send sends sent sending",
    "set": "set sets setting",
    "shed": "shed sheds shedding",
    "show": "show shows showed shown showing",
    "shrink": "shrink shrinks shrank shrunk shrinking",
    "shut": "shut shuts shutting",
    "sink": "sink sinks sank sunk sinking",
    "slide": "slide slides slid sliding",
    "speak": "speak speaks spoke spoken speaking",
    "spend": "spend spends spent spending",
    "spin": "spin spins spun spinning",
    "split": "split splits splitting",
    "stand": "stand stands stood standing",
    "steal": "steal steals stole stolen stealing",
    "strike": "strike strikes struck striking",
    "swing": "swing swings swung swinging",
    "take": "take takes took taken taking",
    "think": "think thinks thought thinking",
    "tie": "tie ties tied tying",
    "win": "win wins won winning",
    "withdraw": "withdraw withdraws withdrew withdrawn withdrawing",
    "write": "write writes wrote written writing",
}

DOUBLED = frozenset(
    "ban drop axe ship trim step plug chop tap map scrap shop plan slip slim stop spot swap "
    "top cap "
    "jam rob submit commit permit admit refer transfer equip rebut flip plot tip debut "
    "wrap zap hop rip dip grab plunge".split()
) - {"axe", "debut", "plunge"}
"""Regular verbs that double their last consonant."""


def inflect(base: str) -> tuple[str, ...]:
    """All forms of `base` (a verb, or a noun whose plural is also wanted), the base first.

    >>> inflect("launch")
    ('launch', 'launches', 'launched', 'launching')
    """
    if base in IRREGULAR:
        return tuple(IRREGULAR[base].split())
    if base.endswith("e"):
        return (base, base + "s", base + "d", base[:-1] + "ing")
    if base.endswith("y") and base[-2:-1] not in VOWELS:
        return (base, base[:-1] + "ies", base[:-1] + "ied", base + "ing")
    stem = base + base[-1] if base in DOUBLED else base
    plural = base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")
    return (base, plural, stem + "ed", stem + "ing")
