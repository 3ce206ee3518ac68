"""Windows: every target once, with the title and the sentence before it."""

from etl.nlp.encoder.model import load_model
from etl.nlp.encoder.pieces import Pieces, read_pieces
from etl.nlp.encoder.windows import LONGEST_WINDOW, Window, build_windows
from etl.nlp.state import Sentence


def sentences(count: int, words: int = 12, title: bool = True) -> list[Sentence]:
    found = [Sentence(0, 0, 12, "Kia expands.", "title")] if title else []
    at = 14
    for index in range(len(found), len(found) + count):
        text = f"Number {index} " + "word " * words
        found.append(Sentence(index, at, at + len(text), text, "text"))
        at += len(text) + 1
    return found


def windows(own: list[Sentence], targets: list[int]) -> tuple[list[Window], dict[int, Pieces]]:
    found = read_pieces(load_model().tokenizer, own)
    pieces = {s.index: p for s, p in zip(own, found, strict=True)}
    return build_windows(own, pieces, targets), pieces


def test_every_target_is_judged_once() -> None:
    own = sentences(60)
    made, _ = windows(own, list(range(61)))
    targets = [index for window in made for index in window.targets]
    assert sorted(targets) == list(range(61))
    assert len(made) > 1


def test_windows_are_bounded_and_hold_the_title() -> None:
    made, _ = windows(sentences(60), list(range(61)))
    for window in made:
        assert len(window.ids) <= LONGEST_WINDOW + 1
        assert 0 in window.places
        assert window.title == list(range(*window.places[0]))
        assert sum(len(case) for case in window.case) == len(window.ids)


def test_a_target_stands_with_the_title_and_the_sentence_before_it() -> None:
    made, _ = windows(sentences(10), [3, 6])
    (window,) = made
    assert window.targets == [3, 6]
    assert set(window.places) == {0, 2, 3, 5, 6}


def test_a_target_at_a_window_border_keeps_the_sentence_before_it() -> None:
    made, _ = windows(sentences(60), list(range(1, 61)))
    assert len(made) > 1
    for window in made[1:]:
        assert min(window.targets) - 1 in window.places


def test_a_title_is_judged_in_a_window_of_its_own() -> None:
    made, _ = windows(sentences(3), [0, 1, 2, 3])
    assert [window.targets for window in made] == [[0], [1, 2, 3]]
    assert [set(window.places) for window in made] == [{0}, {0, 1, 2, 3}]


def test_places_hold_the_sentences_own_pieces() -> None:
    made, pieces = windows(sentences(30), list(range(31)))
    for window in made:
        for index, (first, end) in window.places.items():
            own = pieces[index].ids
            assert window.ids[first:end] == own[: end - first]


def test_no_targets_make_no_windows() -> None:
    assert windows(sentences(3), [])[0] == []


def test_one_sentence_longer_than_a_window_is_read() -> None:
    own = sentences(2, words=400, title=False)
    made, _ = windows(own, [0, 1])
    assert sorted(index for window in made for index in window.targets) == [0, 1]
