"""What the model is told of companies near a sentence."""

from etl.nlp.encoder.layout import PAIR_FLAGS, ArticleNames, companies_near
from etl.nlp.encoder.model import load_model
from etl.nlp.encoder.pieces import read_pieces
from etl.nlp.encoder.windows import build_windows
from tests.encoder.articles import document

TITLE = "Kia plans a plant"
TEXT = (
    "Honda and Mazda met in Tokyo. The carmaker will hire 200 people. "
    "Toyota declined to comment. Kia is from Korea."
)


def flags(sentence: int, company: str, title: str = TITLE, text: str = TEXT) -> set[str]:
    doc = document(text, title)
    sentences = doc._.sentences
    found = read_pieces(load_model().tokenizer, sentences)
    pieces = {s.index: p for s, p in zip(sentences, found, strict=True)}
    made = build_windows(sentences, pieces, range(len(sentences)))
    window = next(w for w in made if sentence in w.targets)
    names = ArticleNames.of(sentences)
    near = companies_near(sentences[sentence], window, sentences, pieces, names)
    one = next(n for n in near if n.mention.name == company)
    assert bool(one.pieces) == (one.flags[PAIR_FLAGS.index("elsewhere")] == 0.0)
    return {name for name, value in zip(PAIR_FLAGS, one.flags, strict=True) if value}


def test_companies_of_the_sentence_come_first() -> None:
    assert {"in_sentence", "comes_first", "is_linked", "makes_vehicles"} <= flags(1, "Honda")
    assert "comes_first" not in flags(1, "Mazda")


def test_companies_before_the_sentence_are_near() -> None:
    assert {"in_sentence_before", "sentence_has_pronoun"} <= flags(2, "Mazda")
    assert "is_latest" in flags(2, "Honda") or "is_latest" in flags(2, "Mazda")
    assert "earlier_in_window" in flags(3, "Honda")


def test_title_and_main_company_are_told() -> None:
    assert {"in_title", "is_main"} <= flags(2, "Kia")
    assert "in_sentence" not in flags(2, "Kia")


def test_main_company_is_near_even_when_it_comes_later() -> None:
    text = "The carmaker will hire 200 people. Honda is glad. Honda builds cars in Japan."
    assert {"elsewhere", "is_main"} <= flags(0, "Honda", title="", text=text)


def test_title_counts_for_the_main_company() -> None:
    doc = document(TEXT, TITLE)
    main = ArticleNames.of(doc._.sentences).main
    assert main is not None
    assert main.name == "Kia"
