"""From log odds of sentences to probabilities."""

import pytest

from etl.nlp.encoder.calibration import Calibration, PairSigns
from etl.nlp.encoder.model import load_model


def test_signs_of_a_pair() -> None:
    signs = PairSigns.of([-3.0, 2.0, 0.5], True)
    assert (signs.best, signs.second, signs.supporters, signs.in_title) == (2.0, 0.5, 2, True)
    assert PairSigns.of([1.0], False).second < PairSigns.of([1.0, -2.0], False).second


def test_more_evidence_is_more_probable() -> None:
    calibration = Calibration.of_model(load_model())
    weak = calibration.probability("recall", PairSigns.of([-2.0], False))
    strong = calibration.probability("recall", PairSigns.of([3.0], False))
    assert 0.0 < weak < 0.3 < 0.6 < strong < 1.0


def test_offsets_belong_to_types() -> None:
    calibration = Calibration([0.0, 1.0, 0.0, 0.0, 0.0], {"recall": 2.0})
    signs = PairSigns.of([0.0], False)
    assert calibration.probability("recall", signs) == pytest.approx(0.881, abs=0.001)
    assert calibration.probability("layoffs", signs) == pytest.approx(0.5)
