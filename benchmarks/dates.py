"""Benchmark of `etl.nlp.dates`: MEANTIME TIMEX3 values, silver event dates, speed.

    python benchmarks/dates.py [--shared ../shared] [--half dev|test|all] [--errors N]

MEANTIME (Minard et al. 2016, CC BY 4.0): TIMEX3 of type DATE that are written in the text, the
creation times left out. A mention matches when it overlaps; the EDTF value is mapped to TIMEX3.
`calendar` leaves out gold values that name no calendar period (PAST_REF, P10Y, XXXX-XX-XX).
Silver: events whose date words stand in their evidence sentence; the date is right when the first
and the last day of the longest mention in those words are both right. Documents fall into a `dev`
and a `test` half by CRC-32 of their id: errors are read in the dev half only.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from etl.nlp.dates.find import DateMention, find_dates

CALENDAR_VALUE = re.compile(r"\d{3,4}(?:$|-)")
SEASONS = {"03/05": "SP", "06/08": "SU", "09/11": "FA", "12/02": "WI"}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("MOTORWIRE_SHARED", "../shared")
    parser.add_argument("--shared", type=Path, default=Path(default))
    parser.add_argument("--half", choices=("dev", "test", "all"), default="all")
    parser.add_argument("--errors", type=int, default=0, help="errors of each set to print")
    options = parser.parse_args()
    training = options.shared / "training"
    if not training.is_dir():
        print(f"skipped: the developers' data is not at {options.shared}")
        return
    measure_meantime(training / "meantime", options.half, options.errors)
    sentences = measure_silver(training, options.half, options.errors)
    measure_speed(sentences, read_article_sentences(training))


def is_in_half(name: str, half: str) -> bool:
    """Whether a document belongs to the half asked for."""
    return half == "all" or (zlib.crc32(name.encode()) % 2 == 0) == (half == "dev")


def measure_meantime(folder: Path, half: str, errors: int) -> None:
    """Span recall and value scores against TIMEX3."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for path in sorted(folder.glob("*/*.xml")):
        if is_in_half(path.name, half):
            score_document(path, counts, wrong)
    print(f"MEANTIME, type DATE ({half}): {counts['documents']} documents")
    for name in ("all", "calendar"):
        gold, found, right = (counts[f"{name} {key}"] for key in ("gold", "found", "right"))
        mentions = counts["mentions"] - (counts["other"] if name == "calendar" else 0)
        f1 = 2 * right / max(gold + mentions, 1)
        print(
            f"  {name:9} gold {gold:4}  span recall {found / max(gold, 1):.3f}"
            f"  value accuracy {right / max(found, 1):.3f}"
            f"  value P {right / max(mentions, 1):.3f} R {right / max(gold, 1):.3f} F1 {f1:.3f}"
        )
    for line in wrong[:errors]:
        print("   ", line)


def score_document(path: Path, counts: Counter[str], wrong: list[str]) -> None:
    """Compare one document's mentions with its TIMEX3."""
    root = ElementTree.parse(path).getroot()
    sentences, places = read_sentences(root)
    published: date | None = None
    gold: list[tuple[int, int, int, str, str]] = []
    last_annotated = 1
    for element in root.iter("EVENT_MENTION"):
        for token in element.findall("token_anchor"):
            last_annotated = max(last_annotated, places[token.get("t_id", "")][0])
    for element in root.iter("TIMEX3"):
        value, anchors = element.get("value", ""), element.findall("token_anchor")
        if element.get("functionInDocument") == "CREATION_TIME":
            if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                published = date.fromisoformat(value)
            value = "creation"
        if anchors:
            spots = [places[item.get("t_id", "")] for item in anchors]
            kind = element.get("type", "")
            gold.append((spots[0][0], spots[0][1], spots[-1][2], kind, value))
    counts["documents"] += 1
    for number, sentence in enumerate(sentences):
        if number > last_annotated:
            break
        mentions = [item for item in find_dates(sentence, published) if item.kind == "date"]
        rows = [row[1:] for row in gold if row[0] == number]
        missed = score_sentence(sentence, mentions, rows, counts)
        wrong.extend(f"{path.stem[:12]} {published}: {line}" for line in missed)


def score_sentence(
    sentence: str,
    mentions: list[DateMention],
    gold: list[tuple[int, int, str, str]],
    counts: Counter[str],
) -> list[str]:
    """Count the gold dates of a sentence that are found and right; returns the errors."""
    wrong: list[str] = []
    used: set[int] = set()
    other: set[int] = set()
    for start, end, kind, value in gold:
        overlapping = [
            index
            for index, item in enumerate(mentions)
            if item.start < end and start < item.end and index not in used
        ]
        if kind != "DATE" or value == "creation":
            used.update(overlapping)  # durations, times and datelines: neither right nor wrong
            counts["mentions"] -= len(overlapping)
            continue
        names = ["all"] + ["calendar"] * bool(CALENDAR_VALUE.match(value))
        best = max(overlapping, key=lambda index: mentions[index].end - mentions[index].start,
                   default=None)  # fmt: skip
        mapped = timex_value(mentions[best]) if best is not None else ""
        if best is not None:
            used.add(best)
            if len(names) == 1:
                other.add(best)
        for name in names:
            counts[f"{name} gold"] += 1
            counts[f"{name} found"] += best is not None
            counts[f"{name} right"] += mapped == value
        if mapped != value and len(names) == 2:
            wrong.append(f"{sentence[start:end]!r} gold {value} got {mapped or None}")
    counts["mentions"] += len(mentions)
    counts["other"] += len(other)
    for index, item in enumerate(mentions):
        if index not in used:
            wrong.append(f"spurious {item.text!r} {item.edtf} in {sentence[:120]!r}")
    return wrong


def read_sentences(
    root: ElementTree.Element,
) -> tuple[list[str], dict[str, tuple[int, int, int]]]:
    """Sentences joined from tokens, and each token's sentence, start and end."""
    sentences: list[str] = []
    places: dict[str, tuple[int, int, int]] = {}
    glue = True
    for token in root.iter("token"):
        number, text = int(token.get("sentence", "0")), token.text or ""
        text = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")"}.get(text, text)
        while len(sentences) <= number:
            sentences.append("")
            glue = True
        if not glue and not re.match(r"[,.;:!?)%]|['\u2019]", text):
            sentences[number] += " "
        start = len(sentences[number])
        sentences[number] += text
        places[token.get("t_id", "")] = (number, start, start + len(text))
        glue = text in ("(", "$", "£", "€", '"')
    return sentences, places


def timex_value(mention: DateMention) -> str:
    """The TIMEX3 value of a mention; a part of a period has the value of the whole period."""
    sides = mention.edtf.replace("../", "").replace("/..", "").split("/")
    if len(sides) == 1:
        return sides[0].rstrip("X") if sides[0][:1].isdigit() else sides[0]
    left, right = sides
    value = ""
    if len(left) == len(right) == 7:
        value = months_value(left, right)
    elif len(left) == len(right) == 10 and left[0].isdigit():
        value = days_value(date.fromisoformat(left), date.fromisoformat(right))
    if value:
        return value
    return left[:4] if left[:4] == right[:4] else f"{left}/{right}"


def months_value(left: str, right: str) -> str:
    """A season or a quarter; "" for other intervals of months."""
    season = SEASONS.get(f"{left[5:]}/{right[5:]}")
    if season:
        return f"{left[:4]}-{season}"
    month = int(left[5:])
    if month % 3 == 1 and int(right[5:]) == month + 2:
        return f"{left[:4]}-Q{month // 3 + 1}"
    return ""


def days_value(first: date, last: date) -> str:
    """A week, a weekend or the month that holds both days; "" for other intervals."""
    year, week, weekday = first.isocalendar()
    if (last - first).days == 6 and weekday == 1:
        return f"{year}-W{week:02}"
    if (last - first).days == 1 and weekday == 6:
        return f"{year}-W{week:02}-WE"
    same_month = (first.year, first.month) == (last.year, last.month)
    return first.isoformat()[:7] if same_month else ""


def read_silver(training: Path, half: str) -> Iterator[tuple[date, dict[str, object]]]:
    """Publication date and event, for the events that have a date."""
    published: dict[str, date] = {}
    with (training / "silver.articles.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            published[article["doc_id"]] = date.fromisoformat(article["published_at"][:10])
    with (training / "silver.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if is_in_half(record["doc_id"], half):
                for event in record["events"]:
                    if event.get("date"):
                        yield published[record["doc_id"]], event


def read_article_sentences(training: Path) -> list[str]:
    """The silver articles, cut at full stops and line breaks."""
    with (training / "silver.articles.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    pieces = (piece for text in texts for piece in re.split(r"(?<=[.!?])\s+|\n", text))
    return [piece for piece in pieces if piece]


def measure_silver(training: Path, half: str, errors: int) -> list[str]:
    """Accuracy of (first, last) on the silver events; returns the evidence sentences."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    sentences: list[str] = []
    for published, event in read_silver(training, half):
        gold, evidence = event["date"], str(event["evidence"])
        assert isinstance(gold, dict)
        sentences.append(evidence)
        counts["events"] += 1
        start = evidence.find(gold["raw"])
        if start < 0:
            continue
        end = start + len(gold["raw"])
        counts["in evidence"] += 1
        inside = [
            item
            for item in find_dates(evidence, published)
            if item.start < end and start < item.end and item.kind == "date"
        ]
        best = max(inside, key=lambda item: item.end - item.start, default=None)
        got = (str(best.first), str(best.last)) if best else ("", "")
        counts["found"] += best is not None
        counts["first"] += got[0] == gold["start"]
        counts["last"] += got[1] == gold["end"]
        counts["inside"] += bool(best and best.first and gold["start"] <= got[1]) and (
            got[0] <= gold["end"]
        )
        if got == (gold["start"], gold["end"]):
            counts["right"] += 1
        else:
            text = best.text if best else None
            wrong.append(
                f"{published} {gold['raw']!r} {gold['start']}..{gold['end']} {event['status']}"
                f" got {text!r} {'..'.join(got)} | {evidence[max(0, start - 70) : end + 30]!r}"
            )
    total, found = max(counts["in evidence"], 1), max(counts["found"], 1)
    print(f"Silver ({half}): {counts['events']} dated events, {total} with the words in evidence")
    print(
        f"  found {found / total:.3f}  both days right {counts['right'] / total:.3f}"
        f" (of found {counts['right'] / found:.3f})  first {counts['first'] / total:.3f}"
        f"  last {counts['last'] / total:.3f}  overlapping {counts['inside'] / total:.3f}"
    )
    for line in wrong[:errors]:
        print("   ", line)
    return sentences


def measure_speed(sentences: list[str], article_sentences: list[str]) -> None:
    """Sentences a second of processor time, one process."""
    plain = "The maker of electric cars said its new plant is larger than the one in Ohio."
    published = date(2024, 7, 10)
    batches = [("evidence sentences", sentences), ("no trigger", [plain] * 20_000)]
    batches.append(("one evidence in five", [*sentences, *[plain] * (4 * len(sentences))]))
    batches.append(("whole articles", article_sentences))
    for name, batch in batches:
        start = time.process_time()
        for sentence in batch:
            find_dates(sentence, published)
        seconds = time.process_time() - start
        print(f"Speed, {name}: {len(batch) / seconds:,.0f} sentences/s")


if __name__ == "__main__":
    main()
