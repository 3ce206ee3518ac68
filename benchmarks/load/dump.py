"""A dump to run under load: articles mixed of the sentences of the sample's, all different."""

import json
import random
import re
from datetime import date, timedelta

from etl.settings import PROJECT_ROOT

_SAMPLE = PROJECT_ROOT / "data" / "samples" / "motorwire_sample.jsonl"
_SENTENCES = 12
_END = re.compile(r"(?<=[.!?]) (?=[A-Z])")


def mixed_articles(count: int, seed: int) -> bytes:
    """A dump in JSON Lines of `count` articles. The sample has about 400 sentences; articles of
    twelve of them are no near duplicates of each other."""
    lines = _SAMPLE.read_text(encoding="utf-8").splitlines()
    sentences = [part for line in lines for part in _END.split(json.loads(line)["text"])]
    chance = random.Random(seed)
    records = []
    for number in range(count):
        text = chance.sample(sentences, _SENTENCES)
        day = date(2023, 1, 1) + timedelta(days=chance.randrange(700))
        record = {
            "url": f"https://load.example/{seed}/{number}",
            "title": text[0][:80],
            "text": " ".join(text),
            "date": day.isoformat(),
        }
        records.append(json.dumps(record))
    return ("\n".join(records) + "\n").encode()
