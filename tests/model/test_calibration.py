"""Calibration: curves that rise, keep every label, and make probabilities mean what they say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from predicted import predicted, taken
from support import page

from cleaner.model.calibration import Calibration, Curve, parse_calibration
from cleaner.model.file import load_model
from cleaner.model.prediction import LogOdds, Prediction
from cleaner.model.selection import AtLeast, OrMostProbable, select

UNSURE = Curve((-4.0, 0.0, 4.0), (-2.0, 0.0, 2.0))  # half as sure
CALIBRATION = Calibration(UNSURE, UNSURE)


def prediction(body: list[float], chrome: list[float]) -> Prediction:
    odds = LogOdds(np.array(body), np.array(chrome))
    n = len(body)
    return Prediction(
        np.zeros((n, 1), np.float32), np.ones(n), odds, odds, 0.5, calibration=CALIBRATION
    )


def test_probabilities_are_those_of_the_calibrated_log_odds() -> None:
    made = prediction([3.0], [-1.0])
    assert made.calibrated.body == pytest.approx([1.5])
    assert made.calibrated.chrome == pytest.approx([-0.5])
    assert made.probabilities[0, 0] == pytest.approx(1 / (1 + np.exp(-1.5)))
    assert made.probabilities.sum() == pytest.approx(1)
    assert made.uncalibrated[0, 0] == pytest.approx(1 / (1 + np.exp(-3.0)))


def test_beyond_its_points_a_curve_goes_on_with_slope_one() -> None:
    assert UNSURE(np.array([-7.0, 6.0])) == pytest.approx([-5.0, 4.0])


ODDS = st.lists(st.floats(-30, 30), min_size=1, max_size=20)


@given(ODDS, st.floats(0, 1))
def test_the_rule_of_a_model_gives_the_labels_that_it_gave(body: list[float], at: float) -> None:
    made = prediction(body, body[::-1])
    rule = OrMostProbable(AtLeast(at))
    without = Prediction(made.matrix, made.words, made.trees, made.network, made.share)
    assert select(made, rule).labels.tolist() == select(without, rule).labels.tolist()


def test_a_threshold_of_the_user_is_one_on_the_probabilities_of_the_document() -> None:
    made = prediction([3.0], [0.0])  # .95 before, .82 calibrated
    assert select(made, AtLeast(0.9)).labels.tolist() != [0]
    assert select(made, AtLeast(0.8)).labels.tolist() == [0]


def test_it_is_read_as_it_was_written() -> None:
    assert parse_calibration(CALIBRATION.as_dict()) == CALIBRATION


def test_its_points_are_kept_to_the_thousandth() -> None:
    fine = Calibration(Curve((-1.23456, 0.0, 1.0), (-2.00049, 0.0, 1.0)), UNSURE)
    assert fine.as_dict()["body"] == [[-1.235, 0.0, 1.0], [-2.0, 0.0, 1.0]]


@pytest.mark.parametrize(
    ("points", "problem"),
    [
        ([[-1, 0, 1], [-1, 0.5, 1]], "would change labels"),
        ([[-1, 0, 1], [-1, 0, -2]], "not a rising curve"),
        ([[-1, -1, 1], [-1, 0, 1]], "not a rising curve"),
        ([[0], [0]], "not a rising curve"),
        ([[-1, float("nan")], [-1, 1]], "not a rising curve"),
        ([[-1, 1], [-1]], "not a rising curve"),
        (None, "not a rising curve"),
        ("curve", "not a rising curve"),
    ],
)
def test_what_is_no_rising_curve_through_zero_is_refused(points: Any, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_calibration({"body": points, "chrome": UNSURE_POINTS})


UNSURE_POINTS = [list(UNSURE.before), list(UNSURE.after)]


def test_the_shipped_model_for_html_is_calibrated_and_its_labels_are_those_without() -> None:
    model = load_model("html")
    assert model.calibration is not None
    made = predicted(page(), "html")
    plain = taken(page(), model)
    object.__setattr__(plain.prediction, "calibration", None)
    labels = select(plain.prediction, OrMostProbable(AtLeast(0.5))).labels
    assert made.selection.labels.tolist() == labels.tolist()
    assert not np.allclose(made.prediction.probabilities, made.prediction.uncalibrated)
