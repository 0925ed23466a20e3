"""What the charts of a report show."""

from __future__ import annotations

import numpy as np
import pytest

from cleaner.evaluation.report.curves import THRESHOLDS, calibrations, threshold_curve
from cleaner.evaluation.scores import ScoredLine


def line(gold: str, body: float, sidebar: float = 0.0) -> ScoredLine:
    return ScoredLine(gold, "body", "text", (body, sidebar, 1 - body - sidebar))


def at(threshold: float) -> int:
    return int(np.flatnonzero(np.isclose(THRESHOLDS, threshold))[0])


def test_thresholds_are_the_hundredths_between_0_and_1() -> None:
    assert pytest.approx([n / 100 for n in range(1, 100)]) == THRESHOLDS.tolist()


def test_a_higher_threshold_is_more_precise_and_finds_less() -> None:
    curve = threshold_curve([line("body", 0.9), line("body", 0.4), line("chrome", 0.6)])
    assert curve.precision[at(0.3)] == pytest.approx(2 / 3)
    assert curve.recall[at(0.3)] == 1
    assert (curve.precision[at(0.5)], curve.recall[at(0.5)]) == (0.5, 0.5)
    assert (curve.precision[at(0.7)], curve.recall[at(0.7)]) == (1, 0.5)


def test_a_line_is_kept_at_its_own_probability() -> None:
    curve = threshold_curve([line("body", 0.5)])
    assert [curve.recall[at(threshold)] for threshold in (0.49, 0.5, 0.51)] == [1, 1, 0]


def test_without_body_there_is_nothing_to_find() -> None:
    assert threshold_curve([line("chrome", 0.6)]).recall.tolist() == [0.0] * 99
    assert threshold_curve([]).recall.tolist() == [0.0] * 99


def test_where_nothing_is_kept_there_is_no_precision() -> None:
    curve = threshold_curve([line("body", 0.5)])
    assert np.isnan(curve.precision[at(0.9)])
    assert curve.recall[at(0.9)] == 0


def test_a_label_is_calibrated_if_it_is_as_frequent_as_it_is_probable() -> None:
    lines = [line("body", 0.8)] * 8 + [line("chrome", 0.8)] * 2
    body, sidebar, chrome = calibrations(lines)
    assert (body.expected[8], body.actual[8], body.lines[8]) == pytest.approx((0.8, 0.8, 10))
    assert body.error == pytest.approx(0)
    assert chrome.error == pytest.approx(0)
    assert sidebar.actual[0] == 0
    assert np.isnan(body.actual[0])


def test_the_error_is_the_mean_distance_by_lines() -> None:
    lines = [line("body", 0.95)] * 3 + [line("chrome", 0.55)]
    body = calibrations(lines)[0]
    assert body.error == pytest.approx((3 * 0.05 + 0.55) / 4)


def test_there_are_ten_bins_and_certainty_falls_into_the_last() -> None:
    lines = [line("body", p) for p in (0.0, 0.05, 0.1, 0.95, 1.0)]
    assert calibrations(lines)[0].lines.tolist() == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]


def test_a_single_line_errs_by_what_its_probability_lacks() -> None:
    body, _, chrome = calibrations([line("body", 0.75)])
    assert (body.error, chrome.error) == pytest.approx((0.25, 0.25))
    assert [calibration.error for calibration in calibrations([])] == [0.0, 0.0, 0.0]
