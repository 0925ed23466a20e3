"""Prediction: log-odds of both parts, blended and adjusted, give the probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model.prediction import LogOdds, Prediction, blend, sigmoid, three_labels

ODDS = st.floats(-15, 15)
ROWS = st.lists(st.tuples(ODDS, ODDS, ODDS, ODDS, st.floats(-10, 0), st.floats(-10, 0)), min_size=1)


def prediction(trees: LogOdds, network: LogOdds, share: float = 0.45) -> Prediction:
    n = len(trees.body)
    return Prediction(np.zeros((n, 3), np.float32), np.ones(n), trees, network, share)


@given(ROWS, st.floats(0, 1))
def test_log_odds_and_adjustments_give_the_probabilities(
    rows: list[tuple[float, ...]], share: float
) -> None:
    body1, chrome1, body2, chrome2, site, further = np.array(rows).T
    predicted = prediction(LogOdds(body1, chrome1), LogOdds(body2, chrome2), share)
    predicted = predicted.adjusted("site", site).adjusted("further article", further)
    body = share * body1 + (1 - share) * body2 + site + further
    chrome = share * chrome1 + (1 - share) * chrome2
    p_body, p_chrome = 1 / (1 + np.exp(-body)), 1 / (1 + np.exp(-chrome))
    expected = np.column_stack((p_body, (1 - p_body) * (1 - p_chrome), (1 - p_body) * p_chrome))
    assert predicted.body_log_odds == pytest.approx(body)
    assert predicted.probabilities == pytest.approx(expected)
    assert predicted.probabilities.sum(axis=1) == pytest.approx(np.ones(len(rows)))


def test_an_adjustment_changes_body_and_leaves_what_is_boilerplate_in_proportion() -> None:
    odds = LogOdds(np.array([2.0]), np.array([1.0]))
    before = prediction(odds, odds)
    after = before.adjusted("site", np.array([-5.0]))
    assert list(after.adjustments) == ["site"]
    assert list(before.adjustments) == []  # nothing is changed in place
    assert after.probabilities[0, 0] == pytest.approx(1 / (1 + np.exp(3.0)))
    ratios = [p.probabilities[0, 2] / p.probabilities[0, 1] for p in (before, after)]
    assert ratios == pytest.approx([np.e, np.e])


def test_an_adjustment_may_change_what_is_chrome_as_well() -> None:
    odds = LogOdds(np.array([-2.0]), np.array([1.0]))
    after = prediction(odds, odds).adjusted("corrections", np.array([-1.0]), np.array([-3.0]))
    assert after.chrome_log_odds == pytest.approx([-2.0])
    assert after.probabilities == pytest.approx(
        three_labels(sigmoid(np.array([-3.0])), sigmoid(np.array([-2.0])))
    )


@pytest.mark.parametrize(("share", "body"), [(1.0, 4.0), (0.0, -2.0), (0.25, -0.5)])
def test_the_share_is_that_of_the_trees(share: float, body: float) -> None:
    zero = np.zeros(1)
    blended = blend(LogOdds(np.array([4.0]), zero), LogOdds(np.array([-2.0]), zero), share)
    assert blended.body.tolist() == [body]


def test_three_labels_share_out_the_probability() -> None:
    rows = three_labels(np.array([0.6, 0.0]), np.array([0.25, 1.0]))
    assert rows == pytest.approx(np.array([(0.6, 0.3, 0.1), (0.0, 0.0, 1.0)]))


def test_log_odds_of_any_size_are_probabilities() -> None:
    assert sigmoid(np.array([-1e9, 0.0, 1e9])).tolist() == [0.0, 0.5, 1.0]


def test_a_prediction_has_the_length_of_its_document() -> None:
    odds = LogOdds(np.zeros(4), np.zeros(4))
    assert len(prediction(odds, odds)) == 4
