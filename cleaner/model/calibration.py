"""Calibration: probabilities that mean what they say.

A model is too sure of some labels and not sure enough of others. A curve of a few points, fitted to
pages that it has not seen, maps its log-odds to those of shares: of the paragraphs that are said to
be body with .9, nine in ten are. Curves rise, and keep 0 where it is, so no label changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cleaner.model.log_odds import LogOdds
from cleaner.types import Floats

NAMES = ("body", "chrome")


@dataclass(frozen=True, slots=True)
class Curve:
    """A rising curve through points of log-odds: straight between them, of slope 1 outside."""

    before: tuple[float, ...]
    after: tuple[float, ...]

    def __call__(self, log_odds: Floats) -> Floats:
        """Return log-odds (n,) as they are calibrated."""
        before, after = self.before, self.after
        inside = np.interp(log_odds, before, after)
        beyond = log_odds - np.clip(log_odds, before[0], before[-1])
        return np.asarray(inside + beyond)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curves of both log-odds: of body, and of chrome against sidebar."""

    body: Curve
    chrome: Curve

    def __call__(self, log_odds: LogOdds) -> LogOdds:
        """Return the log-odds of n paragraphs as they are calibrated."""
        return LogOdds(self.body(log_odds.body), self.chrome(log_odds.chrome))

    def as_dict(self) -> dict[str, list[list[float]]]:
        """Return it as `model.json` holds it."""
        return {name: [*map(list, zip(*_points(getattr(self, name))))] for name in NAMES}


def parse_calibration(curves: Mapping[str, Any]) -> Calibration:
    """Return the calibration that `model.json` holds. Raises ValueError if it is none."""
    return Calibration(*(_curve(curves.get(name), name) for name in NAMES))


def _points(curve: Curve) -> list[tuple[float, float]]:
    return [(round(a, 3), round(b, 3)) for a, b in zip(curve.before, curve.after)]


def _curve(points: object, name: str) -> Curve:
    """Return a curve that rises and goes through 0."""
    try:
        before, after = np.array(points, dtype=np.float64)
    except (TypeError, ValueError):
        before = after = np.zeros(0)
    if not (len(before) > 1 and _rises(before) and _rises(after)):
        raise ValueError(
            f"the calibration of {name} is not a rising curve: calibrate the model again"
        )
    curve = Curve(tuple(before.tolist()), tuple(after.tolist()))
    if curve(np.zeros(1))[0] != 0.0:
        raise ValueError(f"the calibration of {name} would change labels: calibrate it again")
    return curve


def _rises(values: Sequence[float] | Floats) -> bool:
    return bool(np.isfinite(values).all() and (np.diff(values) > 0).all())
