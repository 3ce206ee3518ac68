"""Public corpora with names marked, as training examples for the tags."""

from pathlib import Path

import numpy as np
import pytest

from etl.errors import DumpError
from etl.nlp.encoder.layout import TAGS
from etl.nlp.encoder.model import load_model
from etl.nlp.training.items import IGNORED, Item
from etl.nlp.training.name_corpora import UNKNOWN, NameWindows, read_named

COLUMNS = """Old O
Volvo I-ORG
boss O
Anna I-PER
Berg I-PER
left O
Gothenburg I-LOC
. O

Vroom B-corporation
and O
Vroom B-corporation
Club B-group
met O
Kennel I-ORG
Society I-ORG
"""
MEANTIME = """<Document>
<token number="0" sentence="0" t_id="1">Analyst</token>
<token number="1" sentence="0" t_id="2">Lena</token>
<token number="2" sentence="0" t_id="3">Moss</token>
<token number="3" sentence="0" t_id="4">left</token>
<Markables>
<ENTITY_MENTION m_id="1" syntactic_type="NAM"><token_anchor t_id="2"/><token_anchor t_id="3"/>
</ENTITY_MENTION>
<ENTITY_MENTION m_id="2" syntactic_type="NOM"><token_anchor t_id="1"/></ENTITY_MENTION>
<ENTITY_MENTION m_id="3" syntactic_type="NAM"><token_anchor t_id="1"/><token_anchor t_id="2"/>
<token_anchor t_id="3"/></ENTITY_MENTION>
<ENTITY ent_type="PER" m_id="9"/>
</Markables>
<Relations>
<REFERS_TO r_id="1"><source m_id="1"/><source m_id="3"/><target m_id="9"/></REFERS_TO>
</Relations>
</Document>
"""
CORE = (
    '[{"e1_start": 0, "e1_end": 1, "e2_start": 3, "e2_end": 3,'
    ' "context": ["Acme", "Motors", "bought", "Bolt", "from", "Rex", "."]}]'
)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_columns_hold_one_sentence_a_block(tmp_path: Path) -> None:
    first, second = read_named(written(tmp_path, "a.conll", COLUMNS), frozenset({"Volvo"}))
    assert first.words == ["Old", "Volvo", "boss", "Anna", "Berg", "left", "Gothenburg", "."]
    assert first.names == [(1, 2, "company"), (3, 5, "person"), (6, 7, "place")]
    assert second.names == [
        (0, 1, "company"),
        (2, 3, "company"),
        (3, 4, "none"),
        (5, 7, UNKNOWN),
    ]
    assert first.is_complete


def test_core_tells_two_companies_and_no_more(tmp_path: Path) -> None:
    (text,) = read_named(written(tmp_path, "core.json", CORE), frozenset())
    assert text.names == [(0, 2, "company"), (3, 4, "company")]
    assert not text.is_complete


def test_meantime_keeps_the_innermost_names(tmp_path: Path) -> None:
    written(tmp_path, "corpus/a.xml", MEANTIME)
    (text,) = read_named(tmp_path / "corpus", frozenset())
    assert text.words == ["Analyst", "Lena", "Moss", "left"]
    assert text.names == [(1, 3, "person")]


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.json", "{broken"), ("b.json", '[{"context": ["a"]}]'), ("c.conll", "\n\n")],
)
def test_a_file_that_is_no_corpus_is_refused_by_name(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(DumpError, match=name):
        read_named(written(tmp_path, name, text), frozenset())


def test_a_corpus_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DumpError, match="does not exist"):
        read_named(tmp_path / "none.conll", frozenset())


def test_tags_say_what_is_known_and_leave_out_the_rest(tmp_path: Path) -> None:
    texts = [
        *read_named(written(tmp_path, "a.conll", COLUMNS), frozenset()),
        *read_named(written(tmp_path, "core.json", CORE), frozenset()),
    ]
    windows = NameWindows(texts, load_model().tokenizer, seed=1, share=1.0)
    first, second, third = windows(0)
    assert told(first, "volvo") == {IGNORED}
    assert told(first, "anna") == told(first, "berg") == {TAGS.index("person")}
    assert told(first, "left") == {TAGS.index("none")}
    assert told(second, "club") == {TAGS.index("none")}
    assert told(third, "bolt") == {TAGS.index("company")}
    assert told(third, "rex") == {IGNORED}, "another name of CORE's sentence may be anything"
    assert told(third, "bought") == {TAGS.index("none")}
    assert not first.types, "no events are asked of such sentences"
    assert set(first.kinds) == {0}, "the encoder is not told of the names"


def test_each_pass_draws_a_share_anew(tmp_path: Path) -> None:
    text = "\n\n".join(f"Word{i} O\nAda I-PER" for i in range(200))
    windows = NameWindows(
        read_named(written(tmp_path, "a.conll", text), frozenset()), load_model().tokenizer, seed=1
    )
    passes = [{tuple(item.ids) for item in windows(n)} for n in range(2)]
    assert all(70 < len(p) < 130 for p in passes)
    assert passes[0] != passes[1]
    assert {tuple(item.ids) for item in windows(0)} == passes[0]


def told(item: Item, word: str) -> set[int]:
    """The tags of the word's pieces."""
    tokenizer = load_model().tokenizer
    wanted = tokenizer.encode(word, add_special_tokens=False).ids
    found: set[int] = set()
    for at in range(len(item.ids) - len(wanted) + 1):
        if item.ids[at : at + len(wanted)] == wanted:
            found |= set(np.asarray(item.tags)[at : at + len(wanted)].tolist())
    return found
