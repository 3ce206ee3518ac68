"""Public corpora with names marked, from which the tags learn beside the labelled articles.

What a corpus calls an organisation may be a club or a ministry: such names, and all others of
kinds that the tags have no word for, are told to be unknown, unless the catalogue knows a company
of the name. Files (none is part of the project):

- CoNLL columns of word and tag: Wikigold (Balasuriya et al. 2009), WNUT17 (Derczynski et al. 2017,
  https://aclanthology.org/W17-4418/)
- CORE (Borchert et al. 2023, https://aclanthology.org/2023.emnlp-main.876/): JSON, two companies a
  sentence; other names of the sentence are unknown
- MEANTIME (Minard et al. 2016, https://aclanthology.org/L16-1699/): a folder of XML; the first six
  sentences of an article, which are annotated in full
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from tokenizers import Tokenizer

from etl.errors import DumpError
from etl.nlp.encoder.pieces import read_pieces
from etl.nlp.encoder.windows import CLS, SEP, Window
from etl.nlp.state import Mention, Sentence
from etl.nlp.training.items import Item, tags_of

UNKNOWN = "unknown"
"""The kind of a name of which it is not known what it is for the tags."""

_CONLL = {
    "PER": "person",
    "person": "person",
    "LOC": "place",
    "location": "place",
    "corporation": "company",
    "product": "product",
    "group": "none",
    "creative-work": "none",
}
_MEANTIME = {"PER": "person", "LOC": "place", "PRO": "product"}
_ANNOTATED = 6


@dataclass(frozen=True, slots=True)
class NamedText:
    """A sentence in words, and names in it: (first word, end, kind), where the kind is a tag or
    `UNKNOWN`; `is_complete` where it has no others."""

    words: list[str]
    names: list[tuple[int, int, str]]
    is_complete: bool


def read_named(path: Path, companies: frozenset[str]) -> list[NamedText]:
    """The sentences of a corpus: a folder of MEANTIME, CORE's `.json`, or a file of CoNLL columns.

    A name of unknown kind that is one of `companies` is a company. Raises `DumpError` where there
    is no such file, or nothing in it can be read.
    """
    if not path.exists():
        raise DumpError(path.name, f"{path} does not exist; name a corpus of names")
    try:
        if path.is_dir():
            found = [text for file in sorted(path.rglob("*.xml")) for text in _meantime(file)]
        elif path.suffix == ".json":
            found = list(_core(path))
        else:
            found = list(_conll(path))
    except (ValueError, KeyError, ElementTree.ParseError) as error:
        raise DumpError(path.name, f"{path} is not a corpus of names in a known form") from error
    if not found:
        raise DumpError(path.name, f"{path} holds no sentences with names")
    return [_known_companies(text, companies) for text in found]


class NameWindows:
    """The windows of each pass over sentences with names; no events are asked of them."""

    def __init__(
        self, texts: Iterable[NamedText], tokenizer: Tokenizer, seed: int, share: float = 0.5
    ) -> None:
        """`share` of the sentences, drawn anew, is in each pass."""
        self._items = [_item(text, tokenizer) for text in texts]
        self._seed = seed
        self._share = share

    def __call__(self, epoch: int) -> list[Item]:
        """The windows of one pass."""
        chance = random.Random(f"names {self._seed} {epoch}")  # noqa: S311
        return [item for item in self._items if chance.random() < self._share]


def _item(text: NamedText, tokenizer: Tokenizer) -> Item:
    joined, starts = "", []
    for word in text.words:
        starts.append(len(joined))
        joined += word + " "
    mentions = []
    for first, end, kind in text.names:
        if kind != "none":
            a, b = starts[first], starts[end - 1] + len(text.words[end - 1])
            is_guess = kind == UNKNOWN
            name = joined[a:b]
            mentions.append(
                Mention(a, b, name, kind, name, name, is_guess=is_guess, is_hidden=True)
            )
    sentence = Sentence(0, 0, len(joined) - 1, joined[:-1], "text", mentions=mentions)
    pieces = read_pieces(tokenizer, [sentence])[0]
    window = Window()
    window.mark(CLS)
    window.mark(SEP)
    window.add(0, pieces, len(pieces.ids))
    window.mark(SEP)
    tags = tags_of(window, {0: pieces}, [sentence], 0 if text.is_complete else None)
    return Item(window.ids, window.kinds, np.concatenate(window.case), tags)


def _known_companies(text: NamedText, companies: frozenset[str]) -> NamedText:
    def kind_of(first: int, end: int, kind: str) -> str:
        is_known = kind == UNKNOWN and " ".join(text.words[first:end]) in companies
        return "company" if is_known else kind

    names = [(first, end, kind_of(first, end, kind)) for first, end, kind in text.names]
    return NamedText(text.words, names, text.is_complete)


def _conll(path: Path) -> Iterator[NamedText]:
    rows: list[list[str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.strip():
            rows.append(line.split())
        elif rows:
            yield _from_tags([r[0] for r in rows], [r[-1] for r in rows])
            rows = []


def _from_tags(words: list[str], tags: list[str]) -> NamedText:
    names: list[tuple[int, int, str]] = []
    before = "O"
    for at, tag in enumerate(tags):
        if tag != "O":
            kind = _CONLL.get(tag[2:], UNKNOWN)
            if tag[2:] == before[2:] and not tag.startswith("B-"):
                names[-1] = (names[-1][0], at + 1, kind)
            else:
                names.append((at, at + 1, kind))
        before = tag
    return NamedText(words, names, is_complete=True)


def _core(path: Path) -> Iterator[NamedText]:
    for row in json.loads(path.read_text(encoding="utf-8")):
        names = [(row[f"{e}_start"], row[f"{e}_end"] + 1, "company") for e in ("e1", "e2")]
        yield NamedText(row["context"], names, is_complete=False)


def _meantime(path: Path) -> Iterator[NamedText]:
    root = ElementTree.parse(path).getroot()  # noqa: S314
    words: dict[int, list[str]] = defaultdict(list)
    place: dict[str, tuple[int, int]] = {}
    for token in root.iter("token"):
        number = int(token.attrib["sentence"])
        place[token.attrib["t_id"]] = (number, len(words[number]))
        words[number].append(token.text or "")
    kinds = {e.attrib["m_id"]: e.attrib.get("ent_type", "") for e in root.iter("ENTITY")}
    kind_of = {
        source.attrib["m_id"]: kinds.get(target.attrib["m_id"], "")
        for link in root.iter("REFERS_TO")
        for target in link.iter("target")
        for source in link.iter("source")
    }
    names: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for mention in root.iter("ENTITY_MENTION"):
        spots = sorted(place[a.attrib["t_id"]] for a in mention.iter("token_anchor"))
        if spots and mention.attrib.get("syntactic_type") == "NAM":
            kind = _MEANTIME.get(kind_of.get(mention.attrib["m_id"], ""), UNKNOWN)
            names[spots[0][0]].append((spots[0][1], spots[-1][1] + 1, kind))
    for number in sorted(words)[:_ANNOTATED]:
        if words[number]:
            yield NamedText(words[number], _innermost(names[number]), is_complete=True)


def _innermost(names: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The names that hold no other one, in order."""
    spans = {(first, end) for first, end, _ in names}
    return sorted(
        name
        for name in set(names)
        if not any(
            name[0] <= first and end <= name[1] and (first, end) != name[:2] for first, end in spans
        )
    )
