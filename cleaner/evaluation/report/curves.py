"""What the charts of a report show: precision and recall by threshold, and calibration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cleaner.evaluation.scores import ScoredLine
from cleaner.paragraph import LABELS, Label
from cleaner.types import Flags, Floats, Ints

THRESHOLDS = np.arange(1, 100) / 100
BINS = 10  # of a calibration curve, equally wide


class ThresholdCurve(NamedTuple):
    """Precision and recall of body lines if those with at least a probability are kept, (n,) each.

    Precision is NaN if nothing is kept.
    """

    thresholds: Floats
    precision: Floats
    recall: Floats


class Calibration(NamedTuple):
    """How often a label is right by the probability that it was given, (BINS,) each.

    `expected` is the mean probability of a bin and `actual` the share of lines with that label, NaN
    for an empty bin; `lines` counts its lines. `error` is the mean distance of both, by lines: the
    expected calibration error.
    """

    label: Label
    expected: Floats
    actual: Floats
    lines: Ints
    error: float


def threshold_curve(lines: Sequence[ScoredLine]) -> ThresholdCurve:
    """Return precision and recall of body at each of THRESHOLDS."""
    scores, is_body = _column(lines, 0), _is(lines, LABELS[0])
    kept = scores[:, None] >= THRESHOLDS
    right = (kept & is_body[:, None]).sum(axis=0)
    with np.errstate(invalid="ignore"):
        return ThresholdCurve(THRESHOLDS, right / kept.sum(axis=0), right / max(is_body.sum(), 1))


def calibrations(lines: Sequence[ScoredLine]) -> list[Calibration]:
    """Return the calibration of each label."""
    return [_calibration(lines, column, label) for column, label in enumerate(LABELS)]


def _calibration(lines: Sequence[ScoredLine], column: int, label: Label) -> Calibration:
    scores, is_label = _column(lines, column), _is(lines, label)
    bins = np.minimum((scores * BINS).astype(np.intp), BINS - 1)
    counts = np.bincount(bins, minlength=BINS)
    with np.errstate(invalid="ignore"):
        expected = np.bincount(bins, scores, BINS) / counts
        actual = np.bincount(bins, is_label.astype(np.float64), BINS) / counts
    distance = np.nan_to_num(np.abs(expected - actual))
    error = float((distance * counts).sum() / max(counts.sum(), 1))
    return Calibration(label, expected, actual, counts, error)


def _column(lines: Sequence[ScoredLine], column: int) -> Floats:
    return np.array([line.scores[column] for line in lines], dtype=np.float64)


def _is(lines: Sequence[ScoredLine], label: Label) -> Flags:
    return np.array([line.gold == label.value for line in lines], dtype=bool)
