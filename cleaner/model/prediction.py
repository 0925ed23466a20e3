"""Features and Prediction: what a model is given for a document, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from cleaner.locks import cached_property
from cleaner.model.calibration import Calibration
from cleaner.model.log_odds import LogOdds, sigmoid
from cleaner.types import Floats, Matrix

__all__ = ["Features", "LogOdds", "Prediction", "blend", "sigmoid", "three_labels"]


class Features(NamedTuple):
    """What a model is given for n paragraphs.

    `matrix` (n, columns) has the columns of the trees, `words` (n,) the number of words of each
    paragraph; `vectors` (n, VECTOR) holds the sentence vectors, which the network of plain text
    takes beside the matrix.
    """

    matrix: Matrix
    words: Floats
    vectors: Matrix | None = None


@dataclass(frozen=True)
class Prediction:
    """What a model answers for n paragraphs, and what was made of it.

    `trees` and `network` are the log-odds of each part, `share` is the weight of the trees in the
    blend. `adjustments` holds named changes of the log-odds: "corrections" for what a site layer
    says, and of body alone "site" for paragraphs that repeat on the site, "further article" for
    those in a further article of the page.
    `matrix` and `words` are those of the features. `article` says that the page certainly is an
    article, so that something on it must be body. `calibration` maps log-odds to those whose
    probabilities mean what they say.
    """

    matrix: Matrix
    words: Floats
    trees: LogOdds
    network: LogOdds
    share: float
    adjustments: Mapping[str, LogOdds] = field(default_factory=dict)
    article: bool = False
    calibration: Calibration | None = None

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def blended(self) -> LogOdds:
        """The log-odds of both parts blended, before any adjustment."""
        return blend(self.trees, self.network, self.share)

    @cached_property
    def body_log_odds(self) -> Floats:
        """Log-odds of body (n,) with all adjustments."""
        log_odds = self.blended.body
        for change in self.adjustments.values():
            log_odds = log_odds + change.body
        return log_odds

    @cached_property
    def chrome_log_odds(self) -> Floats:
        """Log-odds of chrome against sidebar (n,) with all adjustments."""
        log_odds = self.blended.chrome
        for change in self.adjustments.values():
            log_odds = log_odds + change.chrome
        return log_odds

    @cached_property
    def calibrated(self) -> LogOdds:
        """Log-odds of n paragraphs with all adjustments, calibrated if the model can."""
        log_odds = LogOdds(self.body_log_odds, self.chrome_log_odds)
        return log_odds if self.calibration is None else self.calibration(log_odds)

    @cached_property
    def probabilities(self) -> Floats:
        """Probabilities (n, 3) of body, sidebar and chrome; each row sums to 1."""
        return three_labels(*map(sigmoid, self.calibrated))

    @cached_property
    def uncalibrated(self) -> Floats:
        """Probabilities (n, 3) before calibration, which the rules of models were chosen on."""
        return three_labels(sigmoid(self.body_log_odds), sigmoid(self.chrome_log_odds))

    def adjusted(self, name: str, body: Floats, chrome: Floats | None = None) -> Prediction:
        """Return the prediction with one more adjustment of the log-odds of body, and of chrome if
        it changes these as well."""
        change = LogOdds(body, np.zeros(len(self)) if chrome is None else chrome)
        return replace(self, adjustments={**self.adjustments, name: change})


def blend(trees: LogOdds, network: LogOdds, share: float) -> LogOdds:
    """Blend the log-odds of trees and network; `share` is the weight of the trees."""
    body, chrome = (share * tree + (1 - share) * net for tree, net in zip(trees, network))
    return LogOdds(body, chrome)


def three_labels(body: Floats, chrome: Floats) -> Floats:
    """Return probabilities (n, 3) of body, sidebar and chrome from P(body) and P(chrome | not
    body)."""
    rest = 1.0 - body
    return np.stack((body, rest * (1.0 - chrome), rest * chrome), axis=1)
