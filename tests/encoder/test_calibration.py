"""From log odds of sentences to probabilities."""

import pytest

from etl.nlp.encoder.calibration import SIGNS, Calibration, PairSigns
from etl.nlp.encoder.model import load_model


def test_signs_of_a_pair() -> None:
    signs = PairSigns.of([-3.0, 2.0, 0.5], in_title=True)
    assert (signs.best, signs.second, signs.supporters, signs.in_title) == (2.0, 0.5, 2, True)
    assert PairSigns.of([1.0]).second < PairSigns.of([1.0, -2.0]).second


def test_more_evidence_is_more_probable() -> None:
    calibration = Calibration.of_model(load_model())
    weak = calibration.probability("recall", PairSigns.of([-2.0]))
    strong = calibration.probability("recall", PairSigns.of([3.0]))
    assert 0.0 < weak < 0.3 < 0.6 < strong < 1.0


def test_offsets_belong_to_types() -> None:
    calibration = Calibration([0.0, 1.0, *[0.0] * (len(SIGNS) - 2)], {"recall": 2.0})
    signs = PairSigns.of([0.0])
    assert calibration.probability("recall", signs) == pytest.approx(0.881, abs=0.001)
    assert calibration.probability("layoffs", signs) == pytest.approx(0.5)


def test_signs_are_told_apart() -> None:
    plain = PairSigns.of([0.0]).values()
    assert len(plain) == len(SIGNS)
    for name in ("in_title", "named_in_title", "only_tagged"):
        changed = PairSigns.of([0.0], **{name: True}).values()
        assert [s for s, a, b in zip(SIGNS, plain, changed, strict=True) if a != b] == [name]


def test_what_only_the_tags_know_is_less_probable() -> None:
    calibration = Calibration.of_model(load_model())
    known, tagged = (
        calibration.probability("recall", PairSigns.of([1.0], only_tagged=told))
        for told in (False, True)
    )
    assert tagged < known
